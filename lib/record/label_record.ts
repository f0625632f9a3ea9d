/**
 * What labelling a person's own pictures leaves in the run record: what there was to know, and what was decided. There is no
 * truth in it but what `check` counts.
 *
 * @module
 */
import { z } from "zod";
import { count, durationMs, loss, rate, sha256 } from "./record_fields.ts";

/** A class's name: any text. */
const className = z.string().min(1);

/** Labels given in a part of the pictures. */
const givenIn = z.array(z.strictObject({ label: className, pictures: count.min(1) }));

/** One of the groups that pictures fall into, as many as there are classes. */
export const LabelGroup = z.strictObject({
  /** Null where there is no label at all. */
  name: className.nullable(),
  pictures: count,
  /** Labels given in it, most first. */
  given: givenIn,
});

/** Pictures that hold together, mostly some kind of one class. */
export const LabelCommunity = z.strictObject({
  pictures: count.min(1),
  /** What most of its pictures were called; null where there is no label at all. */
  label: className.nullable(),
  /** Pictures that were called so. */
  called: count,
  given: givenIn,
  /**
   * `labels in it`: labels given in it say so. `its group`: it belongs to a group that labels elsewhere name. `labels elsewhere`:
   * they spread into it. `nothing`: there is no label of its class, or none at all.
   */
  decidedBy: z.enum(["labels in it", "its group", "labels elsewhere", "nothing"]),
});
/** Pictures that hold together. */
export type LabelCommunity = z.infer<typeof LabelCommunity>;

/** A picture whose label would help. */
export const Suggestion = z.strictObject({
  picture: z.string(),
  index: count,
  /** `group`, `community`: the most typical of one that holds no label. `unsure`: the least sure of what is left. */
  reason: z.enum(["group", "community", "unsure"]),
  /** Pictures of the group or community; 1 of one that is unsure. */
  speaksFor: count.min(1),
});
/** A picture whose label would help. */
export type Suggestion = z.infer<typeof Suggestion>;

/** Decisions against what a person knows of some pictures, counted after the last decision. */
export const LabelCheck = z.strictObject({
  pictures: count.min(1),
  wrong: count,
  /** Of those, the ones that were in doubt (see `doubtful`). */
  wrongInDoubt: count,
  /** 95 % interval of the error, by Wilson's score. */
  interval: z.strictObject({ lower: rate, upper: rate }),
  /** What was taken for what, most often first. */
  mistakes: z.array(z.strictObject({ truth: className, label: className, pictures: count.min(1) })),
  /** Pictures whose label was given, which are not counted. */
  leftOut: count,
});
/** Decisions against what a person knows of some pictures. */
export type LabelCheck = z.infer<typeof LabelCheck>;

/** What labelling a person's own pictures came to. */
export const LabelRecord = z.strictObject({
  source: z.enum(["folder", "idx", "npy"]),
  /** Pictures that could be used. */
  pictures: count.min(1),
  refused: z.array(z.strictObject({ picture: z.string(), reason: z.string() })),
  /** Names in their order, at last of those without a label, which are called unnamed; none where there is no label at all. */
  classes: z.array(className),
  /** Row c: indices of the pictures whose label c was given; none for an unnamed class. */
  given: z.array(z.array(count)),
  /** SHA-256 of u8 [pictures], the numbers of their classes; of groups where there is no label. */
  decidedSha256: sha256,
  /** Labels given for pictures that were refused. */
  givenForRefused: count,
  preset: z.string(),
  /** Networks; 0 where there is none, as are `steps` and `parameters`. */
  members: count,
  steps: count,
  parameters: count,
  /** A row a network. */
  lossCurves: z.array(z.array(loss)),
  /** Whether classes are assumed to be roughly equally frequent where labels spread. */
  prior: z.boolean(),
  /** Whether the groups were named, or labels spread instead. */
  way: z.enum(["groups", "spreading"]),
  /** Labels spread without the assumption that classes are roughly equally frequent, as the pictures belie it. */
  uneven: z.literal(true).optional(),
  /** The mean share of partitions that agree on a picture's group. */
  agreement: rate,
  groups: z.array(LabelGroup),
  /** The largest first. */
  communities: z.array(LabelCommunity),
  /** Given labels that the group which the picture lies in contradicts: they stand, but are worth a look. */
  contradicting: z.array(z.strictObject({ picture: z.string(), index: count, given: className, group: className })),
  /** Of each class: pictures that were called so, and the shares below which 1, 10 and 50 in 100 of them lie. */
  byClass: z.array(z.strictObject({
    label: className,
    pictures: count,
    given: count,
    shares: z.strictObject({ p01: rate, p10: rate, median: rate }).nullable(),
  })),
  /** Pictures without a given label for which another label has at least a quarter of the share that theirs has. */
  doubtful: count,
  /** Pictures without a given label that are at least so sure, by rising share. */
  bySureness: z.array(z.strictObject({ atLeast: rate, pictures: count })),
  suggestions: z.array(Suggestion).optional(),
  check: LabelCheck.optional(),
  graph: z.strictObject({
    settings: z.record(z.string(), z.number()),
    neighbours: count,
    links: count,
    fromCache: z.boolean(),
  }),
  timings: z.strictObject({
    picturesMs: durationMs,
    graphMs: durationMs,
    labelsMs: durationMs,
    networkMs: durationMs,
  }),
  durationMs,
});
/** What labelling a person's own pictures came to. */
export type LabelRecord = z.infer<typeof LabelRecord>;
