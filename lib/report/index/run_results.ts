import type { RunRecord } from "../../record/record.ts";
import { formatCount } from "../format.ts";
import { headRate, labelsOf } from "../leak_free_text.ts";

/** What a run came to by one of its protocols; rates are fractions. */
export interface RunResult {
  readonly protocol: "published" | "corrected" | "leak-free" | "label";
  /** Of the leak-free method's networks; absent where there are none to choose. */
  readonly preset?: string;
  /** Labelled images that it was shown. */
  readonly labels: number;
  /** Of seeds, or of draws of labelled images. */
  readonly draws: number;
  /** Test errors without the label in the score: of several draws their median. Absent where nothing was checked. */
  readonly rate?: number;
  readonly lowest?: number;
  readonly highest?: number;
  /** Test errors by the notebook's score, likewise. */
  readonly informedRate?: number;
  /** Images that were scored. */
  readonly images: number;
}

/** What a run came to, an entry a protocol. */
export function runResults({ published, publishedSeedsSummary, corrected, leakFree, label }: RunRecord): RunResult[] {
  const results: RunResult[] = [];
  const story = published ?? corrected;
  if (story !== undefined) {
    const { images, labelFreeErrors, labelInformedErrors } = story.stage2.test;
    const free = publishedSeedsSummary?.stage2TestLabelFreeErrors;
    const informed = publishedSeedsSummary?.stage2TestLabelInformedErrors;
    const rate = (errors: number) => images === 0 ? 0 : errors / images;
    results.push({
      protocol: published ? "published" : "corrected",
      labels: story.labelledTrainIndices.flat().length,
      draws: free?.count ?? 1,
      rate: rate(free?.median ?? labelFreeErrors),
      lowest: rate(free?.minimum ?? labelFreeErrors),
      highest: rate(free?.maximum ?? labelFreeErrors),
      informedRate: rate(informed?.median ?? labelInformedErrors),
      images,
    });
  }
  if (leakFree !== undefined) {
    const { rate, range } = headRate(leakFree);
    const { draws, testImages } = leakFree;
    const preset = draws[0]?.preset;
    results.push({
      protocol: "leak-free",
      ...(preset !== undefined && { preset }),
      labels: labelsOf(leakFree),
      draws: draws.length,
      rate,
      lowest: range?.lower ?? rate,
      highest: range?.upper ?? rate,
      images: testImages,
    });
  }
  if (label !== undefined) {
    const rate = label.check && label.check.pictures > 0 ? label.check.wrong / label.check.pictures : undefined;
    results.push({
      protocol: "label",
      preset: label.preset,
      labels: label.given.flat().length,
      draws: 1,
      ...(rate !== undefined && { rate, lowest: rate, highest: rate }),
      images: label.check?.pictures ?? 0,
    });
  }
  return results;
}

/** What two runs must share for their errors to compare as they stand. */
export interface RunGround {
  /** What it is, as a warning names it. */
  readonly name: string;
  readonly value: string;
  /** Differs where the value does, or what the value is short for. */
  readonly key: string;
}

/** Images, protocol, preset and number of draws of a run. */
export function runGround(record: RunRecord): RunGround[] {
  const { provenance: { dataset }, published, corrected, leakFree } = record;
  const results = runResults(record);
  const list = (of: (result: RunResult) => string | undefined) =>
    [...new Set(results.flatMap((r) => of(r) ?? []))].join(" and ") || "none";
  const settings = (published ?? corrected)?.settings;
  const train = leakFree?.trainImages ?? settings?.trainImages ?? dataset.trainImages;
  const images = `${dataset.name}, ${formatCount(train)} training images, ${
    list((r) => `${formatCount(r.images)} scored`)
  }`;
  return [
    { name: "images", value: images, key: `${images} ${dataset.files.map(({ sha256 }) => sha256).join()}` },
    ...([
      ["protocol", list(({ protocol }) => protocol)],
      ["preset", list(({ preset }) => preset)],
      ["number of draws", list(({ draws }) => formatCount(draws))],
    ] as const).map(([name, value]) => ({ name, value, key: value })),
  ];
}
