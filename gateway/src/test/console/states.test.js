import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, beforeEach, test } from "node:test";
import { SOURCES, openConsole, until } from "./page.js";

/** What the page says where nothing is as it should be; there is no server here, only what it is told. */

const ACCOUNT = "/v1/accounts/42";
const ACCOUNT_42 = { accountId: "42", currency: "USD", status: "ACCOUNT_STATUS_ACTIVE", balance: "900", reserved: "0", version: "1" };
const RESULT = { outcome: "OUTCOME_ACCEPTED", account: ACCOUNT_42 };

/** Here time goes fast. */
const FASTER = 50;
const honestTimeout = globalThis.setTimeout;

let answers = {};
let requests = [];
let shown = 0;

const json = (body, status = 200) => new Response(JSON.stringify(body), { status });

const page = (text) => new Response(text, { headers: { "Content-Type": "text/html" } });

const refusal = (status, reason) => json({ reason, message: `no: ${reason}` }, status);

const operation = (operationId, properties, path = []) => ({
  post: {
    operationId,
    summary: operationId,
    parameters: path.map((name) => ({ name, in: "path" })),
    requestBody: { content: { "application/json": { schema: { properties } } } },
  },
});

const amount = { amount: { type: "string" } };

const DESCRIPTION = {
  paths: {
    "/v1/accounts/{accountId}/deposits": operation("deposit", amount, ["accountId"]),
    "/v1/accounts/{accountId}/reservations": operation("reserve", amount, ["accountId"]),
    "/v1/accounts/{accountId}/reservations/{orderId}/release": operation("release", amount, ["accountId", "orderId"]),
  },
};

/** One message, and then nothing, for as long as anybody waits. */
function silentWatch(signal) {
  const message = `data: ${JSON.stringify({ account: ACCOUNT_42, type: "", skippedChanges: "0" })}\n\n`;
  return new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(message));
        signal.addEventListener("abort", () => controller.error(new Error("given up")));
      },
    }));
}

/** Nothing at all, for as long as anybody waits. */
const never = (signal) =>
  new Promise((_, fail) => {
    signal.addEventListener("abort", () => fail(new Error("given up")));
  });

const WELL = {
  "/healthz.json": () => json({ ready: true, live: true, checks: [] }),
  "/metrics": () => page(""),
  "/v1/openapi.json": () => json(DESCRIPTION),
  [`${ACCOUNT}/changes`]: silentWatch,
  [`${ACCOUNT}/positions`]: () => json({ result: RESULT, positions: [], nextAfterSymbol: "" }),
  [`${ACCOUNT}/reservations`]: () =>
    json({ result: RESULT, reservations: [{ orderId: "o-1", symbol: "", amount: "5", remaining: "5" }], nextAfterSequence: "0" }),
  [`${ACCOUNT}/ledger`]: () => json({ entries: [] }),
  [`${ACCOUNT}/deposits`]: () => json({ result: RESULT }),
};

before(async () => {
  const html = await readFile(new URL("index.html", SOURCES), "utf8");
  globalThis.setTimeout = (work, millis = 0) => honestTimeout(work, millis / FASTER);
  globalThis.fetch = async (address, options = {}) => {
    const { pathname } = new URL(address);
    requests.push({ pathname, options, at: performance.now() });
    return pathname === "/console/" ? page(html) : answers[pathname](options.signal);
  };
  await openConsole("http://ringfence.test");
  window.HTMLDialogElement.prototype.showModal = () => {};
});

beforeEach(() => {
  answers = { ...WELL };
  requests = [];
});

/** Opened anew, as each test has an account page of its own. */
async function openAccount() {
  location.hash = `#/nowhere-${shown++}`;
  await until("the account is left", () => said().includes("Shards"));
  location.hash = "#/accounts/42";
  await until("there is a form", () => document.querySelector("form.command"));
}

const said = () => document.getElementById("view").textContent;

const verdict = () => document.querySelector("#view [role=status]")?.textContent ?? "";

const asksFor = (pathname) => requests.filter((each) => each.pathname === pathname);

const button = (text) => [...document.querySelectorAll("#view button")].find((each) => each.textContent === text);

const section = (title) =>
  [...document.querySelectorAll("#view section")].find((each) => each.querySelector("h2").textContent === title).textContent;

async function deposit() {
  const choice = document.querySelector("#view select[aria-label=Command]");
  choice.value = "deposit";
  choice.dispatchEvent(new window.Event("change"));
  document.querySelector("form.command [name=amount]").value = "1";
  document.querySelector("form.command").requestSubmit();
  await until("it is answered", () => verdict() && !verdict().includes("Asking"));
}

// First, as the page asks once for what it has got.
test("has its forms as soon as the server is there again", async () => {
  answers["/v1/openapi.json"] = () => page("<h1>Bad gateway</h1>");
  location.hash = "#/accounts/42";
  await until("they are not there", () => verdict().includes("Something between"));
  answers["/v1/openapi.json"] = WELL["/v1/openapi.json"];

  await until("they are there", () => document.querySelector("form.command"));
  assert.equal(verdict(), "");
});

test("does not call an account live when nothing comes any more", async () => {
  await openAccount();
  await until("it is live", () => said().includes("live"));
  answers[`${ACCOUNT}/changes`] = never;

  await until("it says so", () => said().includes("no answer; asking again"));
  assert.doesNotMatch(said(), /live/);

  answers[`${ACCOUNT}/changes`] = silentWatch;
  await until("it is live again", () => said().includes("live"));
});

