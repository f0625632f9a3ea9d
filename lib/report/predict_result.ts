import type { Predictions } from "../protocols/predict/predict.ts";

/** Answers of `predict` for programs: everything but pixels. */
export function predictResult({ pictures, ...who }: Predictions): Record<string, unknown> {
  return {
    ...who,
    pictures: pictures.map(({ image: _image, neighbours, ...picture }) => ({
      ...picture,
      neighbours: neighbours.map(({ image: _pixels, ...neighbour }) => neighbour),
    })),
  };
}
