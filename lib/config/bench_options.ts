import { z } from "zod";
import { OUTPUT_OPTIONS } from "./output_options.ts";
import { PLAN_OPTION } from "./plan_option.ts";

const wholeNumber = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

/** Whole runs that two builds are compared on. */
export const AGAINST_WORKS = ["both", "published", "graph", "networks", "seeds", "baselines"] as const;
/** A whole run that two builds are compared on. */
export type AgainstWork = typeof AGAINST_WORKS[number];

/** Options of `deno task bench`. */
export const BenchOptions = z.strictObject({
  part: z.enum(["all", "kernels", "comparison", "scaling", "leak-free", "overheads", "peer", "against"]).default("all")
    .meta({
      help: "Which part to measure; kernels come with the adapter's ceilings",
      placeholder: "NAME",
    }),
  repeats: wholeNumber(0, 1000).default(0).meta({
    help: "Rounds that count, after a warm-up (0: five, or two of a quick run)",
    placeholder: "N",
  }),
  peer: z.string().default("").meta({
    help:
      "Another program that does the published run, as a shell command in your environment: whole processes are compared, alternating",
    placeholder: "COMMAND",
  }),
  peerRepeats: wholeNumber(1, 100).default(2).meta({
    help: "Rounds of whole processes: each a cold run, the peer and a warm run, or both builds",
    placeholder: "N",
  }),
  against: z.string().default("").meta({
    help: "Another checkout of this project, installed: whole runs of both builds are compared, in turn",
    placeholder: "DIR",
  }),
  work: z.array(z.enum(AGAINST_WORKS)).default([]).meta({
    help: `With --against: which runs, given once or more (default: ${AGAINST_WORKS.join(", ")})`,
    placeholder: "NAME",
  }),
  plan: PLAN_OPTION,
  compare: z.string().default("").meta({
    help: "A bench.json of before, or its folder: says what has changed since",
    placeholder: "OLD",
  }),
  out: z.string().default("").meta({
    help: "Folder for bench.json and index.html (default: reports/<UTC time>-bench)",
    placeholder: "DIR",
  }),
  quick: z.boolean().default(false).meta({ help: "Fewer rounds and sizes: a rough picture in half a minute" }),
  force: z.boolean().default(false).meta({ help: "Write into --out even if it exists and is not empty" }),
  ...OUTPUT_OPTIONS,
});

/** The options with their defaults filled in. */
export type BenchOptions = z.infer<typeof BenchOptions>;
