import { Problem, read } from "./api.js";

const PAGE = 100;

/** An account may change thousands of times a second; the database is asked no oftener than this. */
const PAUSE_MILLIS = 1_000;
const PAUSE_AFTER_FAILURE_MILLIS = 5_000;

/** By symbol, in pages that may begin with any. */
export const POSITIONS = { name: "positions", after: "afterSymbol", next: "nextAfterSymbol", beginning: "" };

/** Those that are open, the oldest first. */
export const RESERVATIONS = {
  name: "reservations", after: "afterSequence", next: "nextAfterSequence", beginning: "0",
};

/** One page of a list of what an account has, asked for anew when something has changed. */
export class Pages {
  #id;
  #list;
  #changed;
  #after;
  #page = null;
  #failure = null;
  #isWanted = false;
  #isReading = false;
  #isClosed = false;
  #wake = () => {};

  /**
   * @param id the account's
   * @param list which list: `POSITIONS` or `RESERVATIONS`
   * @param changed called when there is something else to show
   */
  constructor(id, list, changed) {
    this.#id = id;
    this.#list = list;
    this.#after = list.beginning;
    this.#changed = changed;
  }

  close() {
    this.#isClosed = true;
    this.#wake();
  }

  /** In the list's order. */
  all() {
    return this.#page?.[this.#list.name] ?? [];
  }

  /** What the page says where there are none: that there are none, only if that is known. */
  empty() {
    if (this.#page) {
      return "None.";
    }
    return this.#failure ? "Not known." : "Asking …";
  }

  /** What the page says below them. */
  note() {
    if (this.#failure) {
      return `These can't be read: ${this.#failure.message}`;
    }
    return this.#page?.result.account ? `As of version ${this.#page.result.account.version}.` : "";
  }

  isFirst() {
    return this.#after === this.#list.beginning;
  }

  hasNext() {
    return this.#page !== null && this.#page[this.#list.next] !== this.#list.beginning;
  }

  first() {
    this.turnTo(this.#list.beginning);
  }

  next() {
    this.turnTo(this.#page[this.#list.next]);
  }

  /** The page after this place. Whoever turns a page does not wait. */
  turnTo(after) {
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
      const { name, after: place } = this.#list;
      const page = await read(
        `/v1/accounts/${this.#id}/${name}?${place}=${encodeURIComponent(after)}&pageSize=${PAGE}`);
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
