import { classOfLetter, NO_CLASS_LETTER } from "../../record/class_letters.ts";
import type { LabelMap } from "../../record/record.ts";
import type { Theme } from "./theme.ts";

/** What the map shows. */
export interface MapView {
  readonly map: LabelMap;
  /** Which points' labels were given. */
  readonly labelled: readonly boolean[];
  /** A character a point: its class, as `letterOfClass` gives it, or a dot. */
  readonly classes: string;
  readonly markWrong: boolean;
  /** The point that the reader looks at. */
  readonly chosen: number | undefined;
}

/** Space around the points, in CSS pixels. */
const MARGIN = 14;
/** How far from a point a pointer may be, in CSS pixels. */
const REACH = 18;

/** Draws the map at the canvas's size on the page. */
export function drawMap(canvas: HTMLCanvasElement, view: MapView, theme: Theme): void {
  const context = canvas.getContext("2d");
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (context === null || width === 0) return;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const size = Math.min(13, Math.max(8, width / 62));
  const { map, labelled, classes, markWrong, chosen } = view;
  const pointAt = (point: number) => placeOf(canvas, map, point);

  // Those without a label lie below, labelled ones on top.
  const order = [...map.indices.keys()].sort((a, b) => rank(view, a) - rank(view, b) || a - b);
  for (const point of order) {
    const [x, y] = pointAt(point);
    const letter = classes[point] ?? NO_CLASS_LETTER;
    if (letter === NO_CLASS_LETTER) {
      circle(context, x, y, 1.6);
      context.fillStyle = theme.notebook;
      context.fill();
      continue;
    }
    const digit = classOfLetter(letter);
    const given = labelled[point] ?? false;
    const colour = theme.series[digit % theme.series.length] ?? theme.ink;
    if (given) {
      const side = size * 1.35;
      context.fillStyle = theme.surface;
      context.fillRect(x - side / 2, y - side / 2, side, side);
      context.strokeStyle = colour;
      context.lineWidth = 1.5;
      context.strokeRect(x - side / 2, y - side / 2, side, side);
    }
    context.font = `${given ? "bold " : ""}${given ? size * 1.1 : size}px sans-serif`;
    context.fillStyle = colour;
    context.fillText(String(digit), x, y + size * 0.06);
    if (markWrong && letter !== map.labels[point]) {
      circle(context, x, y, size * 0.8);
      context.strokeStyle = theme.ink;
      context.lineWidth = 1.6;
      context.stroke();
    }
  }
  if (chosen === undefined) return;
  const [x, y] = pointAt(chosen);
  circle(context, x, y, size);
  context.strokeStyle = theme.ink;
  context.lineWidth = 3;
  context.stroke();
}

function rank({ labelled, classes }: MapView, point: number): number {
  if (labelled[point]) return 2;
  return classes[point] === NO_CLASS_LETTER ? 0 : 1;
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** A point's place in CSS pixels. */
function placeOf(canvas: HTMLCanvasElement, { x, y }: LabelMap, point: number): [number, number] {
  return [
    MARGIN + (x[point] ?? 0) * (canvas.clientWidth - 2 * MARGIN),
    MARGIN + (y[point] ?? 0) * (canvas.clientHeight - 2 * MARGIN),
  ];
}

/** The point nearest to a place on the canvas, if one is near. */
export function pointNear(canvas: HTMLCanvasElement, map: LabelMap, left: number, top: number): number | undefined {
  let [best, least] = [undefined as number | undefined, REACH];
  for (const point of map.indices.keys()) {
    const [x, y] = placeOf(canvas, map, point);
    const distance = Math.hypot(x - left, y - top);
    if (distance < least) [best, least] = [point, distance];
  }
  return best;
}

/** The nearest point in the direction of an arrow key; undefined at the edge. */
export function pointTowards({ x, y, indices }: LabelMap, from: number, key: string): number | undefined {
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  const [along, across] = key === "ArrowLeft" || key === "ArrowRight" ? [x, y] : [y, x];
  let [best, least] = [undefined as number | undefined, Infinity];
  for (const point of indices.keys()) {
    const ahead = sign * ((along[point] ?? 0) - (along[from] ?? 0));
    const aside = Math.abs((across[point] ?? 0) - (across[from] ?? 0));
    const distance = Math.hypot(ahead, aside);
    if (ahead > 0 && ahead >= aside && distance < least) [best, least] = [point, distance];
  }
  return best;
}
