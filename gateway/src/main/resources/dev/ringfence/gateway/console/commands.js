import { Problem, command, read, requestId } from "./api.js";
import { element, pill, section } from "./dom.js";
import { amount, word } from "./format.js";

const ACCOUNT = "/v1/accounts";
const PAUSE_AFTER_FAILURE_MILLIS = 5_000;

let description = null;

/** What can be asked of an account: forms made from the server's own description of its API. */
export class CommandPanel {
  root = element("div");
  #id;
  #done;
  #operations = [];
  #form = element("div");
  #answer = element("div", { role: "status" });
  #isBusy = false;
  #focused = null;
  #isClosed = false;
  #choice = element("select", { "aria-label": "Command", onchange: () => this.#show({}) });
  #ready;

  /**
   * @param id the account's
   * @param done called when a command was answered
   */
  constructor(id, done) {
    this.#id = id;
    this.#done = done;
    this.root.append(section("Command", this.#choice, this.#form, this.#answer));
    this.#ready = this.#load();
  }

  close() {
    this.#isClosed = true;
  }

  /** Opens the form of one command, with what is known already; not while the outcome of another is open. */
  async choose(operation, values) {
    await this.#ready;
    if (this.#isClosed) {
      return;
    }
    if (this.#isBusy) {
      this.#answer.scrollIntoView({ block: "nearest" });
      return;
    }
    this.#choice.value = operation;
    this.#show(values);
    this.#form.scrollIntoView({ block: "nearest" });
  }

  /** The same for whoever has asked for it: the keyboard goes to what is left to say. */
  async prepare(operation, values) {
    await this.choose(operation, values);
    if (!this.#isBusy && !this.#isClosed) {
      const fields = [...this.#form.querySelectorAll("input:not([type=checkbox]), button")];
      fields.find((field) => !field.value)?.focus({ preventScroll: true });
    }
  }

  /** Until it is there: nothing can be asked without, and a server that is away comes back. */
  async #load() {
    while (!description && !this.#isClosed) {
      try {
        description = await read("/v1/openapi.json");
      } catch (failure) {
        this.#answer.replaceChildren(element("p", { class: "note bad" }, failure.message));
        await new Promise((resume) => setTimeout(resume, PAUSE_AFTER_FAILURE_MILLIS));
      }
    }
    if (this.#isClosed) {
      return;
    }
    this.#operations = Object.entries(description.paths)
      .filter(([path, verbs]) => path.startsWith(ACCOUNT) && verbs.post)
      .map(([path, { post }]) => ({ path, ...post }));
    this.#choice.replaceChildren(
      ...this.#operations.map(({ operationId, summary }) =>
        element("option", { value: operationId }, `${operationId} – ${summary}`)));
    this.#choice.value = "reserve";
    this.#show({});
  }

