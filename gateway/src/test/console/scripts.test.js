import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./page.js";

const { amount, change, span } = await script("format.js");
const { justBefore } = await script("pages.js");
const { Sample, rate } = await script("metrics.js");

test("an amount stays what it is", () => {
  assert.equal(amount("99999999999999.9999"), "99,999,999,999,999.9999");
  assert.equal(amount("-1234.5"), "-1,234.5");
  assert.equal(amount("0"), "0");
  assert.equal(amount(""), "");
  assert.equal(change("150.25"), "+150.25");
  assert.equal(change("-1000"), "-1,000");
  assert.equal(change("0"), "");
});

test("a time span has the unit that suits it", () => {
  assert.equal(span(0), "–");
  assert.equal(span(0.000_25), "250 µs");
  assert.equal(span(0.004_2), "4.2 ms");
  assert.equal(span(0.123), "123 ms");
  assert.equal(span(90), "90.0 s");
  assert.equal(span(7_200), "120 min");
});

test("a list that begins after the symbol before one begins with that one", () => {
  for (const symbol of ["ACME", "A", "A!", "ACM~", "x".repeat(64), `${"x".repeat(63)}!`]) {
    assert.ok(justBefore(symbol) < symbol, symbol);
    assert.ok(justBefore(symbol).length <= 64, symbol);
  }
  assert.equal(justBefore("ACME"), `ACMD${"~".repeat(60)}`);
  assert.equal(justBefore("AC!"), "AC");
  assert.equal(justBefore("!"), "");
  assert.equal(justBefore(""), "");
});

test("metrics are read with their labels", () => {
  const sample = new Sample(
    '# HELP a words\na{shard="0",name="x \\"y\\" z"} 2.0\na{shard="1",name="b,c"} 3.5E2\nplain 7\n', 0);

  assert.equal(sample.sum("a"), 352);
  assert.equal(sample.max("a"), 350);
  assert.equal(sample.sum("a", { shard: "0" }), 2);
  assert.equal(sample.all("a")[0].labels.name, 'x "y" z');
  assert.deepEqual(sample.values("a", "shard"), ["0", "1"]);
  assert.equal(sample.sum("plain"), 7);
  assert.equal(sample.sum("missing"), 0);
});

test("a rate is not made up where the server was started anew", () => {
  const count = (sample) => sample.sum("a");
  const before = new Sample("a 10\n", 1_000);

  assert.equal(rate(before, new Sample("a 30\n", 3_000), count), 10);
  assert.equal(rate(before, new Sample("a 3\n", 3_000), count), null);
  assert.equal(rate(undefined, before, count), null);
});

test("one shard is one", async () => {
  const { JSDOM } = await import("jsdom");
  globalThis.document = new JSDOM("").window.document;
  const { Sample } = await script("metrics.js");
  const { warnings } = await script("warnings.js");
  const halted = (number) =>
    warnings(new Sample(`ringfence_fences_total{kind="HALT"} ${number}`, 0), { live: true }).textContent;

  assert.equal(halted(1), "1 shard halted: a person must look before it serves again");
  assert.equal(halted(2), "2 shards halted: a person must look before they serve again");
});
