/**
 * Makes an element. What comes from elsewhere only ever becomes text or the value of an attribute,
 * so nothing that somebody named an order can be read as HTML.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * Shows these in a place instead of what is there. The keyboard stays on the button of the same name,
 * and what was scrolled aside stays so: a page that changes by itself must not be pulled away.
 */
export function show(place, ...children) {
  const focused = place.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const scrolled = [...place.querySelectorAll(".wide")].map(({ scrollLeft }) => scrollLeft);
  place.replaceChildren(...children);
  if (focused) {
    [...place.querySelectorAll("button")].find((each) => nameOf(each) === focused)?.focus({ preventScroll: true });
  }
  place.querySelectorAll(".wide").forEach((each, index) => (each.scrollLeft = scrolled[index] ?? 0));
}

function nameOf(button) {
  return button.getAttribute("aria-label") ?? button.textContent;
}

/**
 * A table.
 *
 * @param columns each with its title; those with `number` stand on the right
 * @param rows each a list of texts or elements
 * @param empty what is said when there are none
 */
export function table(columns, rows, empty) {
  const side = (index) => (columns[index].number ? "number" : null);
  const body = rows.length
    ? rows.map((cells) =>
        element("tr", {}, cells.map((cell, index) => element("td", { class: side(index) }, cell))))
    : element("tr", {}, element("td", { colspan: columns.length, class: "empty" }, empty));
  return element(
    "div",
    { class: "wide" },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, columns.map(({ title }, index) =>
          element("th", { scope: "col", class: side(index) }, title))),
      ),
      element("tbody", {}, body),
    ),
  );
}

/** A part of the page with a title. */
export function section(title, ...children) {
  return element("section", {}, element("h2", {}, title), ...children);
}

/** A word in a coloured field; `tone` is good, bad, wait or calm. */
export function pill(text, tone) {
  return element("span", { class: `pill ${tone}` }, text);
}

/** One figure, with what it is above it and what belongs to it below. */
export function tile(title, figure, ...below) {
  return element(
    "div",
    { class: "tile" },
    element("span", { class: "title" }, title),
    element("strong", {}, figure),
    ...below,
  );
}
