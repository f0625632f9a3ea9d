import type { JSX } from "preact";
import { greyPng } from "../../record/grey_png.ts";
import type { AuditExample } from "../../record/record.ts";
import { freeScores, informedScores, winnerOf } from "../client/digit_scores.ts";
import { DIGITS } from "../digits.ts";
import { DataTable, Scroller } from "./text.tsx";

const SIDE = 28;

/**
 * One test image with its ten cosines under both scores. With JavaScript the reader chooses the image and the label that
 * the scorer is told; without, the first image stands as it is, and the table below has the answers for every label.
 */
export function DigitFigure({ examples }: { examples: readonly AuditExample[] }): JSX.Element | null {
  // One that the label-free score gets wrong shows more.
  const wrong = examples.findIndex(({ label, cosines }) => winnerOf(freeScores(cosines)) !== label);
  const start = Math.max(0, wrong);
  const first = examples[start];
  if (first === undefined) return null;
  return (
    <figure class="digit" id="digit">
      <figcaption>Change the label by hand, and see which score follows it</figcaption>
      <div class="controls" hidden>
        <span class="stepper">
          <button type="button" data-control="previous" aria-label="Previous image">‹</button>
          <label>
            Image{" "}
            <select data-control="example" autocomplete="off">
              {examples.map((example, place) => (
                <option value={String(place)} selected={place === start}>{nameOf(example)}</option>
              ))}
            </select>
          </label>
          <button type="button" data-control="next" aria-label="Next image">›</button>
        </span>
        <label>
          The scorer is told that it is a{" "}
          <select data-control="told" autocomplete="off">
            {DIGITS.map((digit) => <option value={String(digit)} selected={digit === first.label}>{digit}</option>)}
          </select>
        </label>
      </div>
      <p role="status">{sentence(first, first.label)}</p>
      <div class="digit-scores">
        <img class="digit-picture" src={pictureOf(first)} alt={nameOf(first)} width={140} height={140} />
        <ScoreTable example={first} />
      </div>
      <DataTable
        caption="What the two scores answer, by the label that the scorer is told"
        columns={["Test image", "Label-free answer", ...DIGITS.map((digit) => `told ${digit}`)]}
        rows={examples.map((example, place) => ({
          heading: (
            <span class="thumbnail">
              <img
                src={pictureOf(example)}
                alt={nameOf(example)}
                width={28}
                height={28}
                data-thumbnail={String(place)}
              />{" "}
              a {example.label}
            </span>
          ),
          cells: [
            winnerOf(freeScores(example.cosines)),
            ...DIGITS.map((told) => {
              const answer = winnerOf(informedScores(example.cosines, told));
              return told === example.label ? <mark>{answer}</mark> : answer;
            }),
          ],
        }))}
      />
    </figure>
  );
}

function ScoreTable({ example }: { example: AuditExample }): JSX.Element {
  const caption = "The image’s ten cosines under both scores";
  const columns = {
    informed: informedScores(example.cosines, example.label),
    free: freeScores(example.cosines),
  };
  return (
    <Scroller label={caption}>
      <table class="scores">
        <caption>
          <span class="visually-hidden">{caption}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">
              Label-informed: its answer against the vector of the told label,{" "}
              <span class="told-digit">{example.label}</span>
            </th>
            <th scope="col">Label-free: its answer against its own digit’s vector</th>
          </tr>
        </thead>
        <tbody>
          {DIGITS.map((model) => (
            <tr>
              <th scope="row">{model}</th>
              {(["informed", "free"] as const).map((name) => (
                <ScoreCell name={name} model={model} scores={columns[name]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function ScoreCell(
  { name, model, scores }: { name: "informed" | "free"; model: number; scores: readonly number[] },
): JSX.Element {
  const score = scores[model] ?? 0;
  const wins = winnerOf(scores) === model;
  return (
    <td class={wins ? "winner" : undefined} data-score={name} data-model={String(model)}>
      <span class="score">{score.toFixed(3)}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="0" height="10" width={String(100 * Math.max(0, score))} />
      </svg>
      <span class="mark">{wins ? "wins" : ""}</span>
    </td>
  );
}

function sentence({ label, cosines }: AuditExample, told: number): string {
  return `This image is a ${label}. Told that it is a ${told}, the label-informed score answers ${
    winnerOf(informedScores(cosines, told))
  }. The label-free score is told nothing and answers ${winnerOf(freeScores(cosines))}.`;
}

function nameOf({ testIndex, label }: AuditExample): string {
  return `Test image ${testIndex}, a ${label}`;
}

function pictureOf({ pixels }: AuditExample): string {
  return `data:image/png;base64,${greyPng(Uint8Array.fromBase64(pixels), SIDE, SIDE).toBase64()}`;
}
