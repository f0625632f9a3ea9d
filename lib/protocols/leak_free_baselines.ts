import type { Gpu } from "../gpu/gpu.ts";
import { nearestPixels } from "../graph/nearest_pixels.ts";
import { PROPAGATION_SETTINGS } from "../graph/propagation.ts";
import { Propagation } from "../graph/propagation_gpu.ts";
import { symmetricGraph } from "../graph/sparse_graph.ts";
import { vote } from "../graph/vote.ts";
import type { Progress } from "../run/progress.ts";
import type { LeakFreeInput, LeakFreeOutcome } from "./leak_free.ts";

/** What plainer methods decide on a draw. */
export interface BaselineDraw {
  /** u8 [test images]: the class of the nearest labelled image by pixels. */
  readonly nearestPixels: Uint8Array;
  /** The same method over neighbours by the cosine of deskewed, blurred pixels, without deformation. */
  readonly pixelGraph: { readonly trainLabels: Uint8Array; readonly predictions: Uint8Array };
}

/** Runs the plainer methods on the same draws; they know no more labels than the protocol itself. */
export async function runBaselines(
  input: LeakFreeInput,
  { graph }: LeakFreeOutcome,
  gpu: Gpu,
  progress: Progress,
): Promise<BaselineDraw[]> {
  const { trainImages, testImages, draws } = input;
  const stage = progress.stage("Baselines", 100);
  const propagation = await Propagation.create(
    gpu,
    symmetricGraph(graph.pixels.training),
    input.propagationSettings ?? PROPAGATION_SETTINGS,
  );
  const passes = await propagation
    .run(draws, (share) => stage.update(Math.floor(share * 50), "labels over pixels"))
    .finally(() => propagation.dispose());
  const decided = draws.map((labelled, draw) => {
    stage.update(50 + Math.floor(50 * draw / draws.length), "nearest pixels");
    const trainLabels = passes[draw]!.second.labels;
    return {
      nearestPixels: nearestPixels(testImages, trainImages, labelled),
      pixelGraph: { trainLabels, predictions: vote(graph.pixels.test, trainLabels).predictions },
    };
  });
  stage.finish();
  return decided;
}
