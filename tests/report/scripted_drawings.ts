/**
 * Digits as hands draw them, in thirty shapes and sixteen styles: what the report's pad is tried with.
 *
 * @module
 */
import type { Place, Stroke } from "../../lib/report/client/strokes.ts";

/** One drawing, in shares of the pad. */
export interface ScriptedDrawing {
  readonly digit: number;
  /** Such as "7 with a bar, tiny". */
  readonly name: string;
  readonly strokes: readonly Stroke[];
}

type Point = readonly [x: number, y: number];

/** Corners stay corners: a stroke's pieces are smoothed one by one. */
interface Shape {
  readonly digit: number;
  readonly name: string;
  /** Strokes of pieces of points, 0..1 in both directions; y grows downwards. */
  readonly strokes: readonly (readonly (readonly Point[])[])[];
}

/** Part of an ellipse; angles in degrees, 0 to the right, 90 downwards. */
function arc(x: number, y: number, across: number, down: number, from: number, to: number): Point[] {
  const count = Math.max(4, Math.ceil(Math.abs(to - from) / 20));
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = (from + (to - from) * i / count) * Math.PI / 180;
    return [x + across * Math.cos(angle), y + down * Math.sin(angle)];
  });
}

const SHAPES: readonly Shape[] = [
  { digit: 0, name: "round", strokes: [[arc(0.5, 0.5, 0.36, 0.5, -90, -450)]] },
  { digit: 0, name: "narrow", strokes: [[arc(0.5, 0.5, 0.24, 0.5, -70, -440)]] },
  { digit: 0, name: "not quite closed", strokes: [[arc(0.5, 0.5, 0.33, 0.5, -60, -395)]] },
  { digit: 1, name: "bar", strokes: [[[[0.5, 0], [0.5, 1]]]] },
  { digit: 1, name: "with a flag", strokes: [[[[0.28, 0.24], [0.52, 0]], [[0.52, 0], [0.52, 1]]]] },
  {
    digit: 1,
    name: "with a flag and a foot",
    strokes: [[[[0.25, 0.24], [0.5, 0]], [[0.5, 0], [0.5, 1]]], [[[0.2, 1], [0.8, 1]]]],
  },
  {
    digit: 2,
    name: "with a flat foot",
    strokes: [[[[0.16, 0.24], [0.3, 0.05], [0.55, 0], [0.8, 0.14], [0.78, 0.38], [0.5, 0.7], [0.12, 1]], [
      [0.12, 1],
      [0.88, 1],
    ]]],
  },
  {
    digit: 2,
    name: "with a loop",
    strokes: [[[
      [0.18, 0.2],
      [0.4, 0.02],
      [0.7, 0.08],
      [0.76, 0.32],
      [0.56, 0.64],
      [0.28, 0.92],
      [0.12, 0.92],
      [0.18, 0.78],
      [0.4, 0.82],
      [0.62, 0.97],
      [0.9, 0.92],
    ]]],
  },
  {
    digit: 2,
    name: "with a swung foot",
    strokes: [[[[0.14, 0.2], [0.42, 0], [0.72, 0.12], [0.7, 0.4], [0.4, 0.76], [0.14, 0.98]], [
      [0.14, 0.98],
      [0.4, 0.9],
      [0.65, 0.98],
      [0.9, 0.9],
    ]]],
  },
  {
    digit: 3,
    name: "round",
    strokes: [[[[0.2, 0.1], [0.5, 0], [0.76, 0.14], [0.7, 0.36], [0.46, 0.46]], [
      [0.46, 0.46],
      [0.74, 0.54],
      [0.82, 0.76],
      [0.6, 0.97],
      [0.34, 0.98],
      [0.14, 0.86],
    ]]],
  },
  {
    digit: 3,
    name: "with a flat top",
    strokes: [[[[0.18, 0.02], [0.78, 0.02]], [[0.78, 0.02], [0.46, 0.4]], [
      [0.46, 0.4],
      [0.72, 0.46],
      [0.82, 0.7],
      [0.66, 0.94],
      [0.4, 1],
      [0.14, 0.88],
    ]]],
  },
  {
    digit: 3,
    name: "narrow",
    strokes: [[[[0.3, 0.08], [0.52, 0], [0.66, 0.14], [0.6, 0.36], [0.42, 0.48]], [
      [0.42, 0.48],
      [0.64, 0.58],
      [0.68, 0.78],
      [0.52, 0.97],
      [0.28, 0.92],
    ]]],
  },
  {
    digit: 4,
    name: "open",
    strokes: [[[[0.2, 0.02], [0.16, 0.5]], [[0.16, 0.5], [0.84, 0.5]]], [[[0.72, 0], [0.7, 1]]]],
  },
  {
    digit: 4,
    name: "closed",
    strokes: [[[[0.62, 0], [0.1, 0.66]], [[0.1, 0.66], [0.92, 0.66]]], [[[0.62, 0], [0.62, 1]]]],
  },
  {
    digit: 4,
    name: "in one go",
    strokes: [[[[0.24, 0], [0.18, 0.46]], [[0.18, 0.46], [0.5, 0.5], [0.76, 0.4]], [[0.76, 0.02], [0.72, 0.5], [
      0.68,
      1,
    ]]]],
  },
  {
    digit: 5,
    name: "with its bar last",
    strokes: [[[[0.28, 0.02], [0.24, 0.42]], [
      [0.24, 0.42],
      [0.56, 0.38],
      [0.8, 0.56],
      [0.76, 0.84],
      [0.5, 1],
      [0.16, 0.92],
    ]], [[[0.28, 0.02], [0.8, 0.02]]]],
  },
  {
    digit: 5,
    name: "in one go",
    strokes: [[[[0.82, 0.02], [0.3, 0.04]], [[0.3, 0.04], [0.24, 0.44]], [
      [0.24, 0.44],
      [0.54, 0.38],
      [0.78, 0.54],
      [0.76, 0.82],
      [0.52, 1],
      [0.18, 0.94],
    ]]],
  },
  {
    digit: 5,
    name: "swung",
    strokes: [[[[0.78, 0], [0.5, 0.03], [0.36, 0.06]], [
      [0.36, 0.06],
      [0.28, 0.3],
      [0.4, 0.44],
      [0.66, 0.52],
      [0.74, 0.72],
      [0.56, 0.96],
      [0.24, 0.98],
    ]]],
  },
  {
    digit: 6,
    name: "curved",
    strokes: [[[
      [0.74, 0.04],
      [0.44, 0.16],
      [0.24, 0.46],
      [0.2, 0.76],
      [0.42, 1],
      [0.7, 0.92],
      [0.78, 0.7],
      [0.58, 0.52],
      [0.34, 0.6],
      [0.22, 0.76],
    ]]],
  },
  {
    digit: 6,
    name: "with a straight stem",
    strokes: [[[[0.6, 0], [0.26, 0.6]], [
      [0.26, 0.6],
      [0.24, 0.86],
      [0.5, 1],
      [0.74, 0.88],
      [0.74, 0.64],
      [0.5, 0.54],
      [0.28, 0.68],
    ]]],
  },
  {
    digit: 6,
    name: "narrow",
    strokes: [[[
      [0.5, 0],
      [0.34, 0.3],
      [0.28, 0.7],
      [0.42, 0.98],
      [0.62, 0.94],
      [0.68, 0.72],
      [0.52, 0.58],
      [0.32, 0.7],
    ]]],
  },
  { digit: 7, name: "plain", strokes: [[[[0.14, 0.02], [0.84, 0.02]], [[0.84, 0.02], [0.56, 0.46], [0.4, 1]]]] },
  {
    digit: 7,
    name: "with a bar",
    strokes: [[[[0.14, 0.02], [0.84, 0.02]], [[0.84, 0.02], [0.56, 0.46], [0.38, 1]]], [[[0.3, 0.5], [0.8, 0.48]]]],
  },
  {
    digit: 7,
    name: "with a serif",
    strokes: [[[[0.14, 0.2], [0.16, 0.02]], [[0.16, 0.02], [0.84, 0.04]], [[0.84, 0.04], [0.6, 0.44], [0.46, 1]]]],
  },
  {
    digit: 8,
    name: "in one go",
    strokes: [[[
      [0.72, 0.14],
      [0.5, 0],
      [0.28, 0.16],
      [0.4, 0.4],
      [0.64, 0.58],
      [0.76, 0.82],
      [0.5, 1],
      [0.24, 0.82],
      [0.38, 0.56],
      [0.62, 0.38],
      [0.72, 0.14],
    ]]],
  },
  {
    digit: 8,
    name: "of two rings",
    strokes: [[arc(0.5, 0.24, 0.24, 0.24, -90, -450)], [arc(0.5, 0.74, 0.3, 0.26, -90, 270)]],
  },
  {
    digit: 8,
    name: "narrow",
    strokes: [[[
      [0.62, 0.1],
      [0.46, 0],
      [0.34, 0.16],
      [0.44, 0.4],
      [0.6, 0.6],
      [0.66, 0.82],
      [0.48, 1],
      [0.32, 0.84],
      [0.42, 0.58],
      [0.6, 0.36],
      [0.62, 0.1],
    ]]],
  },
  {
    digit: 9,
    name: "with a straight stem",
    strokes: [[arc(0.48, 0.27, 0.28, 0.27, -10, -370), [[0.76, 0.24], [0.74, 0.6], [0.68, 1]]]],
  },
  {
    digit: 9,
    name: "with a curved stem",
    strokes: [[
      arc(0.48, 0.27, 0.28, 0.27, -20, -370),
      [[0.76, 0.28], [0.74, 0.68], [0.6, 0.96], [0.36, 1], [0.22, 0.9]],
    ]],
  },
  {
    digit: 9,
    name: "of a ring and a stem",
    strokes: [[arc(0.44, 0.28, 0.26, 0.27, -60, -420)], [[[0.72, 0.06], [0.7, 0.5], [0.64, 1]]]],
  },
];

