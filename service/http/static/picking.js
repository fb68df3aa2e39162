// The sentences of a page to choose from, as the bookmarklet found them, each with its verdict once it was checked.

import { button, element } from "./dom.js";
import { VERDICTS } from "./words.js";

/** The list as `{node, mark(sentence, verdict)}`; `choose(sentence)` checks one. */
export function listSentences(sentences, choose) {
  const rows = new Map();
  const items = [...new Set(sentences)].map((sentence) => {
    const verdict = element("span", { class: "chip" });
    const chosen = button("", () => choose(sentence), { class: "sentence" });
    chosen.append(element("span", { dir: "auto" }, sentence), " ", verdict);
    rows.set(sentence, { chosen, verdict });
    return element("li", {}, chosen);
  });
  const many = items.length === 1 ? "One sentence looks" : `${items.length} sentences look`;
  const node = element(
    "section",
    { class: "sentences", "aria-labelledby": "sentences-heading" },
    element("h2", { id: "sentences-heading" }, `${many} checkable`),
    element("p", { class: "hint" }, "Found on the page that you were reading. Choose one to check it."),
    element("ol", {}, items),
  );
  return { node, mark: (sentence, verdict) => markRow(rows, sentence, verdict) };
}

function markRow(rows, sentence, verdict) {
  for (const { chosen } of rows.values()) chosen.removeAttribute("aria-current");
  const row = rows.get(sentence);
  if (!row) return;
  row.chosen.setAttribute("aria-current", "true");
  if (!verdict) return;
  const [name, sign] = VERDICTS[verdict];
  row.verdict.className = `chip ${verdict}`;
  row.verdict.replaceChildren(element("span", { "aria-hidden": "true" }, `${sign} `), name);
}
