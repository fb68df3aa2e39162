// Opens Onrecord with what is selected on this page. Where nothing is selected it hands over the sentences that look
// checkable. It runs inside other people's pages, under their rules: it loads, sends and changes nothing there.
// All that it does is open one address, with the words after the "#", a part that browsers never send to a server.
(() => {
  const app = "APP_URL";
  const maxStatement = 10000;
  const maxSentences = 40;
  const maxHash = 60000;

  // This document and every frame in it that its page may look into; frames of other sites may not be.
  const documentsFrom = (start) => {
    const found = [start];
    for (const frame of start.querySelectorAll("iframe, frame")) {
      try {
        if (frame.contentDocument) found.push(...documentsFrom(frame.contentDocument));
      } catch {
        continue;
      }
    }
    return found;
  };

  // What is selected: in a text field, or anywhere on the page, over as many paragraphs as it is.
  const selectionIn = (page) => {
    const field = page.activeElement;
    const isField = field && /^(textarea|input)$/i.test(field.tagName) && field.type !== "password";
    const chosen = isField && field.selectionEnd > field.selectionStart;
    if (chosen) return field.value.slice(field.selectionStart, field.selectionEnd);
    return String(page.getSelection() || "");
  };

  // A sentence looks checkable if it has a figure, a quotation or somebody who says something, and asks nothing.
  const weigh = (sentence) => {
    const words = sentence.split(/\s+/).length;
    if (words < 6 || words > 60 || /\?["”’)]*$/.test(sentence)) return 0;
    const figure = /\d|\b(dozens?|hundreds?|thousands?|(m|b)illions?|half|third|quarter|per ?cent)\b/i.test(sentence);
    const quote = /["“”„«»]/.test(sentence);
    const says = /\b(said|says|told|announced|confirmed|denied|reported|claimed|warned|estimated|according to)\b/i;
    const speech = says.test(sentence);
    const named = /\s[\p{Lu}][\p{L}]+/u.test(sentence);
    const personal = /\b(I|my|we|our|you|your)\b/.test(sentence) && !quote;
    return 2 * figure + quote + 2 * speech + named - 2 * personal;
  };

  // The words of a page: of its article where it has one.
  const textOf = (page) => {
    const article = page.querySelector("article, main, [role=main]");
    const text = article ? article.innerText : "";
    return text.length > 500 || !page.body ? text : page.body.innerText || "";
  };

  // The sentences that look most checkable, in the order of the page.
  const sentencesOf = (texts) => {
    const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
    const found = new Map();
    for (const line of texts.join("\n").split("\n")) {
      for (const { segment } of segmenter.segment(line)) {
        const sentence = segment.replace(/\s+/g, " ").trim();
        const weight = weigh(sentence);
        if (weight > 1) found.set(sentence, weight);
      }
    }
    const best = [...found].sort((a, b) => b[1] - a[1]).slice(0, maxSentences);
    const kept = new Set(best.map(([sentence]) => sentence));
    return [...found.keys()].filter((sentence) => kept.has(sentence));
  };

  // Half of a character that takes two units cannot be written in an address.
  const encode = (text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));

  const pages = documentsFrom(document);
  const selected = pages.map((page) => selectionIn(page).trim()).find(Boolean) || "";
  let hash = `url=${encode(location.href.split("#")[0])}&title=${encode(document.title)}`;
  if (selected && selected.length <= maxStatement) {
    hash += `&statement=${encode(selected)}`;
  } else {
    const sentences = sentencesOf(selected ? [selected] : pages.map(textOf));
    for (const sentence of sentences) {
      const more = `&sentence=${encode(sentence)}`;
      if (hash.length + more.length < maxHash) hash += more;
    }
    if (!sentences.length) hash += "&nothing=found";
  }

  // Where the browser opens no new window, the page itself gives way; "back" returns to it.
  const address = `${app}#${hash}`;
  if (!window.open(address, "_blank")) location.href = address;
})();
