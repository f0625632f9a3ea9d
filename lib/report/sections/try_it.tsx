import type { JSX } from "preact";
import type { PublishedWeights } from "../../ensemble/published_weights.ts";
import type { PublishedRecord } from "../../run/record.ts";
import { Scroller, Section } from "../components/text.tsx";
import { formatCount } from "../format.ts";

const DIGITS: readonly number[] = Array.from({ length: 10 }, (_, digit) => digit);

/** Side of the pad in its own pixels, ten for each of the model's. */
const PAD_SIDE = 280;

/**
 * A pad to draw a digit on, which the run's own models answer, and the notebook's scorer with a label of one's choice.
 *
 * @throws {TypeError} If the weights are not those of the record's run
 */
export function TryIt({ published, weights }: { published: PublishedRecord; weights: PublishedWeights }): JSX.Element {
  const { labelFreeErrors, images } = published.stage2.test;
  const { stage1, stage2 } = weights.permutations;
  if (
    `${stage1}` !== `${published.stage1.labelVectorPermutation}` ||
    `${stage2}` !== `${published.stage2.labelVectorPermutation}`
  ) {
    throw new TypeError(
      `Rendering the report: found weights with label-vector permutations ${stage1} and ${stage2}, wanted those of the record`,
    );
  }
  return (
    <Section id="try-it" title="Try it">
      <p>
        Draw a digit: the run’s ten trained models, which this file holds, answer as you draw. Nothing you draw leaves
        the page. Do not expect much of them: without the label they got {formatCount(labelFreeErrors)} of{" "}
        {formatCount(images)}{" "}
        test images wrong. Then tell the notebook’s scorer a “true label”, any you like, and watch it obey.
      </p>
      <p data-part="without">The pad needs JavaScript.</p>
      <div class="pad-and-answers" data-part="whole" hidden>
        <div class="pad-side">
          <div class="pad">
            <canvas
              data-part="pad"
              width={PAD_SIDE}
              height={PAD_SIDE}
              role="img"
              aria-label="Drawing pad, for mouse, pen or finger; a picture file can be chosen instead"
            >
            </canvas>
            <p class="pad-hint" data-part="hint" aria-hidden="true">Draw a digit here, or drop a picture of one</p>
          </div>
          <div class="pad-tools">
            <button type="button" data-part="clear">Clear</button>
            <label>
              <span class="visually-hidden">Picture file of a digit</span>
              <input type="file" accept="image/*" data-part="file" />
            </label>
          </div>
          <p class="seen">
            <canvas data-part="seen" width={28} height={28} role="img" aria-label="The picture as the models see it">
            </canvas>{" "}
            <span>What the models see: 28 × 28 pixels, scaled and centred as MNIST is.</span>
          </p>
          <p data-part="status" role="status"></p>
        </div>
        <div class="answers">
          <dl>
            <div class="card free">
              <dt>Label-free answer</dt>
              <dd data-part="free" aria-live="polite">–</dd>
            </div>
            <div class="card informed">
              <dt>
                <label>
                  Told it is a{" "}
                  <select data-part="told" autocomplete="off">
                    {DIGITS.map((digit) => <option value={String(digit)} selected={digit === 3}>{digit}</option>)}
                  </select>
                </label>, the notebook’s scorer answers
              </dt>
              <dd data-part="informed" aria-live="polite">–</dd>
            </div>
          </dl>
          <Cosines />
        </div>
      </div>
      <EmbeddedFloats id="try-it-models" rows={weights.models} />
      <EmbeddedFloats id="try-it-label-vectors" rows={weights.labelVectors} />
    </Section>
  );
}

function Cosines(): JSX.Element {
  const caption = "Cosines of the ten models’ answers";
  return (
    <Scroller label={caption}>
      <table class="cosines">
        <caption>
          <span class="caption">{caption}; the largest of a column is its answer</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">with its own digit’s vector: label-free</th>
            <th scope="col">
              with the vector of <span class="told-digit">3</span>: the notebook’s
            </th>
          </tr>
        </thead>
        <tbody>
          {DIGITS.map((model) => (
            <tr>
              <th scope="row">{model}</th>
              {(["free", "informed"] as const).map((column) => (
                <td data-column={column} data-model={String(model)}>
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
