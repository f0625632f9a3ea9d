import { IMAGE_PIXELS, type ImageSet } from "../../lib/data/dataset.ts";
import type { Architecture } from "../../lib/ensemble/architecture.ts";
import { initialParameters } from "../../lib/ensemble/initialisation.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";

/** Images of slanted strokes, each another one. */
export function sampleImages(count: number): ImageSet {
  const pixels = new Uint8Array(count * IMAGE_PIXELS);
  for (let i = 0; i < count; i++) {
    for (let step = 0; step < 20; step++) {
      const [row, column] = [4 + step, 6 + (i % 5) + Math.floor(step * (0.2 + (i % 3) * 0.2))];
      pixels[i * IMAGE_PIXELS + row * 28 + column] = 255 - 3 * step;
      pixels[i * IMAGE_PIXELS + row * 28 + column + 1] = 120 + i % 100;
    }
  }
  return { count, pixels };
}

/** Parameters as a member of the notebook starts with. */
export function sampleParameters(model: Architecture, seed: number): Float32Array<ArrayBuffer> {
  return initialParameters(model, new TorchGenerator(seed));
}
