// The statement with its claims marked and its unaddressed words underlined.

import { element } from "./dom.js";
import { lengthOf, slice } from "./text.js";
import { VERDICTS } from "./words.js";

/** The statement as marked text. `goTo(number)` brings the reader to a claim, counted from 1. */
export function markStatement(check, goTo) {
  const parts = [];
  const ended = new Set();
  for (const [start, end] of stretches(check)) {
    const numbers = check.claims.flatMap((claim, i) => (claim.start <= start && end <= claim.end ? [i + 1] : []));
    const open = check.claims.some((claim) => claim.unaddressed.some((u) => u.start <= start && end <= u.end));
    const words = slice(check.statement, start, end);
    const shown = open ? element("span", { class: "unaddressed" }, words) : words;
    if (numbers.length === 0) {
      parts.push(shown);
      continue;
    }
    const innermost = check.claims[numbers.at(-1) - 1];
    parts.push(element("mark", { class: `claim ${innermost.verdict}` }, shown));
    for (const number of numbers) {
      if (check.claims.length < 2 || check.claims[number - 1].end !== end || ended.has(number)) continue;
      ended.add(number);
      parts.push(claimLink(number, check.claims[number - 1], goTo));
    }
  }
  return element("blockquote", { class: "statement", dir: "auto" }, element("p", {}, parts));
}

/** Whether any word is underlined, so that the page can say what that means. */
export function hasUnaddressed(check) {
  return check.claims.some((claim) => claim.unaddressed.length > 0);
}

/** The statement cut wherever a claim or an unaddressed word begins or ends. */
function stretches(check) {
  const length = lengthOf(check.statement);
  const spans = check.claims.flatMap((claim) => [claim, ...claim.unaddressed]);
  const cuts = [...new Set([0, length, ...spans.flatMap((span) => [span.start, span.end])])];
  const sorted = cuts.filter((cut) => cut >= 0 && cut <= length).sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => [sorted[i], end]);
}

function claimLink(number, claim, goTo) {
  const label = `Claim ${number}: ${VERDICTS[claim.verdict][0]}`;
  const link = element("a", { href: `#claim-${number}`, "aria-label": label, title: label }, String(number));
  link.addEventListener("click", (event) => {
    event.preventDefault(); // the address holds the check, and keeps it
    goTo(number);
  });
  return element("sup", { class: `number ${claim.verdict}` }, link);
}
