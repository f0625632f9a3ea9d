import type { JSX } from "preact";
import type { LeakFreeRecord } from "../../record/record.ts";
import { DataTable, Details, Section } from "../components/text.tsx";
import { classCount, classesOf } from "../classes_of.ts";
import { formatCount, formatRate, formatTiming } from "../format.ts";
import { labelsOf } from "../leak_free_text.ts";
import { PassCharts } from "./pass_charts.tsx";

/** How labels spread through the graph: coverage and precision of both passes, and the graph itself. */
export function LabelSpread({ leakFree }: { leakFree: LeakFreeRecord }): JSX.Element {
  const { draws, graph, groups = {}, propagation } = leakFree;
  const settings = Object.entries({ graph: graph.settings, groups, spreading: propagation }).flatMap(([of, values]) =>
    Object.entries(values).map(([name, value]) => [`${of}: ${name}`, value] as const)
  );
  // Older records know spreading alone.
  const ways = new Set(draws.map(({ groups }) => groups?.way ?? "spreading"));
  return (
    <Section id="label-spread" title="How labels spread">
      <p>
        {ways.has("groups") && (
          <>
            The graph falls into communities of look-alikes, found many times over, each time joined to{" "}
            {classCount(leakFree)} groups; the majority counts, and{" "}
            {labelsOf(leakFree) === 0 ? "no label names" : "labelled images name"}{" "}
            these groups. Then they walk over the graph once, so that neighbours correct each other.{" "}
          </>
        )}
        {ways.has("spreading") && (
          <>
            {ways.size > 1 && "Where groups do not hold, labels "}
            {ways.size === 1 && "Labels "}
            walk from the labelled images over the graph, beliefs are balanced between classes, and in a second pass all
            classes walk once more.{" "}
          </>
        )}
        Confidence is agreement: of partitions on an image’s group at first, and the share of belief that its class has
        after walks. No threshold was used to keep some; the table shows what one would have kept, scored after the last
        decision.
      </p>
      <PassCharts leakFree={leakFree} />
      <h3>The graph</h3>
      <p>
        Every image is linked to its {graph.neighbours}{" "}
        nearest training images under the image distortion model, which lets strokes move by two pixels before it
        compares them; {formatCount(graph.links)}{" "}
        pairs of training images are linked. The graph knows no label and is the same for every draw;{" "}
        {graph.fromCache ? "this run read it from the cache." : `building it took ${formatTiming(graph.durationMs)}.`}
      </p>
      <Details summary="How often neighbours are of one class" open>
        <DataTable
          caption="How often an image and its neighbour are of one class"
          columns={["Neighbours", "Training, nearest", "Training, all", "Test, nearest", "Test, all"]}
          rows={([["By distortion", graph.sameLabel], ["By pixels alone", graph.pixelSameLabel]] as const).map((
            [heading, { training, test }],
          ) => ({
            heading,
            cells: [training.nearest, training.all, test.nearest, test.all].map((rate) => formatRate(rate)),
          }))}
        />
      </Details>
      <Details summary="Labelled images, settings and times" data>
        <DataTable
          caption="Training indices of the labelled images"
          columns={["Draw", ...classesOf(leakFree).map(String)]}
          rows={draws.map(({ drawSeed, labelledTrainIndices }) => ({
            heading: drawSeed ?? "from a file",
            cells: labelledTrainIndices.map((row) =>
              row.length <= 20 ? row.join(", ") : `${row.slice(0, 20).join(", ")} and ${row.length - 20} more`
            ),
          }))}
        />
        <DataTable
          caption="Settings of the graph, of groups and of spreading"
          columns={["Setting", "Value"]}
          text
          rows={settings.map(([heading, value]) => ({
            heading,
            cells: [String(value)],
          }))}
        />
      </Details>
    </Section>
  );
}
