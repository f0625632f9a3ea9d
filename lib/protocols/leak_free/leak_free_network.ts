import { LEAK_FREE_NETWORK, type Network } from "../../ensemble/network.ts";
import { compileNetwork, type NetworkPipelines } from "../../ensemble/network_pipelines.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import { INPUT_FORMS, inputForms } from "../../graph/input_forms.ts";
import { uprightBytes } from "../../graph/upright_bytes.ts";
import { PACKED_WORDS, packForSampling } from "../../kernels/augment/pack.ts";
import type { AugmentSettings } from "../../kernels/augment/settings.ts";
import { type StoredImages, storeImages } from "../../kernels/images/store.ts";
import { chooseWidePlan, type WidePlan } from "../../kernels/wide_plan.ts";
import { type KeptSteps, NOTHING_KEPT } from "../../run/kept_steps.ts";
import type { Progress } from "../../run/progress.ts";
import { FIVE_VIEWS, networkPredictions } from "../../infer/network_predictions.ts";
import { LABEL_SMOOTHING, NETWORK_STEPS, networkSettings } from "../../train/network_settings.ts";
import { trainNetworks } from "../../train/train_networks.ts";
import { keptTraining } from "./kept_training.ts";
import type { NetworkInput, NetworkOutcome } from "./network_stage.ts";

/** What networks are trained, and how long. */
export interface LeakFreeNetworkSettings {
  /** Networks of each draw. By default 1. */
  readonly members?: number;
  /** Steps of each network's training. By default those of the preset `laptop`. */
  readonly steps?: number;
  /** Of starts, orders and augmentation; a whole number of at least 0. By default 0. */
  readonly seed?: number;
  /** By default the protocol's. */
  readonly network?: Network;
  /** How training images are bent. By default as the protocol does. */
  readonly augment?: AugmentSettings;
  /** Settles when nobody else compiles the same kernels any more. By default nobody does. */
  readonly compiledAhead?: Promise<unknown>;
}

/** The stage's outcome; nothing in it was scored. */
export interface LeakFreeNetworkOutcome extends NetworkOutcome {
  /** How long each step took, for all draws together. */
  readonly durationsMs: { readonly prepare: number; readonly training: number; readonly prediction: number };
}

/** Kernels of the networks that a device has trained: baselines train the same ones again. */
const compiled = new WeakMap<Gpu, Map<Network, Promise<NetworkPipelines>>>();

/** Compiles a network's kernels once a device. The plan follows from the device and the network. */
function compiledFor(gpu: Gpu, network: Network, plan: WidePlan): Promise<NetworkPipelines> {
  const known = compiled.get(gpu) ?? new Map<Network, Promise<NetworkPipelines>>();
  compiled.set(gpu, known);
  const pipelines = known.get(network) ?? compileNetwork(gpu, network, plan, LABEL_SMOOTHING);
  known.set(network, pipelines);
  return pipelines;
}

/** Networks of one draw, at most: each has a seed of its own. */
const MOST_MEMBERS = 1_024;

/**
 * Pseudo-labels → networks → softmax: what the presets with networks do after the graph.
 *
 * Each network sees all training images, deskewed, as they are or of even width, and bent a little, with the labels that the
 * graph gave them: no label is left out for want of confidence, and none is changed. What it says of a test image is averaged
 * over both forms, each as it is and in four one-pixel shifts. Batch norm couples the images of a training batch; what is trained is then a network without it, so
 * that no test image can influence another.
 *
 * Member k starts the same in every draw, so a draw's outcome does not depend on which other draws run beside it, and draws
 * whose pseudo-labels are the same share their networks.
 *
 * @returns a network stage.
 * @throws {RangeError} If the number of members or of steps is out of range.
 */
