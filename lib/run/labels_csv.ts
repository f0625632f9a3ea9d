/**
 * Tables of labels as CSV files (RFC 4180, with line feeds).
 *
 * @module
 */
import papaparse from "papaparse";

/** One picture's label. */
export interface LabelledPicture {
  readonly picture: string;
  readonly label: string;
  /** How sure it is, of 1. */
  readonly share: number;
  /** What it would be next; absent for one whose label was given. */
  readonly second?: { readonly label: string; readonly share: number };
  readonly given: boolean;
}

/** The table of all pictures' labels: `picture,label,share,second_label,second_share,given`. */
export function labelsCsv(pictures: readonly LabelledPicture[]): string {
  const share = (value: number) => value.toFixed(4);
  return table(
    ["picture", "label", "share", "second_label", "second_share", "given"],
    pictures.map(({ picture, label, share: own, second, given }) => [
      picture,
      label,
      share(own),
      second?.label ?? "",
      second ? share(second.share) : "",
      given ? "yes" : "no",
    ]),
  );
}

/** The table to be filled in: `picture,label,reason`, labels empty. It can be given to `--labels` beside others. */
export function suggestionsCsv(pictures: readonly { readonly picture: string; readonly reason: string }[]): string {
  return table(["picture", "label", "reason"], pictures.map(({ picture, reason }) => [picture, "", reason]));
}

function table(fields: readonly string[], data: readonly (readonly string[])[]): string {
  return papaparse.unparse({ fields: [...fields], data: data.map((row) => [...row]) }, { newline: "\n" }) + "\n";
}
