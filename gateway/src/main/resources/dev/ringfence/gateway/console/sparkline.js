const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 200;
const HEIGHT = 36;

/** The last values as a small curve; where there is none (null) it has a gap. */
export function sparkline(values, capacity) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "sparkline");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", curve(values, capacity));
  svg.append(path);
  return svg;
}

function curve(values, capacity) {
  const most = Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE);
  const first = capacity - values.length;
  let isDown = false;
  return values
    .map((value, index) => {
      if (value === null) {
        isDown = false;
        return "";
      }
      const x = ((first + index) * WIDTH) / (capacity - 1);
      const y = HEIGHT - 1 - (value / most) * (HEIGHT - 2);
      const point = `${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      isDown = true;
      return point;
    })
    .join("");
}
