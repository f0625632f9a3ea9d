import { DIGITS } from "../../lib/report/digits.ts";
import type { Gallery, RunPictures } from "../../lib/record/pictures.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { packSprites, type SpriteSheet } from "../../lib/record/sprite_sheet.ts";

/** Test images of a cell on and beside the diagonal. */
const CELL_IMAGES = 3;

/** Pictures that are told apart by their shade: place p is 17 (1 + p mod 15). */
export function shadedSheet(count: number, columns: number): SpriteSheet {
  return packSprites(Array.from({ length: count }, (_, p) => new Uint8Array(784).fill(shadeOf(p))), columns);
}

/** The shade of a place of {@linkcode shadedSheet}. */
export function shadeOf(place: number): number {
  return 17 * (1 + place % 15);
}

/** Pictures of both protocols, of no run: every cell of `sampleConfusion` that is not empty has some. */
export function samplePictures(): RunPictures {
  const indices = DIGITS.map((digit) => 1000 + 7 * digit);
  const gallery = (kind: Gallery["kind"], rest: Partial<Gallery> = {}): Gallery => ({
    kind,
    indices,
    labels: [...DIGITS],
    sheet: shadedSheet(10, 5),
    ...rest,
  });
  const predicted = DIGITS.map((digit) => digit === 9 ? 4 : digit);
  const values = DIGITS.map((digit) => 0.9 + digit / 100);
  // Of each row: right, taken for the next, and taken for the one opposite.
  const cells = DIGITS.map((truth) =>
    DIGITS.map((column) =>
      [0, 1, 5].includes((column - truth + 10) % 10)
        ? Array.from({ length: CELL_IMAGES }, (_, i) => 10 * i + truth)
        : []
    )
  );
  const cellPictures = {
    indices: Array.from({ length: 10 * CELL_IMAGES }, (_, place) => 200 + place),
    sheet: shadedSheet(10 * CELL_IMAGES, 8),
  };
  return {
    picturesVersion: 1,
    notebook: {
      galleries: [
        gallery("labelled"),
        gallery("highest", { predicted: [...DIGITS], values, labelFree: [...DIGITS] }),
        gallery("disputed", { predicted, values, labelFree: DIGITS.map((digit) => (digit + 3) % 10) }),
      ],
      cells: {
        ...cellPictures,
        matrices: {
          "stage1-informed": cells,
          "stage1-free": cells,
          "stage2-informed": cells,
          "stage2-free": cells,
        },
      },
    },
    leakFree: {
      galleries: [gallery("labelled"), gallery("wrong", { predicted, values }), gallery("misread", { predicted })],
      cells: { ...cellPictures, matrices: { "leak-free": cells } },
      map: shadedSheet(40, 8),
    },
  };
}

/** A map of forty images in four rows; the last one is reached last, and wrongly. */
export function addSampleMap({ leakFree }: RunRecord): void {
  const points = Array.from({ length: 40 }, (_, point) => point);
  const truth = points.map((point) => point % 10);
  const step = (reached: number) => points.map((point) => point < reached ? truth[point] : ".").join("");
  leakFree!.map = {
    indices: points.map((point) => leakFree!.draws[0]!.labelledTrainIndices.flat()[0]! + point),
    x: points.map((point) => point % 10 / 9),
    y: points.map((point) => Math.floor(point / 10) / 3),
    labels: truth.join(""),
    steps: [
      { stage: "first pass", step: 0, classes: step(10), coverage: 0, precision: null },
      { stage: "first pass", step: 1, classes: step(20), coverage: 0.25, precision: 1 },
      { stage: "balanced", step: 1, classes: step(39).replace(".", "3"), coverage: 1, precision: 0.9876 },
      { stage: "second pass", step: 1, classes: step(39).replace(".", "3"), coverage: 1, precision: 0.9912 },
    ],
  };
}
