// Code points, dates and counts as a reader sees them. The API counts in code points, JavaScript's strings do not.

const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/** `text` from `start` to `end`, counted in code points. */
export function slice(text, start, end) {
  return Array.from(text).slice(start, end).join("");
}

/** How many code points. */
export function lengthOf(text) {
  return Array.from(text).length;
}

/** "1 passage", "1,204 passages". */
export function count(n, noun) {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}

/** "one", "one and two", "one, two and three". */
export function join(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** A date of the API at its own precision: "5 March 2025", "March 2025", "30 October 2024 to 3 November 2024". */
export function writeDate(written) {
  if (!written) return "undated";
  if (written.includes("/")) return written.split("/").map(writeDate).join(" to ");
  const [year, month, day] = written.slice(0, 10).split("-");
  return [day && String(Number(day)), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
}

/** "10 Feb", with the year where it is asked for. */
export function writeShortDate(day, withYear) {
  const short = `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()].slice(0, 3)}`;
  return withYear ? `${short} ${day.getUTCFullYear()}` : short;
}

/** The first and the last day that a date of the API can mean, in milliseconds; null where there is none. */
export function daysOf(written) {
  if (!written) return null;
  const [first, last = first] = written.split("/");
  const [year, month, day] = last.slice(0, 10).split("-").map(Number);
  const end = Date.UTC(year, month ? month - (day ? 1 : 0) : 12, day || 0);
  const [y, m = 1, d = 1] = first.slice(0, 10).split("-").map(Number);
  return [Date.UTC(y, m - 1, d), end];
}

/** Today in the reader's own time zone, "2025-03-05". */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

/** `text` cut to `limit` code points at a word, with an ellipsis where it was cut. */
export function shorten(text, limit) {
  const whole = text.replace(/\s+/g, " ").trim();
  return lengthOf(whole) <= limit ? whole : `${slice(whole, 0, limit).replace(/\s+\S*$/, "")}…`;
}

/** "said by the fire service", "said by Ilse Marrin, citing Greta Holm", "according to …". */
export function says(speaker) {
  const [nearest, ...origins] = speaker.chain.length ? speaker.chain : [speaker.name];
  const lead = speaker.cue.toLowerCase() === "according to" ? "according to" : "said by";
  return [lead, nearest].join(" ") + origins.map((name) => `, citing ${name}`).join("");
}
