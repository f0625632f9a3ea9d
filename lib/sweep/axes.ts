import { closest } from "../config/closest.ts";
import { type FlagSpec, flagSpecs } from "../config/flag_specs.ts";
import { UsageError } from "../config/usage_error.ts";
import { RUN_OPTION_KEYS, SweepOptions } from "../config/sweep_options.ts";
import type { Axis } from "./plan.ts";

/** Flags of a run that an axis may be made of. */
export const RUN_FLAGS: readonly FlagSpec[] = flagSpecs(SweepOptions).filter(({ key }) =>
  RUN_OPTION_KEYS.includes(key)
);

/**
 * Reads what `--over` was given.
 *
 * @param texts Such as `labels-per-class=1,5,10`.
 * @param set Keys of the options that were given beside.
 * @throws {UsageError} If one names no flag of a run, no value, a value twice, or what was given by itself too.
 */
export function readAxes(texts: readonly string[], set: readonly string[]): Axis[] {
  const axes = texts.map((text) => {
    const [, flag = "", list = ""] = /^(?:--)?([^=]*)=?(.*)$/s.exec(text) ?? [];
    const spec = RUN_FLAGS.find((spec) => spec.flag === flag);
    if (spec === undefined) {
      const near = closest(flag, RUN_FLAGS.map(({ flag }) => flag));
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      throw new UsageError(`Reading --over: found ${JSON.stringify(flag)}, wanted a flag of reproduce${hint}`);
    }
    const values = list.split(",");
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    if (values.includes("") || twice !== undefined) {
      const found = twice ? `${JSON.stringify(twice)} twice` : `a value that is empty`;
      throw new UsageError(`Reading --over ${flag}: found ${found}, wanted ${flag}=A,B with values that differ`);
    }
    const bad = spec.kind === "switch" && values.find((value) => value !== "true" && value !== "false");
    if (bad) {
      throw new UsageError(`Reading --over ${flag}: found ${JSON.stringify(bad)}, wanted true or false of a switch`);
    }
    if (set.includes(spec.key)) throw new UsageError(`Reading --over ${flag}: found --${flag} too, wanted one of them`);
    return { flag, values };
  });
  const repeated = axes.find(({ flag }, i) => axes.findIndex((axis) => axis.flag === flag) !== i);
  if (repeated !== undefined) {
    throw new UsageError(`Reading --over ${repeated.flag}: found it twice, wanted all its values in one`);
  }
  return axes;
}

/** All combinations of the axes' values, the last axis first to change; one without values where there is no axis. */
export function combinations(axes: readonly Axis[]): string[][] {
  return axes.reduce<string[][]>(
    (rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

/**
 * A flag with its value as a command line has it.
 *
 * @returns For example `--draws=10`, `--quick` or `--no-prior`.
 */
export function flagWord(flag: string, value: string): string {
  const spec = RUN_FLAGS.find((spec) => spec.flag === flag);
  if (spec?.kind !== "switch") return `--${flag}=${value}`;
  return value === "true" ? `--${flag}` : `--no-${flag}`;
}
