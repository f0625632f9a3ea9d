/** The colours of the current colour scheme, or of paper. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly right: string;
  readonly wrong: string;
  readonly notebook: string;
  /** Ten colours, one a digit. */
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
    series: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((place) => colour(`series-${place}`)),
  };
}

/** Draws again when the colours change: with the colour scheme, and for paper. */
export function whenColoursChange(redraw: () => void): void {
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", redraw);
}

/** Colour and dash of a digit's line; the dashes, and names along the lines, are for whoever does not see every hue. */
export function lineOf(theme: Theme, digit: number): { color: string; dash: number[] } {
  return { color: theme.series[digit % theme.series.length] ?? theme.ink, dash: digit % 10 < 5 ? [] : [6, 4] };
}
