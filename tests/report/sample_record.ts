import { NOTEBOOK_SETTINGS, type PublishedSettings, QUICK_SETTINGS } from "../../lib/config/published_settings.ts";
import { DIGITS } from "../../lib/report/digits.ts";
import { RECORD_VERSION, RunRecord, type SetScores, type StageRecord } from "../../lib/record/record.ts";

/** What a test may ask of {@linkcode sampleRecord}. */
export interface SampleChoices {
  readonly datasetName?: string;
  readonly quick?: boolean;
  readonly testInformedErrors?: number;
  readonly testFreeErrors?: number;
  /** Changes the record before it is validated. */
  readonly change?: (record: RunRecord) => void;
}

/**
 * A valid run record whose numbers are made up by plain formulas and belong to no run.
 *
 * @param choices What the test needs to be different
 */
export function sampleRecord(choices: SampleChoices = {}): RunRecord {
  const { datasetName = "MNIST", quick = false, testInformedErrors = 7, testFreeErrors = 4321 } = choices;
  const settings = quick ? QUICK_SETTINGS : NOTEBOOK_SETTINGS;
  const byClass = DIGITS.map((digit) => Math.round(settings.trainImages / 15) - 11 * digit);
  const wrongByClass = DIGITS.map((digit) => 3 * digit);
  const record: RunRecord = {
    recordVersion: RECORD_VERSION,
    provenance: {
      commandLine: ["reproduce", "--seed", "41", ...(quick ? ["--quick"] : [])],
      options: {
        protocol: "published",
        seed: 41,
        out: "",
        dataDir: "",
        backend: "webgpu",
        waveWidth: 0,
        quick,
        force: false,
        debug: false,
      },
      optionsSet: ["seed", ...(quick ? ["quick"] : [])],
      quick,
      version: "0.0.0-sample",
      commit: "0123456789abcdef0123456789abcdef01234567",
      dirty: false,
      startedAt: "2020-02-03T04:05:06.000Z",
      endedAt: "2020-02-03T04:06:17.000Z",
      runtime: { deno: "1.2.3", v8: "4.5.6", typescript: "7.8.9", tfjs: "10.11.12" },
      os: { name: "sample-os", release: "1.0", arch: "sample64", cores: 3 },
      backend: "webgpu",
      adapter: {
        description: "Sample adapter",
        vendor: "sample vendor",
        architecture: "",
        device: "sample device",
        software: true,
      },
      limits: { maxBufferSize: 1_234_567_890, maxComputeWorkgroupSizeX: 246 },
      kernelPlan: { block: 4, unrolled: true, layout: "sample" },
      dataset: {
        name: datasetName,
        source: "sample package",
        files: DIGITS.slice(0, 4).map((place) => ({ name: `sample-file-${place}`, sha256: `${place}a`.repeat(32) })),
        trainImages: settings.trainImages,
        testImages: settings.testImages,
      },
      seeds: { stage1: 41, stage2: 42 },
    },
    published: {
      settings,
      parameters: 1393,
      labelledTrainIndices: DIGITS.map((digit) => DIGITS.map((place) => 1000 * digit + 37 * place)),
      labelVectors: DIGITS.map((row) => Array.from({ length: 25 }, (_, column) => ((row + column) % 7) / 20)),
      stage1: sampleStage(settings, settings.stage1, 123, 7777),
      pseudoLabels: {
        threshold: settings.pseudoLabelThreshold,
        selected: sum(byClass),
        classifiedCount: sum(byClass) - 222,
        byClass,
        wrong: sum(wrongByClass),
        wrongByClass,
      },
      stage2: sampleStage(settings, settings.stage2, testInformedErrors, testFreeErrors),
      timings: {
        setUpMs: 321,
        stage1TrainingMs: 12_345,
        pseudoLabelsMs: 6543,
        stage2TrainingMs: 23_456,
        evaluationMs: 7654,
      },
      durationMs: 65_432,
    },
  };
  choices.change?.(record);
  return RunRecord.parse(record);
}

/** A square matrix of counts whose sum is `images` and whose off-diagonal sum is `errors`. */
export function sampleConfusion(images: number, errors: number): number[][] {
  const perClass = images / 10;
  return DIGITS.map((truth) => {
    const wrong = Math.floor(errors / 10) + (truth < errors % 10 ? 1 : 0);
    const row = DIGITS.map(() => 0);
    const neighbour = (truth + 1) % 10;
    const opposite = (truth + 5) % 10;
    row[neighbour] = Math.ceil(wrong / 3);
    row[opposite] = wrong - Math.ceil(wrong / 3);
    row[truth] = perClass - wrong;
    return row;
  });
}

function sampleScores(images: number, informed: number, free: number): SetScores {
  const labelInformedErrors = Math.min(informed, images);
  const labelFreeErrors = Math.min(free, images);
  return {
    images,
    labelInformedErrors,
    labelFreeErrors,
    labelInformedConfusion: sampleConfusion(images, labelInformedErrors),
    labelFreeConfusion: sampleConfusion(images, labelFreeErrors),
  };
}

function sampleStage(
  settings: PublishedSettings,
  { epochs, imagesPerClass, maxTries, targetLoss }: PublishedSettings["stage1"],
  informed: number,
  free: number,
): StageRecord {
  // Digit 6 never reaches the target.
  const tries = DIGITS.map((digit) => digit === 6 ? maxTries : Math.min(1 + digit % 4, maxTries));
  const lossByTry = tries.map((count, digit) =>
    Array.from({ length: count }, (_, place) => {
      const last = place === count - 1;
      return last && digit !== 6 ? targetLoss * (0.9 - digit / 50) : targetLoss * (1.5 + ((place * 7 + digit) % 13));
    })
  );
  const winningLoss = lossByTry.map((losses) => Math.min(...losses));
  return {
    labelVectorPermutation: DIGITS.map((digit) => (3 * digit + 4) % 10),
    tries,
    lossByTry,
    winningLoss,
    lossCurve: winningLoss.map((loss, digit) =>
      Array.from(
        { length: epochs },
        (_, epoch) => loss * (1 + (6 + digit / 3) * (Math.exp(-epoch / 6) - Math.exp(-(epochs - 1) / 6))),
      )
    ),
    trainSetSizes: DIGITS.map(() => imagesPerClass),
    train: sampleScores(settings.trainImages, 6 * informed, 6 * free),
    test: sampleScores(settings.testImages, informed, free),
    durationMs: 1234 * epochs,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