test("asks ever less often where a watch ends before it has begun", async () => {
  answers[`${ACCOUNT}/changes`] = () => page("<h1>Log in</h1>");
  await openAccount();

  const asked = () => asksFor(`${ACCOUNT}/changes`);
  await until("it has asked five times", () => asked().length >= 5);
  assert.ok(asked()[4].at - asked()[3].at >= 4_000 / FASTER - 1, "without a pause");
  assert.match(said(), /no answer; asking again/);
});

for (const [what, answer] of [
  ["a page", () => page("<h1>Log in</h1>")],
  ["something else", () => json({ status: "ok" })],
  ["nothing", () => json(null)],
]) {
  test(`does not take ${what} for the server's answer, whatever its status`, async () => {
    answers[`${ACCOUNT}/deposits`] = answer;
    await openAccount();

    await deposit();

    assert.match(verdict(), /UNKNOWN/);
    assert.doesNotMatch(verdict(), /Nothing was done/);
    assert.ok(button("Ask again"));
  });
}

test("keeps a command at hand whose outcome is open, whatever is pressed", async () => {
  answers[`${ACCOUNT}/deposits`] = () => refusal(503, "OUTCOME_UNKNOWN");
  await openAccount();
  await until("a reservation is there", () => button("release"));
  await deposit();

  button("release").click();
  await new Promise((resume) => honestTimeout(resume, 0));
  assert.ok(button("Ask again"), "the key is gone");

  answers[`${ACCOUNT}/deposits`] = WELL[`${ACCOUNT}/deposits`];
  button("Ask again").click();
  await until("it is answered", () => verdict().includes("ACCEPTED"));
  const keys = asksFor(`${ACCOUNT}/deposits`).map(({ options }) => options.headers["Idempotency-Key"]);
  assert.equal(new Set(keys).size, 1);
  button("release").click();
  await until("another can be made", () => document.querySelector("form.command [name=orderId]")?.value === "o-1");
});

test("says that there is nothing only where that is known", async () => {
  answers[`${ACCOUNT}/positions`] = () => refusal(503, "LEDGER_UNAVAILABLE");
  answers[`${ACCOUNT}/reservations`] = () => new Promise(() => {});
  answers[`${ACCOUNT}/ledger`] = () => refusal(403, "PERMISSION_DENIED");
  await openAccount();

  await until("positions are refused", () => section("Positions").includes("no: LEDGER_UNAVAILABLE"));
  await until("the ledger is refused", () => section("Ledger").includes("no: PERMISSION_DENIED"));
  assert.match(section("Positions"), /Not known\./);
  assert.match(section("Ledger"), /Not known\./);
  assert.match(section("Open reservations"), /Asking …/);
  assert.doesNotMatch(said(), /None\.|Nothing yet/);
});

/** A watch that tells of a change after the other. */
function busyWatch(signal) {
  let version = 1;
  return new Response(
    new ReadableStream({
      async pull(controller) {
        await new Promise((resume) => setTimeout(resume, 100));
        const account = { ...ACCOUNT_42, version: `${++version}` };
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify({ account, type: "", skippedChanges: "0" })}\n\n`));
      },
      start(controller) {
        signal.addEventListener("abort", () => controller.error(new Error("given up")));
      },
    }));
}

test("leaves keyboard and eye where they are while an account changes", async () => {
  answers[`${ACCOUNT}/changes`] = busyWatch;
  await openAccount();
  await until("a reservation is there", () => button("release"));
  const before = button("release");
  before.focus();
  document.querySelector("#view .wide").scrollLeft = 70;

  await until("it is shown anew", () => button("release") !== before);
  assert.equal(document.activeElement, button("release"));
  assert.equal(document.activeElement.getAttribute("aria-label"), "release o-1");
  assert.equal(document.querySelector("#view .wide").scrollLeft, 70);
});

test("gives the keyboard what is left to say, and gives it back", async () => {
  await openAccount();
  await until("a reservation is there", () => button("release"));
  button("release").click();
  await until("its amount is asked for", () => document.activeElement?.name === "amount");

  answers[`${ACCOUNT}/reservations/o-1/release`] = () => json({ result: RESULT });
  document.querySelector("form.command").requestSubmit();
  document.activeElement.blur(); // As a browser does with what is disabled.
  await until("it is answered", () => verdict().includes("ACCEPTED"));
  assert.equal(document.activeElement.name, "amount");
});

test("says which page it is, and what is no account id", async () => {
  location.hash = "#/accounts/order-1";
  await until("it is refused", () => said().includes("That is no account id"));

  assert.equal(document.querySelector("nav [aria-current=page]").textContent, "Accounts");
  location.hash = "#/accounts";
  await until("it asks", () => said().includes("Which account?"));
});

test("uses a key with Enter, and keeps it with Escape", async () => {
  const dialog = document.getElementById("key-dialog");
  const close = (choice) => {
    document.getElementById("key").click();
    dialog.returnValue = choice ?? dialog.returnValue;
    dialog.dispatchEvent(new window.Event("close"));
  };
  assert.equal(dialog.querySelector("button").value, "use", "Enter presses the first button");

  await openAccount();
  dialog.querySelector("input").value = "a-secret";
  close("use");
  await until("it is asked with the key", () =>
    asksFor(`${ACCOUNT}/changes`).some(({ options }) => options.headers.Authorization));
  await until("it is live", () => said().includes("live") && document.querySelector("form.command"));
  const commands = document.querySelector("#view select");
  close();
  await deposit();

  assert.equal(document.querySelector("#view select"), commands, "the page was opened anew");
  assert.equal(asksFor(`${ACCOUNT}/deposits`)[0].options.headers.Authorization, "Bearer a-secret");
});
