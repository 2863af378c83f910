import { read } from "./api.js";

const PAGE = 50;
const PAUSE_MILLIS = 500;

/** An account may change thousands of times a second, and a page must not grow with it. */
const MOST_ENTRIES = 300;
const MOST_NAMES = 100;

/** What is known of an account's changes, and what they tell of its positions and reservations. */
export class Ledger {
  #id;
  #changed;
  #entries = new Map();
  #positions = new Map();
  #reservations = new Map();
  #wanted = 0n;
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

  positions() {
    return newest(this.#positions).sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  }

  /** Open ones first, and those first that changed last. */
  reservations() {
    const isOpen = ({ state }) => state === "RESERVATION_STATE_OPEN";
    return newest(this.#reservations)
      .reverse()
      .sort((a, b) => isOpen(b) - isOpen(a));
  }

  hasOlder() {
    return this.#oldest() > 1n;
  }

  /** Takes over what a message says of one position or reservation; never what is older than known. */
  learn({ account, position, reservation }) {
    const version = BigInt(account.version);
    if (position) {
      keep(this.#positions, position.symbol, version, position);
    }
    if (reservation) {
      keep(this.#reservations, reservation.orderId, version, reservation);
    }
    this.#changed();
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
    } catch {
      // The next change, or the watch that is opened again, asks anew.
    } finally {
      this.#isReading = false;
    }
  }

  /** Reads the page before the oldest entry that is known. */
  async older() {
    await this.#read(this.#oldest() - 1n - BigInt(PAGE));
  }

  async #read(version, beforeKeeping = () => {}) {
    const after = version < 0n ? 0n : version;
    const { entries } = await read(`/v1/accounts/${this.#id}/ledger?afterVersion=${after}&pageSize=${PAGE}`);
    beforeKeeping();
    for (const entry of entries) {
      this.#entries.set(entry.version, entry);
      this.learn(entry);
    }
    this.#changed();
  }

  #newest() {
    return BigInt(this.entries()[0]?.version ?? 0);
  }

  #oldest() {
    return BigInt(this.entries().at(-1)?.version ?? 0);
  }
}

function keep(map, name, version, value) {
  if (!map.has(name) || map.get(name).version <= version) {
    map.delete(name);
    map.set(name, { version, value });
  }
  if (map.size > MOST_NAMES) {
    map.delete(map.keys().next().value);
  }
}

function newest(map) {
  return [...map.values()].map(({ value }) => value);
}
