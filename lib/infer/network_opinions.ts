import { IMAGE_PIXELS } from "../data/dataset.ts";
import type { Network } from "../ensemble/network.ts";
import { networkScores } from "../ensemble/reference_network.ts";
import { INPUT_FORMS, inputForms } from "../graph/input_forms.ts";
import { augment } from "../kernels/augment/reference.ts";
import { NO_AUGMENT } from "../kernels/augment/settings.ts";
import { softmax } from "../kernels/cross_entropy/reference.ts";
import { FIVE_VIEWS } from "./network_predictions.ts";

/**
 * What networks say of a few images: what `networkPredictions` says of many in both forms, by the plain references in float64, which
 * spares a compilation of seconds.
 *
 * @param networks f32 [parameterCount] each.
 * @param upright u8 [images, 28, 28], deskewed.
 * @returns f32 [images, classes]: softmax, averaged over both forms of an image, five views of each, and all networks; rows sum to 1.
 */
export function networkOpinions(
  model: Network,
  networks: readonly Float32Array[],
  upright: Uint8Array,
): Float32Array<ArrayBuffer> {
  const { classes } = model.dense;
  const parameters = networks.map((network) => Float64Array.from(network));
  const images = upright.length / IMAGE_PIXELS;
  const opinions = new Float32Array(images * classes);
  const forms = inputForms(upright);
  const looks = INPUT_FORMS * FIVE_VIEWS.length * networks.length;
  for (let image = 0; image < images; image++) {
    const mean = new Float64Array(classes);
    for (const form of forms) {
      const pixels = form.subarray(image * IMAGE_PIXELS, (image + 1) * IMAGE_PIXELS);
      for (const { right, down } of FIVE_VIEWS) {
        const view = augment(NO_AUGMENT, { seed: [0, 0], step: 0, lane: 0 }, pixels, right, down);
        for (const network of parameters) {
          softmax(networkScores(model, network, view)).forEach((p, digit) => mean[digit]! += p / looks);
        }
      }
    }
    opinions.set(mean, image * classes);
  }
  return opinions;
}
