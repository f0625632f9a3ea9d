import { NOTEBOOK_FIGURES } from "../config/published_settings.ts";
import { formatDuration } from "../run/format_duration.ts";
import type { RunRecord, SetScores } from "../run/record.ts";

/**
 * What the terminal shows at the end of a run: the verdict first, then where the time went and where the files lie.
 *
 * @param record The run.
 * @param folder Where it was written.
 * @returns Lines of plain text.
 */
export function summarise(record: RunRecord, folder: string): string {
  const { provenance, published } = record;
  const lines: string[] = [];
  if (provenance.quick) lines.push("Quick run: fewer images, tries and epochs; these are not the notebook's numbers.");
  if (published) {
    const { stage2, pseudoLabels, timings } = published;
    const { testErrors, testImages } = NOTEBOOK_FIGURES;
    if (!provenance.quick && provenance.dataset.name === "MNIST") {
      lines.push(`The notebook reports            ${rate(testErrors, testImages)}`);
    }
    lines.push(
      `This run, scored its way        ${errorRate(stage2.test, "labelInformedErrors")}  (the true label is an input)`,
      `The same models, without it     ${errorRate(stage2.test, "labelFreeErrors")}  (an honest classifier)`,
      "",
      `Pseudo-labels kept  ${pseudoLabels.selected} of ${stage2.train.images}, ${pseudoLabels.wrong} wrong`,
      `Tries  ${sum(published.stage1.tries)} in stage 1, ${sum(stage2.tries)} in stage 2`,
      `Time  ${formatDuration(timings.setUpMs)} set-up, ${formatDuration(timings.stage1TrainingMs)} stage 1, ` +
        `${formatDuration(timings.pseudoLabelsMs)} pseudo-labels, ${
          formatDuration(timings.stage2TrainingMs)
        } stage 2, ` +
        `${formatDuration(timings.evaluationMs)} evaluation`,
    );
  }
  lines.push("", `Record  ${folder}/run.json`, `Report  ${folder}/index.html`);
  return lines.join("\n");
}

function errorRate(scores: SetScores, which: "labelInformedErrors" | "labelFreeErrors"): string {
  return rate(scores[which], scores.images);
}

function rate(errors: number, images: number): string {
  return `${String(errors).padStart(5)} errors in ${images} test images = ${(100 * errors / images).toFixed(2)} %`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
