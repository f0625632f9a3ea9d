import type { JSX } from "preact";
import type { NotebookStory, SetScores, StageRecord } from "../../run/record.ts";
import { ConfusionMatrix } from "../components/confusion_matrix.tsx";
import { Details, Section } from "../components/text.tsx";

/** Which digit is taken for which, under both scores. */
export function Confusions({ published }: { published: NotebookStory }): JSX.Element {
  return (
    <Section id="confusion" title="Confusion matrices">
      <p>
        Rows are true digits, columns are predicted ones. Blue is right, orange is wrong; the shade is the share of the
        row’s images, on a square-root scale.
      </p>
      <StageMatrices title="Stage 2" stage={published.stage2} />
      <StageMatrices title="Stage 1" stage={published.stage1} />
    </Section>
  );
}

function StageMatrices({ title, stage }: { title: string; stage: StageRecord }): JSX.Element {
  return (
    <>
      <h3>{title}, test images</h3>
      <Pair title={`${title}, test`} scores={stage.test} />
      <Details summary={`${title}, training images`}>
        <Pair title={`${title}, training`} scores={stage.train} />
      </Details>
    </>
  );
}

function Pair({ title, scores }: { title: string; scores: SetScores }): JSX.Element {
  return (
    <div class="pair">
      <ConfusionMatrix
        title={`${title}, label-informed`}
        matrix={scores.labelInformedConfusion}
        errors={scores.labelInformedErrors}
        images={scores.images}
      />
      <ConfusionMatrix
        title={`${title}, label-free`}
        matrix={scores.labelFreeConfusion}
        errors={scores.labelFreeErrors}
        images={scores.images}
      />
    </div>
  );
}
