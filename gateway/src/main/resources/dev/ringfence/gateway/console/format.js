/** An amount as people read it. It stays a text all the way: no floating point touches money. */
export function amount(text) {
  if (!text) {
    return "";
  }
  const [, sign, whole, rest] = /^(-?)(\d+)(\..*)?$/.exec(text) ?? [null, "", text, ""];
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ?? "");
}

/** A change, with its sign; nothing for none. */
export function change(text) {
  if (!text || text === "0") {
    return "";
  }
  return text.startsWith("-") ? amount(text) : `+${amount(text)}`;
}

/** How often something happens. */
export function rate(perSecond) {
  if (perSecond === null) {
    return "–";
  }
  if (perSecond === 0 || perSecond >= 10) {
    return Math.round(perSecond).toLocaleString("en");
  }
  return perSecond.toFixed(1);
}

/** How many. */
export function count(number) {
  return number.toLocaleString("en", { maximumFractionDigits: 0 });
}

/** A time span, in the unit that suits it. */
export function span(seconds) {
  if (seconds === 0) {
    return "–";
  }
  if (seconds < 0.001) {
    return `${Math.round(seconds * 1e6)} µs`;
  }
  if (seconds < 1) {
    return `${(seconds * 1e3).toPrecision(seconds < 0.1 ? 2 : 3)} ms`;
  }
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}

/** ACCOUNT_STATUS_ACTIVE and the like, without what they all begin with. */
export function word(constant, prefix) {
  return constant.startsWith(prefix) ? constant.slice(prefix.length) : constant;
}

/** The moment, as this browser's owner reads clocks. */
export function moment(iso) {
  return iso ? new Date(iso).toLocaleString("sv", { hour12: false }) : "";
}
