// An answer as a reader sees it: the verdict in plain words, the statement marked, then claim by claim what was found.

import { permalink } from "./address.js";
import { citeCheck, percent, writeMarkdown } from "./citation.js";
import { button, element } from "./dom.js";
import { listEvidence, whys } from "./evidence.js";
import { hasUnaddressed, markStatement } from "./statement.js";
import { count, join, writeDate } from "./text.js";
import { drawTimeline } from "./timeline.js";
import { QUALIFIERS, VERDICTS } from "./words.js";

/** The answer as an element. `copy(text, what)` puts a text on the clipboard and says so. */
export function drawAnswer(check, copy) {
  const several = check.claims.length > 1;
  const claims = check.claims.map((claim, i) => drawClaim(claim, i + 1, several, copy));
  const goTo = (number) => claims[number - 1].querySelector("h3").focus();
  return element(
    "article",
    { class: `answer ${check.verdict}`, "aria-labelledby": "verdict" },
    drawVerdict(check),
    markStatement(check, goTo),
    hasUnaddressed(check) ? legend() : null,
    several ? null : minds(check.claims[0]),
    tools(check, copy),
    check.searched.documents === 0 ? emptyIndex(check) : null,
    claims,
    colophon(check),
  );
}

function legend() {
  const sample = element("span", { class: "unaddressed" }, "Underlined words");
  return element("p", { class: "legend" }, sample, " stand in no passage that was found.");
}

/** One sentence for the live region. */
export function announce(check) {
  const [name, , meaning] = VERDICTS[check.verdict];
  return `${name}: ${meaning}.`;
}

function drawVerdict(check) {
  const [name, sign, meaning] = VERDICTS[check.verdict];
  const day = check.as_of ? element("time", { datetime: check.as_of }, writeDate(check.as_of)) : null;
  const sure = element("span", { class: "sure" }, ` ${percent(check.confidence)} sure`);
  return element(
    "header",
    { class: "verdict" },
    day ? element("p", { class: "kicker" }, "As known on ", day) : null,
    element(
      "h2",
      { id: "verdict", tabindex: "-1" },
      element("span", { class: "sign", "aria-hidden": "true" }, sign),
      element("span", {}, name),
    ),
    element("p", { class: "meaning" }, `${capital(meaning)}.`, sure),
    element("p", { class: "summary", dir: "auto" }, check.summary),
    check.redacted ? element("p", { class: "mind" }, "Quotations of a document that was purged are taken out.") : null,
  );
}

function drawClaim(claim, number, several, copy) {
  const [name, sign] = VERDICTS[claim.verdict];
  const heading = several
    ? element(
        "h3",
        { id: `claim-${number}`, tabindex: "-1" },
        element("span", { class: "number" }, String(number)),
        element("span", { dir: "auto" }, claim.text),
      )
    : element("h3", { class: "hidden", tabindex: "-1" }, "What was found");
  const shownSign = element("span", { class: "sign", "aria-hidden": "true" }, sign);
  const verdict = element("p", { class: "claim-verdict" }, shownSign, name);
  return element(
    "section",
    { class: `claim-section ${claim.verdict}` },
    heading,
    several ? [verdict, minds(claim)] : null,
    whys(claim.reasons),
    witnesses(claim),
    drawTimeline(claim, 4),
    listEvidence(claim, 4, copy),
  );
}

function minds(claim) {
  if (!claim?.qualifiers.length) return null;
  const told = claim.qualifiers.map((qualifier) => element("li", {}, `${capital(QUALIFIERS[qualifier])}.`));
  return element("ul", { class: "minds", "aria-label": "What to bear in mind" }, told);
}

/** How many sources that copy nobody stand on either side. */
function witnesses(claim) {
  const { supporting, contradicting, speakers } = claim.independent_sources;
  if (supporting + contradicting === 0) return null;
  const sides = [
    supporting ? `${supporting} for it` : null,
    contradicting ? `${contradicting} against it` : null,
  ].filter(Boolean);
  const heard = speakers ? `, and ${count(speakers, "speaker")}` : "";
  return element("p", { class: "witnesses" }, `Independent sources: ${join(sides)}${heard}.`);
}

function tools(check, copy) {
  return element(
    "div",
    { class: "tools", role: "group", "aria-label": "Use this answer" },
    button("Copy link", () => copy(permalink(check.id), "The link")),
    button("Copy as citation", () => copy(citeCheck(check), "The citation")),
    button("Copy as Markdown", () => copy(writeMarkdown(check), "The Markdown")),
    button("Print", () => window.print()),
  );
}

function emptyIndex(check) {
  const left = check.excluded.later + check.excluded.undated;
  if (left > 0) {
    const detail = "Everything in the index was published later than this day, or has no known date.";
    return element("p", { class: "notice" }, detail);
  }
  return element(
    "p",
    { class: "notice" },
    element("strong", {}, "The index is empty. "),
    "Nothing can be found until articles are in it: ",
    element("code", {}, "onrecord ingest FOLDER"),
    ", or ",
    element("a", { href: "docs#createDocument" }, "send them"),
    ".",
  );
}

function colophon(check) {
  const { searched, excluded, engine } = check;
  const span = searched.earliest ? `, published ${writeDate(searched.earliest)} to ${writeDate(searched.latest)}` : "";
  const out = [
    excluded.later ? `${count(excluded.later, "document")} published later` : null,
    excluded.undated ? `${count(excluded.undated, "document")} without a known date` : null,
  ].filter(Boolean);
  const looked = `${count(searched.passages, "passage")} in ${count(searched.documents, "document")}`;
  const facts = [
    ["Check", check.id],
    ["Index", engine.index_revision],
    ["Search", engine.embedding_model],
    ["Stance", engine.stance_model],
    ["Rules", engine.method],
  ];
  const lines = facts.map(([name, value]) => [element("dt", {}, name), element("dd", {}, element("code", {}, value))]);
  return element(
    "footer",
    { class: "colophon" },
    element("p", {}, `Searched ${looked}${span}.`, out.length ? ` Left out: ${join(out)}.` : ""),
    element("p", { class: "print-only" }, permalink(check.id)),
    element(
      "details",
      {},
      element("summary", {}, "What made this answer"),
      element("dl", {}, lines),
    ),
  );
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
