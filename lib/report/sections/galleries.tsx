import type { JSX } from "preact";
import type { Gallery } from "../../record/pictures.ts";
import { Sheet, Sprite } from "../components/sprites.tsx";
import { Details, Section } from "../components/text.tsx";
import { countOf } from "../format.ts";

/** How a protocol's galleries are put into words. */
interface Wording {
  /** Id of the section. */
  readonly id: string;
  /** Of the section. */
  readonly title: string;
  /** What says how sure a pseudo-label is. */
  readonly measure: "similarity" | "confidence";
  /** What the section begins with. */
  readonly introduction: string;
}

/** Of the published protocol. */
export const PUBLISHED_WORDING: Wording = {
  id: "pictures",
  title: "The notebook’s pictures",
  measure: "similarity",
  introduction:
    "The training images themselves: those whose labels were given, and some of those that the first stage " +
    "kept. The similarity that they were kept for knows the true label.",
};
/** Of the corrected protocol. */
export const CORRECTED_WORDING: Wording = {
  id: "pictures",
  title: "The notebook’s pictures",
  measure: "similarity",
  introduction:
    "The training images themselves: those whose labels were given, and some of those that the first stage " +
    "kept by the similarity with its models’ own label vectors.",
};
/** Of the leak-free protocol. */
export const LEAK_FREE_WORDING: Wording = {
  id: "leak-free-pictures",
  title: "Leak-free pictures",
  measure: "confidence",
  introduction:
    "The training images of the first draw: those whose labels were given, and some of the others with the " +
    "pseudo-labels that reached them; and the test images that it misreads.",
};

/** Pictures of the labelled digits, of pseudo-labels at either end, and of wrong ones. */
export function Galleries(
  { galleries, wording, labelledAbove = false }: {
    galleries: readonly Gallery[];
    wording: Wording;
    /** Whether another protocol's section has the same labelled digits. */
    labelledAbove?: boolean;
  },
): JSX.Element {
  return (
    <Section id={wording.id} title={wording.title}>
      <p>
        {wording.introduction}{" "}
        A row has one class; below an image that was given this class stands its true one, which was looked up after the
        last decision, in bold where the two differ.
      </p>
      {labelledAbove && <p>The labelled digits are those of the notebook’s pictures.</p>}
      {galleries.filter(({ kind }) => !labelledAbove || kind !== "labelled").map((gallery) => {
        const figure = <GalleryFigure gallery={gallery} wording={wording} />;
        const summary = `${titleOf(gallery, wording)}, ${countOf(gallery.indices.length, "image")}`;
        return gallery.kind === "labelled" ? figure : <Details summary={summary} data>{figure}</Details>;
      })}
    </Section>
  );
}

function GalleryFigure({ gallery, wording }: { gallery: Gallery; wording: Wording }): JSX.Element {
  const sheetId = `${wording.id}-${gallery.kind}-sheet`;
  const classes = gallery.predicted ?? gallery.labels;
  return (
    <figure class="gallery-figure">
      <figcaption>{captionOf(gallery, wording)}</figcaption>
      <Sheet id={sheetId} sheet={gallery.sheet} />
      <dl>
        {[...new Set(classes)].sort((a, b) => a - b).map((digit) => (
          <div>
            <dt>{digit}</dt>
            <dd>
              <ul class="gallery">
                {classes.flatMap((of, place) =>
                  of !== digit ? [] : [
                    <li>
                      <Sprite
                        id={sheetId}
                        sheet={gallery.sheet}
                        place={place}
                        label={labelOf(gallery, place, wording)}
                      />
                      <Below gallery={gallery} place={place} />
                    </li>,
                  ]
                )}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

/** What stands below a picture: only what its row does not say. */
function Below({ gallery, place }: { gallery: Gallery; place: number }): JSX.Element | null {
  const { labels, predicted, labelFree, kind } = gallery;
  if (predicted === undefined) return null;
  return (
    <span class="below">
      {labels[place] === predicted[place] ? <span>true {labels[place]}</span> : <strong>true {labels[place]}</strong>}
      {kind === "disputed" && labelFree && <span>read {labelFree[place]}</span>}
    </span>
  );
}

function labelOf(
  { kind, indices, labels, predicted, values, labelFree }: Gallery,
  place: number,
  wording: Wording,
): string {
  if (kind === "misread") return `Test image ${indices[place]}, a ${labels[place]}, taken for a ${predicted?.[place]}`;
  const image = `Training image ${indices[place]}, a ${labels[place]}`;
  if (predicted === undefined || values === undefined) return image;
  const read = labelFree === undefined ? "" : `, read as a ${labelFree[place]} without the label`;
  return `${image}, pseudo-label ${predicted[place]}, ${wording.measure} ${values[place]!.toFixed(3)}${read}`;
}

function titleOf({ kind }: Gallery, { measure }: Wording): string {
  switch (kind) {
    case "labelled":
      return "Labelled digits";
    case "highest":
      return `Pseudo-labels with the highest ${measure}`;
    case "lowest":
      return `Pseudo-labels with the lowest ${measure}`;
    case "wrong":
      return "Wrong pseudo-labels";
    case "disputed":
      return "Pseudo-labels that the label-free score reads otherwise";
    case "misread":
      return "Misread test images";
  }
}

function captionOf(gallery: Gallery, wording: Wording): string {
  const title = titleOf(gallery, wording);
  const { kind, values } = gallery;
  if (kind === "misread") return `${title}, by the class that they are taken for`;
  if (values === undefined) return `${title}, by class`;
  const which = kind === "wrong" || kind === "disputed" ? `, those with the highest ${wording.measure}` : "";
  const range = `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
  const below = kind === "disputed" ? "; last line: what the same models read without the label" : "";
  return `${title}${which} (${range}), by pseudo-label${below}`;
}
