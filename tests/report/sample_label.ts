/** A made-up record of a person's own pictures, and its galleries. */
import type { LabelPictures } from "../../lib/record/label_pictures.ts";
import type { LabelRecord, RunRecord } from "../../lib/record/record.ts";
import { packSprites } from "../../lib/record/sprite_sheet.ts";
import { sampleRecord } from "./sample_record.ts";

/** Three pictures of two classes, one of them labelled wrongly, and one that was refused. */
export const sampleLabel: LabelRecord = {
  source: "folder",
  pictures: 4,
  refused: [{ picture: "<bad>.png", reason: "found a blank picture" }],
  classes: ["ä & b", "</script>"],
  given: [[0], [1]],
  decidedSha256: "1".repeat(64),
  givenForRefused: 1,
  preset: "graph",
  members: 0,
  steps: 0,
  parameters: 0,
  lossCurves: [],
  prior: true,
  way: "groups",
  agreement: 0.995,
  groups: [
    { name: "ä & b", pictures: 2, given: [{ label: "ä & b", pictures: 1 }] },
    { name: "</script>", pictures: 2, given: [] },
  ],
  communities: [
    { pictures: 4, label: "ä & b", called: 3, given: [{ label: "ä & b", pictures: 1 }], decidedBy: "labels in it" },
  ],
  contradicting: [{ picture: "1.png", index: 1, given: "</script>", group: "ä & b" }],
  byClass: [
    { label: "ä & b", pictures: 2, given: 1, shares: { p01: 0.5, p10: 0.6, median: 0.7 } },
    { label: "</script>", pictures: 1, given: 1, shares: null },
  ],
  doubtful: 1,
  bySureness: [{ atLeast: 0.5, pictures: 2 }],
  suggestions: [{ picture: "3.png", index: 3, reason: "group", speaksFor: 2 }],
  check: {
    pictures: 2,
    wrong: 1,
    wrongInDoubt: 1,
    interval: { lower: 0.09, upper: 0.91 },
    mistakes: [{ truth: "</script>", label: "ä & b", pictures: 1 }],
    leftOut: 0,
  },
  graph: { settings: { neighbours: 10 }, neighbours: 10, links: 5, fromCache: false },
  timings: { picturesMs: 1, graphMs: 2, labelsMs: 3, networkMs: 0 },
  durationMs: 6,
};

/** The record around it. */
export function labelRun(label: LabelRecord = sampleLabel): RunRecord {
  const { recordVersion, provenance } = sampleRecord();
  const { seeds: _seeds, ...rest } = provenance;
  return {
    recordVersion,
    provenance: {
      ...rest,
      commandLine: ["label", "my pictures"],
      dataset: {
        name: "own pictures",
        source: "my pictures",
        files: [{ name: "frames.npy", sha256: "0".repeat(64) }],
        trainImages: label.pictures,
      },
    },
    label,
  };
}

/** A gallery of each kind. */
export const sampleGalleries: LabelPictures = {
  galleries: (["suggested", "unsure", "by-class", "given", "contradicting", "mistaken"] as const).map((kind) => ({
    kind,
    rows: [{
      heading: "ä & b",
      pictures: [{
        picture: "3.png",
        label: "ä & b",
        share: 0.51,
        second: "</script>",
        ...(kind === "mistaken" && { truth: "</script>" }),
      }],
    }],
    sheet: packSprites([new Uint8Array(784)], 1),
  })),
};
