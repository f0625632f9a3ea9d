import type { GroupsRecord, LeakFreeRecord } from "../record/record.ts";
import { CLASSES } from "../data/dataset.ts";
import { countOf, formatCount, formatRate } from "./format.ts";

/** Warnings that are written out; of more it is said how many. */
const MOST = 12;

/**
 * What a run can tell to be wrong with its groups without a hidden label: a sentence each, without a full stop, with the
 * draw's seed where there are several.
 */
export function groupWarnings({ draws, groups }: LeakFreeRecord): string[] {
  const warnings = draws.flatMap(({ drawSeed, groups: found, labelledTrainIndices }) => {
    if (found === undefined) return [];
    const labels = labelledTrainIndices.flat().length;
    const ofDraw = labels === 0
      ? unclear(found, groups?.["leastAgreement"] ?? 0)
      : found.way === "spreading"
      ? [spreadInstead(found, labels)]
      : [...unlabelled(found), ...shared(found)];
    return draws.length === 1 ? ofDraw : ofDraw.map((warning) => `Seed ${drawSeed}: ${warning}`);
  });
  return warnings.length <= MOST
    ? warnings
    : [...warnings.slice(0, MOST), `${formatCount(warnings.length - MOST)} warnings more`];
}

function unclear(found: GroupsRecord, wanted: number): string[] {
  const { agreement } = found;
  return agreement >= wanted ? [] : [
    `The images do not fall into ${groupCount(found)} clear groups: partitions agree on ${
      formatRate(agreement)
    } of them on average`,
  ];
}

function spreadInstead(found: GroupsRecord, labels: number): string {
  const { agreement, contradicting, uneven } = found;
  return `The images do not fall into ${
    groupCount(found)
  } clear groups, and labels were spread over the graph instead: ` +
    "partitions agree on " +
    `${formatRate(agreement)} of the images on average, and ${formatCount(contradicting)} of ${formatCount(labels)} ` +
    `labelled images lie in a group of another name${
      uneven ? "; classes are far from equally frequent, and labels spread without that assumption" : ""
    }`;
}

function groupCount({ groups }: GroupsRecord): string {
  return groups.length === CLASSES ? "ten" : String(groups.length);
}

function unlabelled({ groups }: GroupsRecord): string[] {
  return groups.filter(({ labelled }) => labelled.every((count) => count === 0)).map(({ name, images }) =>
    `No labelled image lies in a group of ${countOf(images, "image")}; it is taken for class ${name}, which is left`
  );
}

/** Classes most of whose labelled images lie in the group of another. */
function shared({ groups }: GroupsRecord): string[] {
  const given = (label: number) => groups.reduce((sum, { labelled }) => sum + labelled[label]!, 0);
  return groups.flatMap(({ name, images, labelled }) =>
    labelled.flatMap((count, label) =>
      label !== name && 2 * count > given(label)
        ? [`Classes ${name} and ${label} share a group of ${countOf(images, "image")}`]
        : []
    )
  );
}
