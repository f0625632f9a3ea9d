import type { ImageSet } from "../../data/dataset.ts";
import type { SuggestedPicture } from "../../spread/suggest.ts";
import type { LabelGallery, LabelPictures } from "../../record/label_pictures.ts";
import type { LabelledPicture } from "../../run/labels_csv.ts";
import { sheetOf } from "../picture_sets.ts";

/** Pictures of each class at either end, and of each class whose label was given, at most. */
const PER_CLASS = 12;
/** The least sure of all. */
const LEAST_SURE = 60;
/** Pictures that were got wrong, and suggestions, shown at most. */
const MOST_SHOWN = 200;

/** What pictures are chosen by. */
export interface GalleryGround {
  readonly images: ImageSet;
  readonly names: readonly string[];
  readonly classes: readonly string[];
  /** Empty where there is no label. */
  readonly labels: readonly LabelledPicture[];
  readonly suggestions?: readonly SuggestedPicture[];
  /** Given labels that groups contradict. */
  readonly contradicting: readonly number[];
  /** Pictures that a check found wrong, and what they show. */
  readonly wrong: readonly { readonly index: number; readonly truth: string }[];
}

/** One row before its pictures are drawn. */
interface Row {
  readonly heading: string;
  readonly indices: readonly number[];
}

/** The pictures of a report on a person's own; nothing that is not shown is left empty. */
export function labelGalleries(ground: GalleryGround): LabelPictures {
  const { classes, labels, suggestions = [] } = ground;
  const rising = [...labels.keys()].filter((index) => !labels[index]!.given)
    .sort((a, b) => labels[a]!.share - labels[b]!.share || a - b);
  const ofClass = (name: string) => rising.filter((index) => labels[index]!.label === name);
  const truths = new Map(ground.wrong.map(({ index, truth }) => [index, truth]));
  const reasons = ["group", "community", "unsure"] as const;
  const galleries: [LabelGallery["kind"], Row[]][] = [
    [
      "suggested",
      reasons.map((reason) => ({
        heading: reason,
        indices: suggestions.filter((suggestion) => suggestion.reason === reason).map(({ index }) => index)
          .slice(0, MOST_SHOWN),
      })),
    ],
    ["unsure", [{ heading: "", indices: rising.slice(0, LEAST_SURE) }]],
    [
      "by-class",
      classes.flatMap((name) => [
        {
          heading: name,
          indices: [...ofClass(name).slice(0, PER_CLASS), ...ofClass(name).slice(PER_CLASS).slice(-PER_CLASS)],
        },
      ]),
    ],
    [
      "given",
      classes.map((name) => ({
        heading: name,
        indices: [...labels.keys()].filter((index) => labels[index]!.given && labels[index]!.label === name)
          .slice(0, 2 * PER_CLASS),
      })),
    ],
    ["contradicting", [{ heading: "", indices: ground.contradicting.slice(0, MOST_SHOWN) }]],
    ["mistaken", [{ heading: "", indices: ground.wrong.slice(0, MOST_SHOWN).map(({ index }) => index) }]],
  ];
  return {
    galleries: galleries.flatMap(([kind, all]): LabelGallery[] => {
      const rows = all.filter(({ indices }) => indices.length > 0);
      if (rows.length === 0) return [];
      return [{
        kind,
        rows: rows.map(({ heading, indices }) => ({
          heading,
          pictures: indices.map((index) => {
            const { label, share, second } = labels[index] ?? {};
            return {
              picture: ground.names[index]!,
              label: label ?? null,
              share: share === undefined ? null : Number(share.toFixed(4)),
              second: second?.label ?? null,
              ...(kind === "mistaken" && { truth: truths.get(index)! }),
            };
          }),
        })),
        sheet: sheetOf(ground.images, rows.flatMap(({ indices }) => indices)),
      }];
    }),
  };
}
