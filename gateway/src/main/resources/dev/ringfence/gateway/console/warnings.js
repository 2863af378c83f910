import { element } from "./dom.js";
import { count } from "./format.js";

/**
 * What somebody should look at, each with what it means, and with how that is said of one.
 * None of them is raised in calm weather.
 */
const SIGNS = [
  ["ringfence_fences_total", { kind: "HALT" }, "shards halted: a person must look before they serve again",
    "shard halted: a person must look before it serves again"],
  ["ringfence_faults_total", {}, "faults of our own fenced a shard: the log has their traces",
    "fault of our own fenced a shard: the log has its trace"],
  ["ringfence_fences_total", { kind: "RETAKE" }, "times a shard gave up and was taken again",
    "time a shard gave up and was taken again"],
  ["ringfence_batches_declined_total", {}, "batches were declined by PostgreSQL: is its disk full?"],
  ["ringfence_outbox_full", {}, "shards take no commands, as too many events wait for Kafka"],
  ["ringfence_clock_behind_milliseconds", {}, "ms the clock is behind what is durable: nothing expires meanwhile"],
  ["ringfence_filter_crowded", {}, "shards have accepted more ids than their filter has room for"],
  ["ringfence_ingress_paused_partitions", {}, "partitions of the ingress are paused"],
  ["ringfence_ingress_untaken_letters", {}, "dead letters of the ingress were not taken by Kafka yet"],
  ["ringfence_projection_untaken_letters", {}, "dead letters of the projection were not taken by Kafka yet"],
  ["ringfence_relay_dead_letters_total", {}, "events could not be published and are dead letters"],
  ["ringfence_sink_failures_total", {}, "replies could not be handed over"],
  ["ringfence_connections_refused_total", {}, "connections were closed, as there were as many as may be"],
];

/** Everything that is not as it should be; nothing where all is well. */
export function warnings(now, health) {
  const found = SIGNS.map(([name, labels, meaning, ofOne]) => [now.sum(name, labels), meaning, ofOne ?? meaning])
    .filter(([number]) => number > 0)
    .map(([number, meaning, ofOne]) => `${count(number)} ${number === 1 ? ofOne : meaning}`);
  const stopped = now.all("ringfence_tape_recording").filter(({ value }) => value === 0).length;
  if (stopped > 0) {
    found.push(`${stopped} command tapes have stopped recording`);
  }
  if (!health.live) {
    found.unshift("This process is not live: only a restart helps");
  }
  return found.length
    ? element("ul", { class: "warnings" }, found.map((text) => element("li", {}, text)))
    : null;
}
