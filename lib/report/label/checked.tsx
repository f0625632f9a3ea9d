import type { JSX } from "preact";
import type { LabelGallery } from "../../record/label_pictures.ts";
import type { LabelCheck } from "../../record/record.ts";
import { DataTable, Foreign, Section } from "../components/text.tsx";
import { countOf, formatCount, formatErrors, formatInterval, formatShare } from "../format.ts";
import { GalleryRows } from "./galleries.tsx";

/** How right the labels are on pictures that the person knows. */
export function Checked({ check, gallery }: { check: LabelCheck; gallery: LabelGallery | undefined }): JSX.Element {
  const { pictures, wrong, wrongInDoubt, interval, mistakes, leftOut } = check;
  return (
    <Section id="checked" title="Checked">
      <p>
        {formatErrors(wrong)} in {countOf(pictures, "picture")}, {formatShare(wrong, pictures)} (95 % interval{" "}
        {formatInterval(interval)}){wrong > 0 && `; ${formatCount(wrongInDoubt)} of them among those worth a look`}.
        What they show was looked at once, after the last decision.
        {leftOut > 0 && ` ${formatCount(leftOut)} more are not counted, as their labels were given.`}{" "}
        The interval holds for all pictures if those checked were chosen by chance.
      </p>
      {mistakes.length > 0 && (
        <DataTable
          text
          caption="What was taken for what"
          columns={["Shows", "Called", "Pictures"]}
          rows={mistakes.map(({ truth, label, pictures }) => ({
            heading: <Foreign text={truth} />,
            cells: [<Foreign text={label} />, formatCount(pictures)],
          }))}
        />
      )}
      {gallery && <GalleryRows gallery={gallery} />}
    </Section>
  );
}
