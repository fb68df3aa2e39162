// How a figure moved: a plot with each figure as the interval that it means, and the same as a table for every reader.

import { element, shape } from "./dom.js";
import { count, daysOf, writeDate, writeShortDate } from "./text.js";

const HEIGHT = 230;
const EDGE = { top: 30, right: 28, bottom: 34, left: 62 };
const DAY_MS = 86_400_000;
const LABEL = { perCharacter: 7.2, height: 17 };

/** The timeline of a claim, or null where there is nothing that moved. */
export function drawTimeline(claim, level) {
  if (claim.timeline.length < 2) return null;
  const stances = new Map(claim.evidence.map((piece) => [piece.passage.id, piece.stance]));
  const points = claim.timeline.map((point) => ({ ...point, stance: stances.get(point.passage_id) ?? "neutral" }));
  const made = element("section", { class: "timeline" }, element(`h${level}`, {}, "How it moved"));
  const plotted = plottable(points);
  if (plotted.length > 1) made.append(plot(plotted));
  made.append(table(points));
  return made;
}

/** The points with a figure in the commonest unit, each with its days and its interval. */
function plottable(points) {
  const dated = points.filter((p) => p.value && daysOfPoint(p) && (p.value.low !== null || p.value.high !== null));
  const units = dated.map((point) => point.value.unit);
  const commonest = units.toSorted((a, b) => times(units, b) - times(units, a))[0];
  return dated
    .filter((point) => point.value.unit === commonest)
    .map((point) => ({ ...point, days: daysOfPoint(point), ...interval(point.value) }));
}

function times(listed, wanted) {
  return listed.filter((unit) => unit === wanted).length;
}

/** The time that the passage speaks of, else that of its publication. */
function daysOfPoint(point) {
  const { start, end } = point.period ?? {};
  return start && end ? [daysOf(start)[0], daysOf(end)[1]] : daysOf(point.published_at);
}

/** Both ends, null where open, and where the mark stands: at the figure, at its bound, or in the middle. */
function interval({ low, high }) {
  return { low, high, mark: low === null ? high : high === null ? low : (low + high) / 2 };
}

function plot(points) {
  const figure = element("div", { class: "plot" });
  const draw = (width) => figure.replaceChildren(picture(points, width));
  const watcher = new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 0 && figure.firstChild?.getAttribute("width") !== String(width)) draw(width);
  });
  watcher.observe(figure);
  return figure;
}

function picture(points, width) {
  const scale = scales(points, width);
  const span = `from ${writeDay(scale.first)} to ${writeDay(scale.last)}`;
  const label = `${count(points.length, "figure")} ${span}; the table says the same.`;
  const route = points.map((point) => `${scale.x(middle(point.days))},${scale.y(point.mark)}`).join(" ");
  const unit = { class: "tick", x: EDGE.left - 10, y: EDGE.top - 16, "text-anchor": "end" };
  return shape(
    "svg",
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label },
    scale.ticksY.map((value) => gridLine(value, scale, width)),
    scale.ticksX.map((day, i) => dayTick(day, scale, i)),
    points[0].value.unit ? shape("text", unit, points[0].value.unit) : null,
    shape("polyline", { class: "path", points: route }),
    points.map((point) => drawInterval(point, scale)),
    points.map((point) => drawMark(point, scale)),
    placeLabels(points, scale, width),
  );
}

function scales(points, width) {
  const days = points.flatMap((point) => point.days);
  const first = Math.min(...days);
  const last = Math.max(...days);
  const values = points.flatMap((point) => [point.low, point.high, point.mark]).filter((value) => value !== null);
  const ticksY = niceTicks(Math.min(...values), Math.max(...values));
  const [bottom, top] = [ticksY[0], ticksY.at(-1)];
  const span = Math.max(last - first, DAY_MS);
  const room = width - EDGE.left - EDGE.right - 24;
  return {
    first,
    last,
    ticksY,
    ticksX: dayTicks(first, last, room),
    x: (day) => EDGE.left + 12 + (last === first ? room / 2 : ((day - first) / span) * room),
    y: (value) => HEIGHT - EDGE.bottom - ((value - bottom) / (top - bottom)) * (HEIGHT - EDGE.top - EDGE.bottom),
  };
}

/** Three to six round values around all figures. The axis begins at zero unless the figures lie close together. */
function niceTicks(lowest, highest) {
  const from = lowest >= 0 && lowest < 0.7 * highest ? 0 : lowest;
  const range = highest - from || Math.abs(highest) || 1;
  const power = 10 ** Math.floor(Math.log10(range / 4));
  const step = power * [1, 2, 2.5, 5, 10].find((multiple) => power * multiple >= range / 4);
  const start = Math.floor((highest === from ? from - step : from) / step) * step;
  const ticks = [];
  for (let i = 0; i < 2 || ticks.at(-1) < highest; i += 1) ticks.push(Number((start + i * step).toPrecision(12)));
  return ticks;
}

/** The first and the last day, and as many between them as fit. */
function dayTicks(first, last, room) {
  if (first === last) return [first];
  const days = (last - first) / DAY_MS;
  const n = Math.max(1, Math.min(days, Math.floor(room / 130)));
  return Array.from({ length: n + 1 }, (_, i) => first + Math.round((days * i) / n) * DAY_MS);
}

