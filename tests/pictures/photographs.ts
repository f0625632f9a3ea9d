/**
 * MNIST's digits as people photograph, scan and frame them, in any strength, size and place: what `predict` has to read
 * rightly or to refuse.
 *
 * @module
 */
import type { Picture } from "../../lib/pictures/picture.ts";

/** Equally likely numbers, 0 to below 1. */
export type Chance = () => number;

/** A grey sheet that is drawn on: f32 [height, width, 3], 0 to 255. */
interface Sheet {
  width: number;
  height: number;
  rgb: Float32Array;
  /** Where the digit lies: its 28x28 pixels' upper left and the side of each. */
  left: number;
  top: number;
  scale: number;
}

type Colour = readonly [red: number, green: number, blue: number];

const PAPER: Colour = [234, 234, 234];
const INK: Colour = [38, 38, 42];

/** What may be wrong with a picture, by name. */
export const CONDITIONS: Readonly<Record<string, (image: Uint8Array, chance: Chance) => Picture>> = {
  "clean": (image, chance) => finished(sheetWith(image, chance), chance),
  "light on dark": (image, chance) =>
    finished(sheetWith(image, chance, { paper: [40, 60, 50], ink: [225, 225, 220] }), chance),
  "pencil": (image, chance) => {
    const grey = 224 - between(chance, 32, 70);
    return finished(sheetWith(image, chance, { paper: [224, 224, 224], ink: [grey, grey, grey] }), chance);
  },
  "gradient": shaded((chance) => {
    const [angle, depth] = [between(chance, 0, 2 * Math.PI), between(chance, 0.25, 0.65)];
    return (x, y) => 1 - depth * clamp(0.5 + (x - 0.5) * Math.cos(angle) + (y - 0.5) * Math.sin(angle));
  }),
  "vignette": shaded((chance) => {
    const least = between(chance, 0.45, 0.9);
    return (x, y) => 1 - (1 - least) * Math.min(1, 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2));
  }),
  "hard shadow": shaded((chance) => shadow(chance, 0)),
  "soft shadow": shaded((chance) => shadow(chance, between(chance, 0.05, 0.3))),
  "corner shadow": shaded((chance) => cornerShadow(chance, 0)),
  "soft corner shadow": shaded((chance) => cornerShadow(chance, between(chance, 0.05, 0.2))),
  "desk around": (image, chance) => onDesk(image, chance, [1, 1, 1, 1], 0),
  "desk on some sides": (image, chance) => {
    const sides = Array.from({ length: 4 }, () => Number(chance() < 0.5));
    sides[Math.floor(4 * chance())] = 1;
    return onDesk(image, chance, sides, 0);
  },
  "desk, sheet turned": (image, chance) => onDesk(image, chance, [1, 1, 1, 1], between(chance, -0.12, 0.12)),
  "scan edge": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const [side, reach] = [Math.floor(4 * chance()), between(chance, 0.005, 0.06)];
    const lean = between(chance, -0.015, 0.015);
    const grey = between(chance, 5, 120);
    paint(sheet, (x, y) => {
      const [u, v] = [x / sheet.width, y / sheet.height];
      const away = [v + lean * u, 1 - v + lean * u, u + lean * v, 1 - u + lean * v][side]!;
      return away < reach ? [grey, grey, grey] : undefined;
    });
    return finished(sheet, chance);
  },
  "frame": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const [inset, breadth] = [chance() < 0.6 ? 0 : between(chance, 2, 20), between(chance, 1, 9)];
    const grey = between(chance, 0, 200);
    paint(sheet, (x, y) => {
      const away = Math.min(x, y, sheet.width - 1 - x, sheet.height - 1 - y);
      return away >= inset && away < inset + breadth ? [grey, grey, grey] : undefined;
    });
    return finished(sheet, chance);
  },
  "box round the digit": (image, chance) => {
    const sheet = sheetWith(image, chance, { largest: 0.6 });
    const { left, top, scale } = sheet;
    const [near, breadth] = [between(chance, 0, 3) * scale, between(chance, 1, 7)];
    const grey = between(chance, 0, 120);
    paint(sheet, (x, y) => {
      const away = Math.max(left - near - x, x - left - 28 * scale - near, top - near - y, y - top - 28 * scale - near);
      return Math.abs(away) < breadth / 2 ? [grey, grey, grey] : undefined;
    });
    return finished(sheet, chance);
  },
  "circle round the digit": (image, chance) => {
    const sheet = sheetWith(image, chance, { largest: 0.55 });
    const { left, top, scale } = sheet;
    const [radius, breadth] = [between(chance, 13, 19) * scale, between(chance, 2, 9)];
    const squeeze = between(chance, 0.9, 1.1);
    const colour: Colour = chance() < 0.5 ? INK : [190, 30, 40];
    paint(sheet, (x, y) => {
      const away = Math.hypot(x - left - 14 * scale, (y - top - 14 * scale) * squeeze) - radius;
      return Math.abs(away) < breadth / 2 ? colour : undefined;
    });
    return finished(sheet, chance);
  },
  "ruled lines": (image, chance) => ruled(image, chance, 0),
  "ruled lines, turned": (image, chance) => ruled(image, chance, between(chance, -0.04, 0.04)),
  "squared paper": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const pitch = between(chance, 0.05, 0.12) * sheet.width;
    const colour = faded([90, 120, 190], between(chance, 0.2, 0.8));
    paint(sheet, (x, y) => x % pitch < 1.5 || y % pitch < 1.5 ? colour : undefined, true);
    return finished(sheet, chance);
  },
  "margin line": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const [at, breadth, lean] = [between(chance, 0.03, 0.3), between(chance, 1, 5), between(chance, -0.02, 0.02)];
    const colour = faded(chance() < 0.5 ? [200, 50, 60] : [60, 90, 190], between(chance, 0.3, 1));
    paint(sheet, (x, y) => Math.abs(x - at * sheet.width - lean * y) < breadth / 2 ? colour : undefined, true);
    return finished(sheet, chance);
  },
  "punch holes": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const holes = 1 + Math.floor(2 * chance());
    const [at, radius] = [between(chance, 0.04, 0.1), between(chance, 0.008, 0.035) * sheet.width];
    const grey = between(chance, 5, 70);
    paint(sheet, (x, y) => {
      const hit = Array.from({ length: holes }, (_, i) => (i + 1) / (holes + 1)).some((place) =>
        Math.hypot(x - at * sheet.width, y - place * sheet.height) < radius
      );
      return hit ? [grey, grey, grey] : undefined;
    });
    return finished(sheet, chance);
  },
  "mark beside": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const [width, height] = [between(chance, 0.01, 0.08) * sheet.width, between(chance, 0.008, 0.05) * sheet.height];
    const [x0, y0] = [
      chance() < 0.5 ? 0.03 * sheet.width : 0.97 * sheet.width - width,
      chance() < 0.5 ? 0.03 * sheet.height : 0.97 * sheet.height - height,
    ];
    paint(sheet, (x, y) => x >= x0 && x < x0 + width && y >= y0 && y < y0 + height ? INK : undefined);
    return finished(sheet, chance);
  },
  "pen skips": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const [middle, gap] = [sheet.top + between(chance, 10, 18) * sheet.scale, between(chance, 0.2, 1.3) * sheet.scale];
    const lean = between(chance, -0.3, 0.3);
    paint(sheet, (x, y) => Math.abs(y - middle - lean * (x - sheet.left)) < gap / 2 ? PAPER : undefined);
    return finished(sheet, chance);
  },
  "desk and shadow": (image, chance) => {
    const sheet = sheetWith(image, chance);
    const light = shadow(chance, between(chance, 0, 0.2));
    shade(sheet, light);
    return finished(framedByDesk(sheet, chance, [1, 1, 1, 1], 0), chance);
  },
};

