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
import { classCount } from "./classes_of.ts";
import { countOf, formatCount, formatMedian } from "./format.ts";
import { groupWarnings } from "./group_warnings.ts";
import { drawsText, errorInterval, headRate, labelCount, meanRate } from "./leak_free_text.ts";
import { runTimes } from "./run_times.ts";
import { formatDecimal, percentDigits } from "../statistics/decimals.ts";

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
    const { stage2, pseudoLabels } = published;
    const { testErrors, testImages } = NOTEBOOK_FIGURES;
    if (!provenance.quick && provenance.dataset.name === "MNIST") {
      lines.push(`The notebook reports            ${rate(testErrors, testImages)}`);
    }
    const many = seedLines(record);
    // One of several seeds says little.
    lines.push(...many, ...many.length > 0 ? [`The first of them, seed ${provenance.seeds?.stage1 ?? 0}:`] : []);
    lines.push(
      `This run, label-informed        ${errorRate(stage2.test, "labelInformedErrors")}  (the true label is an input)`,
      `The same models, label-free     ${errorRate(stage2.test, "labelFreeErrors")}`,
      "",
      `Pseudo-labels kept  ${formatCount(pseudoLabels.selected)} of ${formatCount(stage2.train.images)}, ${
        formatCount(pseudoLabels.wrong)
      } wrong`,
      ...auditLines(record),
      `Tries  ${formatCount(sum(published.stage1.tries))} in stage 1, ${formatCount(sum(stage2.tries))} in stage 2`,
    );
  }
  if (record.corrected) lines.push(...correctedLines(record.corrected));
  if (leakFree) lines.push(...(published ? [""] : []), ...leakFreeLines(leakFree));
  lines.push(timesLine(record), "", `Record  ${folder}/run.json`, `Report  open ${folder}/index.html`);
  return lines.join("\n");
}

function auditLines({ audit }: RunRecord): string[] {
  if (audit === undefined) return [];
  const held = audit.controls.filter(({ passed }) => passed).length;
  return [`Audit  ${held} of ${countOf(audit.controls.length, "control")} ${held === 1 ? "holds" : "hold"}`];
}

function seedLines({ publishedSeedsSummary: summary }: RunRecord): string[] {
  if (summary === undefined || summary.stage2TestLabelFreeErrors.count < 2) return [];
  const spread = ({ median, minimum, maximum }: SampleSummary) =>
    `${formatMedian(median)} (${formatCount(minimum)} to ${formatCount(maximum)})`;
  return [
    `Over ${summary.stage2TestLabelFreeErrors.count} seeds  ${spread(summary.stage2TestLabelInformedErrors)} errors ` +
    `label-informed, ${spread(summary.stage2TestLabelFreeErrors)} label-free: median, lowest to highest`,
  ];
}

/** All of the time, and where it went. */
function timesLine(record: RunRecord): string {
  const { parts, totalMs } = runTimes(record);
  const whole = parts.map(({ name, durationMs }) => `${formatDuration(durationMs)} ${name}`).join(", ");
  return `Time  ${formatDuration(totalMs)} in all: ${whole}`;
}

function correctedLines({ stage1, pseudoLabels, stage2 }: CorrectedRecord): string[] {
  const { selected, wrong, byClass } = pseudoLabels;
  const most = byClass.indexOf(Math.max(...byClass));
  return [
    `Without the leak, stage 1       ${errorRate(stage1.test, "labelFreeErrors")}`,
    `Without the leak, stage 2       ${errorRate(stage2.test, "labelFreeErrors")}`,
    "",
    `Pseudo-labels kept  ${formatCount(selected)} of ${formatCount(stage1.train.images)}, ${
      formatCount(wrong)
    } wrong; ${formatCount(byClass[most] ?? 0)} of them say ${most}`,
    `Tries  ${formatCount(sum(stage1.tries))} in stage 1, ${formatCount(sum(stage2.tries))} in stage 2`,
  ];
}

function leakFreeLines(leakFree: LeakFreeRecord): string[] {
  const { draws, testImages, baselines, meanErrorRate, stdErrorRate } = leakFree;
  const percent = (fraction: number) => `${percentDigits(fraction)} %`;
  const mean = (counts: readonly number[]) => percent(meanRate(counts, testImages).mean);
  const { interval, of } = errorInterval(leakFree);
  const head = headRate(leakFree);
  const many = head.range === undefined || stdErrorRate === null
    ? ""
    : `, median of ${drawsText(leakFree)}, ${percentDigits(head.range.lower)} to ${percent(head.range.upper)} (mean ${
      percent(meanErrorRate)
    }, standard deviation ${percentDigits(stdErrorRate, 3)} %)`;
  const unlabelled = sum(draws.map(({ pseudoLabels }) => pseudoLabels.first.images));
  const wrong = (pass: "first" | "second") =>
    percent(sum(draws.map(({ pseudoLabels }) => pseudoLabels[pass].wrong)) / unlabelled);
  return [
    `${`Leak-free, ${labelCount(leakFree)}`.padEnd(31)} ${percent(head.rate)} errors in ${
      countOf(testImages, "test image")
    }${many}`,
    `95 % interval ${of}: ${percentDigits(interval.lower)} to ${percent(interval.upper)}`,
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
  ];
}

/** How groups without names were scored. */
function clusteringLines(leakFree: LeakFreeRecord): string[] {
  const { draws, testImages, medianErrorRate } = leakFree;
  const scores = draws.flatMap(({ clustering }) => clustering ?? []);
  if (scores.length === 0) return [];
  const mean = (of: (scored: typeof scores[number]) => number) => formatDecimal(sum(scores.map(of)) / scores.length, 4);
  return [
    `Groups were named for scoring alone, each by the class that fits best (Hungarian matching); ${
      classCount(leakFree)
    } classes were told.`,
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
        } % of the training images, in ${louvain.graph.communities} ${
          louvain.graph.communities === 1 ? "community" : "communities"
        }`,
      ]
      : []),
  ];
}

function errorRate(scores: SetScores, which: "labelInformedErrors" | "labelFreeErrors"): string {
  return rate(scores[which], scores.images);
}

function rate(errors: number, images: number): string {
  const things = errors === 1 ? "error" : "errors";
  return `${formatCount(errors).padStart(6)} ${things} in ${countOf(images, "test image")} = ${
    percentDigits(errors / images)
  } %`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
