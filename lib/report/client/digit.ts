import type { AuditExample } from "../../record/record.ts";
import { freeScores, informedScores, winnerOf } from "./digit_scores.ts";

/** Lets the reader choose a test image and the label that the scorer is told, and shows which model wins. */
export function setUpDigit(figure: HTMLElement, examples: readonly AuditExample[]): void {
  const image = figure.querySelector<HTMLSelectElement>("[data-control=example]");
  const told = figure.querySelector<HTMLSelectElement>("[data-control=told]");
  const picture = figure.querySelector<HTMLImageElement>(".digit-picture");
  const status = figure.querySelector<HTMLElement>("[role=status]");
  if (image === null || told === null || picture === null || status === null) return;

  const show = (): void => {
    const place = Number(image.value);
    const example = examples[place];
    const thumbnail = document.querySelector<HTMLImageElement>(`[data-thumbnail="${place}"]`);
    if (example === undefined || thumbnail === null) return;
    picture.src = thumbnail.src;
    picture.alt = thumbnail.alt;
    const label = Number(told.value);
    const informed = informedScores(example.cosines, label);
    const free = freeScores(example.cosines);
    fillColumn("informed", informed);
    fillColumn("free", free);
    for (const part of document.querySelectorAll("#digit-scores .told-digit")) part.textContent = String(label);
    status.textContent = `This is a ${example.label}. Told that it is a ${label}, the notebook’s score answers ${
      winnerOf(informed)
    }; told nothing, the same models answer ${winnerOf(free)}.`;
  };

  image.addEventListener("change", () => {
    // A new image starts with the truth, as the notebook does.
    told.value = String(examples[Number(image.value)]?.label ?? 0);
    show();
  });
  told.addEventListener("change", show);
  for (const [name, step] of [["previous", -1], ["next", 1]] as const) {
    figure.querySelector(`[data-control=${name}]`)?.addEventListener("click", () => {
      image.value = String((Number(image.value) + step + examples.length) % examples.length);
      image.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  for (const part of figure.querySelectorAll<HTMLElement>(".controls")) part.hidden = false;
  show();
}

/** Shows a score's answer, and puts its ten values into their column: the number, the bar, and a mark on the winner. */
function fillColumn(column: "informed" | "free", scores: readonly number[]): void {
  const winner = winnerOf(scores);
  const answer = document.querySelector(`#digit [data-answer=${column}]`);
  if (answer !== null) answer.textContent = String(winner);
  for (const cell of document.querySelectorAll<HTMLElement>(`#digit-scores [data-score=${column}]`)) {
    const model = Number(cell.dataset.model);
    const score = scores[model] ?? 0;
    cell.classList.toggle("winner", model === winner);
    cell.querySelector("rect")?.setAttribute("width", String(100 * Math.max(0, score)));
    const number = cell.querySelector(".score");
    if (number !== null) number.textContent = score.toFixed(3);
    const mark = cell.querySelector(".mark");
    if (mark !== null) mark.textContent = model === winner ? "wins" : "";
  }
}