  #show(values) {
    const operation = this.#operations.find(({ operationId }) => operationId === this.#choice.value);
    const fields = [...pathFields(operation), ...bodyFields(operation)].filter(({ name }) => name !== "accountId");
    const inputs = new Map(fields.map((field) => [field.name, input(field, values[field.name])]));
    const onsubmit = (submitted) => {
      submitted.preventDefault();
      this.#send({ operation, ...request(operation, this.#id, fields, inputs), key: requestId() });
    };
    this.#answer.replaceChildren();
    this.#form.replaceChildren(
      element(
        "form",
        { class: "command", onsubmit },
        fields.map(({ name, hint }) =>
          element("label", {}, element("span", {}, name), inputs.get(name), element("small", {}, hint))),
        element("button", {}, operation.operationId),
      ),
    );
  }

  async #send(sent) {
    this.#busy(true);
    this.#answer.replaceChildren(element("p", { class: "note" }, "Asking …"));
    try {
      const result = await command(sent.path, sent.body, sent.key, "result");
      this.#answer.replaceChildren(verdict(result), keyNote(sent.key));
      this.#busy(false);
      this.#done();
    } catch (failure) {
      this.#explain(failure, sent);
    }
  }

  /** An open outcome keeps the form shut: a second try with another key could do it twice. */
  #explain(failure, sent) {
    const isUnsure = !(failure instanceof Problem) || failure.isUnsure;
    this.#answer.replaceChildren(
      element(
        "p",
        {},
        pill(isUnsure ? "UNKNOWN" : failure.reason, isUnsure ? "wait" : "bad"),
        ` ${failure.message}`,
      ),
      element("ul", {}, (failure.violations ?? []).map(({ field, description: what }) =>
        element("li", {}, `${field} ${what}`))),
    );
    if (isUnsure) {
      this.#answer.append(
        element("p", {}, "It may have been done. Ask again with the same key: it is done once, and you get its answer."),
        element("button", { type: "button", onclick: () => this.#send(sent) }, "Ask again"),
        " ",
        element(
          "button",
          { type: "button", class: "quiet", onclick: () => this.#busy(false) },
          "Leave it open",
        ),
      );
    } else {
      this.#answer.append(element("p", { class: "note" }, "Nothing was done."));
      this.#busy(false);
    }
    this.#answer.append(keyNote(sent.key));
  }

  /** What is disabled has no keyboard: it gets it back. */
  #busy(isBusy) {
    const focused = document.activeElement;
    if (isBusy && !this.#isBusy) {
      this.#focused = this.#form.contains(focused) ? focused : null;
    }
    this.#isBusy = isBusy;
    this.#choice.disabled = isBusy;
    this.#form.querySelectorAll("input, select, button").forEach((each) => (each.disabled = isBusy));
    if (!isBusy && document.activeElement === document.body) {
      this.#focused?.focus({ preventScroll: true });
    }
  }
}

function pathFields({ parameters }) {
  return parameters
    .filter((parameter) => parameter.in === "path")
    .map(({ name, description: hint }) => ({ name, hint, schema: {}, isInPath: true }));
}

function bodyFields({ requestBody }) {
  const properties = requestBody?.content["application/json"].schema.properties ?? {};
  return Object.entries(properties).map(([name, property]) => ({
    name,
    hint: (property.description ?? "").replaceAll("`", ""),
    schema: property.$ref ? description.components.schemas[property.$ref.split("/").at(-1)] : property,
  }));
}

function input({ name, schema }, value) {
  if (schema.enum) {
    return element(
      "select",
      { name },
      schema.enum.slice(1).map((constant) => element("option", { value: constant }, constant)));
  }
  if (schema.type === "boolean") {
    return element("input", { name, type: "checkbox" });
  }
  return element("input", { name, value, autocomplete: "off", placeholder: schema.pattern ? "30s" : null });
}

/** The path and the body; what was left empty is left out. */
function request(operation, id, fields, inputs) {
  let path = operation.path.replace("{accountId}", id);
  const body = operation.path.includes("{accountId}") ? {} : { accountId: id };
  for (const { name, schema, isInPath } of fields) {
    const field = inputs.get(name);
    const value = schema.type === "boolean" ? field.checked : field.value.trim();
    if (isInPath) {
      path = path.replace(`{${name}}`, encodeURIComponent(value));
    } else if (value) {
      body[name] = value;
    }
  }
  return { path, body };
}

function verdict(result) {
  const isAccepted = result.outcome === "OUTCOME_ACCEPTED";
  const { account } = result;
  return element(
    "p",
    {},
    isAccepted ? pill("ACCEPTED", "good") : pill(word(result.reason, "REASON_"), "bad"),
    result.replayed ? " as answered before." : "",
    account ? ` Free ${amount(account.balance)}, reserved ${amount(account.reserved)} ${account.currency}.` : "",
  );
}

function keyNote(key) {
  return element("p", { class: "note" }, "Request id ", element("code", {}, key));
}
