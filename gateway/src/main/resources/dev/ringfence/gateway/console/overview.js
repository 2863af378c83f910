import { page } from "./api.js";
import { element, pill, section, show, table, tile } from "./dom.js";
import { count, rate as perSecond, span } from "./format.js";
import { Sample, rate } from "./metrics.js";
import { sparkline } from "./sparkline.js";
import { warnings } from "./warnings.js";

const EVERY_MILLIS = 2_000;
const REMEMBERED = 150;
const ACCEPTED = "NONE";

const STATUS_TONES = { SERVING: "good", STARTING: "wait", DRAINING: "wait", FENCED: "bad", STOPPED: "bad" };

/** How the server is: its health, its shards, how fast it answers, and who is behind. */
export class Overview {
  #view;
  #samples = [];
  #timer;
  #isOpen = true;

  constructor(view) {
    this.#view = view;
    view.replaceChildren(element("p", { class: "empty" }, "Asking the server …"));
    this.#turn();
  }

  close() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  async #turn() {
    try {
      if (!document.hidden || this.#samples.length === 0) {
        await this.#look();
      }
    } catch (failure) {
      if (this.#isOpen) {
        this.#view.replaceChildren(
          element("p", { class: "note bad" }, `The server gives no answer: ${failure.message}`));
      }
    }
    if (this.#isOpen) {
      this.#timer = setTimeout(() => this.#turn(), EVERY_MILLIS);
    }
  }

  async #look() {
    const [metrics, health] = await Promise.all([page("/metrics"), page("/healthz.json")]);
    this.#samples.push(new Sample(metrics, performance.now()));
    this.#samples.splice(0, this.#samples.length - REMEMBERED);
    if (this.#isOpen) {
      this.#show(JSON.parse(health));
    }
  }

  #show(health) {
    const now = this.#samples.at(-1);
    show(
      this.#view,
      ...[
        element("h1", {}, "Overview"),
        element("div", { class: "tiles" }, this.#tiles(now)),
        warnings(now, health),
        section("Shards", this.#shards(now)),
        section("Answers", this.#answers(now)),
        section("Health", healthTable(health)),
      ].filter(Boolean),
    );
  }

  #tiles(now) {
    const rates = (count) =>
      this.#samples.map((sample, index) => rate(this.#samples[index - 1], sample, count));
    const gauges = (name, labels) => this.#samples.map((sample) => sample.max(name, labels));
    const accepted = rates((sample) => sample.sum("ringfence_answers_total", { reason: ACCEPTED }));
    const rejected = rates(
      (sample) =>
        sample.sum("ringfence_answers_total") -
        sample.sum("ringfence_answers_total", { reason: ACCEPTED }));
    const shed = rates((sample) => sample.sum("ringfence_not_admitted_total"));
    const stage = "ringfence_stage_seconds";
    return [
      curve("accepted a second", perSecond(accepted.at(-1)), accepted, "reads too"),
      curve("rejected a second", perSecond(rejected.at(-1)), rejected, "a business answer: no effect"),
      curve("turned away a second", perSecond(shed.at(-1)), shed, "no room, or not serving: ask again"),
      curve(
        "until it is answered, p99",
        span(now.max(stage, { stage: "total", quantile: "0.99" })),
        gauges(stage, { stage: "total", quantile: "0.99" }),
        `p50 ${span(now.max(stage, { stage: "total", quantile: "0.5" }))}, the slowest shard's`),
      curve(
        "events not in Kafka yet",
        count(now.sum("ringfence_relay_lag_events")),
        this.#samples.map((sample) => sample.sum("ringfence_relay_lag_events")),
        age(now, "ringfence_relay_age_milliseconds")),
      curve(
        "events not in Redis yet",
        count(now.sum("ringfence_projection_lag_events")),
        this.#samples.map((sample) => sample.sum("ringfence_projection_lag_events")),
        age(now, "ringfence_projection_age_milliseconds")),
    ];
  }

  #shards(now) {
    const before = this.#samples.at(-2);
    const shards = now.values("ringfence_shard_status", "shard").sort((a, b) => a - b);
    const columns = ["shard", "status", "batches/s", "commands/batch", "a commit", "queue p99", "commit p99",
      "reply p99", "total p99", "p99.9", "wait for Kafka"];
    return table(
      columns.map((title, index) => ({ title, number: index > 1 })),
      shards.map((shard) => {
        const grown = (name) => rate(before, now, (sample) => sample.sum(name, { shard }));
        const batches = grown("ringfence_batches_total");
        const quantile = (stage, at) =>
          span(now.max("ringfence_stage_seconds", { shard, stage, quantile: at }));
        return [
          shard,
          status(now, shard),
          perSecond(batches),
          batches ? perSecond(grown("ringfence_batch_commands_total") / batches) : "–",
          batches ? span(grown("ringfence_batch_commit_seconds_total") / batches) : "–",
          ...["queue", "commit", "reply", "total"].map((stage) => quantile(stage, "0.99")),
          quantile("total", "0.999"),
          count(now.sum("ringfence_relay_lag_events", { shard })),
        ];
      }),
      "This server has no shard yet.",
    );
  }

  #answers(now) {
    const before = this.#samples.at(-2);
    const name = "ringfence_answers_total";
    const rows = [];
    for (const type of now.values(name, "type").sort()) {
      for (const reason of now.values(name, "reason").sort()) {
        const total = now.sum(name, { type, reason });
        if (total > 0) {
          const grown = rate(before, now, (sample) => sample.sum(name, { type, reason }));
          rows.push([
            type,
            reason === ACCEPTED ? pill("accepted", "good") : pill(reason, "calm"),
            perSecond(grown),
            count(total),
          ]);
        }
      }
    }
    return table(
      [{ title: "command" }, { title: "answer" }, { title: "a second", number: true }, { title: "since the start", number: true }],
      rows,
      "Nobody has asked anything yet.",
    );
  }
}

function curve(title, figure, values, note) {
  return tile(title, figure, sparkline(values, REMEMBERED), element("span", { class: "note" }, note));
}

function age(now, name) {
  const millis = now.max(name);
  return millis > 0 ? `the last ones took ${span(millis / 1_000)}` : "none so far";
}

function status(now, shard) {
  const is = now.all("ringfence_shard_status", { shard }).find(({ value }) => value === 1);
  const name = is?.labels.status ?? "UNKNOWN";
  return pill(name, STATUS_TONES[name] ?? "calm");
}

function healthTable({ checks }) {
  return table(
    [{ title: "part" }, { title: "state" }, { title: "how it is" }],
    checks.map(({ name, good, reason, detail }) =>
      [name, good ? pill("good", "good") : pill(reason, "bad"), element("span", { class: "sentence" }, detail)]),
    "Nothing is known yet.",
  );
}
