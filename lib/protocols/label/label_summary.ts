import { sha256Of } from "../../data/sha256.ts";
import { NO_LABEL, seedLabels } from "../../spread/propagation.ts";
import type { SuggestedPicture } from "../../spread/suggest.ts";
import type { LabelCommunity, LabelRecord } from "../../record/label_record.ts";
import type { LabelledPicture } from "../../run/labels_csv.ts";
import type { CheckScores } from "../../score/check_evaluator.ts";
import type { KnownOfPictures } from "./label_input.ts";
import type { LabelOutcome } from "./label_method.ts";

/** Shares that pictures are counted above. */
const LEVELS = [0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999];

/**
 * A label is in doubt if the next one has at least this much of its share. Source: our choice; of 21 errors among 590 digits
 * labelled from ten, 19 lie among the 70 that are.
 */
const DOUBT = 0.25;

/** What was decided of each picture, in names; none where there is no label. */
export function labelledPictures(
  { pictures, classes, labelled }: KnownOfPictures,
  { decided, beliefs }: LabelOutcome,
): LabelledPicture[] {
  if (classes.length === 0) return [];
  const given = new Set(labelled.indices);
  const { labels, confidences } = decided.second;
  return pictures.names.map((picture, index) => {
    const label = labels[index]!;
    const own = { picture, label: classes[label]!, share: confidences[index]! };
    if (given.has(index)) return { ...own, given: true };
    const row = beliefs.subarray(index * classes.length, (index + 1) * classes.length);
    let second = label === 0 ? 1 : 0;
    for (let c = 0; c < classes.length; c++) if (c !== label && row[c]! > row[second]!) second = c;
    return { ...own, second: { label: classes[second]!, share: row[second]! }, given: false };
  });
}

/** A finished run, as it is put together. */
export interface FinishedLabels {
  readonly known: KnownOfPictures;
  readonly outcome: LabelOutcome;
  readonly labels: readonly LabelledPicture[];
  readonly suggestions?: readonly SuggestedPicture[];
  readonly check?: CheckScores;
  readonly options: { readonly preset: string; readonly prior: boolean };
  readonly picturesMs: number;
  readonly durationMs: number;
}

/** What the run record keeps of labelling a person's own pictures. */
export function labelRecord(run: FinishedLabels): LabelRecord {
  const { known, outcome, labels, suggestions, check, options } = run;
  const { pictures, classes, labelled } = known;
  const { decided, network } = outcome;
  const nameOf = (number: number) => classes[number] ?? null;
  const ofClass = (number: number) => labelled.indices.filter((_, i) => labelled.labels[i] === number);
  return {
    source: pictures.kind,
    pictures: pictures.images.count,
    refused: [...pictures.refused],
    classes: [...classes],
    given: classes.map((_, number) => ofClass(number)),
    decidedSha256: sha256Of(decided.second.labels),
    givenForRefused: known.givenForRefused,
    preset: options.preset,
    members: network?.members.length ?? 0,
    steps: network?.steps ?? 0,
    parameters: network?.model.parameterCount ?? 0,
    lossCurves: (network?.lossCurves ?? []).map((curve) => [...curve]),
    prior: options.prior,
    way: decided.way,
    agreement: decided.agreement,
    ...(decided.uneven && { uneven: true as const }),
    groups: decided.named.names.map((name, group) => ({
      name: nameOf(name),
      pictures: decided.named.images[group]!,
      given: decided.named.labelled[group]!.flatMap((count, c) =>
        count > 0 ? [{ label: classes[c]!, pictures: count }] : []
      )
        .sort((a, b) => b.pictures - a.pictures),
    })),
    communities: communitiesOf(known, outcome),
    contradicting: labelled.indices.flatMap((index, i) => {
      const group = outcome.groups[index]!;
      if (decided.way !== "groups" || group === labelled.labels[i]) return [];
      return [{ picture: pictures.names[index]!, index, given: classes[labelled.labels[i]!]!, group: classes[group]! }];
    }),
    byClass: classes.map((label, number) => {
      const shares = labels.filter((picture) => picture.label === label && !picture.given).map(({ share }) => share)
        .sort((a, b) => a - b);
      const at = (quantile: number) => shares[Math.floor(quantile * (shares.length - 1))]!;
      return {
        label,
        pictures: shares.length + ofClass(number).length,
        given: ofClass(number).length,
        shares: shares.length === 0 ? null : { p01: at(0.01), p10: at(0.1), median: at(0.5) },
      };
    }),
    doubtful: labels.filter(isInDoubt).length,
    bySureness: classes.length === 0 ? [] : LEVELS.map((atLeast) => ({
      atLeast,
      pictures: labels.filter(({ share, given }) => !given && share >= atLeast).length,
    })),
    ...(suggestions && {
      suggestions: suggestions.map((suggestion) => ({ picture: pictures.names[suggestion.index]!, ...suggestion })),
    }),
    ...(check && {
      check: {
        pictures: check.pictures,
        wrong: check.wrong,
        wrongInDoubt: check.wrongPictures.filter(({ index }) => isInDoubt(labels[index]!)).length,
        interval: check.interval,
        mistakes: check.mistakes.map((mistake) => ({ ...mistake })),
        leftOut: check.leftOut,
      },
    }),
    graph: {
      settings: { ...outcome.graphSettings },
      neighbours: outcome.graphSettings.neighbours,
      links: outcome.links.columns.length / 2,
      fromCache: outcome.graphFromStore,
    },
    timings: {
      picturesMs: run.picturesMs,
      graphMs: outcome.durationsMs.graph,
      labelsMs: outcome.durationsMs.labels,
      networkMs: outcome.durationsMs.network,
    },
    durationMs: run.durationMs,
  };
}

function isInDoubt({ share, second }: LabelledPicture): boolean {
  return second !== undefined && second.share >= DOUBT * share;
}

/** What holds together, what it was called and by whom that was decided; the largest first. */
function communitiesOf(
  { classes, labelled, pictures }: KnownOfPictures,
  { communities, decided }: LabelOutcome,
): LabelCommunity[] {
  const given = seedLabels(pictures.images.count, labelled);
  const tallies = new Map<number, { called: number[]; given: number[] }>();
  communities.forEach((community, index) => {
    const zeros = () => new Array<number>(labelled.classes).fill(0);
    const tally = tallies.get(community) ?? { called: zeros(), given: zeros() };
    tallies.set(community, tally);
    tally.called[decided.second.labels[index]!]!++;
    if (given[index] !== NO_LABEL) tally.given[given[index]!]!++;
  });
  return [...tallies.values()].map(({ called, given }) => {
    const most = called.indexOf(Math.max(...called));
    const within = given.flatMap((count, c) => count > 0 ? [{ label: classes[c]!, pictures: count }] : []);
    const decidedBy: LabelCommunity["decidedBy"] = classes.length === 0 || !labelled.labels.includes(most)
      ? "nothing"
      : given[most]! > 0
      ? "labels in it"
      : decided.way === "groups"
      ? "its group"
      : "labels elsewhere";
    return {
      pictures: called.reduce((sum, count) => sum + count, 0),
      label: classes[most] ?? null,
      called: called[most]!,
      given: within.sort((a, b) => b.pictures - a.pictures),
      decidedBy,
    };
  }).sort((a, b) => b.pictures - a.pictures);
}
