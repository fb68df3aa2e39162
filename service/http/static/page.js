// The page at "/": a statement goes in, an answer comes out. What is shown depends on the form and on the address.

import { checkHash, readAddress } from "./address.js";
import { announce, drawAnswer } from "./answer.js";
import { createCheck, Failure, showCheck } from "./api.js";
import { copyText } from "./clipboard.js";
import { button, element, outside } from "./dom.js";
import { listSentences } from "./picking.js";
import { lengthOf, shorten } from "./text.js";

const SLOW_S = 4;
const TITLE = document.title;
const NOTHING =
  "Nothing was selected on that page, and none of its sentences looks checkable. Select one there, or write it here.";

const byId = (id) => document.getElementById(id);
const form = byId("check");
const statement = byId("statement");
const asOf = byId("as-of");
const fault = byId("statement-fault");
const submit = byId("submit");
const live = byId("live");
const place = byId("answer");
const origin = byId("from");
const picks = byId("picks");
const start = byId("start");
const maxChars = Number(form.dataset.maxChars);

let running = null; // what stops the request that is under way
let from = null; // the page that the statement is from
let sentences = null; // the list to choose from

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) stop();
  else checkForm();
});
statement.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
});
statement.addEventListener("input", () => {
  complain("");
  if (from && !sentences) showOrigin(null); // other words are not that page's
});
addEventListener("popstate", () => {
  if (location.hash === "" || location.hash.includes("=")) follow(false); // else a place on this page
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address holds the check, and keeps it
  statement.focus();
});
addEventListener("beforeprint", () => unfold(true));
addEventListener("afterprint", () => unfold(false));
follow(true);

/** Shows what the address names. A statement in it is checked at once when the page opens, and not on the way back. */
function follow(opening) {
  const named = readAddress();
  running?.abort();
  showOrigin(named.from);
  showSentences(named.sentences);
  if (named.check) {
    run((signal) => showCheck(named.check, signal), (check) => {
      fillForm(check.statement, check.as_of ?? "");
      sentences?.mark(check.statement, check.verdict);
    });
    return;
  }
  clear();
  if (named.statement !== null) fillForm(named.statement, named.asOf);
  if (named.statement && opening) checkForm("replaceState");
  if (named.nothing) show(element("p", { class: "notice" }, NOTHING));
}

function checkForm(write = "pushState") {
  const text = statement.value.trim();
  const length = lengthOf(text);
  if (!text) return complain("Write or paste the statement to check.");
  if (length > maxChars) {
    const [is, limit] = [length, maxChars].map((n) => n.toLocaleString("en"));
    return complain(`This is ${is} characters long; at most ${limit} can be checked at once. Take out one statement.`);
  }
  complain("");
  sentences?.mark(text, null);
  run((signal) => createCheck(text, asOf.value, signal), (check) => {
    sentences?.mark(text, check.verdict);
    const hash = checkHash(check.id, from);
    if (hash !== location.hash) history[write](null, "", hash);
  });
}

/** Asks, and shows the answer, the wait or the failure. `done(check)` runs before the answer is shown. */
async function run(ask, done) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  wait();
  const slow = setTimeout(() => waitLonger(), SLOW_S * 1000);
  try {
    const check = await ask(mine.signal);
    if (running !== mine) return;
    done(check);
    show(drawAnswer(check, copy));
    say(announce(check));
    document.title = `${shorten(check.statement, 60)} · Onrecord`;
    bringIntoSight(byId("verdict"));
  } catch (error) {
    if (mine.signal.aborted || running !== mine) return;
    if (!(error instanceof Failure)) throw error;
    show(drawFailure(error, () => run(ask, done)));
    say(`${error.title}. ${error.detail}`);
  } finally {
    clearTimeout(slow);
    if (running === mine) rest();
  }
}

/** Scrolls only where the reader would not see it, as on a phone. */
function bringIntoSight(heading) {
  if (heading.getBoundingClientRect().top < innerHeight * 0.6) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
}

function wait() {
  submit.textContent = "Stop";
  form.classList.add("busy");
  place.setAttribute("aria-busy", "true");
  say("Checking …");
  show(element("p", { class: "waiting" }, "Reading what the index has on this …"));
}

function waitLonger() {
  const told = "Still reading. A long statement, or a server that has just started, takes longer.";
  say(told);
  show(element("p", { class: "waiting" }, told));
}

function rest() {
  running = null;
  submit.textContent = "Check";
  form.classList.remove("busy");
  place.removeAttribute("aria-busy");
}

function stop() {
  running.abort();
  rest();
  clear();
  say("Stopped.");
}

function show(node) {
  start.hidden = true;
  place.replaceChildren(node);
}

function clear() {
  rest();
  place.replaceChildren();
  say("");
  document.title = TITLE;
  start.hidden = sentences !== null;
}

function drawFailure(failure, again) {
  return element(
    "section",
    { class: "failure", "aria-labelledby": "failure" },
    element("h2", { id: "failure" }, failure.title),
    element("p", {}, failure.detail),
    failure.faults.length ? element("ul", {}, failure.faults.map((told) => element("li", {}, told))) : null,
    element(
      "p",
      { class: "tools" },
      failure.retry ? button("Try again", again) : null,
      failure.about ? element("a", { href: failure.about.slice(1) }, "What this means") : null,
    ),
  );
}

function fillForm(text, day) {
  statement.value = text;
  asOf.value = day;
  complain("");
}

function complain(told) {
  fault.textContent = told;
  statement.toggleAttribute("aria-invalid", Boolean(told));
  if (told) {
    statement.setAttribute("aria-invalid", "true");
    statement.focus();
  }
}

function showOrigin(page) {
  from = page;
  origin.hidden = !page;
  origin.replaceChildren(...(page ? ["From ", outside(page.url, element("bdi", {}, shorten(page.title, 120)))] : []));
}

function showSentences(listed) {
  if (listed.length === 0 && readAddress().check && sentences) return; // one of the list is open
  sentences = listed.length ? listSentences(listed, (sentence) => choose(sentence)) : null;
  picks.replaceChildren(...(sentences ? [sentences.node] : []));
}

function choose(sentence) {
  fillForm(sentence, asOf.value);
  checkForm();
}

async function copy(text, what) {
  const copied = await copyText(text);
  say(copied ? `${what} is on the clipboard.` : "The browser did not let this page copy.", true);
}

/** Tells those who cannot see the page change; `shown` also those who can, where nothing else on it tells them. */
function say(text, shown = false) {
  live.classList.toggle("shown", shown);
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text)); // so that the same words again are read again
}

/** Paper has nothing to click on: everything that is folded is opened for it, and folded again. */
function unfold(opening) {
  for (const details of place.querySelectorAll("details")) {
    if (opening && !details.open) details.dataset.folded = "";
    if (opening) details.open = true;
    else if ("folded" in details.dataset) {
      details.open = false;
      delete details.dataset.folded;
    }
  }
}
