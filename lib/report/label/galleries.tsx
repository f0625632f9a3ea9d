import type { JSX } from "preact";
import type { LabelGallery, LabelPicture } from "../../record/label_pictures.ts";
import { Sheet, Sprite } from "../components/sprites.tsx";
import { Foreign, Section } from "../components/text.tsx";
import { formatRate, shorten } from "../format.ts";

const INTRODUCTIONS: Readonly<Record<LabelGallery["kind"], string>> = {
  suggested: "",
  mistaken: "",
  unsure:
    "The pictures whose label is least sure, the least sure first: look at these first. Below each stands what it was called, " +
    "and what it would be called next.",
  "by-class":
    "Of each class the least sure at the front and the surest at the end, with the share that speaks for the label.",
  contradicting:
    "Pictures whose given label is not what their group is called. The label stands; but if it was a slip, mend it and run again.",
  given: "The pictures whose label was given, the first of each class.",
};

/** A section with one gallery. */
export function GallerySection(
  { id, title, gallery }: { id: string; title: string; gallery: LabelGallery },
): JSX.Element {
  return (
    <Section id={id} title={title}>
      <p>{INTRODUCTIONS[gallery.kind]}</p>
      <GalleryRows gallery={gallery} />
    </Section>
  );
}

/** A gallery's rows: a heading and its pictures. */
export function GalleryRows({ gallery }: { gallery: LabelGallery }): JSX.Element {
  const sheetId = `${gallery.kind}-sheet`;
  let place = 0;
  return (
    <figure class="gallery-figure label-gallery">
      <Sheet id={sheetId} sheet={gallery.sheet} />
      {gallery.rows.map(({ heading, pictures }) => (
        <>
          {heading !== "" && gallery.kind !== "suggested" && (
            <h3>
              <Foreign text={shorten(heading, 40)} />
            </h3>
          )}
          <ul class="gallery">
            {pictures.map((picture) => (
              <li>
                <Sprite id={sheetId} sheet={gallery.sheet} place={place++} label={spoken(picture)} />
                <Below kind={gallery.kind} picture={picture} />
              </li>
            ))}
          </ul>
        </>
      ))}
    </figure>
  );
}

/** What stands below a picture: only what its row does not say. */
function Below({ kind, picture }: { kind: LabelGallery["kind"]; picture: LabelPicture }): JSX.Element | null {
  const { label, share, second, truth, picture: name } = picture;
  if (kind === "suggested") {
    return (
      <span class="below name">
        <Foreign text={lastPart(name)} />
      </span>
    );
  }
  if (kind === "given" || label === null) return null;
  if (kind === "by-class") return <span class="below">{share === null ? "" : formatRate(share, 0)}</span>;
  if (truth !== undefined) {
    return (
      <span class="below">
        <strong>
          <Foreign text={shorten(truth, 8)} />
        </strong>
        <span>
          as <Foreign text={shorten(label, 8)} />
        </span>
      </span>
    );
  }
  return (
    <span class="below">
      <span>
        <Foreign text={shorten(label, 8)} />
      </span>
      {second !== null && (
        <span>
          or <Foreign text={shorten(second, 8)} />
        </span>
      )}
    </span>
  );
}

function spoken({ picture, label, share, second, truth }: LabelPicture): string {
  if (label === null) return picture;
  const sure = share === null ? "" : `, ${formatRate(share, 1)} sure`;
  const shows = truth === undefined ? "" : `, shows ${truth}`;
  return `${picture}${shows}, called ${label}${sure}${second === null ? "" : `, next ${second}`}`;
}

function lastPart(name: string): string {
  return shorten(name.slice(name.lastIndexOf("/") + 1), 12);
}
