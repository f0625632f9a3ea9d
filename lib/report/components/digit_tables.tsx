import type { JSX } from "preact";
import type { AuditExample } from "../../record/record.ts";
import { freeScores, informedScores, winnerOf } from "../client/digit_scores.ts";
import { DIGITS } from "../digits.ts";
import { firstExample } from "./demonstration.tsx";
import { exampleName, examplePicture } from "./example_text.ts";
import { DataTable, Details, Scroller } from "./text.tsx";

/** The ten cosines of the image that the reader looks at, and what the two scores answer of every image for every label. */
export function DigitTables({ examples }: { examples: readonly AuditExample[] }): JSX.Element | null {
  const first = examples[firstExample(examples)];
  if (first === undefined) return null;
  return (
    <div id="digit-scores">
      <Details summary="The ten cosines of the image at the top of the page" open>
        <ScoreTable example={first} />
      </Details>
      <Details summary="What the two scores answer of each image, by the label that the scorer is told" data>
        <DataTable
          caption="What the two scores answer, by the label that the scorer is told"
          captionHidden
          columns={["Test image", "Label-free answer", ...DIGITS.map((digit) => `told ${digit}`)]}
          rows={examples.map((example, place) => ({
            heading: (
              <span class="thumbnail">
                <img
                  src={examplePicture(example)}
                  alt={exampleName(example)}
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
      </Details>
    </div>
  );
}

function ScoreTable({ example }: { example: AuditExample }): JSX.Element {
  const caption = "The ten cosines of the image at the top of the page, under both scores";
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
