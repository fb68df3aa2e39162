// One card a passage: its words in their place, who published it and when, who said it, and why it counts.

import { citePassage } from "./citation.js";
import { button, element, outside } from "./dom.js";
import { lengthOf, says, writeDate } from "./text.js";
import { DATE_METHODS, STANCES } from "./words.js";

const DECIDES = ["supports", "contradicts"];

/** How many characters before and after a passage the API sends; a shorter suffix is the end of the document. */
const CONTEXT_CHARS = 32;

/** The passages of a claim: those that decide, grouped by stance, then the others, folded. */
export function listEvidence(claim, level, copy) {
  const groups = DECIDES.map((stance) => [stance, claim.evidence.filter((piece) => piece.stance === stance)]);
  const neutral = claim.evidence.filter((piece) => piece.stance === "neutral");
  const shown = groups
    .filter(([, pieces]) => pieces.length > 0)
    .map(([stance, pieces]) => group(stance, pieces, level, copy));
  if (neutral.length > 0) shown.push(folded(neutral, shown.length === 0, copy));
  return shown;
}

function group(stance, pieces, level, copy) {
  const [, sign, heading] = STANCES[stance];
  return element(
    "section",
    { class: `evidence ${stance}` },
    element(`h${level}`, {}, element("span", { class: "sign", "aria-hidden": "true" }, sign), ` ${heading}`),
    element("ul", { class: "cards" }, pieces.map((piece) => card(piece, copy))),
  );
}

function folded(pieces, only, copy) {
  const more = only ? "" : " more";
  const said = `${pieces.length}${more} ${pieces.length === 1 ? "passage was" : "passages were"} read and `;
  return element(
    "details",
    { class: "evidence neutral" },
    element("summary", {}, said, pieces.length === 1 ? "decides nothing" : "decide nothing"),
    element("ul", { class: "cards" }, pieces.map((piece) => card(piece, copy))),
  );
}

function card(piece, copy) {
  return element(
    "li",
    { class: `card ${piece.stance}` },
    quotation(piece),
    attribution(piece),
    whys(piece.reasons),
    copies(piece.source.copies),
    element(
      "p",
      { class: "tools" },
      piece.link ? outside(piece.link, "Open at the sentence", arrow()) : null,
      button("Copy citation", () => copy(citePassage(piece), "The citation")),
    ),
  );
}

function arrow() {
  return element("span", { "aria-hidden": "true" }, " ↗");
}

/** The passage, word for word, with the words around it fainter. */
function quotation(piece) {
  const { text, start } = piece.passage;
  const { prefix, suffix } = piece.passage;
  const isCut = lengthOf(prefix) < start;
  const before = isCut ? `… ${prefix.replace(/^\S*\s/, "")}` : prefix;
  const after = lengthOf(suffix) < CONTEXT_CHARS ? suffix : `${suffix.replace(/\s\S*$/, "")} …`;
  return element(
    "blockquote",
    { dir: "auto", cite: piece.source.url },
    element(
      "p",
      {},
      prefix.trim() ? element("span", { class: "around" }, before) : null,
      element("q", {}, text),
      suffix.trim() ? element("span", { class: "around" }, after) : null,
    ),
  );
}

function attribution(piece) {
  const { source, speaker } = piece;
  const isCopied = source.origin && source.origin !== source.publisher;
  const origin = isCopied ? element("span", {}, "from ", bdi(source.origin)) : null;
  const known = source.published_at
    ? element("span", {}, dated(source.published_at), ` (${DATE_METHODS[source.date_method]})`)
    : element("span", {}, DATE_METHODS.unknown);
  const parts = [
    element("strong", {}, bdi(source.publisher ?? source.title ?? "Publisher not known")),
    origin,
    known,
    speaker ? element("span", { class: "speaker" }, says(speaker)) : null,
  ].filter(Boolean);
  return element(
    "div",
    { class: "source" },
    element("p", {}, parts.flatMap((part, i) => (i ? [" · ", part] : [part]))),
    source.title && source.publisher
      ? element("p", { class: "title" }, source.url ? outside(source.url, bdi(source.title)) : bdi(source.title))
      : null,
  );
}

/** Reasons as a list, each once, with the values read where the sentence does not hold them. */
export function whys(reasons) {
  const told = [...new Set(reasons.map(writeReason))];
  return told.length ? element("ul", { class: "why" }, told.map((why) => element("li", {}, why))) : null;
}

export function writeReason(reason) {
  const values = [["statement", reason.claim_value], ["source", reason.source_value]]
    .filter(([, value]) => value && !reason.message.includes(value))
    .map(([name, value]) => `${name} “${value}”`);
  return reason.message + (values.length ? ` [${values.join("; ")}]` : "");
}

function copies(listed) {
  if (!listed.length) return null;
  const many = `${listed.length} copies, which are no further sources`;
  const said = listed.length === 1 ? "1 copy, which is no further source" : many;
  return element(
    "details",
    { class: "copies" },
    element("summary", {}, said),
    element("ul", {}, listed.map((copy) => element("li", {}, copyLine(copy)))),
  );
}

function copyLine(copy) {
  const name = outside(copy.url, bdi(copy.publisher ?? copy.url ?? "Publisher not known"));
  return copy.published_at ? [name, ", ", dated(copy.published_at)] : [name];
}

function dated(written) {
  const exact = /^\d{4}(-\d\d){0,2}$/.test(written) ? written : null;
  return element("time", { datetime: exact }, writeDate(written));
}

function bdi(name) {
  return element("bdi", {}, name);
}
