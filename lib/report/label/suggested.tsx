import type { JSX } from "preact";
import type { LabelGallery } from "../../record/label_pictures.ts";
import type { Suggestion } from "../../record/record.ts";
import { DataTable, Foreign, Section } from "../components/text.tsx";
import { countOf, formatCount } from "../format.ts";
import { GalleryRows } from "./galleries.tsx";
import { firstOf, MOST_ROWS, reasonText } from "./label_text.ts";

/** Which pictures' labels would help most. */
export function Suggested(
  { suggestions, gallery, first }: {
    suggestions: readonly Suggestion[];
    gallery: LabelGallery | undefined;
    /** Whether there is no label yet. */
    first: boolean;
  },
): JSX.Element {
  return (
    <Section id="suggested" title="Which to label next">
      <p>
        {first ? "Nothing is labelled yet. " : ""}
        {countOf(suggestions.length, "label")} would help most, the most helpful first. <code>suggestions.csv</code>
        {" "}
        lists them: fill in its column <code>label</code>, and run the task again with one more{" "}
        <code>--labels suggestions.csv</code>. A line that is left empty is passed over.
      </p>
      {gallery && <GalleryRows gallery={gallery} />}
      <DataTable
        text
        caption={`Why each would help${firstOf(suggestions.length)}`}
        columns={["Picture", "Reason", "Pictures that it speaks for"]}
        rows={suggestions.slice(0, MOST_ROWS).map(({ picture, reason, speaksFor }) => ({
          heading: <Foreign text={picture} />,
          cells: [reasonText(reason), formatCount(speaksFor)],
        }))}
      />
    </Section>
  );
}
