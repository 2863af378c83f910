/** What /metrics said at one moment. */
export class Sample {
  #series = new Map();

  constructor(text, atMillis) {
    this.atMillis = atMillis;
    for (const line of text.split("\n")) {
      const found = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (found) {
        const [, name, labels, value] = found;
        if (!this.#series.has(name)) {
          this.#series.set(name, []);
        }
        this.#series.get(name).push({ labels: parseLabels(labels ?? ""), value: Number(value) });
      }
    }
  }

  /** All of this name that have these labels. */
  all(name, labels = {}) {
    const wanted = Object.entries(labels);
    return (this.#series.get(name) ?? []).filter((each) =>
      wanted.every(([label, value]) => each.labels[label] === value));
  }

  /** Their sum. */
  sum(name, labels) {
    return this.all(name, labels).reduce((sum, { value }) => sum + value, 0);
  }

  /** The largest of them; 0 if there is none. */
  max(name, labels) {
    return this.all(name, labels).reduce((most, { value }) => Math.max(most, value), 0);
  }

  /** Every value that a label has. */
  values(name, label) {
    return [...new Set(this.all(name).map(({ labels }) => labels[label]))];
  }
}

/** How fast a counter grew; null where that can't be told, as for a server that was started anew. */
export function rate(before, now, count) {
  if (!before || now.atMillis <= before.atMillis) {
    return null;
  }
  const grown = count(now) - count(before);
  return grown < 0 ? null : (grown * 1_000) / (now.atMillis - before.atMillis);
}

function parseLabels(text) {
  const labels = {};
  for (const [, name, value] of text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
    labels[name] = value.replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped));
  }
  return labels;
}
