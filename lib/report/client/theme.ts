/** The colours of the current colour scheme, or of paper. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly right: string;
  readonly wrong: string;
  readonly notebook: string;
  /** Five colours; ten digits take each twice, once solid and once dashed. */
  readonly series: readonly string[];
}

/** Reads the colours from the page's styles, so that they are said once. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour("ink"),
    muted: colour("muted"),
    line: colour("line"),
    surface: colour("surface"),
    right: colour("right"),
    wrong: colour("wrong"),
    notebook: colour("notebook"),
    series: [1, 2, 3, 4, 5].map((place) => colour(`series-${place}`)),
  };
}

/** Draws again when the colours change: with the colour scheme, and for paper. */
export function whenColoursChange(redraw: () => void): void {
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", redraw);
}

/** Colour and dash of a digit's line: ten that can be told apart without seeing every hue. */
export function lineOf(theme: Theme, digit: number): { color: string; dash: number[] } {
  return { color: theme.series[digit % 5] ?? theme.ink, dash: digit < 5 ? [] : [6, 4] };
}
