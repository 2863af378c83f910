import { Problem, read } from "./api.js";

const PAGE = 100;

/** An account may change thousands of times a second; the database is asked no oftener than this. */
const PAUSE_MILLIS = 1_000;
const PAUSE_AFTER_FAILURE_MILLIS = 5_000;

/** One page of what an account holds, asked for anew when something has changed. */
export class Positions {
  #id;
  #changed;
  #after = "";
  #page = null;
  #failure = null;
  #isWanted = false;
  #isReading = false;
  #isClosed = false;
  #wake = () => {};

  /**
   * @param id the account's
   * @param changed called when there is something else to show
   */
  constructor(id, changed) {
    this.#id = id;
    this.#changed = changed;
  }

  close() {
    this.#isClosed = true;
    this.#wake();
  }

  /** By symbol. */
  all() {
    return this.#page?.positions ?? [];
  }

  /** What the page says below them. */
  note() {
    if (this.#failure) {
      return `These can't be read: ${this.#failure.message}`;
    }
    return this.#page?.result.account ? `As of version ${this.#page.result.account.version}.` : "";
  }

  isFirst() {
    return !this.#after;
  }

  hasNext() {
    return Boolean(this.#page?.nextAfterSymbol);
  }

  first() {
    this.#turnTo("");
  }

  next() {
    this.#turnTo(this.#page.nextAfterSymbol);
  }

  /** The page that begins with this symbol, or else with the next one that there is. */
  from(symbol) {
    this.#turnTo(justBefore(symbol));
  }

  /** Whoever turns a page does not wait. */
  #turnTo(after) {
    this.#after = after;
    this.refresh();
    this.#wake();
  }

  /** Asks again; many calls within a second become one. */
  async refresh() {
    this.#isWanted = true;
    if (this.#isReading) {
      return;
    }
    this.#isReading = true;
    while (this.#isWanted && !this.#isClosed) {
      this.#isWanted = false;
      const after = this.#after;
      await this.#read(after);
      if (after === this.#after) {
        await this.#pause(this.#failure ? PAUSE_AFTER_FAILURE_MILLIS : PAUSE_MILLIS);
      }
    }
    this.#isReading = false;
  }

  async #read(after) {
    try {
      const address = `/v1/accounts/${this.#id}/positions?afterSymbol=${encodeURIComponent(after)}&pageSize=${PAGE}`;
      const page = await read(address);
      // Somebody may have turned the page meanwhile.
      if (after === this.#after) {
        this.#page = page;
        this.#failure = null;
      }
    } catch (failure) {
      this.#failure = failure;
      // What is refused for good is asked for again when there is a reason to.
      this.#isWanted ||= !(failure instanceof Problem) || failure.status >= 429;
    }
    this.#changed();
  }

  #pause(millis) {
    return new Promise((resume) => {
      this.#wake = resume;
      setTimeout(resume, millis);
    });
  }
}

/** The symbol before this one: no other fits between them, so that a list that begins after it begins here. */
export function justBefore(symbol) {
  const start = symbol.slice(0, -1);
  const last = symbol.charCodeAt(symbol.length - 1);
  return last > LOWEST ? (start + String.fromCharCode(last - 1)).padEnd(LONGEST, HIGHEST) : start;
}

/** Symbols are 1 to 64 visible ASCII characters. */
const LOWEST = "!".charCodeAt(0);
const HIGHEST = "~";
const LONGEST = 64;
