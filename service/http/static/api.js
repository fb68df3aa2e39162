// The two calls that the page makes, and every way in which they can fail, in words for a reader.

export const TIMEOUT_S = 60;

/** A failure as it is shown: `title`, `detail`, `faults` (strings), `about` (address of an explanation) or null. */
export class Failure extends Error {
  constructor(title, detail, { faults = [], about = null, retry = true } = {}) {
    super(title);
    Object.assign(this, { title, detail, faults, about, retry });
  }
}

/** The answer to a statement. */
export function createCheck(statement, asOf, signal) {
  const body = JSON.stringify({ statement, ...(asOf ? { as_of: asOf } : {}) });
  return call("v1/checks", { method: "POST", headers: { "Content-Type": "application/json" }, body }, signal);
}

/** A stored check, as it was answered. */
export function showCheck(id, signal) {
  return call(`v1/checks/${encodeURIComponent(id)}`, {}, signal);
}

async function call(path, options, signal) {
  const waiting = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    waiting.abort();
  }, TIMEOUT_S * 1000);
  signal.addEventListener("abort", () => waiting.abort());
  let response;
  let text;
  try {
    response = await fetch(path, { ...options, signal: waiting.signal });
    text = await response.text();
  } catch (error) {
    if (signal.aborted) throw error; // stopped by the reader
    if (late) throw timedOut();
    throw new Failure(
      "The server does not answer",
      "It may have been stopped, or the connection is down. Start it again (onrecord serve), then try again.",
    );
  } finally {
    clearTimeout(timer);
  }
  return readAnswer(response, text);
}

function timedOut() {
  return new Failure(
    `No answer within ${TIMEOUT_S} seconds`,
    "The server may be busy with other work. Try again, or check a shorter statement.",
  );
}

function readAnswer(response, text) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // handled below: a proxy's page, or a broken answer
  }
  if (response.ok && Array.isArray(body?.claims)) return body;
  if (response.ok || typeof body?.title !== "string") {
    throw new Failure(
      "An answer that this page cannot read",
      `Something between you and the server answered instead of it (status ${response.status}).`,
    );
  }
  throw readProblem(response, body);
}

/** A problem document (RFC 9457) as a failure. */
function readProblem(response, problem) {
  const wait = Number(response.headers.get("Retry-After"));
  const waiting = wait > 0 ? ` You can try again in ${wait} second${wait === 1 ? "" : "s"}.` : "";
  const faults = (problem.errors ?? []).map((fault) => fault.detail).filter((detail) => detail !== problem.detail);
  const about = /^\/problems\/[a-z-]+$/.test(problem.type ?? "") ? problem.type : null;
  const retry = response.status >= 500 || response.status === 429;
  const title = response.status === 429 ? "Too many checks at once" : problem.title;
  return new Failure(title, `${problem.detail ?? ""}${waiting}`.trim(), { faults, about, retry });
}
