import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { initialParameters } from "../../lib/ensemble/initialisation.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../lib/ensemble/notebook_label_vectors.ts";
import type { PublishedWeights } from "../../lib/ensemble/published_weights.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";

/** Ten untrained models of the notebook's architecture, and label vectors in an order of their own. */
export function sampleWeights(seed = 5): PublishedWeights {
  const generator = new TorchGenerator(seed);
  const stage1 = [...generator.randperm(10)];
  const stage2 = [...generator.randperm(10)];
  return {
    models: stage1.map(() => initialParameters(NOTEBOOK_ARCHITECTURE, generator)),
    labelVectors: stage2.map((row) => Float32Array.from(NOTEBOOK_LABEL_VECTORS[stage1[row]!]!)),
    permutations: { stage1, stage2 },
  };
}
