import type { JSX } from "preact";
import type { AuditExample } from "../../record/record.ts";
import { freeScores, informedScores, winnerOf } from "../client/digit_scores.ts";
import { DIGITS } from "../digits.ts";
import { exampleName, examplePicture, exampleSentence } from "./example_text.ts";

/** Which image the page begins with: one that the label-free score gets wrong shows more. */
export function firstExample(examples: readonly AuditExample[]): number {
  return Math.max(0, examples.findIndex(({ label, cosines }) => winnerOf(freeScores(cosines)) !== label));
}

/**
 * One test image, the label that the scorer is told, and what the two scores answer. With JavaScript the reader chooses image
 * and label; without, the first image stands there as the notebook scores it.
 */
export function Demonstration({ examples }: { examples: readonly AuditExample[] }): JSX.Element | null {
  const start = firstExample(examples);
  const first = examples[start];
  if (first === undefined) return null;
  return (
    <figure class="digit" id="digit">
      <figcaption>
        <span class="with-script" hidden>Change the label, and watch</span>
        <span class="without-script">What the two scores answer</span>
      </figcaption>
      <div class="told-and-answers">
        <img class="digit-picture" src={examplePicture(first)} alt={exampleName(first)} width={112} height={112} />
        <div class="controls" hidden>
          <span class="stepper">
            <button type="button" data-control="previous" aria-label="Previous image">‹</button>
            <label>
              <span class="visually-hidden">Image</span>
              <select data-control="example" autocomplete="off">
                {examples.map((example, place) => (
                  <option value={String(place)} selected={place === start}>{exampleName(example)}</option>
                ))}
              </select>
            </label>
            <button type="button" data-control="next" aria-label="Next image">›</button>
          </span>
          <label class="told">
            Told it is a{" "}
            <select data-control="told" autocomplete="off">
              {DIGITS.map((digit) => <option value={String(digit)} selected={digit === first.label}>{digit}</option>)}
            </select>
          </label>
        </div>
        <dl>
          <Answer
            score="informed"
            title="Notebook"
            digit={winnerOf(informedScores(first.cosines, first.label))}
          />
          <Answer score="free" title="Label-free" digit={winnerOf(freeScores(first.cosines))} />
        </dl>
      </div>
      <p role="status">{exampleSentence(first, first.label)}</p>
    </figure>
  );
}

function Answer({ score, title, digit }: { score: "informed" | "free"; title: string; digit: number }): JSX.Element {
  return (
    <div class={`card ${score}`}>
      <dt>{title}</dt>
      <dd data-answer={score}>{digit}</dd>
    </div>
  );
}
