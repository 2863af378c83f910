import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { openConsole, until } from "./page.js";

const server = process.env.RINGFENCE_HTTP;
const honestFetch = globalThis.fetch;
const account = `${Date.now()}`;

/** Each request of the page, and what may happen to it on its way. */
let requests = [];
let onTheWay = honestFetch;

before(async () => {
  globalThis.fetch = (address, options) => {
    requests.push({ address: `${address}`, options });
    return onTheWay(address, options);
  };
  await openConsole(server);
});

beforeEach(() => {
  onTheWay = honestFetch;
  requests = [];
});

const said = () => document.getElementById("view").textContent;

const field = (name) => document.querySelector(`form.command [name=${name}]`);

function fill(operation, values) {
  const choice = document.querySelector("#view select[aria-label=Command]");
  choice.value = operation;
  choice.dispatchEvent(new window.Event("change"));
  for (const [name, value] of Object.entries(values)) {
    field(name).value = value;
  }
}

function submit() {
  document.querySelector("form.command").requestSubmit();
}

const verdict = () => document.querySelector("#view [role=status]").textContent;

async function toldOf(id) {
  return (await (await honestFetch(new URL(`/v1/accounts/${id}`, server))).json()).result.account;
}

const send = (path, key, body) =>
  honestFetch(new URL(path, server), {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify(body),
  });

test("shows that the server is ready, and each shard", async () => {
  await until("the state is known", () => document.getElementById("state").textContent === "ready");
  await until("a shard serves", () => said().includes("SERVING"));

  assert.match(said(), /shard 0good/);
});

test("opens an account that is not there, and shows it at once", async () => {
  location.hash = `#/accounts/${account}`;
  await until("it is missed", () => said().includes("There is no such account"));
  await until("it can be opened", () => field("currency"));

  field("currency").value = "USD";
  submit();

  await until("it is there", () => said().includes("live"));
  await until("its ledger is there", () => said().includes("OPENED"));
});

test("shows what others do, too", async () => {
  await send(`/v1/accounts/${account}/deposits`, "from-elsewhere", { amount: "1234567.5" });

  await until("the balance is there", () => said().includes("1,234,567.5"));
  await until("the ledger has it", () => said().includes("from-elsewhere"));
});

const sectionOf = (title) =>
  [...document.querySelectorAll("#view section")].find((each) => each.querySelector("h2").textContent === title);

const rows = (title) =>
  [...sectionOf(title).querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent).join(" "));

const press = (section, title) =>
  [...sectionOf(section).querySelectorAll("button")].find((button) => button.textContent === title).click();

function showFrom(symbol) {
  const search = document.querySelector("#view form.look-up");
  search.querySelector("input").value = symbol;
  search.requestSubmit();
}

const asksFor = (list) => requests.filter(({ address }) => address.includes(`/${list}?`)).length;

test("shows all that the account holds, and what becomes of it", async () => {
  await until("nothing is held", () => rows("Positions").includes("None."));

  await send(`/v1/accounts/${account}/deposits`, "units", { amount: "4", symbol: "ACME", cost: "1002" });
  await until("the position is there", () => rows("Positions").includes("ACME 4 0 1,002 250.5"));

  await send(`/v1/accounts/${account}/withdrawals`, "no-units", { amount: "4", symbol: "ACME" });
  await until("nothing is left", () => rows("Positions").includes("None."));
});

test("asks for positions once a second at most, however fast they change", async () => {
  const begin = Date.now();
  for (let change = 1; change <= 50; change++) {
    await send(`/v1/accounts/${account}/deposits`, `fast-${change}`, { amount: "1", symbol: "FAST" });
  }
  await until("the last change is there", () => rows("Positions").some((row) => row.startsWith("FAST 50 ")));

  const seconds = (Date.now() - begin) / 1_000;
  assert.ok(asksFor("positions") <= seconds + 2, `${asksFor("positions")} times in ${seconds} s`);
});

test("turns the pages of many positions", async () => {
  const commands = Array.from({ length: 150 }, (_, index) => ({
    deposit: { accountId: account, requestId: `many-${index}`, amount: "1", symbol: `S-${1_000 + index}` },
  }));
  await send("/v1/batch", "", { commands });
  await until("a page is there", () => rows("Positions").length === 100);
  assert.equal(rows("Positions")[1], "S-1000 1 0 0 0");

  press("Positions", "Next");
  await until("the rest is there", () => rows("Positions").length === 51);
  assert.equal(rows("Positions").at(-1), "S-1149 1 0 0 0");

  press("Positions", "From the beginning");
  await until("it begins anew", () => rows("Positions")[0].startsWith("FAST "));

  showFrom("S-1100");
  await until("it begins there", () => rows("Positions")[0].startsWith("S-1100 "));
  assert.equal(rows("Positions").length, 50);
});

test("shows no page that somebody has turned while it was on its way", async () => {
  showFrom("S-1000");
  await until("it begins there", () => rows("Positions")[0].startsWith("S-1000 "));
  let letGo;
  const held = new Promise((resume) => {
    letGo = resume;
  });
  onTheWay = async (address, options) => {
    const answer = await honestFetch(address, options);
    if (`${address}`.includes("afterSymbol=S-1099")) {
      await held;
    }
    return answer;
  };

  press("Positions", "Next");
  await until("it is asked for", () => asksFor("positions") > 1);
  showFrom("S-1050");
  letGo();
  const seen = new Set();
  await until("the other is there", () => {
    seen.add(rows("Positions")[0].split(" ")[0]);
    return seen.has("S-1050");
  });

  assert.deepEqual([...seen], ["S-1000", "S-1050"]);
});

