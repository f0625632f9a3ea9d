import { LEAK_FREE_NETWORK, type Network } from "../../ensemble/network.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import { INPUT_FORMS } from "../../graph/input_forms.ts";
import type { AugmentSettings } from "../../kernels/augment/settings.ts";
import type { StoredImages } from "../../kernels/images/store.ts";
import { type KeptSteps, NOTHING_KEPT } from "../../run/kept_steps.ts";
import type { Progress } from "../../run/progress.ts";
import { NETWORK_STEPS, networkSettings } from "../../train/network_settings.ts";
import { trainNetworks } from "../../train/train_networks.ts";
import { compiledFor, concatenate, softmaxOfForms, storeForms, widePlanFor } from "./ask_networks.ts";
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
      const plan = widePlanFor(gpu, network);
      const all = trainImages.count + testImages.count;
      // No texture is of no image.
      const sets = [[trainImages, 0], [testImages, trainImages.count]] as const;
      for (const [images, before] of sets.filter(([{ count }]) => count > 0)) {
        stored.push(
          await storeForms(gpu, plan, images, (done) => {
            prepareStage.update(Math.floor(50 * (before + done) / all), "deskewing");
          }),
        );
      }
      const [train, test] = stored as [StoredImages, StoredImages?];
      prepareStage.update(50, "compiling");
      const pipelines = await compiledFor(gpu, network);
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
      const parameters = trained.map((ofNetwork) => ofNetwork.parameters);
      const softmax = test
        ? await softmaxOfForms(gpu, pipelines, test, testImages.count, parameters, progress)
        : trained.map(() => new Float32Array());
      return {
        model: network,
        parameters: network.parameterCount,
        steps,
        draws: places.map((place) => {
          const ofDraw = trained.slice(place * members, (place + 1) * members);
          return {
            members: softmax.slice(place * members, (place + 1) * members),
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
