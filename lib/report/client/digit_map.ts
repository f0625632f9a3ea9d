import { classOfLetter, NO_CLASS_LETTER } from "../../record/class_letters.ts";
import type { LabelMap } from "../../record/record.ts";
import type { SpriteSheet } from "../../record/sprite_sheet.ts";
import { percentDigits } from "../../statistics/decimals.ts";
import { drawMap, type MapView, pointNear, pointTowards } from "./map_canvas.ts";
import { stepText } from "./map_text.ts";
import { drawSprite, loadSheet } from "./sprites.ts";
import { readTheme, whenColoursChange } from "./theme.ts";

/** Milliseconds that a step is shown while the map plays. */
const STEP_MS = 900;

/** Draws the map of digits, and lets the reader step, play and point. */
export function setUpDigitMap(
  figure: HTMLElement,
  map: LabelMap,
  labelled: ReadonlySet<number>,
  sheet: SpriteSheet | undefined,
): void {
  const canvas = figure.querySelector<HTMLCanvasElement>(".map-and-point > canvas");
  const slider = figure.querySelector<HTMLInputElement>("[data-control=step]");
  const wrong = figure.querySelector<HTMLInputElement>("[data-control=wrong]");
  const play = figure.querySelector<HTMLButtonElement>("[data-control=play]");
  const status = figure.querySelector<HTMLElement>(".map-step");
  if (canvas === null || slider === null || wrong === null || play === null || status === null) return;
  const given = map.indices.map((index) => labelled.has(index));
  const showPoint = pointPanel(figure, map, given, sheet);
  const last = map.steps.length - 1;
  let chosen: number | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const view = (): MapView => ({
    map,
    labelled: given,
    classes: map.steps[Number(slider.value)]?.classes ?? "",
    markWrong: wrong.checked,
    chosen,
  });
  const draw = (): void => drawMap(canvas, view(), readTheme());
  const show = (): void => {
    const step = map.steps[Number(slider.value)];
    if (step === undefined) return;
    const right = step.precision === null ? "" : `, ${percentDigits(step.precision)} % of those right`;
    const text = `${stepText(step)}: ${percentDigits(step.coverage, 1)} % of the unlabelled images reached${right}`;
    status.textContent = text;
    slider.setAttribute("aria-valuetext", stepText(step));
    draw();
    if (chosen !== undefined) showPoint(chosen, step.classes);
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  };
  const choose = (point: number | undefined): void => {
    if (point === undefined || point === chosen) return;
    chosen = point;
    draw();
    showPoint(point, view().classes);
  };

  play.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    if (Number(slider.value) === last) slider.value = "0";
    play.textContent = "Pause";
    show();
    timer = setInterval(() => {
      slider.value = String(Number(slider.value) + 1);
      show();
      if (Number(slider.value) >= last) stop();
    }, STEP_MS);
  });
  slider.addEventListener("input", () => {
    stop();
    show();
  });
  // An address that names a step tells so by a change.
  slider.addEventListener("change", show);
  wrong.addEventListener("change", draw);
  canvas.addEventListener("pointermove", (event) => choose(pointNear(canvas, map, event.offsetX, event.offsetY)));
  canvas.addEventListener("pointerdown", (event) => choose(pointNear(canvas, map, event.offsetX, event.offsetY)));
  canvas.addEventListener("keydown", (event) => {
    if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    choose(chosen === undefined ? 0 : pointTowards(map, chosen, event.key));
  });
  figure.hidden = false;
  new ResizeObserver(draw).observe(canvas);
  whenColoursChange(draw);
  show();
}

/** Says of a point what it is; shows its picture if the run kept it. */
function pointPanel(
  figure: HTMLElement,
  map: LabelMap,
  given: readonly boolean[],
  sheet: SpriteSheet | undefined,
): (point: number, classes: string) => void {
  const text = figure.querySelector<HTMLElement>(".map-point p");
  const picture = figure.querySelector<HTMLCanvasElement>(".map-point canvas");
  let pending: Promise<HTMLImageElement> | undefined;
  let current: number | undefined;
  return (point, classes) => {
    current = point;
    if (text === null || picture === null) return;
    const letter = classes[point] ?? NO_CLASS_LETTER;
    const [digit, truth] = [classOfLetter(letter), classOfLetter(map.labels[point] ?? "")];
    const taken = given[point]
      ? "its label was given"
      : letter === NO_CLASS_LETTER
      ? "no label has come to it yet"
      : `taken for a ${digit}, ${digit === truth ? "rightly" : "wrongly"}`;
    text.textContent = `Training image ${map.indices[point]}, a ${truth}: ${taken}`;
    if (sheet === undefined) return;
    pending ??= loadSheet(sheet);
    void pending.then((image) => {
      // The reader may have moved on meanwhile.
      if (current !== point) return;
      picture.hidden = false;
      drawSprite(picture, image, sheet.columns, point);
    });
  };
}
