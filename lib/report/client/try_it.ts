import { inkOfPicture, mnistImage } from "./digit_image.ts";
import { drawingPad } from "./drawing_pad.ts";
import { cosineTable, floatsFromBase64 } from "./published_forward.ts";

/** A picture file is looked at in at most this many pixels a side. */
const LARGEST_SIDE = 560;

/** Rows of a table of floats that the page carries in an element. */
function embeddedRows(id: string, count: number): Float32Array[] {
  const floats = floatsFromBase64(document.getElementById(id)?.textContent ?? "");
  const width = floats.length / count;
  return Array.from({ length: count }, (_, row) => floats.subarray(row * width, (row + 1) * width));
}

/** A part of the section by its `data-part`. */
function part<T extends HTMLElement>(name: string): T {
  const found = document.querySelector<T>(`#try-it [data-part=${name}]`);
  if (found === null) {
    throw new Error(`Setting up the drawing pad: found no part ${name}, wanted the section as rendered`);
  }
  return found;
}

/** The place of the largest value; the first of equal ones. */
function largest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Puts ten cosines into their column: number, bar, and a mark on the largest. */
function fillColumn(column: string, cosines: readonly number[] | undefined): void {
  const winner = cosines === undefined ? undefined : largest(cosines);
  for (const cell of document.querySelectorAll<HTMLElement>(`#try-it [data-column=${column}]`)) {
    const model = Number(cell.dataset.model);
    const cosine = cosines?.[model];
    cell.classList.toggle("winner", model === winner);
    cell.querySelector("rect")?.setAttribute("width", String(100 * Math.max(0, cosine ?? 0)));
    const number = cell.querySelector(".score");
    if (number !== null) number.textContent = cosine?.toFixed(3) ?? "–";
  }
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

/** Decodes a picture file and makes it ink on see-through paper. */
async function pictureOf(file: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("Reading a picture: found no 2D canvas, wanted one");
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const picture = context.getImageData(0, 0, canvas.width, canvas.height);
  inkOfPicture(picture.width, picture.height, picture.data).values.forEach((value, i) => {
    picture.data.set([17, 17, 17, Math.round(255 * value)], 4 * i);
  });
  return picture;
}

function setUpTryIt(): void {
  const models = embeddedRows("try-it-models", 10);
  const labelVectors = embeddedRows("try-it-label-vectors", 10);
  const told = part<HTMLSelectElement>("told");
  const status = part("status");
  const answers = { free: part("free"), informed: part("informed") };

  const pad = drawingPad(part<HTMLCanvasElement>("pad"), () => show());
  const show = (): void => {
    const image = mnistImage(pad.ink());
    showImage(part<HTMLCanvasElement>("seen"), image);
    part("hint").hidden = image !== undefined;
    for (const label of document.querySelectorAll("#try-it .told-digit")) label.textContent = told.value;
    const cosines = image === undefined ? undefined : cosineTable(models, labelVectors, image);
    const free = cosines?.map((row, model) => row[model] ?? 0);
    const informed = cosines?.map((row) => row[Number(told.value)] ?? 0);
    fillColumn("free", free);
    fillColumn("informed", informed);
    answers.free.textContent = free === undefined ? "–" : String(largest(free));
    answers.informed.textContent = informed === undefined ? "–" : String(largest(informed));
  };
  const readFile = async (file: Blob | null | undefined): Promise<void> => {
    if (file === null || file === undefined) return;
    try {
      const picture = await pictureOf(file);
      pad.show(picture);
      status.textContent = "";
    } catch {
      status.textContent = "That file could not be read as a picture; PNG, JPEG, WebP and GIF can be.";
    }
  };

  part("clear").addEventListener("click", () => {
    status.textContent = "";
    pad.clear();
  });
  told.addEventListener("change", show);
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
