/** A canvas that one draws on with mouse, pen or finger; its opacity is the ink. */
export interface DrawingPad {
  /** The canvas's opacity, row by row, 0..1. */
  ink(): { width: number; height: number; values: Float32Array };
  /** Wipes the canvas and puts a picture on it, as large as fits. */
  show(picture: ImageData): void;
  clear(): void;
}

/** Width of a stroke against the pad's. */
const STROKE = 0.075;

/**
 * Makes a canvas a drawing pad.
 *
 * @param onChange Called after what is on it has changed, at most once a frame.
 */
export function drawingPad(canvas: HTMLCanvasElement, onChange: () => void): DrawingPad {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("Making a drawing pad: found no 2D canvas, wanted one");
  const paper = context;
  let last: { x: number; y: number } | undefined;
  let pending = false;

  const changed = (): void => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      onChange();
    });
  };
  const placeOf = (event: PointerEvent): { x: number; y: number } => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return {
      x: (event.clientX - left) * canvas.width / width,
      y: (event.clientY - top) * canvas.height / height,
    };
  };
  const stroke = (from: { x: number; y: number }, to: { x: number; y: number }): void => {
    paper.lineCap = "round";
    paper.lineWidth = STROKE * canvas.width;
    paper.strokeStyle = "#111";
    paper.beginPath();
    paper.moveTo(from.x, from.y);
    paper.lineTo(to.x, to.y);
    paper.stroke();
    changed();
  };
  /** A line without length has no ends to round, so it would not show. */
  const dot = ({ x, y }: { x: number; y: number }): void => {
    paper.fillStyle = "#111";
    paper.beginPath();
    paper.arc(x, y, STROKE * canvas.width / 2, 0, 2 * Math.PI);
    paper.fill();
    changed();
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = placeOf(event);
    dot(last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (last === undefined) return;
    const places = event.getCoalescedEvents().map(placeOf);
    for (const place of places.length > 0 ? places : [placeOf(event)]) {
      stroke(last, place);
      last = place;
    }
  });
  for (const name of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(name, () => last = undefined);
  }

  const clear = (): void => {
    last = undefined;
    paper.clearRect(0, 0, canvas.width, canvas.height);
    changed();
  };
  return {
    ink() {
      const { data, width, height } = paper.getImageData(0, 0, canvas.width, canvas.height);
      return {
        width,
        height,
        values: Float32Array.from({ length: width * height }, (_, i) => (data[4 * i + 3] ?? 0) / 255),
      };
    },
    show(picture) {
      clear();
      const sheet = document.createElement("canvas");
      sheet.width = picture.width;
      sheet.height = picture.height;
      sheet.getContext("2d")?.putImageData(picture, 0, 0);
      const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      paper.imageSmoothingEnabled = scale < 1;
      paper.drawImage(sheet, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    },
    clear,
  };
}