/** How a shape is drawn. */
interface Style {
  readonly name: string;
  /** The drawing's height against the pad's. */
  readonly height: number;
  /** Its width against its height, where that of most is about 0.75. */
  readonly width?: number;
  /** Where its middle is. */
  readonly at?: Point;
  /** How much it leans to the right, against its height. */
  readonly slant?: number;
  /** By how many degrees it is turned, clockwise. */
  readonly turned?: number;
  /** How much the hand trembles, against the drawing's height. */
  readonly tremble?: number;
  /** Gone over a second time so far beside, against the drawing's height. */
  readonly twice?: number;
}

const STYLES: readonly Style[] = [
  { name: "tiny", height: 0.14 },
  { name: "tiny, in a corner", height: 0.14, at: [0.15, 0.15] },
  { name: "very small, leaning", height: 0.18, at: [0.7, 0.3], slant: 0.2 },
  { name: "small", height: 0.25 },
  { name: "small, at the foot", height: 0.25, at: [0.4, 0.84], slant: 0.1 },
  { name: "small and thick", height: 0.3, at: [0.6, 0.6], twice: 0.05 },
  { name: "middling", height: 0.45 },
  { name: "middling, wide", height: 0.45, width: 0.95 },
  { name: "middling, narrow", height: 0.45, width: 0.55, at: [0.25, 0.5] },
  { name: "leaning to the right", height: 0.6, slant: 0.3 },
  { name: "leaning to the left", height: 0.6, slant: -0.15 },
  { name: "trembling", height: 0.6, tremble: 0.025 },
  { name: "turned", height: 0.6, turned: 10 },
  { name: "large", height: 0.75 },
  { name: "large and thick", height: 0.75, twice: 0.06 },
  { name: "as large as the pad", height: 0.92, width: 0.85 },
];

