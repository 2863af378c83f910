import { Problem, events } from "./api.js";
import { CommandPanel } from "./commands.js";
import { element, pill, section, show, table, tile } from "./dom.js";
import { amount, change, moment, word } from "./format.js";
import { Ledger } from "./ledger.js";
import { Pages, POSITIONS, RESERVATIONS, justBefore } from "./pages.js";

const LONGEST_PAUSE_MILLIS = 10_000;
const SHOW_AFTER_MILLIS = 250;
const STATUS_TONES = { ACTIVE: "good", FROZEN: "wait", CLOSED: "calm" };

/** One account, as it is and as it changes. */
export class AccountView {
  #id;
  #ledger;
  #held;
  #reserved;
  #commands;
  #account = null;
  #isMissing = false;
  #stop = new AbortController();
  #wake = () => {};
  #head = element("div");
  #details;
  #reservations = element("div");
  #positions = element("div");
  #entries = element("div");
  #note = "";
  #isShowing = false;

  constructor(view, id) {
    this.#id = id;
    this.#ledger = new Ledger(id, () => this.#showSoon());
    this.#held = new Pages(id, POSITIONS, () => this.#showSoon());
    this.#reserved = new Pages(id, RESERVATIONS, () => this.#showSoon());
    this.#commands = new CommandPanel(id, () => this.#wake());
    this.#details = element(
      "div",
      { hidden: true },
      section("Positions", fromSymbol((symbol) => this.#held.turnTo(justBefore(symbol))), this.#positions),
      section("Open reservations", this.#reservations),
      section("Ledger", this.#entries),
    );
    view.replaceChildren(this.#head, this.#commands.root, this.#details);
    this.#is("wait", "asking …");
    this.#follow();
  }

  close() {
    this.#stop.abort();
    this.#commands.close();
    this.#ledger.close();
    this.#held.close();
    this.#reserved.close();
  }

  /** The server ends a watch now and then, so that none holds a place for ever: it is opened again. */
  async #follow() {
    let pauseMillis = 0;
    while (!this.#stop.signal.aborted) {
      try {
        for await (const message of events(`/v1/accounts/${this.#id}/changes`, this.#stop.signal)) {
          pauseMillis = 0;
          this.#account = message.account;
          this.#isMissing = false;
          this.#details.hidden = false;
          this.#is("good", "live");
          this.#ledger.catchUp(message.account.version);
          this.#showSoon();
          if (mayConcern(message, message.position)) {
            this.#held.refresh();
          }
          if (mayConcern(message, message.reservation)) {
            this.#reserved.refresh();
          }
        }
      } catch (failure) {
        if (this.#stop.signal.aborted) {
          return;
        }
        if (failure.reason === "WATCH_OVER") {
          continue;
        }
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis || 500);
        this.#explain(failure);
      }
      await this.#pause(pauseMillis);
    }
  }

  /** For so long, or until there is a reason to look at once. */
  #pause(millis) {
    return new Promise((resume) => {
      this.#wake = resume;
      setTimeout(resume, millis);
    });
  }

  #explain(failure) {
    if (failure.reason === "ACCOUNT_NOT_FOUND") {
      if (!this.#isMissing) {
        this.#isMissing = true;
        this.#is("calm", "There is no such account. Open it below.");
        this.#commands.choose("openAccount", {});
      }
    } else {
      this.#is("bad", failure instanceof Problem ? failure.message : "no answer; asking again");
    }
  }

  /** Says how the page stands with the server. */
  #is(tone, note) {
    this.#note = pill(note, tone);
    this.#showSoon();
  }

