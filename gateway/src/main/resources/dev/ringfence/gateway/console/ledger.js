import { read } from "./api.js";

const PAGE = 50;
const PAUSE_MILLIS = 500;

/** An account may change thousands of times a second, and a page must not grow with it. */
const MOST_ENTRIES = 300;

/** What is known of an account's changes. */
export class Ledger {
  #id;
  #changed;
  #entries = new Map();
  #wanted = 0n;
  #failure = null;
  #isReading = false;
  #isClosed = false;

  /**
   * @param id the account's
   * @param changed called when there is more to show
   */
  constructor(id, changed) {
    this.#id = id;
    this.#changed = changed;
  }

  close() {
    this.#isClosed = true;
  }

  /** The newest first. */
  entries() {
    return [...this.#entries.values()].sort((a, b) => (BigInt(a.version) < BigInt(b.version) ? 1 : -1));
  }

  hasOlder() {
    return this.#oldest() > 1n;
  }

  /** What the page says where there are none: every account has one, as it was opened. */
  empty() {
    return this.#failure ? "Not known." : "Asking …";
  }

  /** What the page says below them. */
  note() {
    return this.#failure ? `What is missing can't be read: ${this.#failure.message}` : "";
  }

  /**
   * Reads on up to a version; many calls at once become one read. A replica may not have it yet: then
   * it is asked again. Where that is more than a page, it begins anew with the last page, so that
   * what is shown has no gaps.
   */
  async catchUp(version) {
    this.#wanted = BigInt(version);
    if (this.#isReading) {
      return;
    }
    this.#isReading = true;
    try {
      while (!this.#isClosed && this.#newest() < this.#wanted) {
        const known = this.#newest();
        const lastPage = this.#wanted - BigInt(PAGE);
        if (known < lastPage || this.#entries.size > MOST_ENTRIES) {
          await this.#read(lastPage, () => this.#entries.clear());
        } else {
          await this.#read(known);
        }
        await new Promise((resume) => setTimeout(resume, PAUSE_MILLIS));
      }
    } catch (failure) {
      // The next change, or the watch that is opened again, asks anew.
      this.#failed(failure);
    } finally {
      this.#isReading = false;
    }
  }

  /** Reads the page before the oldest entry that is known. */
  async older() {
    try {
      await this.#read(this.#oldest() - 1n - BigInt(PAGE));
    } catch (failure) {
      this.#failed(failure);
    }
  }

  async #read(version, beforeKeeping = () => {}) {
    const after = version < 0n ? 0n : version;
    const { entries } = await read(`/v1/accounts/${this.#id}/ledger?afterVersion=${after}&pageSize=${PAGE}`);
    this.#failure = null;
    beforeKeeping();
    for (const entry of entries) {
      this.#entries.set(entry.version, entry);
    }
    this.#changed();
  }

  #failed(failure) {
    this.#failure = failure;
    this.#changed();
  }

  #newest() {
    return BigInt(this.entries()[0]?.version ?? 0);
  }

  #oldest() {
    return BigInt(this.entries().at(-1)?.version ?? 0);
  }
}
