// What the page's address says after the "#". Browsers never send that part, so no log of a server holds it.
//
//   #check=ID                                   a stored check
//   #statement=TEXT&url=PAGE&title=TITLE        what was selected on a page (the bookmarklet)
//   #sentence=TEXT&sentence=TEXT&url=…&title=…  sentences of a page to choose from (the bookmarklet)
//   #nothing=found&url=…&title=…                nothing was selected, and no sentence looks checkable

/** The address, read: `{check, statement, asOf, sentences, nothing, from: {url, title} | null}`. */
export function readAddress(hash = location.hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const url = given.get("url") ?? "";
  return {
    check: given.get("check")?.trim() || null,
    statement: given.get("statement")?.trim() || null,
    asOf: /^\d{4}-\d\d-\d\d$/.test(given.get("as_of") ?? "") ? given.get("as_of") : "",
    sentences: given.getAll("sentence").map((sentence) => sentence.trim()).filter(Boolean),
    nothing: given.has("nothing"),
    from: /^https?:\/\//i.test(url) || given.get("title") ? { url, title: given.get("title") || url } : null,
  };
}

/** The hash of a stored check, with the page that its statement is from where that is known. */
export function checkHash(id, from = null) {
  const written = new URLSearchParams({ check: id, ...(from ?? {}) });
  return `#${written}`;
}

/** The link to give to others: the stored check, and nothing of the page that it came from. */
export function permalink(id) {
  return `${location.origin}${location.pathname}${checkHash(id)}`;
}
