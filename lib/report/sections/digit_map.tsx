import type { JSX } from "preact";
import type { LabelMap, LeakFreeRecord } from "../../record/record.ts";
import { stepText } from "../client/map_text.ts";
import { DataTable, Details, Section } from "../components/text.tsx";
import { formatCount, formatRate, rateOrDash } from "../format.ts";

/** A sample of the graph in the plane, over which one watches the labels spread. */
export function DigitMap({ map, leakFree }: { map: LabelMap; leakFree: LeakFreeRecord }): JSX.Element {
  const labelled = new Set(leakFree.draws[0]?.labelledTrainIndices.flat());
  const given = map.indices.filter((index) => labelled.has(index)).length;
  const last = map.steps.length - 1;
  return (
    <Section id="digit-map" title="Map of the digits">
      <p>
        {formatCount(map.indices.length)} training images, {formatCount(given)}{" "}
        of them labelled, laid out so that images which walks over the graph lead to from each other lie together. The
        layout knows no label.{" "}
        <span class="with-script" hidden>
          Each image is drawn as the digit that it is taken for; a dot is an image that no label has come to yet.
        </span>
        <span class="without-script">The map is drawn by JavaScript; its steps stand in the table.</span>{" "}
        It is the first draw’s run; the table counts all unlabelled training images, scored after the last decision.
      </p>
      <figure class="digit-map" hidden>
        <div class="controls">
          <button type="button" data-control="play">Play</button>
          <label class="steps">
            Step <input type="range" min="0" max={last} step="1" value={last} data-control="step" autocomplete="off" />
          </label>
          <label>
            <input type="checkbox" data-control="wrong" autocomplete="off" /> Mark wrong ones
          </label>
        </div>
        <p role="status" class="map-step">{textOf(map, last)}</p>
        <div class="map-and-point">
          <canvas
            tabIndex={0}
            role="application"
            aria-roledescription="map"
            aria-label="Map of the digits: arrow keys move between images. The table below has the steps."
          >
          </canvas>
          <div class="map-point">
            <canvas width="28" height="28" aria-hidden="true" hidden></canvas>
            <p role="status">Point at an image, or move with the arrow keys.</p>
          </div>
        </div>
        <figcaption>
          Colours go with digits; those of labelled images are large and boxed. Wrong ones, if marked, are ringed.
        </figcaption>
      </figure>
      <Details summary="Step by step" open>
        <DataTable
          caption="How far labels had spread, and how many were right"
          columns={["Step", "Unlabelled images reached", "Right of those"]}
          rows={map.steps.map((step, place) => ({
            heading: stepText(step),
            cells: [
              <span data-step={String(place)}>{formatRate(step.coverage)}</span>,
              rateOrDash(step.precision),
            ],
          }))}
        />
      </Details>
    </Section>
  );
}

function textOf({ steps }: LabelMap, place: number): string {
  const step = steps[place];
  return step === undefined ? "" : stepText(step);
}