function between(chance: Chance, least: number, most: number): number {
  return least + (most - least) * chance();
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function faded([red, green, blue]: Colour, strength: number): Colour {
  const fade = (part: number, at: 0 | 1 | 2) => PAPER[at] + strength * (part - PAPER[at]);
  return [fade(red, 0), fade(green, 1), fade(blue, 2)];
}

/** A digit on a sheet, anywhere on it, bilinearly enlarged and with firm edges. */
function sheetWith(
  image: Uint8Array,
  chance: Chance,
  { paper = PAPER, ink = INK, largest = 0.9 }: { paper?: Colour; ink?: Colour; largest?: number } = {},
): Sheet {
  const [width, height] = [Math.round(between(chance, 160, 420)), Math.round(between(chance, 160, 420))];
  const side = between(chance, 0.35, largest) * Math.min(width, height);
  const scale = side / 28;
  // The middle 20 of 28 pixels hold the digit: the sheet's own edge cuts nothing of it.
  const left = between(chance, 0.02 * width - 3 * scale, 0.98 * width - 25 * scale);
  const top = between(chance, 0.02 * height - 3 * scale, 0.98 * height - 25 * scale);
  const sheet: Sheet = { width, height, rgb: new Float32Array(3 * width * height), left, top, scale };
  const pixel = (x: number, y: number) => x < 0 || x > 27 || y < 0 || y > 27 ? 0 : image[28 * y + x]! / 255;
  paint(sheet, (x, y) => {
    const [u, v] = [(x + 0.5 - left) / scale - 0.5, (y + 0.5 - top) / scale - 0.5];
    const [column, row] = [Math.floor(u), Math.floor(v)];
    const at = (line: number) => pixel(column, line) * (column + 1 - u) + pixel(column + 1, line) * (u - column);
    const share = clamp(1.6 * (at(row) * (row + 1 - v) + at(row + 1) * (v - row)) - 0.3);
    return [0, 1, 2].map((part) => paper[part]! + share * (ink[part]! - paper[part]!)) as unknown as Colour;
  });
  return sheet;
}

/** Paints pixels; `under` what is there already, where that is darker. */
function paint(sheet: Sheet, colour: (x: number, y: number) => Colour | undefined, under = false): void {
  for (let at = 0; at < sheet.width * sheet.height; at++) {
    const found = colour(at % sheet.width, Math.floor(at / sheet.width));
    found?.forEach((value, part) => {
      const place = 3 * at + part;
      sheet.rgb[place] = under ? Math.min(sheet.rgb[place]!, value) : value;
    });
  }
}

function shade(sheet: Sheet, light: (x: number, y: number) => number): void {
  sheet.rgb.forEach((value, place) => {
    const at = Math.floor(place / 3);
    sheet.rgb[place] = value * light((at % sheet.width) / sheet.width, Math.floor(at / sheet.width) / sheet.height);
  });
}

function shaded(lightOf: (chance: Chance) => (x: number, y: number) => number) {
  return (image: Uint8Array, chance: Chance): Picture => {
    const sheet = sheetWith(image, chance);
    shade(sheet, lightOf(chance));
    return finished(sheet, chance);
  };
}

/** A shadow that lies over one side at any angle, over the digit too. */
function shadow(chance: Chance, softness: number): (x: number, y: number) => number {
  const [angle, depth, at] = [between(chance, 0, 2 * Math.PI), between(chance, 0.1, 0.5), between(chance, -0.1, 0.45)];
  return (x, y) => {
    const along = (x - 0.5) * Math.cos(angle) + (y - 0.5) * Math.sin(angle) - at;
    return 1 - depth * (softness === 0 ? Number(along > 0) : clamp(along / softness));
  };
}

function cornerShadow(chance: Chance, softness: number): (x: number, y: number) => number {
  const [right, lower, depth, reach] = [
    chance() < 0.5,
    chance() < 0.5,
    between(chance, 0.08, 0.5),
    between(chance, 0.2, 0.6),
  ];
  return (x, y) => {
    const inside = reach - (right ? 1 - x : x) - (lower ? 1 - y : y);
    return 1 - depth * (softness === 0 ? Number(inside > 0) : clamp(inside / softness));
  };
}

function onDesk(image: Uint8Array, chance: Chance, sides: readonly number[], turn: number): Picture {
  return finished(framedByDesk(sheetWith(image, chance), chance, sides, turn), chance);
}

/** A sheet on a larger desk, dark, light or of wood. */
function framedByDesk(sheet: Sheet, chance: Chance, sides: readonly number[], turn: number): Sheet {
  const colours: readonly Colour[] = [[66, 48, 40], [204, 198, 192], [168, 128, 88], [110, 115, 120], [20, 22, 25]];
  const colour = colours[Math.floor(colours.length * chance())]!;
  const [above, below, before, after] = sides.map((has) =>
    has * Math.round(between(chance, 0.03, 0.35) * Math.min(sheet.width, sheet.height))
  ) as [number, number, number, number];
  const [width, height] = [sheet.width + before + after, sheet.height + above + below];
  const desk: Sheet = {
    ...sheet,
    width,
    height,
    rgb: new Float32Array(3 * width * height),
    left: sheet.left + before,
    top: sheet.top + above,
  };
  const grain = between(chance, 0, 12);
  const pitch = between(chance, 9, 40);
  paint(desk, (x, y) => {
    const [dx, dy] = [x - before - sheet.width / 2, y - above - sheet.height / 2];
    const column = Math.round(dx * Math.cos(turn) + dy * Math.sin(turn) + sheet.width / 2);
    const row = Math.round(-dx * Math.sin(turn) + dy * Math.cos(turn) + sheet.height / 2);
    if (column < 0 || row < 0 || column >= sheet.width || row >= sheet.height) {
      const wood = grain * Math.sin(2 * Math.PI * (x + 0.2 * y) / pitch);
      return [colour[0] + wood, colour[1] + wood, colour[2] + wood];
    }
    const at = 3 * (row * sheet.width + column);
    return [sheet.rgb[at]!, sheet.rgb[at + 1]!, sheet.rgb[at + 2]!];
  });
  return desk;
}

function ruled(image: Uint8Array, chance: Chance, lean: number): Picture {
  const sheet = sheetWith(image, chance);
  const [pitch, breadth] = [between(chance, 0.06, 0.2) * sheet.height, between(chance, 1, 3)];
  const colour = faded(chance() < 0.5 ? [60, 60, 60] : [70, 100, 190], between(chance, 0.15, 0.9));
  const first = between(chance, 0, pitch);
  paint(sheet, (x, y) => {
    const away = (y + lean * x + 10 * pitch - first) % pitch;
    return away < breadth ? colour : undefined;
  }, true);
  return finished(sheet, chance);
}

/** A sheet as a camera sees it: with grain. */
function finished({ width, height, rgb }: Sheet, chance: Chance): Picture {
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at++) {
    const grain = 6 * (chance() + chance() - 1);
    for (let part = 0; part < 3; part++) {
      rgba[4 * at + part] = Math.round(Math.min(255, Math.max(0, rgb[3 * at + part]! + grain)));
    }
  }
  return { width, height, rgba };
}