export function leakFreeNetwork(
  settings: LeakFreeNetworkSettings = {},
): (input: NetworkInput, gpu: Gpu, progress: Progress, keeper?: KeptSteps) => Promise<LeakFreeNetworkOutcome> {
  const { members = 1, steps = NETWORK_STEPS, seed = 0, network = LEAK_FREE_NETWORK } = settings;
  if (!Number.isInteger(members) || members < 1 || members > MOST_MEMBERS) {
    throw new RangeError(`Training networks: ${members} a draw found, 1 to ${MOST_MEMBERS} wanted`);
  }
  const training = { ...networkSettings(steps), ...(settings.augment && { augment: settings.augment }) };
  return async ({ trainImages, testImages, labels, seeds = [] }, gpu, progress, keeper = NOTHING_KEPT) => {
    const stored: StoredImages[] = [];
    try {
      // Images in all their forms, and kernels: the same for every draw.
      let startMs = keeper.nowMs();
      const prepareStage = progress.stage("Preparing networks", 100);
      const plan = chooseWidePlan(gpu.traits, network.layers.map(({ shape }) => shape));
      const all = trainImages.count + testImages.count;
      // No texture is of no image.
      const sets = [[trainImages, 0], [testImages, trainImages.count]] as const;
      for (const [images, before] of sets.filter(([{ count }]) => count > 0)) {
        const upright = await uprightBytes(gpu, images, (done) => {
          prepareStage.update(Math.floor(50 * (before + done) / all), "deskewing");
        });
        const forms = concatenate(inputForms(upright));
        stored.push(storeImages(gpu, plan.storage, packForSampling(forms), PACKED_WORDS));
      }
      const [train, test] = stored as [StoredImages, StoredImages?];
      prepareStage.update(50, "compiling");
      const pipelines = await compiledFor(gpu, network, plan);
      await settings.compiledAhead;
      prepareStage.finish(`${network.parameterCount} parameters`);
      const prepareMs = keeper.nowMs() - startMs;

      // Pseudo-labels → networks, all draws and members alike.
      startMs = keeper.nowMs();
      const { distinct, places } = sharedByDraws(labels.map((ofDraw, draw) => ({
        seed: seeds[draw] ?? seed,
        labels: ofDraw,
      })));
      const total = distinct.length * members;
      const trainingStage = progress.stage("Networks", 1000);
      let detail = "";
      let taken = false;
      const store = keptTraining(keeper, "Networks", () => {
        detail = "a part kept from before";
        taken = true;
      });
      const trained = await trainNetworks(
        gpu,
        pipelines,
        train.binding,
        distinct.flatMap((asked) =>
          Array.from({ length: members }, (_, member) => ({
            seed: asked.seed * MOST_MEMBERS + member,
            labels: concatenate(Array.from({ length: INPUT_FORMS }, () => asked.labels)),
          }))
        ),
        training,
        (share) => {
          const done = Math.floor(1000 * share);
          if (taken) trainingStage.keptUpTo(done, detail);
          else trainingStage.update(done, detail);
          taken = false;
        },
        keeper === NOTHING_KEPT ? undefined : store,
      );
      trainingStage.finish(`${total === 1 ? "1 network" : `${total} networks`}, ${steps} steps each`);
      const trainingMs = keeper.nowMs() - startMs;

      // Networks → softmax, each test image by itself.
      startMs = keeper.nowMs();
      const predictionStage = test && progress.stage("Predictions", 100);
      const softmax = test
        ? await networkPredictions(
          gpu,
          pipelines,
          test.binding,
          INPUT_FORMS * testImages.count,
          trained.map(({ parameters }) => parameters),
          FIVE_VIEWS,
          (share) => predictionStage?.update(Math.floor(100 * share)),
        )
        : trained.map(() => new Float32Array());
      predictionStage?.finish(`${testImages.count} test images`);
      return {
        model: network,
        parameters: network.parameterCount,
        steps,
        draws: places.map((place) => {
          const ofDraw = trained.slice(place * members, (place + 1) * members);
          return {
            members: softmax.slice(place * members, (place + 1) * members).map(meanOverForms),
            lossCurves: ofDraw.map(({ losses }) => losses),
            weights: ofDraw.map(({ parameters }) => parameters),
          };
        }),
        durationsMs: { prepare: prepareMs, training: trainingMs, prediction: keeper.nowMs() - startMs },
      };
    } finally {
      for (const images of stored) images.release();
    }
  };
}

/** What a draw gives its networks. */
interface Asked {
  readonly seed: number;
  readonly labels: Uint8Array;
}

/** What is asked for at least once, and for each draw the place of what it asks among them. */
function sharedByDraws(draws: readonly Asked[]): { distinct: readonly Asked[]; places: readonly number[] } {
  const distinct: Asked[] = [];
  const places = draws.map(({ seed, labels }) => {
    const place = distinct.findIndex((other) =>
      other.seed === seed && other.labels.length === labels.length &&
      other.labels.every((label, i) => label === labels[i])
    );
    return place >= 0 ? place : distinct.push({ seed, labels }) - 1;
  });
  return { distinct, places };
}

/** Arrays one after the other. */
function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** f32 [forms, images, 10] → f32 [images, 10] */
function meanOverForms(softmax: Float32Array): Float32Array<ArrayBuffer> {
  const length = softmax.length / INPUT_FORMS;
  const mean = new Float32Array(length);
  softmax.forEach((probability, at) => mean[at % length]! += probability / INPUT_FORMS);
  return mean;
}