function gridLine(value, scale, width) {
  const y = scale.y(value);
  return [
    shape("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y }),
    shape("text", { class: "tick", x: EDGE.left - 10, y: y + 4, "text-anchor": "end" }, writeValue(value)),
  ];
}

function dayTick(day, scale, i) {
  const withYear = i === 0 || new Date(scale.ticksX[i - 1]).getUTCFullYear() !== new Date(day).getUTCFullYear();
  const text = writeShortDate(new Date(day), withYear);
  return shape("text", { class: "tick", x: scale.x(day), y: HEIGHT - 10, "text-anchor": "middle" }, text);
}

/** The days that the figure is of, and the values that it allows; an arrow where it has no upper or lower end. */
function drawInterval(point, scale) {
  const x = scale.x(middle(point.days));
  const [from, to] = point.days.map(scale.x);
  const [high, low] = ends(point, scale);
  const kind = { class: `interval ${point.stance}` };
  const across = (y, half) => shape("line", { ...kind, x1: x - half, x2: x + half, y1: y, y2: y });
  const drawn = [];
  const level = scale.y(point.mark);
  if (to - from > 3) drawn.push(shape("line", { ...kind, x1: from, x2: to, y1: level, y2: level }));
  if (low - high > 1) {
    drawn.push(shape("line", { ...kind, x1: x, x2: x, y1: low, y2: high }));
    drawn.push(point.high === null ? arrow(x, high, 7, kind) : across(high, 5));
    drawn.push(point.low === null ? arrow(x, low, -7, kind) : across(low, 5));
  }
  return drawn;
}

function arrow(x, y, step, kind) {
  return shape("polyline", { ...kind, points: `${x - 4},${y + step} ${x},${y} ${x + 4},${y + step}` });
}

/** A disc for what supports, a diamond for what contradicts, a ring for the rest: never colour alone. */
function drawMark(point, scale) {
  const [x, y] = [scale.x(middle(point.days)), scale.y(point.mark)];
  const kind = { class: `mark ${point.stance}` };
  if (point.stance === "contradicts") return shape("path", { ...kind, d: `M${x} ${y - 6.5}l6.5 6.5-6.5 6.5-6.5-6.5z` });
  return shape("circle", { ...kind, cx: x, cy: y, r: 5 });
}

/** Each figure as printed, where it covers no other; the table has those that found no room. */
function placeLabels(points, scale, width) {
  const taken = points.flatMap((point) => [markBox(point, scale), intervalBox(point, scale)]);
  const placed = [];
  for (const point of points) {
    const [x, y] = [scale.x(middle(point.days)), scale.y(point.mark)];
    const half = (point.value.text.length * LABEL.perCharacter) / 2;
    const places = [[x, y - 13], [x + half + 12, y + 5], [x - half - 12, y + 5], [x, y + 24]];
    const free = places.find(([px, py]) => {
      const wanted = box(px, py, half * 2, LABEL.height);
      const fitsAcross = wanted.left > EDGE.left && wanted.right < width;
      const fitsDown = wanted.top > 0 && py < HEIGHT - EDGE.bottom;
      return fitsAcross && fitsDown && !taken.some((other) => overlaps(wanted, other));
    });
    if (!free) continue;
    taken.push(box(...free, half * 2, LABEL.height));
    const at = { x: free[0], y: free[1], "text-anchor": "middle" };
    placed.push(shape("text", { class: `value ${point.stance}`, ...at }, point.value.text));
  }
  return placed;
}

function markBox(point, scale) {
  return box(scale.x(middle(point.days)), scale.y(point.mark) + 6, 14, 12);
}

function intervalBox(point, scale) {
  const x = scale.x(middle(point.days));
  const [top, bottom] = ends(point, scale);
  return { left: x - 5, right: x + 5, top, bottom };
}

/** Where the interval ends in the picture: at its values, or at the picture's edge where it is open. */
function ends(point, scale) {
  const top = point.high === null ? EDGE.top - 6 : scale.y(point.high);
  return [top, point.low === null ? HEIGHT - EDGE.bottom : scale.y(point.low)];
}

/** The box of a text whose baseline's middle is at (x, y). */
function box(x, y, width, height) {
  return { left: x - width / 2, right: x + width / 2, top: y - height + 3, bottom: y + 3 };
}

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function table(points) {
  const heads = ["When", "Figure", "Who says so"].map((head) => element("th", { scope: "col" }, head));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Figures by date" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, points.map(row)),
    ),
  );
}

function row(point) {
  const who = [point.speaker, point.publisher].filter(Boolean).join(", ");
  const when = point.period?.start && point.period.end ? spell(point.period) : writeDate(point.published_at);
  const sign = element("span", { class: `key ${point.stance}`, "aria-hidden": "true" });
  return element(
    "tr",
    {},
    element("td", {}, when),
    element("td", {}, sign, element("bdi", {}, point.value?.text ?? "no figure")),
    element("td", {}, element("bdi", {}, who)),
  );
}

/** A period at its own precision. */
function spell({ start, end, precision }) {
  if (precision === "month") return writeDate(start.slice(0, 7));
  if (precision === "year") return start.slice(0, 4);
  return start === end ? writeDate(start) : `${writeDate(start)} to ${writeDate(end)}`;
}

function middle([from, to]) {
  return (from + to) / 2;
}

function writeDay(day) {
  return writeDate(new Date(day).toISOString());
}

function writeValue(value) {
  const notation = Math.abs(value) >= 1e6 ? "compact" : "standard";
  return value.toLocaleString("en", { notation, maximumFractionDigits: 2 });
}
