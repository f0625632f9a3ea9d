import { NOTEBOOK_FIGURES } from "../config/published_settings.ts";
import { formatDuration } from "../run/format_duration.ts";
import {
  type CorrectedRecord,
  failureText,
  type LeakFreeRecord,
  type RunRecord,
  type SampleSummary,
  type SetScores,
} from "../record/record.ts";
import { percentDigits } from "./format.ts";
import { groupWarnings } from "./group_warnings.ts";
import { drawsText, errorInterval, labelsOf, meanRate } from "./leak_free_text.ts";

/**
 * What the terminal shows at the end of a run: the verdict first, then where the time went and where the files lie.
 *
 * @param record The run.
 * @param folder Where it was written.
 * @returns Lines of plain text.
 */
export function summarise(record: RunRecord, folder: string): string {
  const { provenance, published, leakFree } = record;
  const lines: string[] = [
    ...(provenance.notices ?? []).map((notice) => `${notice}.`),
    ...(record.failures ?? []).map((failure) => `${failureText(failure)}.`),
  ];
  if (provenance.quick) {
    const fewer = published ? "fewer images, tries and epochs" : "fewer images";
    const whose = published && leakFree ? "nobody's full" : leakFree ? "not the method's" : "not the notebook's";
    lines.push(`Quick run: ${fewer}; these are ${whose} numbers.`);
  }
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
      ...auditLines(record),
      ...seedLines(record),
      `Tries  ${sum(published.stage1.tries)} in stage 1, ${sum(stage2.tries)} in stage 2`,
      `Time  ${formatDuration(timings.setUpMs)} set-up, ${formatDuration(timings.stage1TrainingMs)} stage 1, ` +
        `${formatDuration(timings.pseudoLabelsMs)} pseudo-labels, ${
          formatDuration(timings.stage2TrainingMs)
        } stage 2, ` +
        `${formatDuration(timings.evaluationMs)} evaluation`,
    );
  }
  if (record.corrected) lines.push(...correctedLines(record.corrected));
  if (leakFree) lines.push(...(published ? [""] : []), ...leakFreeLines(leakFree));
  lines.push("", `Record  ${folder}/run.json`, `Report  ${folder}/index.html`);
  return lines.join("\n");
}

function auditLines({ audit }: RunRecord): string[] {
  if (audit === undefined) return [];
  const held = audit.controls.filter(({ passed }) => passed).length;
  return [`Audit  ${held} of ${audit.controls.length} controls hold`];
}

function seedLines({ publishedSeedsSummary: summary }: RunRecord): string[] {
  if (summary === undefined) return [];
  const spread = ({ median, minimum, maximum }: SampleSummary) => `${median} (${minimum} to ${maximum})`;
  return [
    `Over ${summary.stage2TestLabelFreeErrors.count} seeds  ${spread(summary.stage2TestLabelInformedErrors)} errors ` +
    `label-informed, ${spread(summary.stage2TestLabelFreeErrors)} label-free: median, lowest to highest`,
  ];
}

function correctedLines({ stage1, pseudoLabels, stage2 }: CorrectedRecord): string[] {
  const { selected, wrong, byClass } = pseudoLabels;
  const most = byClass.indexOf(Math.max(...byClass));
  return [
    `Without the leak, stage 1       ${errorRate(stage1.test, "labelFreeErrors")}`,
    `Without the leak, stage 2       ${errorRate(stage2.test, "labelFreeErrors")}`,
    "",
    `Pseudo-labels kept  ${selected} of ${stage1.train.images}, ${wrong} wrong; ${byClass[most]} of them say ${most}`,
    `Tries  ${sum(stage1.tries)} in stage 1, ${sum(stage2.tries)} in stage 2`,
  ];
}

