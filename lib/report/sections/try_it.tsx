import type { JSX } from "preact";
import type { PublishedWeights } from "../../ensemble/published_weights.ts";
import type { LeakFreeRecord, PublishedRecord } from "../../record/record.ts";
import { Details, Scroller, Section } from "../components/text.tsx";
import { DIGITS } from "../digits.ts";
import { formatCount } from "../format.ts";
import { SAMPLE_DIGITS } from "../sample_digits.ts";
import { type DrawNetworks, type EmbeddedNetworks, networksForPad } from "../try_it_networks.ts";

/** Side of the pad in its own pixels: two for each that most screens show. */
const PAD_SIDE = 640;

/** What the pad's section needs of each protocol that left models. */
export interface TryItProps {
  readonly published?: { readonly record: PublishedRecord; readonly weights: PublishedWeights } | undefined;
  readonly leakFree?: { readonly record: LeakFreeRecord; readonly networks: DrawNetworks } | undefined;
}

/** A column of the table of answers. */
type Column = "network" | "free" | "informed";

/**
 * A pad to draw a digit on, which the run's own models answer: the leak-free network, the published models, and the
 * notebook's scorer with a label of one's choice.
 *
 * @throws {TypeError} If the weights are not those of the record's run
 */
export function TryIt({ published, leakFree }: TryItProps): JSX.Element {
  if (published !== undefined) checkPermutations(published.record, published.weights);
  const embedded = leakFree && networksForPad(leakFree.networks, leakFree.record);
  const columns: Column[] = [
    ...(leakFree === undefined ? [] : ["network"] as const),
    ...(published === undefined ? [] : ["free", "informed"] as const),
  ];
  return (
    <Section id="try-it" title="Try it">
      <p class="with-script" hidden>
        Draw a digit, large or small, or choose one of the samples: the run’s trained models, which this file holds,
        answer as you draw. Nothing you draw leaves the page.
      </p>
      {leakFree && embedded && <AboutNetworks record={leakFree.record} embedded={embedded} />}
      {published && <AboutPublished published={published.record} />}
      <p data-part="without">The pad needs JavaScript.</p>
      <div class="pad-and-answers" data-part="whole" hidden>
        <Pad />
        <div class="answers">
          <dl>{columns.map((column) => <AnswerCard column={column} />)}</dl>
          <Details summary="What the models say of each digit" open>
            <AnswerTable columns={columns} />
          </Details>
        </div>
      </div>
      {embedded && <EmbeddedHalves networks={embedded} />}
      {published && (
        <>
          <EmbeddedFloats id="try-it-models" rows={published.weights.models} />
          <EmbeddedFloats id="try-it-label-vectors" rows={published.weights.labelVectors} />
        </>
      )}
    </Section>
  );
}

function checkPermutations(published: PublishedRecord, { permutations: { stage1, stage2 } }: PublishedWeights): void {
  if (
    `${stage1}` !== `${published.stage1.labelVectorPermutation}` ||
    `${stage2}` !== `${published.stage2.labelVectorPermutation}`
  ) {
    throw new TypeError(
      `Rendering the report: found weights with label-vector permutations ${stage1} and ${stage2}, wanted those of the record`,
    );
  }
}

function AboutNetworks(
  { record: { draws: [draw], testImages }, embedded }: { record: LeakFreeRecord; embedded: EmbeddedNetworks },
): JSX.Element {
  const carried = embedded.members.length;
  const all = draw?.members ?? 0;
  return (
    <p>
      The leak-free {all === 1 ? "network" : "networks"} learned from the graph’s pseudo-labels
      {all > 1 && ` (${carried === all ? "all" : `the first ${carried} of`} ${all}, on the mean)`}.{" "}
      {all === 1 ? "By itself it got" : "By themselves they got"}{" "}
      {(draw?.memberTestErrors ?? []).slice(0, carried).map(formatCount).join(", ")} of {formatCount(testImages)}{" "}
      test images wrong; the neighbours, which vote too in a run and in{" "}
      <code>predict</code>, stay out of it here, as this file holds no training images; pictures are read and refused as
      {" "}
      <code>predict</code>{" "}
      does, but for likeness to these. The last sample, a 1 with serif and foot, is the shape that the method took for a
      2 most often while labels spread without groups.
    </p>
  );
}

function AboutPublished({ published: { stage2: { test } } }: { published: PublishedRecord }): JSX.Element {
  return (
    <p>
      The notebook’s ten models, without the label, got {formatCount(test.labelFreeErrors)} of{" "}
      {formatCount(test.images)} test images wrong.
      <span class="with-script" hidden>Tell its scorer any “true label”, and watch it obey.</span>
    </p>
  );
}

