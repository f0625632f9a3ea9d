import type { NetworkPipelines } from "../ensemble/network_pipelines.ts";
import { NetworkScratch } from "../ensemble/network_scratch.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Binding, Dispatch } from "../gpu/dispatch.ts";
import { runPaced } from "../gpu/paced.ts";
import { augmentWords, NO_AUGMENT } from "../kernels/augment/settings.ts";
import { ABSENT, advanceDispatch, CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";

/** A view of an image: the image moved by whole pixels. */
export interface View {
  readonly right: number;
  readonly down: number;
}

/** The image and its four one-pixel shifts. */
export const FIVE_VIEWS: readonly View[] = [
  { right: 0, down: 0 },
  { right: 1, down: 0 },
  { right: -1, down: 0 },
  { right: 0, down: 1 },
  { right: 0, down: -1 },
];

/**
 * What networks say of images, each image by itself: nothing in a network couples one image of a batch to another.
 *
 * @param images Packed for sampling, on the GPU (see `packForSampling`).
 * @param count How many images.
 * @param networks f32 [parameterCount] each.
 * @param views Softmax is averaged over them.
 * @param onProgress Told the share that is done, 0..1.
 * @returns f32 [count, classes] for each network; rows sum to 1.
 * @throws {GpuError} If the device fails.
 */
export async function networkPredictions(
  gpu: Gpu,
  pipelines: NetworkPipelines,
  images: Binding,
  count: number,
  networks: readonly Float32Array[],
  views: readonly View[] = FIVE_VIEWS,
  onProgress: (share: number) => void = () => {},
): Promise<Float32Array<ArrayBuffer>[]> {
  const { plan, model, softmax } = pipelines;
  const { classes } = model.dense;
  const chunk = plan.trainingMembers;
  const lanes = plan.predictionLanes;
  const steps = Math.ceil(count / lanes);
  const predictions: Float32Array<ArrayBuffer>[] = [];
  const scratch = new NetworkScratch(gpu, pipelines, Math.min(chunk, networks.length), lanes, false);
  try {
    for (let start = 0; start < networks.length; start += chunk) {
      const part = networks.slice(start, start + chunk);
      const members = part.length;
      const parameters = new Float32Array(members * model.parameterCount);
      part.forEach((network, i) => parameters.set(network, i * model.parameterCount));
      const buffers = gpu.allOrNothing(() => ({
        control: gpu.buffer(CONTROL_WORDS * 4, "control block"),
        indices: gpu.upload(
          Uint32Array.from({ length: steps * lanes }, (_, i) => i < count ? i : ABSENT),
          "index table",
        ),
        augment: gpu.upload(augmentWords(NO_AUGMENT, 0, 0), "views"),
        seeds: gpu.buffer(members * 8, "seeds"),
        parameters: gpu.upload(parameters, "parameters"),
        predictions: gpu.buffer(members * count * classes * 4, "predictions"),
        extent: gpu.upload(Uint32Array.of(count, views.length), "images and views"),
      }));
      try {
        const add: Dispatch = {
          pipeline: softmax,
          bindings: gpu.bind(softmax, [
            buffers.control,
            scratch.partials,
            buffers.parameters,
            buffers.indices,
            buffers.predictions,
            buffers.extent,
          ]),
          workgroups: [Math.ceil(lanes / plan.workgroupSize), 1, members],
        };
        const step = [
          ...scratch.forward({ ...buffers, images }, members),
          add,
          advanceDispatch(gpu, pipelines.advance, buffers.control),
        ];
        for (const [v, { right, down }] of views.entries()) {
          gpu.write(buffers.augment, augmentWords(NO_AUGMENT, right, down));
          writeControl(gpu, buffers.control, {
            lanes,
            members,
            indexMemberStride: 0,
            indexStepStride: lanes,
            backward: false,
          });
          await runPaced(gpu, step, steps, (done) => {
            onProgress((start + members * (v + done / steps) / views.length) / networks.length);
          });
        }
        const all = await gpu.readFloats(buffers.predictions, members * count * classes);
        part.forEach((_, i) => predictions.push(all.slice(i * count * classes, (i + 1) * count * classes)));
      } finally {
        gpu.release(...Object.values(buffers));
      }
    }
    return predictions;
  } finally {
    scratch.release();
  }
}