/** Control points wander by so much of a drawing's height, so that no two drawings of a shape are alike. */
const WANDER = 0.04;

/** All 480 drawings, the same for every run with the same seed. */
export function scriptedDrawings(seed = 1): ScriptedDrawing[] {
  const random = uniform(seed);
  return SHAPES.flatMap((shape) =>
    STYLES.map((style) => ({
      digit: shape.digit,
      name: `${shape.digit} ${shape.name}, ${style.name}`,
      strokes: drawn(shape, style, random),
    }))
  );
}

function drawn(shape: Shape, style: Style, random: () => number): Stroke[] {
  const { height, width = 0.75, at: [atX, atY] = [0.5, 0.5], slant = 0, turned = 0, tremble = 0, twice = 0 } = style;
  const off = (most: number) => most * (2 * random() - 1);
  const angle = turned * Math.PI / 180;
  const placed = ([x, y]: Point, beside: number): Place => {
    const across = (x - 0.5) * width + slant * (0.5 - y) + off(tremble) + beside;
    const down = y - 0.5 + off(tremble) + beside / 2;
    return {
      x: within(atX + height * (across * Math.cos(angle) - down * Math.sin(angle))),
      y: within(atY + height * (across * Math.sin(angle) + down * Math.cos(angle))),
    };
  };
  const moved = shape.strokes.map((stroke) => {
    // Where pieces meet, they go on meeting.
    const corners = new Map<string, Point>();
    return stroke.flatMap((piece) =>
      smooth(piece.map((point) => {
        const [x, y] = point;
        const corner = corners.get(`${point}`) ?? [x + off(WANDER), y + off(WANDER)] as const;
        corners.set(`${point}`, corner);
        return corner;
      }))
    );
  });
  return (twice === 0 ? [0] : [0, twice]).flatMap((beside) =>
    moved.map((stroke) => stroke.map((point) => placed(point, beside)))
  );
}

const within = (share: number): number => Math.max(0.01, Math.min(0.99, share));

/** Points along a Catmull-Rom spline through the given ones. */
function smooth(points: readonly Point[]): Point[] {
  const at = (i: number) => points[Math.max(0, Math.min(points.length - 1, i))]!;
  const steps = points.length > 8 ? 3 : 6;
  const along = points.slice(1).flatMap((_, i) =>
    Array.from({ length: steps }, (_, step): Point => {
      const t = step / steps;
      const blend = (axis: 0 | 1) => {
        const [a, b, c, d] = [at(i - 1)[axis], at(i)[axis], at(i + 1)[axis], at(i + 2)[axis]];
        return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3);
      };
      return [blend(0), blend(1)];
    })
  );
  return [...along, points.at(-1)!];
}

/** Mulberry32. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
