/**
 * What labelling is given: read and checked before any work, the labels that are for checking put away.
 *
 * @module
 */
import { UsageError } from "../../config/usage_error.ts";
import type { LabelOptions } from "../../config/label_options.ts";
import { classNames } from "../../pictures/class_names.ts";
import { classesOfLabels } from "./classes_of_labels.ts";
import { readGivenLabels } from "../../pictures/given_labels.ts";
import type { PictureSet } from "../../pictures/picture_set.ts";
import { readPictureSet } from "../../pictures/read_picture_set.ts";
import type { LabelledImages } from "../../spread/propagation.ts";
import type { Progress } from "../../run/progress.ts";
import { CheckEvaluator } from "../../score/check_evaluator.ts";

/** What is known of a person's own pictures. */
export interface KnownOfPictures {
  readonly pictures: PictureSet;
  /** Names of classes in their order, at last those that no label names; none where there is no label. */
  readonly classes: readonly string[];
  /** Labels for some pictures, by numbers of classes. */
  readonly labelled: LabelledImages;
  /** Labels that are of refused pictures. */
  readonly givenForRefused: number;
  /** Truth for some more, perhaps none. */
  readonly check?: CheckEvaluator;
}

/**
 * Reads pictures and labels.
 *
 * @param accept Refuses so many pictures, if need be, before they are looked at.
 * @throws {Error} If something cannot be read, or there is no picture that can be used.
 * @throws {SyntaxError} If a file is of another form.
 * @throws {RangeError} If a label is of no picture, a picture has two, or there are too few classes or too many.
 * @throws {UsageError} If nothing is labelled and nothing is to be suggested.
 */
export async function readLabelInput(
  { pictures: path, labels, check, suggest, classes: wanted }: LabelOptions,
  progress: Progress,
  accept: (count: number) => void,
): Promise<KnownOfPictures> {
  const stage = progress.stage("Pictures", 100);
  const set = await readPictureSet(
    path,
    (done, all) => stage.update(Math.floor(100 * done / all), `${done} of ${all}`),
    accept,
  );
  const known = await readGivenLabels(labels, "--labels", set, path);
  const { pictures } = known;
  accept(pictures.images.count);
  const refused = pictures.refused.length;
  stage.finish(`${pictures.images.count}${refused > 0 ? `, and ${refused} that cannot be used` : ""}`);
  const named = classNames(known.byPicture.values());
  if (named.length === 0 && suggest === 0) {
    throw new UsageError(`Reading --labels: found no label in ${labels.join(", ")}, wanted some, or --suggest N`);
  }
  const { names: classes, count } = classesOfLabels(named, wanted);
  const numbers = new Map(named.map((name, number) => [name, number]));
  const given = [...known.byPicture].sort(([a], [b]) => a - b);
  return {
    pictures,
    classes,
    labelled: {
      indices: given.map(([index]) => index),
      labels: given.map(([, label]) => numbers.get(label)!),
      classes: count,
    },
    givenForRefused: known.ofRefused,
    ...(check.length > 0 && { check: await readCheck(check, pictures, path, new Set(known.byPicture.keys())) }),
  };
}

async function readCheck(
  files: readonly string[],
  pictures: PictureSet,
  path: string,
  given: ReadonlySet<number>,
): Promise<CheckEvaluator> {
  const { byPicture, pictures: { images } } = await readGivenLabels(files, "--check", pictures, path);
  if (images.count !== pictures.images.count) {
    throw new RangeError(`Reading --check: found a folder beside the pictures, wanted labels of pictures in ${path}`);
  }
  if ([...byPicture.keys()].every((index) => given.has(index))) {
    throw new RangeError(
      `Reading --check: found ${
        byPicture.size === 0 ? "no label" : "labels of pictures whose label was given alone"
      }, ` +
        "wanted those of other pictures",
    );
  }
  return new CheckEvaluator(byPicture);
}
