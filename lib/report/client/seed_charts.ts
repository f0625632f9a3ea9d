import type { ChartConfiguration, ChartDataset, ChartOptions } from "chart.js";
import type { PublishedSeedRecord } from "../../record/record.ts";
import { commonOptions } from "./chart_options.ts";
import type { ChartChoices } from "./charts.ts";
import type { Theme } from "./theme.ts";

/** One strip of dots a category, one dot a seed. */
interface Strips {
  readonly x: string;
  readonly y: string;
  readonly categories: readonly string[];
  readonly values: (seed: PublishedSeedRecord) => readonly number[];
}

/** Where a logarithmic axis has 0. */
const NO_THING = 0.5;
const ERROR_CATEGORIES = ["Stage 1 informed", "Stage 1 free", "Stage 2 informed", "Stage 2 free"];
const DIGIT_CATEGORIES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The charts of many seeds by the name that a figure gives. */
export function seedChartConfiguration(
  kind: string,
  seeds: readonly PublishedSeedRecord[],
  choices: ChartChoices,
  theme: Theme,
): ChartConfiguration {
  const strips = stripsOf(kind, choices.stage);
  // A logarithmic axis has no place for 0; of things that are counted it stands half-way below 1, and is called 0 there.
  const place = (value: number) => choices.logarithmic && value <= 0 ? kind === "seed-losses" ? NaN : NO_THING : value;
  const spread = (i: number) => seeds.length < 2 ? 0 : 0.6 * i / (seeds.length - 1) - 0.3;
  const datasets: ChartDataset<"scatter">[] = [{
    label: "This run’s seeds",
    data: seeds.flatMap((seed, i) =>
      strips.values(seed).map((value, category) => ({
        x: category + spread(i),
        y: place(value),
        text: `seed ${seed.seed}, ${strips.categories[category]}: ${Number(value.toPrecision(5))}`,
      }))
    ),
    pointStyle: "circle",
    pointRadius: 4,
    borderColor: theme.right,
    backgroundColor: "transparent",
    borderWidth: 1.5,
  }];
  if (choices.reference.length > 0) {
    datasets.push({
      label: "Published notebook",
      data: choices.reference.flatMap((value, category) =>
        Number.isNaN(value) ? [] : [{
          x: category,
          y: place(value),
          text: `published notebook, ${strips.categories[category]}: ${value}`,
        }]
      ),
      pointStyle: "triangle",
      pointRadius: 7,
      borderColor: theme.wrong,
      backgroundColor: theme.wrong,
    });
  }
  const options = commonOptions(theme, {
    x: strips.x,
    y: strips.y,
    logarithmic: choices.logarithmic,
    legend: "point",
  });
  return {
    type: "scatter",
    data: { datasets },
    options: {
      ...options,
      interaction: { mode: "nearest", intersect: true },
      scales: {
        ...options.scales,
        y: {
          ...options.scales?.y,
          ...(choices.logarithmic && kind.endsWith("-errors") && {
            min: NO_THING,
            afterBuildTicks: (axis: { ticks: { value: number }[]; max: number }) => {
              axis.ticks = [NO_THING, 1, 10, 100, 1000, 10_000, 100_000].filter((value) => value <= axis.max)
                .map((value) => ({ value }));
            },
            ticks: {
              color: theme.muted,
              callback: (value: number | string) =>
                Number(value) === NO_THING ? "0" : Number(value).toLocaleString("en-GB"),
            },
          }),
        },
        x: {
          ...options.scales?.x,
          type: "linear",
          min: -0.5,
          max: strips.categories.length - 0.5,
          afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
            axis.ticks = strips.categories.map((_, value) => ({ value }));
          },
          ticks: { color: theme.muted, callback: (value: number | string) => strips.categories[Number(value)] ?? "" },
        },
      },
      plugins: {
        ...options.plugins,
        tooltip: {
          callbacks: {
            title: () => "",
            label: ({ raw }) => `${(raw as { text: string }).text} ${strips.y.toLowerCase()}`,
          },
        },
      },
    } as ChartOptions<"scatter">,
  } as ChartConfiguration;
}

function stripsOf(kind: string, stage: "stage1" | "stage2"): Strips {
  switch (kind) {
    case "seed-test-errors":
      return {
        x: "Stage and score",
        y: "Errors",
        categories: ERROR_CATEGORIES,
        values: (seed) => errorsOn(seed, "test"),
      };
    case "seed-train-errors":
      return {
        x: "Stage and score",
        y: "Errors",
        categories: ERROR_CATEGORIES,
        values: (seed) => errorsOn(seed, "train"),
      };
    case "seed-losses":
      return { x: "Digit", y: "Loss", categories: DIGIT_CATEGORIES, values: (seed) => seed[stage].winningLoss };
    case "seed-tries":
      return { x: "Digit", y: "Tries", categories: DIGIT_CATEGORIES, values: (seed) => seed[stage].tries };
    case "seed-pseudo-labels":
      return {
        x: "Pseudo-label",
        y: "Images kept",
        categories: DIGIT_CATEGORIES,
        values: (seed) => seed.pseudoLabels.byClass,
      };
    default:
      throw new RangeError(`Cannot draw a chart: found the kind "${kind}", wanted one that this page knows`);
  }
}

function errorsOn({ stage1, stage2 }: PublishedSeedRecord, set: "test" | "train"): number[] {
  return [stage1, stage2].flatMap((stage) => [stage[set].labelInformedErrors, stage[set].labelFreeErrors]);
}
