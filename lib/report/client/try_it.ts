import { type DigitInk, digitInk } from "../../pictures/digit_ink.ts";
import { framedDigit, prepareDigit } from "../../pictures/prepare_digit.ts";
import { decodedFile } from "./decoded_file.ts";
import { drawingPad } from "./drawing_pad.ts";
import { floatsFromBase64, halvesFromBase64 } from "./embedded_floats.ts";
import { networkProbabilities, type NetworkShape } from "./network_forward.ts";
import { ranked } from "./digit_scores.ts";
import { cosineTable } from "./published_forward.ts";
import { type Stroke, strokesPicture } from "./strokes.ts";

/** What the models say of a picture: a value for each digit, in the columns that the section has. */
type Answers = Partial<Record<"network" | "free" | "informed", readonly number[]>>;

/** Floats in rows of one length. */
function rowsOf(floats: Float32Array, count: number): Float32Array[] {
  const width = floats.length / count;
  return Array.from({ length: count }, (_, row) => floats.subarray(row * width, (row + 1) * width));
}

/** The answers of the published protocol's models, if the page carries them. */
function publishedAnswers(): ((image: Float32Array, told: number) => Answers) | undefined {
  const text = (id: string) => document.getElementById(id)?.textContent;
  const [models, labelVectors] = ["try-it-models", "try-it-label-vectors"].map((id) =>
    rowsOf(floatsFromBase64(text(id) ?? ""), 10)
  );
  if (!models?.[0]?.length || labelVectors === undefined) return undefined;
  return (image, told) => {
    const cosines = cosineTable(models, labelVectors, image);
    return { free: cosines.map((row, model) => row[model] ?? 0), informed: cosines.map((row) => row[told] ?? 0) };
  };
}

/** The answers of the leak-free protocol's networks, if the page carries them. */
function networkAnswers(): ((image: Float32Array) => Answers) | undefined {
  const element = document.getElementById("try-it-networks");
  if (element === null) return undefined;
  const shape: NetworkShape = JSON.parse(element.dataset.shape ?? "{}");
  const networks = rowsOf(halvesFromBase64(element.textContent ?? ""), Number(element.dataset.members));
  return (image) => ({ network: networkProbabilities(shape, networks, image) });
}

/** A part of the section by its `data-part`. */
function part<T extends HTMLElement>(name: string): T {
  const found = document.querySelector<T>(`#try-it [data-part=${name}]`);
  if (found === null) {
    throw new Error(`Setting up the drawing pad: found no part ${name}, wanted the section as rendered`);
  }
  return found;
}

/** A value as its column shows it: a probability in per cent, a cosine as it is. */
function valueText(column: keyof Answers, value: number): string {
  return column === "network" ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
}

/** Fills a column's ten cells (number, bar, and a mark on the largest), its answer, and how sure that is. */
function showAnswer(column: keyof Answers, values: readonly number[] | undefined): void {
  // Among equal ones the notebook takes the last, and the leak-free protocol the first.
  const [winner, next] = values === undefined ? [] : ranked(values, column === "network" ? "first" : "last");
  for (const cell of document.querySelectorAll<HTMLElement>(`#try-it [data-column=${column}]`)) {
    const model = Number(cell.dataset.model);
    const value = values?.[model];
    cell.classList.toggle("winner", model === winner);
    cell.querySelector("rect")?.setAttribute("width", String(100 * Math.max(0, value ?? 0)));
    const number = cell.querySelector(".score");
    if (number !== null) number.textContent = value === undefined ? "–" : valueText(column, value);
  }
  part(column).textContent = String(winner ?? "–");
  part(`${column}-sure`).textContent = values === undefined || winner === undefined || next === undefined
    ? ""
    : `${column === "network" ? "" : "cosine "}${valueText(column, values[winner] ?? 0)}; next is ${next} with ${
      valueText(column, values[next] ?? 0)
    }`;
}