function Pad(): JSX.Element {
  return (
    <div class="pad-side">
      <div class="pad">
        <canvas
          data-part="pad"
          width={PAD_SIDE}
          height={PAD_SIDE}
          role="img"
          aria-label="Drawing pad, for mouse, pen or finger; a picture file or a sample can be chosen instead"
        >
        </canvas>
        <p class="pad-hint" data-part="hint" aria-hidden="true">Draw a digit here, or drop a picture of one</p>
      </div>
      <div class="pad-tools">
        <button type="button" data-part="undo">Undo</button>
        <button type="button" data-part="clear">Clear</button>
        <label>
          <span class="visually-hidden">Picture file of a digit, PNG or JPEG</span>
          <input type="file" accept="image/png,image/jpeg" data-part="file" />
        </label>
      </div>
      <Samples />
      <p class="seen">
        <canvas data-part="seen" width={28} height={28} role="img" aria-label="The picture as the models see it">
        </canvas>{" "}
        <span>What the models see: 28 × 28 pixels, scaled and centred as MNIST is.</span>
      </p>
      <p data-part="status" role="status"></p>
    </div>
  );
}

/** Digits to put on the pad without drawing. */
function Samples(): JSX.Element {
  return (
    <div class="pad-samples" role="group" aria-label="Samples to put on the pad">
      {SAMPLE_DIGITS.map(({ name, strokes }) => (
        <button type="button" data-sample={name} aria-label={name} title={name}>
          <svg viewBox="24 14 52 72" width="26" height="36" aria-hidden="true">
            {strokes.map((points) => <polyline points={points} />)}
          </svg>
        </button>
      ))}
    </div>
  );
}

function AnswerCard({ column }: { column: Column }): JSX.Element {
  return (
    <div class={`card ${column === "network" ? "free" : column === "free" ? "" : "informed"}`}>
      <dt>
        {column === "network" && "The leak-free network"}
        {column === "free" && "The notebook’s models, label-free"}
        {column === "informed" && (
          <>
            <label>
              Told it is a{" "}
              <select data-part="told" data-control="told" autocomplete="off">
                {DIGITS.map((digit) => <option value={String(digit)} selected={digit === 3}>{digit}</option>)}
              </select>
            </label>, the notebook’s scorer
          </>
        )}
      </dt>
      <dd>
        <span class="answer" data-part={column} aria-live="polite">–</span>{" "}
        <span class="sure" data-part={`${column}-sure`}></span>
      </dd>
    </div>
  );
}

const HEADINGS: Readonly<Record<Column, JSX.Element>> = {
  network: <>Leak-free: probability</>,
  free: <>Label-free: cosine with its own digit’s vector</>,
  informed: (
    <>
      The notebook’s: cosine with the vector of <span class="told-digit">3</span>
    </>
  ),
};

function AnswerTable({ columns }: { columns: readonly Column[] }): JSX.Element {
  const caption = "What the models say of each digit";
  return (
    <Scroller label={caption}>
      <table class="cosines">
        <caption>
          <span class="caption">{caption}; the largest of a column is its answer</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Digit</th>
            {columns.map((column) => <th scope="col">{HEADINGS[column]}</th>)}
          </tr>
        </thead>
        <tbody>
          {DIGITS.map((digit) => (
            <tr>
              <th scope="row">{digit}</th>
              {columns.map((column) => (
                <td data-column={column} data-model={String(digit)}>
                  <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect width="0" height="10" />
                  </svg>
                  <span class="score">–</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** Rows of floats as base64 of their little-endian bytes, whose alphabet HTML reads nothing into. */
function EmbeddedFloats({ id, rows }: { id: string; rows: readonly Float32Array[] }): JSX.Element {
  const floats = rows.flatMap((row) => [...row]);
  const view = new DataView(new ArrayBuffer(4 * floats.length));
  floats.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return <script type="text/plain" id={id}>{new Uint8Array(view.buffer).toBase64()}</script>;
}

/** Networks as base64 of little-endian halves: they lose the last 13 bits, which changes a probability by about 0.001. */
function EmbeddedHalves({ networks: { shape, members } }: { networks: EmbeddedNetworks }): JSX.Element {
  const length = members[0]?.length ?? 0;
  const view = new DataView(new ArrayBuffer(2 * length * members.length));
  members.forEach((parameters, member) =>
    parameters.forEach((value, i) => view.setFloat16(2 * (member * length + i), value, true))
  );
  return (
    <script
      type="text/plain"
      id="try-it-networks"
      data-shape={JSON.stringify(shape)}
      data-members={String(members.length)}
    >
      {new Uint8Array(view.buffer).toBase64()}
    </script>
  );
}
