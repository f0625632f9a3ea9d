/** How a test image whose label the reader changes is named, shown and told of. */
import { greyPng } from "../../record/grey_png.ts";
import type { AuditExample } from "../../record/record.ts";
import { freeScores, informedScores, winnerOf } from "../client/digit_scores.ts";

const SIDE = 28;

/** "Test image 7, a 9". */
export function exampleName({ testIndex, label }: AuditExample): string {
  return `Test image ${testIndex}, a ${label}`;
}

/** The image as a `data:` address. */
export function examplePicture({ pixels }: AuditExample): string {
  return `data:image/png;base64,${greyPng(Uint8Array.fromBase64(pixels), SIDE, SIDE).toBase64()}`;
}

/** What both scores answer if the scorer is told a label. */
export function exampleSentence({ label, cosines }: AuditExample, told: number): string {
  return `This is a ${label}. Told that it is a ${told}, the notebook’s score answers ${
    winnerOf(informedScores(cosines, told))
  }; told nothing, the same models answer ${winnerOf(freeScores(cosines))}.`;
}
