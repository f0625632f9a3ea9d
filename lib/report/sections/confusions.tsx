import type { JSX } from "preact";
import type { NotebookStory, SetScores, StageRecord } from "../../record/record.ts";
import type { CellPictures } from "../../record/pictures.ts";
import { ConfusionPair } from "../components/confusion_pair.tsx";
import { Details, Section } from "../components/text.tsx";

/** Which digit is taken for which, under both scores. */
export function Confusions(
  { published, cells }: { published: NotebookStory; cells?: CellPictures | undefined },
): JSX.Element {
  return (
    <Section id="confusion" title="Confusion matrices">
      <p>
        Rows are true digits, columns are predicted ones. Blue is right, orange is wrong; the shade is the share of the
        row’s images, on a square-root scale.
      </p>
      <StageMatrices title="Stage 2" id="stage2" stage={published.stage2} cells={cells} />
      <Details summary="Stage 1">
        <StageMatrices title="Stage 1" id="stage1" stage={published.stage1} cells={cells} />
      </Details>
    </Section>
  );
}

function StageMatrices(
  { title, id, stage, cells }: {
    title: string;
    id: "stage1" | "stage2";
    stage: StageRecord;
    cells: CellPictures | undefined;
  },
): JSX.Element {
  return (
    <>
      <h3>{title}, test images</h3>
      <Pair title={`${title}, test`} set="test" id={id} scores={stage.test} cells={cells} />
      <Details summary={`${title}, training images`} data>
        <Pair title={`${title}, training`} set="training" id={id} scores={stage.train} />
      </Details>
    </>
  );
}

/** Pictures are kept of test images only. */
function Pair(
  { title, set, id, scores, cells }: {
    title: string;
    set: "test" | "training";
    id: "stage1" | "stage2";
    scores: SetScores;
    cells?: CellPictures | undefined;
  },
): JSX.Element {
  const named = (score: "informed" | "free") => cells?.matrices[`${id}-${score}`] && `${id}-${score}` as const;
  return (
    <ConfusionPair
      id={`${id}-${set}-matrices`}
      matrices={[
        {
          title: `${title}, label-informed`,
          matrix: scores.labelInformedConfusion,
          errors: scores.labelInformedErrors,
          images: scores.images,
          name: named("informed"),
        },
        {
          title: `${title}, label-free`,
          matrix: scores.labelFreeConfusion,
          errors: scores.labelFreeErrors,
          images: scores.images,
          name: named("free"),
        },
      ]}
    />
  );
}
