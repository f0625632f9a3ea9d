import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import type { Architecture } from "../ensemble/architecture.ts";
import { modelForward, pixelsOf } from "../ensemble/reference_model.ts";
import { cosine } from "../kernels/cosine/reference.ts";
import type { CosineTensor } from "./cosine_tensor.ts";
import type { Scorer } from "./scorer.ts";

/** Images scored between two reports of progress. */
const REPORT_EVERY = 50;

/** Scores on the plain references in float64. */
export class ReferenceScorer implements Scorer {
  readonly #model: Architecture;

  constructor(model: Architecture) {
    this.#model = model;
  }

  async cosines(
    images: ImageSet,
    members: readonly Float32Array[],
    labelVectors: readonly Float32Array[],
    onProgress: (share: number) => void = () => {},
  ): Promise<CosineTensor> {
    const parameters = members.map((member) => Float64Array.from(member));
    const values = new Float32Array(images.count * members.length * labelVectors.length);
    let at = 0;
    for (let n = 0; n < images.count; n++) {
      const pixels = pixelsOf(images.pixels.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS));
      for (const member of parameters) {
        const output = modelForward(this.#model, member, pixels);
        for (const vector of labelVectors) values[at++] = cosine(output, vector);
      }
      if (n % REPORT_EVERY === REPORT_EVERY - 1) {
        onProgress((n + 1) / images.count);
        await new Promise((resolve) => setTimeout(resolve)); // lets Ctrl-C and the progress bar through
      }
    }
    return { images: images.count, members: members.length, classes: labelVectors.length, values };
  }
}
