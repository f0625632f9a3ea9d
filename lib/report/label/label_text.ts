import type { LabelRecord } from "../../record/record.ts";
import { countOf, formatCount } from "../format.ts";

/** What can be told to be wrong without any truth, in sentences without a final period. */
export function labelWarnings(label: LabelRecord): string[] {
  const { groups, classes, way, uneven, contradicting, givenForRefused, refused, byClass } = label;
  const warnings: string[] = [];
  if (refused.length > 0) {
    warnings.push(`${countOf(refused.length, "picture")} could not be used and will have no label`);
  }
  if (givenForRefused > 0) {
    warnings.push(`${countOf(givenForRefused, "label")} given for such pictures could not be used`);
  }
  if (classes.length === 0) return warnings;
  const unnamed = new Set<string | null>(byClass.flatMap(({ label, given }) => given === 0 ? [label] : []));
  if (way === "spreading") {
    warnings.push(
      "The pictures do not fall into clear groups, one a class, which the given labels bear out; labels spread from picture " +
        "to picture instead. More labels help most where --suggest says",
    );
    if (uneven) warnings.push("Classes are far from equally frequent: labels spread without that assumption");
  } else {
    for (const { name, pictures, given } of groups) {
      if (given.length === 0 && pictures > 0) {
        warnings.push(
          `A group of ${countOf(pictures, "picture")} holds no given label; it is called ${name} ${
            unnamed.has(name) ? "until one is given" : "as no other group is"
          }`,
        );
      }
    }
  }
  const none = byClass.filter(({ pictures, given }) => pictures === given).map(({ label }) => label);
  if (none.length > 0) warnings.push(`No further picture was called ${none.join(", ")}`);
  if (contradicting.length > 0) {
    warnings.push(
      `${formatCount(contradicting.length)} of the given labels ${
        contradicting.length === 1 ? "is" : "are"
      } not what the picture’s group is called: worth a second look`,
    );
  }
  return warnings;
}

/** Rows of a page's table of pictures, at most; the record has all. */
export const MOST_ROWS = 200;

/** The end of a table's caption where rows are left out. */
export function firstOf(rows: number): string {
  return rows > MOST_ROWS ? `: the first ${formatCount(MOST_ROWS)} of ${formatCount(rows)}` : "";
}

/** Why a picture should be labelled next. */
export function reasonText(reason: "group" | "community" | "unsure"): string {
  switch (reason) {
    case "group":
      return "The most typical of a group that holds no label";
    case "community":
      return "The most typical of pictures that hold together and hold no label";
    case "unsure":
      return "The least sure";
  }
}
