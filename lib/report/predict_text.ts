/**
 * What `predict` says on a terminal.
 *
 * @module
 */
import type { Opinion, Prediction, Predictions } from "../protocols/predict/predict.ts";
import { blockPicture, CELLS } from "./block_picture.ts";
import { percentDigits } from "../statistics/decimals.ts";

/** What "sure" comes to. Source: reports/sample/sure/calibration.json, by scripts/calibration.ts. */
export const SURE_MEANING =
  "Of the first 4,000 test images of MNIST, answers of 90 % and more were right 3,783 times of 3,784, " +
  "those of 70 to 90 % 137 of 141, those of less 46 of 64";

/** Training digits that are drawn; with the picture itself they fit 80 columns. */
const DRAWN = 4;
const GAP = "  ";

/**
 * One paragraph a picture: the digit, how sure, who says so, and the nearest training digits, drawn and listed; then whose
 * answers these are.
 */
export function predictionsText(
  { pictures, refused, preset, drawSeed, namedForScoring, classNames, members }: Predictions,
): string {
  const nameOf = (digit: number) => classNames?.[digit] ?? String(digit);
  const labels = classNames !== undefined
    ? "the labels given for own pictures"
    : namedForScoring
    ? `the groups of seed ${drawSeed}, found without a label and named for scoring alone`
    : drawSeed === null
    ? "the labelled images named in a file"
    : `the labelled images of seed ${drawSeed}`;
  const count = pictures.length + refused.length;
  const unread = refused.length === 0 ? [] : [
    `${refused.length} of ${count} files ${refused.length === 1 ? "was" : "were"} refused: ${
      refused.map(({ fileName }) => fileName).join(", ")
    }`,
  ];
  return [
    ...pictures.map((picture) => predictionText(picture, members, nameOf)),
    ...unread,
    // What was measured on MNIST says nothing of a person's own classes.
    `By preset ${preset} and ${labels}${classNames === undefined ? `. ${SURE_MEANING}` : ""}`,
  ].join("\n\n");
}

function predictionText(picture: Prediction, members: number, nameOf: (digit: number) => string): string {
  const { fileName, image, answer, runnerUp, vote, networks, neighbours } = picture;
  const drawn = neighbours.slice(0, DRAWN);
  const rows = [image, ...drawn.map((neighbour) => neighbour.image)].map(blockPicture);
  const captions = [
    "as it is seen",
    ...drawn.map(({ trainIndex, pseudoLabel }) => `${nameOf(pseudoLabel)}  #${trainIndex}`),
  ];
  const opinionText = ({ digit, share }: Opinion) => `${nameOf(digit)} (${percent(share)})`;
  const opinions = [
    `the neighbours say ${opinionText(vote)}`,
    ...(networks
      ? [`the network${members > 1 ? "s" : ""} ${members > 1 ? "say" : "says"} ${opinionText(networks)}`]
      : []),
  ].join(", ");
  return [
    `${fileName}: ${nameOf(answer.digit)}`,
    `  ${percent(answer.share)} sure; next ${opinionText(runnerUp)}; ${opinions}`,
    "",
    ...withoutEmptyEnds(rows[0]!.map((_, row) => `  ${rows.map((lines) => lines[row]).join(GAP)}`.trimEnd())),
    `  ${captions.map((caption) => caption.padEnd(CELLS)).join(GAP)}`.trimEnd(),
    "  Nearest training digits, what they are taken for, and how far away (1: as far as the seventh ones are)",
    ...neighbours.map(({ trainIndex, pseudoLabel, distance, weight }) =>
      `    ${nameOf(pseudoLabel)}  #${String(trainIndex).padEnd(6)} distance ${distance.toFixed(2)}, weight ${
        weight.toFixed(2)
      }`
    ),
  ].join("\n");
}

function withoutEmptyEnds(lines: readonly string[]): string[] {
  const filled = (line: string) => line !== "";
  return lines.slice(lines.findIndex(filled), lines.findLastIndex(filled) + 1);
}

function percent(share: number): string {
  return `${percentDigits(share, 1)} %`;
}
