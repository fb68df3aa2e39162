// What goes on the clipboard: a passage or a whole check as a citation, and a check as Markdown.

import { permalink } from "./address.js";
import { says, today, writeDate } from "./text.js";
import { DATE_METHODS, QUALIFIERS, VERDICTS } from "./words.js";

/** “Words.” Publisher, “Title”, 14 February 2025, said by the fire service. https://… */
export function citePassage(piece) {
  const { source, speaker } = piece;
  const named = [
    source.publisher ?? "Publisher not known",
    source.origin && source.origin !== source.publisher ? `from ${source.origin}` : null,
    source.title ? `“${source.title}”` : null,
    source.published_at ? writeDate(source.published_at) : "undated",
    speaker ? says(speaker) : null,
  ];
  return [`“${piece.passage.text}”`, `${named.filter(Boolean).join(", ")}.`, source.url].filter(Boolean).join(" ");
}

/** The check in one paragraph: the statement, the verdict, what it rests on, where it can be read again, and when. */
export function citeCheck(check) {
  const [name, , meaning] = VERDICTS[check.verdict];
  const known = check.as_of ? `, as known on ${writeDate(check.as_of)}` : "";
  const rests = deciding(check).slice(0, 3).map(citePassage);
  return [
    `“${check.statement}” ${name}${known}: ${meaning}.`,
    ...rests,
    `Onrecord check ${check.id}, ${permalink(check.id)} (accessed ${writeDate(today())}).`,
  ].join(" ");
}

/** The check as Markdown, each deciding passage word for word. */
export function writeMarkdown(check) {
  const [name, , meaning] = VERDICTS[check.verdict];
  const lines = [`## ${escape(check.statement)}`, "", `**${name}**: ${meaning} (${percent(check.confidence)} sure)`];
  if (check.as_of) lines.push("", `As known on ${writeDate(check.as_of)}.`);
  for (const claim of check.claims) lines.push(...writeClaim(claim, check.claims.length > 1));
  lines.push("", `[Onrecord check ${check.id}](${permalink(check.id)}), accessed ${writeDate(today())}`, "");
  return lines.join("\n");
}

function writeClaim(claim, named) {
  const lines = named ? ["", `### ${escape(claim.text)}`, "", `**${VERDICTS[claim.verdict][0]}**`] : [];
  lines.push(...claim.qualifiers.flatMap((qualifier) => ["", `Mind: ${QUALIFIERS[qualifier]}.`]));
  const why = claim.evidence.some(decides) ? [] : claim.reasons.map((reason) => reason.message);
  lines.push(...why.flatMap((message) => ["", escape(message)]));
  for (const piece of claim.evidence.filter(decides)) {
    const { source, speaker } = piece;
    const how = source.published_at ? ` (${DATE_METHODS[source.date_method]})` : "";
    const dated = writeDate(source.published_at) + how;
    const parts = [escape(source.publisher ?? "Publisher not known"), dated, speaker ? escape(says(speaker)) : null];
    const title = escape(source.title ?? source.url ?? "");
    const where = source.url ? ` · [${title}](<${piece.link ?? source.url}>)` : title ? ` · ${title}` : "";
    const who = parts.filter(Boolean).join(" · ");
    lines.push("", `**${piece.stance}**`, "", `> ${escape(piece.passage.text)}`, "", who + where);
  }
  return lines;
}

function deciding(check) {
  return check.claims.flatMap((claim) => claim.evidence.filter(decides));
}

function decides(piece) {
  return piece.stance !== "neutral";
}

export function percent(confidence) {
  return `${Math.round(confidence * 100)}%`;
}

/** Text that Markdown shows as it stands, on one line. */
function escape(text) {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~]/g, "\\$&").replace(/^([-+]|\d+[.)])(?=\s)/, "\\$&");
}
