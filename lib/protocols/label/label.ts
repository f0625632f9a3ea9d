import { version_core } from "@tensorflow/tfjs-core";
import type { LabelOptions } from "../../config/label_options.ts";
import { sha256Of } from "../../data/sha256.ts";
import { encodeFrames } from "../../pictures/frames_npy.ts";
import { leakFreeTensors } from "../../ensemble/leak_free_weights.ts";
import { encodeSafetensors } from "../../ensemble/safetensors.ts";
import { Gpu } from "../../gpu/gpu.ts";
import { GROUP_SETTINGS } from "../../spread/groups.ts";
import { checkGradientRoom } from "../../graph/prepared_images.ts";
import { PROPAGATION_SETTINGS, seedLabels } from "../../spread/propagation.ts";
import { type SuggestedPicture, suggestPictures } from "../../spread/suggest.ts";
import { codeDigest } from "../../run/code_digest.ts";
import { FRAMES_FILE, LABELS_FILE, SUGGESTIONS_FILE, WEIGHTS_FILE } from "../../run/folder.ts";
import { labelsCsv, suggestionsCsv } from "../../run/labels_csv.ts";
import { PICTURES_FILE, PICTURES_VERSION, RunPictures } from "../../record/pictures.ts";
import type { Progress } from "../../run/progress.ts";
import { hostProvenance } from "../../run/provenance.ts";
import { withoutHomePath } from "../../run/home_path.ts";
import { OWN_PICTURES, RECORD_VERSION, RunRecord } from "../../record/record.ts";
import { formatRecordJson } from "../../record/record_json.ts";
import { adapterProvenance } from "../backend.ts";
import { copyNotices } from "../data_notices.ts";
import { checkNetworks } from "../check_input.ts";
import { CACHE_FOLDER, graphCache } from "../graph_cache.ts";
import { labelGalleries } from "./label_galleries.ts";
import { type KnownOfPictures, readLabelInput } from "./label_input.ts";
import { type LabelOutcome, labelPictures } from "./label_method.ts";
import { labelledPictures, labelRecord } from "./label_summary.ts";
import { choosePreset, presetNetwork } from "../leak_free/leak_free_presets.ts";

/** How labels were asked for. */
export interface LabelRequest {
  readonly options: LabelOptions;
  /** Keys of the options that were given. */
  readonly optionsSet: readonly string[];
  /** The command line after the task's name. */
  readonly args: readonly string[];
  readonly startedAt: Date;
}

/** What labelling leaves. */
export interface LabelledRun {
  readonly record: RunRecord;
  /** Further files of the run's folder, by name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * Labels a person's own pictures from a few examples, from reading them to the record.
 *
 * No truth is needed. What is known of further pictures (`--check`) lies with an evaluator that is asked once, after the last
 * decision.
 *
 * @param notify Shows a notice.
 * @throws {Error} If pictures or labels cannot be used.
 * @throws {GpuError} If the adapter is missing, fails, or has no room for so many pictures.
 */
export async function label(
  { options, optionsSet, args, startedAt }: LabelRequest,
  progress: Progress,
  notify: (notice: string) => void = (notice) => console.error(notice),
): Promise<LabelledRun> {
  const startMs = performance.now();
  const gpu = await Gpu.open();
  try {
    const readMs = performance.now();
    const known = await readLabelInput(options, progress, (count) => {
      checkGradientRoom(gpu, count);
      checkNetworks({ ...options, quick: false, draws: 1, labelledIndices: "" }, gpu, count);
    });
    const { pictures: { images, names }, classes, labelled } = known;
    const notices = [...known.pictures.notices, ...copyNotices(images, "pictures", labelled)];
    for (const notice of notices) notify(`${notice}.`);
    const picturesMs = performance.now() - readMs;
    const preset = choosePreset(options.preset, false, gpu.traits);
    // There is nothing to learn from a file of labels that nobody has filled in yet.
    const network = classes.length === 0 ? undefined : presetNetwork(preset, {
      ...options,
      quick: false,
      classes: labelled.classes,
    });
    const outcome = await labelPictures(
      {
        images,
        labelled,
        propagationSettings: { ...PROPAGATION_SETTINGS, prior: options.prior },
        ...(options.cache && { graphStore: graphCache(options.cacheDir || CACHE_FOLDER, notify) }),
        ...(network && { network }),
      },
      gpu,
      progress,
    );
    const suggestions = options.suggest > 0 ? suggestionsOf(known, outcome, options.suggest) : undefined;
    const labels = labelledPictures(known, outcome);

    // After the last decision.
    const check = known.check?.evaluate(labels.map(({ label }) => label), new Set(labelled.indices));

    const record = RunRecord.parse({
      recordVersion: RECORD_VERSION,
      provenance: {
        ...await hostProvenance({
          task: "label",
          args,
          options: {
            ...options,
            preset,
            labels: options.labels.join(", "),
            check: options.check.join(", "),
          },
          optionsSet,
          quick: false,
          startedAt,
          tfjsVersion: version_core,
        }),
        code: await codeDigest(),
        ...adapterProvenance(gpu),
        ...(notices.length > 0 && { notices: [...notices] }),
        dataset: {
          name: OWN_PICTURES,
          source: withoutHomePath(options.pictures),
          files: [{ name: FRAMES_FILE, sha256: sha256Of(images.pixels) }],
          trainImages: images.count,
        },
        endedAt: new Date().toISOString(),
      },
      label: labelRecord({
        known,
        outcome,
        labels,
        ...(suggestions && { suggestions }),
        ...(check && { check }),
        options: { preset, prior: options.prior },
        picturesMs,
        durationMs: performance.now() - startMs,
      }),
    });
    const pictures = RunPictures.parse({
      picturesVersion: PICTURES_VERSION,
      label: labelGalleries({
        images,
        names,
        classes,
        labels,
        ...(suggestions && { suggestions }),
        contradicting: record.label!.contradicting.map(({ index }) => index),
        wrong: check?.wrongPictures ?? [],
      }),
    });
    return {
      record,
      files: {
        ...(labels.length > 0 && { [LABELS_FILE]: labelsCsv(labels), [WEIGHTS_FILE]: weightsOf(preset, outcome) }),
        ...(suggestions && { [SUGGESTIONS_FILE]: suggestionsCsv(record.label!.suggestions!) }),
        [FRAMES_FILE]: encodeFrames(images),
        [PICTURES_FILE]: formatRecordJson(pictures),
      },
    };
  } finally {
    gpu.close();
  }
}

function suggestionsOf(
  { pictures: { images }, labelled }: KnownOfPictures,
  { links, decided, groups, communities }: LabelOutcome,
  most: number,
): SuggestedPicture[] {
  const hold = decided.way === "groups" && decided.agreement >= GROUP_SETTINGS.leastAgreement;
  return suggestPictures({
    graph: links,
    ...(hold && { groups }),
    communities,
    given: seedLabels(images.count, labelled),
    confidences: decided.second.confidences,
  }, most);
}

function weightsOf(preset: string, { decided, network }: LabelOutcome): Uint8Array {
  return encodeSafetensors(leakFreeTensors({
    preset,
    ...(network && { model: network.model }),
    draws: [{ drawSeed: null, pseudoLabels: decided.second.labels, members: network?.weights ?? [] }],
  }));
}
