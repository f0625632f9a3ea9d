import { type Place, SHOWN_PEN, type Stroke } from "./strokes.ts";

/** A canvas that one draws on with mouse, pen or finger; it keeps what is drawn as paths. */
export interface DrawingPad {
  /** What is drawn, or undefined while a picture is shown or nothing is there. */
  strokes(): readonly Stroke[] | undefined;
  /** Puts strokes in the place of what is there. */
  draw(strokes: readonly Stroke[]): void;
  /** Puts a picture in the place of what is there, as large as fits; drawing wipes it. */
  show(picture: ImageData): void;
  /** Takes the last stroke back, or the picture. */
  undo(): void;
  clear(): void;
}

const SHOWN_INK = "#111";

/**
 * Makes a canvas a drawing pad.
 *
 * @param onChange Called after what is on it has changed, at most once a frame.
 */
export function drawingPad(canvas: HTMLCanvasElement, onChange: () => void): DrawingPad {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("Making a drawing pad: found no 2D canvas, wanted one");
  const paper = context;
  let strokes: Place[][] = [];
  let picture: HTMLCanvasElement | undefined;
  let drawing = false;
  let pending = false;

  const changed = (): void => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      paper.clearRect(0, 0, canvas.width, canvas.height);
      if (picture !== undefined) paintPicture(paper, picture);
      for (const stroke of strokes) paintStroke(paper, stroke);
      onChange();
    });
  };
  const replace = (by: Place[][], shown?: HTMLCanvasElement): void => {
    [strokes, picture, drawing] = [by, shown, false];
    changed();
  };
  const placeOf = (event: PointerEvent): Place => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    picture = undefined;
    drawing = true;
    strokes.push([placeOf(event)]);
    changed();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const places = event.getCoalescedEvents().map(placeOf);
    strokes.at(-1)?.push(...places.length > 0 ? places : [placeOf(event)]);
    changed();
  });
  for (const name of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(name, () => drawing = false);
  }

  return {
    strokes: () => strokes.length === 0 ? undefined : strokes,
    draw: (given) => replace(given.map((stroke) => [...stroke])),
    show(given) {
      const sheet = document.createElement("canvas");
      [sheet.width, sheet.height] = [given.width, given.height];
      sheet.getContext("2d")?.putImageData(given, 0, 0);
      replace([], sheet);
    },
    undo: () => replace(strokes.slice(0, -1)),
    clear: () => replace([]),
  };
}

/** A line without length has no ends to round, so a dot is a disc. */
function paintStroke(paper: CanvasRenderingContext2D, stroke: Stroke): void {
  const { width, height } = paper.canvas;
  const [first, ...rest] = stroke.map(({ x, y }) => [x * width, y * height] as const);
  if (first === undefined) return;
  [paper.lineCap, paper.lineJoin, paper.lineWidth] = ["round", "round", SHOWN_PEN * width];
  [paper.strokeStyle, paper.fillStyle] = [SHOWN_INK, SHOWN_INK];
  paper.beginPath();
  paper.arc(...first, SHOWN_PEN * width / 2, 0, 2 * Math.PI);
  paper.fill();
  paper.beginPath();
  paper.moveTo(...first);
  for (const place of rest) paper.lineTo(...place);
  paper.stroke();
}

function paintPicture(paper: CanvasRenderingContext2D, picture: HTMLCanvasElement): void {
  const { width: across, height: down } = paper.canvas;
  const scale = Math.min(across / picture.width, down / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  paper.imageSmoothingEnabled = scale < 1;
  paper.drawImage(picture, (across - width) / 2, (down - height) / 2, width, height);
}
