// Elements made by hand. Text goes in as text, so that no word of an article is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (null and false are left out) and children (null is left out, the rest is text). */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** A button of type "button" that runs `action`. */
export function button(label, action, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

/** A link to another site's page, or plain text where the address is none that a reader should be sent to. */
export function outside(address, ...children) {
  if (!/^https?:\/\//i.test(address ?? "")) return element("span", {}, ...children);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
