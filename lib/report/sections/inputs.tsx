import type { JSX } from "preact";
import { NOTEBOOK_SETTINGS, type PublishedSettings } from "../../config/published_settings.ts";
import type { NotebookStory } from "../../record/record.ts";
import { DataTable, Details, Section } from "../components/text.tsx";
import { DIGITS } from "../digits.ts";
import { formatCount } from "../format.ts";

/** The labelled images and the label vectors that the run started from. */
export function LabelledImages({ published }: { published: NotebookStory }): JSX.Element {
  const { labelledTrainIndices, labelVectors, stage1, stage2 } = published;
  const total = labelledTrainIndices.reduce((sum, row) => sum + row.length, 0);
  const most = Math.max(...labelledTrainIndices.map((row) => row.length));
  const dimensions = Math.max(...labelVectors.map((row) => row.length));
  return (
    <Section id="labelled" title="Labelled images">
      <p>
        The run was shown the labels of {formatCount(total)} training images.
      </p>
      <Details summary="Their places in the training set, counted from 0, in the order drawn" data>
        <DataTable
          caption="Training-set indices of the labelled images"
          columns={["Digit", ...Array.from({ length: most }, (_, place) => place + 1)]}
          rows={labelledTrainIndices.map((row, digit) => ({ heading: digit, cells: row }))}
        />
      </Details>
      <Details summary="Label vectors and their permutations" data>
        <DataTable
          caption="The label vectors before any permutation: a column is a row of the notebook’s table"
          columns={["Component", ...labelVectors.map((_, row) => row)]}
          rows={Array.from({ length: dimensions }, (_, place) => ({
            heading: place + 1,
            cells: labelVectors.map((row) => row[place]?.toFixed(4) ?? "–"),
          }))}
        />
        <DataTable
          caption="Permutations: row i of a stage’s table is the row named here of the table before it"
          columns={["Stage", ...DIGITS]}
          rows={[
            { heading: "Stage 1", cells: stage1.labelVectorPermutation },
            { heading: "Stage 2", cells: stage2.labelVectorPermutation },
          ]}
        />
      </Details>
    </Section>
  );
}

const SETTING_LABELS: Readonly<Record<keyof Omit<PublishedSettings, "stage1" | "stage2">, string>> = {
  batchSize: "Batch size",
  learningRate: "Learning rate",
  pseudoLabelThreshold: "Pseudo-label threshold",
  trainImages: "Training images looked at",
  testImages: "Test images scored",
};

const STAGE_LABELS: Readonly<Record<keyof PublishedSettings["stage1"], string>> = {
  imagesPerClass: "images a class",
  epochs: "epochs",
  maxTries: "tries at most",
  targetLoss: "target loss",
};

/** The protocol's settings beside the notebook's. */
export function Settings({ published }: { published: NotebookStory }): JSX.Element {
  const rows = settingRows(published.settings, NOTEBOOK_SETTINGS);
  return (
    <Section id="settings" title="Settings">
      <Details summary="The protocol’s settings beside the notebook’s" open>
        <DataTable
          caption="The protocol’s settings; those that differ from the notebook’s are marked"
          columns={["Setting", "This run", "Notebook"]}
          rows={rows.map(({ label, used, notebook }) => ({
            heading: label,
            cells: [used === notebook ? String(used) : <mark>{used}</mark>, String(notebook)],
          }))}
        />
      </Details>
    </Section>
  );
}

function settingRows(
  used: PublishedSettings,
  notebook: PublishedSettings,
): { label: string; used: number; notebook: number }[] {
  const common = keysOf(SETTING_LABELS).map((key) => ({
    label: SETTING_LABELS[key],
    used: used[key],
    notebook: notebook[key],
  }));
  const stages = (["stage1", "stage2"] as const).flatMap((stage) =>
    keysOf(STAGE_LABELS).map((key) => ({
      label: `${stage === "stage1" ? "Stage 1" : "Stage 2"}: ${STAGE_LABELS[key]}`,
      used: used[stage][key],
      notebook: notebook[stage][key],
    }))
  );
  return [...common, ...stages];
}

/** `Object.keys` of an object that is known to have no others. */
function keysOf<Key extends string>(object: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(object) as Key[];
}
