import { command, read, requestId } from "./api.js";
import { element, pill, table } from "./dom.js";
import { moment } from "./format.js";

const PATH = "/v1/admin/dead-letters";

/** Records that could not be processed: what they are, and the way back for them. */
export class LettersView {
  #list = element("div");
  #account = element("input", { placeholder: "Account id", "aria-label": "Account id", inputmode: "numeric" });
  #reason = element("input", { placeholder: "Reason begins with", "aria-label": "Reason" });

  constructor(view) {
    const onsubmit = (submitted) => {
      submitted.preventDefault();
      this.#show();
    };
    view.replaceChildren(
      element("h1", {}, "Dead letters"),
      element("p", { class: "note" }, "Fills, payments and events that could not be processed."),
      element(
        "form",
        { class: "look-up", onsubmit },
        this.#account,
        this.#reason,
        element("button", { class: "quiet" }, "Show"),
      ),
      this.#list,
    );
    this.#show();
  }

  close() {}

  async #show() {
    this.#list.replaceChildren(element("p", { class: "empty" }, "Asking …"));
    const query = new URLSearchParams();
    for (const [name, field] of [["account", this.#account], ["reason", this.#reason]]) {
      if (field.value.trim()) {
        query.set(name, field.value.trim());
      }
    }
    try {
      const { letters, more } = await read(`${PATH}?${query}`);
      this.#list.replaceChildren(
        letterTable(letters, query.size ? "None like these." : "None. Everything that came could be processed."),
        more ? element("p", { class: "note" }, "There are more: ask for less.") : "",
      );
    } catch (failure) {
      this.#list.replaceChildren(element("p", { class: "note bad" }, failure.message));
    }
  }
}

function letterTable(letters, empty) {
  return table(
    [{ title: "letter" }, { title: "since" }, { title: "account", number: true }, { title: "why" },
      { title: "tried", number: true }, { title: "sent back", number: true }, { title: "actions" }],
    letters.map((letter) => [
      element(
        "details",
        {},
        element("summary", {}, element("code", {}, letter.letter)),
        element("pre", {}, JSON.stringify(letter.event, null, 2)),
      ),
      moment(letter.time),
      letter.account ? element("a", { href: `#/accounts/${letter.account}` }, `${letter.account}`) : "",
      letter.reason,
      letter.attempts,
      `${letter.sent_back}`,
      wayBack(letter),
    ]),
    empty,
  );
}

/** Asks twice, as it has an effect; then again with the same key for as long as the outcome is open. */
function wayBack({ letter }) {
  const key = requestId();
  const place = element("span", { class: "deeds" });
  const button = (text, onclick) => element("button", { type: "button", class: "quiet", onclick }, text);
  const send = async () => {
    place.replaceChildren("sending …");
    try {
      const destination = await command(`${PATH}/${encodeURIComponent(letter)}/requeue`, {}, key, "sent_to");
      place.replaceChildren(pill("sent back", "good"), ` ${destination}`);
    } catch (failure) {
      place.replaceChildren(failure.message, " ", failure.isUnsure ? button("Ask again", send) : "");
    }
  };
  place.append(button("Send back", () => place.replaceChildren(button("Really send it back", send))));
  return place;
}