  #showHead() {
    const account = this.#account;
    const status = account && word(account.status, "ACCOUNT_STATUS_");
    this.#head.replaceChildren(
      element(
        "h1",
        {},
        `Account ${this.#id} `,
        status ? [pill(status, STATUS_TONES[status] ?? "calm"), " "] : null,
        this.#note,
      ),
      element(
        "div",
        { class: "tiles" },
        account
          ? [
              tile(`free, ${account.currency}`, amount(account.balance)),
              tile(`reserved, ${account.currency}`, amount(account.reserved)),
              tile("version", account.version),
            ]
          : [],
      ),
    );
  }

  /** Changes may come faster than anybody can look. */
  #showSoon() {
    if (!this.#isShowing) {
      this.#isShowing = true;
      setTimeout(() => {
        this.#isShowing = false;
        this.#showHead();
        show(this.#reservations, this.#reservationTable(), pages(this.#reserved));
        show(this.#positions, this.#positionTable(), pages(this.#held));
        show(this.#entries, this.#entryTable(), this.#older());
      }, SHOW_AFTER_MILLIS);
    }
  }

  #reservationTable() {
    return table(
      [{ title: "order" }, { title: "of" }, { title: "amount", number: true }, { title: "remaining", number: true },
        { title: "ends" }, { title: "actions" }],
      this.#reserved.all().map((each) => [
        each.orderId,
        each.symbol || "cash",
        amount(each.amount),
        amount(each.remaining),
        moment(each.expiresAt) || "never",
        this.#deeds(each),
      ]),
      this.#reserved.empty(),
    );
  }

  #deeds({ orderId, symbol }) {
    return element(
      "span",
      { class: "deeds" },
      [["release"], ["settle"], ["amend"], ["fill", "applyFill"]].map(([name, operation = name]) =>
        element(
          "button",
          {
            type: "button",
            class: "quiet",
            "aria-label": `${name} ${orderId}`,
            onclick: () => this.#commands.prepare(operation, { orderId, symbol }),
          },
          name,
        )),
    );
  }

  #positionTable() {
    return table(
      [{ title: "symbol" }, { title: "free", number: true }, { title: "reserved", number: true },
        { title: "cost", number: true }, { title: "average price", number: true }],
      this.#held.all().map((each) =>
        [each.symbol, amount(each.quantity), amount(each.reservedQuantity), amount(each.cost), amount(each.averagePrice)]),
      this.#held.empty(),
    );
  }

  #entryTable() {
    const of = (entry, cash, units) =>
      [change(cash), units && units !== "0" ? `${change(units)} ${entry.position.symbol}` : ""].filter(Boolean).join(", ");
    return table(
      [{ title: "version", number: true }, { title: "at" }, { title: "type" }, { title: "order" },
        { title: "free", number: true }, { title: "reserved", number: true }, { title: "balance after", number: true },
        { title: "request id" }],
      this.#ledger.entries().map((entry) => [
        entry.version,
        moment(entry.at),
        entry.type,
        entry.reservation?.orderId ?? "",
        of(entry, entry.balanceChange, entry.quantityChange),
        of(entry, entry.reservedChange, entry.reservedQuantityChange),
        amount(entry.account.balance),
        element("code", {}, entry.requestId || "the engine itself"),
      ]),
      this.#ledger.empty(),
    );
  }

  #older() {
    return element(
      "p",
      { class: "pages" },
      this.#ledger.hasOlder()
        ? element("button", { type: "button", class: "quiet", onclick: () => this.#ledger.older() }, "Older")
        : null,
      element("span", { class: "note" }, this.#ledger.note()),
    );
  }
}

/** What turns the pages of a list. */
function pages(list) {
  const button = (title, onclick) => element("button", { type: "button", class: "quiet", onclick }, title);
  return element(
    "p",
    { class: "pages" },
    list.isFirst() ? null : button("From the beginning", () => list.first()),
    list.hasNext() ? button("Next", () => list.next()) : null,
    element("span", { class: "note" }, list.note()),
  );
}

/** What comes first says how things stand; a later message, what has changed; one that lags, that it left some out. */
function mayConcern({ type, skippedChanges }, part) {
  return !type || part || skippedChanges !== "0";
}

/** A field that turns to the page of a symbol. */
function fromSymbol(turn) {
  const field = element("input", { placeholder: "Symbol", "aria-label": "Symbol", autocomplete: "off" });
  const onsubmit = (submitted) => {
    submitted.preventDefault();
    turn(field.value.trim());
  };
  return element("form", { class: "look-up", onsubmit }, field, element("button", { class: "quiet" }, "Show from here"));
}
