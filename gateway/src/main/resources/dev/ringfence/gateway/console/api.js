/** The HTTP API of the server that this page came from. */

const TIME_LIMIT_MILLIS = 15_000;

/** The server ends a watch after 25 s. Of one that lasts longer, the end was lost on its way. */
const WATCH_LIMIT_MILLIS = 30_000;

/** Whose outcome is open; every other reason says that nothing was done. */
const UNSURE = new Set(["OUTCOME_UNKNOWN", "INTERNAL", "KAFKA_UNAVAILABLE"]);

const OK = 200;

let token = "";

/** From now on, this key or token says who calls. It is kept nowhere else. */
export function useToken(value) {
  token = value;
}

/** The server's own account of why there is no answer. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.message);
    this.status = status;
    this.reason = body.reason;
    this.violations = body.violations ?? [];
    this.isUnsure = UNSURE.has(body.reason);
  }
}

/** No answer, or one that is not the server's: whether a command was done is not known. */
export class NoAnswer extends Error {
  isUnsure = true;
}

/** Reads something. */
export function read(path) {
  return ask("GET", path, {});
}

/**
 * Has something done.
 *
 * @param key makes it safe to ask again: the same key, and it is done once
 * @param part what the answer must have to be one
 */
export async function command(path, body, key, part) {
  const answer = await ask("POST", path, {
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify(body),
  });
  if (!answer?.[part]) {
    throw notOurs(OK);
  }
  return answer[part];
}

/** A page for probes or monitoring, as text. */
export async function page(path) {
  const reply = await fetch(url(path), { signal: AbortSignal.timeout(TIME_LIMIT_MILLIS) });
  return reply.text();
}

/**
 * What happens, as it happens, until the server ends it or the signal does. Where nothing comes at
 * all, that is no answer; and so is what does not end, as nobody would know of a connection that is dead.
 *
 * @yields {object} the next message
 */
export async function* events(path, signal) {
  const limit = new AbortController();
  const end = () => limit.abort();
  const timer = setTimeout(end, WATCH_LIMIT_MILLIS);
  signal.addEventListener("abort", end);
  try {
    let isAnswered = false;
    for await (const message of messages(path, limit.signal)) {
      isAnswered = true;
      yield message;
    }
    if (!isAnswered) {
      throw new NoAnswer("The server said nothing");
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    end();
  }
}

async function* messages(path, signal) {
  const reply = await fetch(url(path), { headers: credentials(), signal });
  if (!reply.ok) {
    throw problem(reply.status, await reply.text());
  }
  // Not every browser can loop over a stream.
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const data = lines.find((line) => line.startsWith("data: "))?.slice("data: ".length);
      if (lines.includes("event: problem")) {
        throw problem(0, data);
      }
      if (data) {
        yield parse(data);
      }
    }
  }
}

/** A request id that grows with time, as the ledger likes them. */
export function requestId() {
  const random = crypto.getRandomValues(new Uint32Array(2));
  const tail = Array.from(random, (part) => part.toString(36).padStart(7, "0")).join("");
  return `console-${Date.now().toString(36)}-${tail}`;
}

async function ask(method, path, { headers = {}, body }) {
  let reply;
  let text;
  try {
    reply = await fetch(url(path), {
      method,
      headers: { ...credentials(), ...headers },
      body,
      signal: AbortSignal.timeout(TIME_LIMIT_MILLIS),
    });
    text = await reply.text();
  } catch (failure) {
    throw new NoAnswer(`The server gave no answer: ${failure.message}`);
  }
  if (!reply.ok) {
    throw problem(reply.status, text);
  }
  try {
    return parse(text);
  } catch {
    throw notOurs(reply.status);
  }
}

function credentials() {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

function problem(status, text) {
  try {
    const body = parse(text);
    if (body.reason) {
      return new Problem(status, body);
    }
  } catch {
    // Not the server's words: a proxy's, then.
  }
  return notOurs(status);
}

function notOurs(status) {
  return new NoAnswer(`Something between this page and the server answered with status ${status}`);
}

/** Numbers beyond what JavaScript counts exactly stay as they were written. */
function parse(text) {
  return JSON.parse(text, (name, value, context) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value);
}

/** Relative to the page, which a proxy may have moved. */
function url(path) {
  return new URL(`..${path}`, document.baseURI);
}