function leakFreeLines(leakFree: LeakFreeRecord): string[] {
  const { draws, testImages, baselines, timings, meanErrorRate, stdErrorRate, worstErrorRate } = leakFree;
  const percent = (fraction: number) => `${percentDigits(fraction)} %`;
  const mean = (counts: readonly number[]) => percent(meanRate(counts, testImages).mean);
  const { interval, of } = errorInterval(leakFree);
  const many = stdErrorRate === null
    ? ""
    : `, mean of ${drawsText(leakFree)} (standard deviation ${(100 * stdErrorRate).toFixed(3)} %, worst ${
      percent(worstErrorRate)
    })`;
  const unlabelled = sum(draws.map(({ pseudoLabels }) => pseudoLabels.first.images));
  const wrong = (pass: "first" | "second") =>
    percent(sum(draws.map(({ pseudoLabels }) => pseudoLabels[pass].wrong)) / unlabelled);
  return [
    `Leak-free, ${labelsOf(leakFree)} labels           ${
      percent(meanErrorRate)
    } errors in ${testImages} test images${many}`,
    `95 % interval ${of}: ${(100 * interval.lower).toFixed(2)} to ${percent(interval.upper)}`,
    ...clusteringLines(leakFree),
    ...groupWarnings(leakFree).map((warning) => `${warning}.`),
    ...(baselines.pixelGraphTestErrors.length === 0 ? [] : [
      `Neighbours by pixels alone      ${mean(baselines.pixelGraphTestErrors)}`,
      `Nearest labelled image          ${mean(baselines.nearestPixelsTestErrors)}`,
    ]),
    ...knownLines(leakFree),
    ...(baselines.labelledAloneTestErrors === undefined
      ? []
      : [`The network, these labels alone ${mean(baselines.labelledAloneTestErrors)}`]),
    ...(baselines.allLabelsTestErrors === undefined
      ? []
      : [`The same with all labels        ${percent(baselines.allLabelsTestErrors / testImages)}`]),
    "",
    unlabelled === 0
      ? "No pseudo-labels: every training image is labelled"
      : `Pseudo-labels wrong  ${wrong("first")} before the last walk, ${wrong("second")} after it`,
    `Time  ${formatDuration(timings.setUpMs)} set-up, ` +
    `${formatDuration(timings.graphMs)} graph${leakFree.graph.fromCache ? " (kept from before)" : ""}, ` +
    `${formatDuration(timings.propagationMs)} pseudo-labels, ` +
    (draws.some(({ members }) => members > 0) ? `${formatDuration(timings.networkMs)} networks, ` : "") +
    `${formatDuration(timings.baselinesMs)} baselines, ${formatDuration(timings.evaluationMs)} evaluation`,
  ];
}

/** How groups without names were scored. */
function clusteringLines({ draws, testImages, medianErrorRate }: LeakFreeRecord): string[] {
  const scores = draws.flatMap(({ clustering }) => clustering ?? []);
  if (scores.length === 0) return [];
  const mean = (of: (scored: typeof scores[number]) => number) => (sum(scores.map(of)) / scores.length).toFixed(4);
  return [
    "Groups were named for scoring alone, each by the class that fits best (Hungarian matching); ten classes were told.",
    `Accuracy ${
      percentDigits(1 - sum(draws.map(({ testErrors }) => testErrors)) / (draws.length * testImages))
    } %, NMI ${mean(({ test }) => test.nmi)}, ARI ${mean(({ test }) => test.ari)} on test images; median error ${
      percentDigits(medianErrorRate)
    } %`,
  ];
}

/** Methods that are known elsewhere, on this run's graph. */
function knownLines({ baselines, testImages, trainImages }: LeakFreeRecord): string[] {
  const { labelSpreadingTestErrors, poissonTestErrors, louvain } = baselines;
  const mean = (counts: readonly number[]) => `${percentDigits(meanRate(counts, testImages).mean)} %`;
  return [
    ...(labelSpreadingTestErrors ? [`Label spreading, same graph     ${mean(labelSpreadingTestErrors.graph)}`] : []),
    ...(poissonTestErrors ? [`Poisson learning, same graph    ${mean(poissonTestErrors.graph)}`] : []),
    ...(louvain
      ? [
        `Plain Louvain, same graph       ${
          percentDigits(louvain.graph.wrong / trainImages)
        } % of the training images, in ${louvain.graph.communities} communities`,
      ]
      : []),
  ];
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