/** Shows a 28x28 image as the models see it: white on black. */
function showImage(canvas: HTMLCanvasElement, image: Float32Array | undefined): void {
  const pixels = new ImageData(canvas.width, canvas.height);
  for (let i = 0; i < canvas.width * canvas.height; i++) {
    pixels.data.fill(Math.round(255 * (image?.[i] ?? 0)), 4 * i, 4 * i + 3);
    pixels.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
}

/** A digit's ink as the pad shows it: on see-through paper. */
function shownInk({ width, height, values }: DigitInk): ImageData {
  const picture = new ImageData(width, height);
  values.forEach((value, i) => picture.data.set([17, 17, 17, Math.round(255 * value)], 4 * i));
  return picture;
}

/** The strokes of a sample's button, as its drawing has them. */
function sampleStrokes(button: HTMLElement): Stroke[] {
  return [...button.querySelectorAll("polyline")].map(({ points }) =>
    Array.from(points, ({ x, y }) => ({ x: x / 100, y: y / 100 }))
  );
}

function setUpTryIt(): void {
  const [ofPublished, ofNetworks] = [publishedAnswers(), networkAnswers()];
  const columns: (keyof Answers)[] = [
    ...(ofNetworks === undefined ? [] : ["network"] as const),
    ...(ofPublished === undefined ? [] : ["free", "informed"] as const),
  ];
  const told = document.querySelector<HTMLSelectElement>("#try-it [data-part=told]");
  const status = part("status");

  // A file's digit, until it is drawn over.
  let fromFile: Uint8Array | undefined;
  let refusal = "";
  const pad = drawingPad(part<HTMLCanvasElement>("pad"), () => show());
  const seenImage = (): Uint8Array | undefined => {
    const strokes = pad.strokes();
    if (strokes === undefined) return fromFile;
    [fromFile, refusal] = [undefined, ""];
    try {
      return prepareDigit(strokesPicture(strokes), "the drawing");
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refusal = error.message;
      return undefined;
    }
  };
  const show = (): void => {
    const bytes = seenImage();
    status.textContent = refusal;
    const image = bytes && Float32Array.from(bytes, (byte) => byte / 255);
    showImage(part<HTMLCanvasElement>("seen"), image);
    part("hint").hidden = image !== undefined || refusal !== "";
    for (const label of document.querySelectorAll("#try-it .told-digit")) label.textContent = told?.value ?? "";
    const answers: Answers = image === undefined
      ? {}
      : { ...ofNetworks?.(image), ...ofPublished?.(image, Number(told?.value)) };
    for (const column of columns) showAnswer(column, answers[column]);
  };
  /** What was there, and what was said of it, makes way. */
  const anew = (change: () => void, why = ""): void => {
    [fromFile, refusal] = [undefined, why];
    change();
  };
  const readFile = async (file: File | null | undefined): Promise<void> => {
    if (file === null || file === undefined) return;
    try {
      const ink = digitInk(await decodedFile(file), file.name);
      anew(() => pad.show(shownInk(ink)));
      fromFile = framedDigit(ink);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
      anew(pad.clear, error.message);
    }
  };

  part("clear").addEventListener("click", () => anew(pad.clear));
  part("undo").addEventListener("click", () => anew(pad.undo));
  for (const button of document.querySelectorAll<HTMLElement>("#try-it [data-sample]")) {
    button.addEventListener("click", () => anew(() => pad.draw(sampleStrokes(button))));
  }
  told?.addEventListener("change", show);
  const chosen = part<HTMLInputElement>("file");
  chosen.addEventListener("change", () => {
    // Emptied, so that the same file can be chosen again.
    void readFile(chosen.files?.[0]).then(() => chosen.value = "");
  });
  const section = document.getElementById("try-it");
  section?.addEventListener("dragover", (event) => event.preventDefault());
  section?.addEventListener("drop", (event) => {
    event.preventDefault();
    void readFile(event.dataTransfer?.files[0]);
  });
  part("without").hidden = true;
  part("whole").hidden = false;
  show();
}

setUpTryIt();
