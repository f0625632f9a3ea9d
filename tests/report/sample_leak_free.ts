import { DIGITS } from "../../lib/report/digits.ts";
import type { HardImage, LeakFreeRecord, PassRecord, RunRecord } from "../../lib/record/record.ts";
import { greyPng } from "../../lib/record/grey_png.ts";
import { summariseSample } from "../../lib/statistics/summarise_sample.ts";
import { type SampleChoices, sampleConfusion, sampleRecord } from "./sample_record.ts";

const LEVELS = [0, 0.5, 0.9, 0.999];

/** A valid record of a leak-free run whose numbers are made up by plain formulas and belong to no run. */
export function sampleLeakFreeRecord(choices: SampleChoices & { readonly draws?: number } = {}): RunRecord {
  const { draws = 3, change, ...rest } = choices;
  return sampleRecord({
    ...rest,
    change: (record) => {
      delete record.published;
      delete record.provenance.seeds;
      record.provenance.options["protocol"] = "leak-free";
      record.leakFree = sampleLeakFree(draws);
      change?.(record);
    },
  });
}

/** The leak-free part of a record. */
export function sampleLeakFree(count: number): LeakFreeRecord {
  const draws = Array.from({ length: count }, (_, i): LeakFreeRecord["draws"][number] => ({
    drawSeed: 2000 + i,
    labelledTrainIndices: DIGITS.map((digit) => DIGITS.map((place) => 1000 * digit + 37 * place + i)),
    preset: "graph",
    members: 0,
    steps: 0,
    parameters: 0,
    testErrors: 123 + 10 * i,
    graphTestErrors: 123 + 10 * i,
    memberTestErrors: [],
    confusion: sampleConfusion(10_000, 123 + 10 * i),
    pseudoLabels: { first: samplePass(654), second: samplePass(432) },
    lossCurves: [],
    durationMs: 1234,
  }));
  const rates = summariseSample(draws.map(({ testErrors }) => testErrors / 10_000));
  return {
    trainImages: 60_000,
    testImages: 10_000,
    prior: true,
    propagation: { alpha: 0.99, prior: true },
    draws,
    meanErrorRate: rates.mean,
    stdErrorRate: rates.standardDeviation,
    medianErrorRate: rates.median,
    worstErrorRate: rates.maximum,
    errorRateInterval: rates.meanInterval,
    graph: {
      settings: { candidates: 400 },
      neighbours: 10,
      links: 345_678,
      sameLabel: { training: { nearest: 0.9876, all: 0.9765 }, test: { nearest: 0.9654, all: 0.9543 } },
      pixelSameLabel: { training: { nearest: 0.8876, all: 0.8765 }, test: { nearest: 0.8654, all: 0.8543 } },
      fromCache: false,
      durationMs: 65_000,
    },
    baselines: {
      nearestPixelsTestErrors: draws.map((_, i) => 2900 + i),
      pixelGraphTestErrors: draws.map((_, i) => 280 + i),
      pixelGraphTrainErrors: draws.map((_, i) => 1800 + i),
      labelledAloneTestErrors: draws.map((_, i) => 1200 + i),
      labelledAloneUnbentTestErrors: draws.map((_, i) => 2000 + i),
      allLabelsTestErrors: 48,
    },
    hardest: {
      images: Array.from({ length: 4 }, (_, i) => hardImage(i, count)),
      sheet: { columns: 3, rows: 8, pngBase64: sampleSheet(3, 8) },
    },
    timings: {
      setUpMs: 100,
      graphMs: 65_000,
      propagationMs: 2_345,
      votesMs: 12,
      networkMs: 0,
      baselinesMs: 3_456,
      evaluationMs: 321,
    },
    durationMs: 71_234,
  };
}

function samplePass(wrong: number): PassRecord {
  const images = 59_900;
  return {
    images,
    wrong,
    confusion: sampleConfusion(images, wrong),
    byConfidence: LEVELS.map((atLeast, level) => {
      const kept = level === 3 ? 0 : images - 11_111 * level;
      const wrongHere = level === 3 ? 0 : Math.floor(wrong / (level + 1) ** 2);
      return {
        atLeast,
        kept,
        wrong: wrongHere,
        coverage: kept / images,
        precision: kept === 0 ? null : 1 - wrongHere / kept,
        precisionByClass: DIGITS.map((digit) => kept === 0 ? null : 1 - (wrong + digit) / images),
      };
    }),
  };
}

function hardImage(i: number, draws: number): HardImage {
  return {
    testIndex: 700 + i,
    label: 9,
    wrongDraws: draws,
    draw: 0,
    predicted: 3 + i % 2,
    shares: DIGITS.map((digit) => digit === 3 + i % 2 ? 0.75 : digit === 9 ? 0.25 : 0),
    place: 6 * i,
    neighbours: DIGITS.slice(0, 5).map((rank) => ({
      trainIndex: 100 * i + rank,
      weight: 0.9 - rank / 10,
      pseudoLabel: 3 + i % 2,
      label: rank === 2 ? 9 : 3 + i % 2,
      place: 6 * i + rank + 1,
    })),
  };
}

/** Pictures that are told apart by their shade. */
function sampleSheet(columns: number, rows: number): string {
  const width = 28 * columns;
  const pixels = Uint8Array.from(
    { length: width * 28 * rows },
    (_, at) => 40 + 8 * (Math.floor(at / width / 28) * columns + Math.floor(at % width / 28)),
  );
  return greyPng(pixels, width, 28 * rows).toBase64();
}