test("shows what is held for open orders, in pages, and what becomes of it", async () => {
  const commands = Array.from({ length: 120 }, (_, index) => ({
    reserve: { accountId: account, requestId: `hold-${index}`, orderId: `order-${index}`, amount: "2.5" },
  }));
  await send("/v1/batch", "", { commands });
  await until("a page is there", () => rows("Open reservations").length === 100);
  assert.match(rows("Open reservations")[0], /^order-0 cash 2.5 2.5 never release/);

  press("Open reservations", "Next");
  await until("the rest is there", () => rows("Open reservations").length === 20);
  await send(`/v1/accounts/${account}/reservations/order-119/release`, "end-119", {});
  await until("one has ended", () => rows("Open reservations").length === 19);

  press("Open reservations", "From the beginning");
  await send(`/v1/accounts/${account}/reservations/order-0/release`, "part-0", { amount: "1" });
  await until("a part is left", () => rows("Open reservations")[0].startsWith("order-0 cash 2.5 1.5 "));

  await send("/v1/batch", "", {
    commands: Array.from({ length: 119 }, (_, index) => ({
      release: { accountId: account, requestId: `end-${index}`, orderId: `order-${index}` },
    })),
  });
  await until("all have ended", () => rows("Open reservations").includes("None."));
});

test("tells why a command was rejected", async () => {
  fill("reserve", { orderId: "too-much", amount: "9999999" });
  submit();

  await until("it is rejected", () => verdict().includes("INSUFFICIENT_BALANCE"));
});

test("tells what is wrong with a command, and that nothing was done", async () => {
  fill("reserve", { orderId: "wrong", amount: "1e3" });
  submit();

  await until("it is refused", () => verdict().includes("Nothing was done"));
  assert.match(verdict(), /INVALID_REQUEST/);
  assert.match(verdict(), /amount/);
});

test("asks again with the same key when the answer was lost, so that it is done once", async () => {
  fill("deposit", { amount: "100" });
  onTheWay = async (address, options) => {
    await honestFetch(address, options);
    throw new TypeError("the connection broke");
  };
  submit();
  await until("it is unknown", () => verdict().includes("UNKNOWN"));
  assert.ok(field("amount").disabled, "a second deposit with another key must not be at hand");

  onTheWay = honestFetch;
  [...document.querySelectorAll("#view [role=status] button")]
    .find((button) => button.textContent === "Ask again")
    .click();

  await until("it is answered", () => verdict().includes("ACCEPTED as answered before"));
  assert.equal((await toldOf(account)).balance, "1234667.5");
  const keys = requests.filter(({ options }) => options?.method === "POST")
    .map(({ options }) => options.headers["Idempotency-Key"]);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test("does not take a proxy's page for the server's word", async () => {
  fill("deposit", { amount: "1" });
  onTheWay = async (address, options) =>
    options?.method === "POST" ? new Response("<h1>Bad gateway</h1>", { status: 502 }) : honestFetch(address, options);
  submit();

  await until("it is unknown", () => verdict().includes("UNKNOWN"));
  assert.doesNotMatch(verdict(), /Nothing was done/);
});

test("shows a hostile name as what it is", async () => {
  location.hash = "#/";
  await until("the account is left", () => said().includes("Shards"));
  location.hash = `#/accounts/${account}`;
  await until("it is there again", () => field("amount"));
  const hostile = "<img/src=x/onerror=alert(1)>";
  fill("reserve", { orderId: hostile, amount: "10" });
  submit();

  await until("it is held", () => said().includes(hostile));
  assert.equal(document.querySelectorAll("#view img").length, 0);
});

test("prepares the end of a reservation from its row", async () => {
  const release = () => [...document.querySelectorAll("#view td button")].find((button) => button.textContent === "release");
  await until("its row is there", release);
  release().click();
  await until("the form is there", () => field("orderId")?.value.includes("onerror"));
  submit();

  await until("it is released", () => rows("Open reservations").includes("None."));
  assert.equal((await toldOf(account)).reserved, "0");
});

test("sends a key with what it asks of the API, and leaves it nowhere", async () => {
  const dialog = document.getElementById("key-dialog");
  dialog.querySelector("input").value = "a-secret";
  dialog.returnValue = "use";
  dialog.dispatchEvent(new window.Event("close"));

  await until("it is asked", () => requests.some(({ address }) => address.endsWith("/changes")));
  const { options } = requests.find(({ address }) => address.endsWith("/changes"));
  assert.equal(options.headers.Authorization, "Bearer a-secret");
  assert.ok(!requests.some(({ address }) => address.includes("a-secret")));
  assert.equal(window.localStorage.length + window.sessionStorage.length, 0);
  assert.ok(!document.documentElement.outerHTML.includes("a-secret"));
  assert.equal(dialog.querySelector("input").value, "");
});

test("shows dead letters, or that there are none", async () => {
  location.hash = "#/letters";

  await until("they are listed", () => said().includes("None. Everything that came could be processed."));
});

test("tells a screen reader what each page shows", async () => {
  const { default: axe } = await import("axe-core");
  const pages = {
    "#/": "SERVING",
    "#/accounts": "Which account?",
    [`#/accounts/${account}`]: "RESERVED",
    "#/letters": "could be processed",
  };
  for (const [place, content] of Object.entries(pages)) {
    location.hash = place;
    await until(`${place} is there`, () => said().includes(content));

    // There are no colours without a browser.
    const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    assert.deepEqual(found, [], place);
  }
});
