import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { parseFlags } from "../../lib/config/flags.ts";
import { UsageError } from "../../lib/config/usage_error.ts";
import { kebabCase } from "../../lib/config/flag_specs.ts";
import { ReproduceOptions } from "../../lib/config/options.ts";

const Sample = z.strictObject({
  folder: z.string().optional().meta({ help: "Where it is", placeholder: "DIR", positional: true }),
  backend: z.enum(["webgpu", "cpu"]).default("webgpu"),
  learningRate: z.number().min(0).default(0.01),
  drawSeed: z.coerce.number().int().min(0).max(9).default(0),
  out: z.string().default(""),
  colour: z.boolean().default(true),
  quick: z.boolean().default(false),
});

function parsed(args: string[], schema: z.ZodObject = Sample) {
  const result = parseFlags(schema, args);
  if (result.help) throw new Error("Parsing for a test: found --help");
  return result;
}

function refuses(args: string[], message: string, schema: z.ZodObject = Sample): void {
  assert.throws(() => parseFlags(schema, args), (error) => {
    assert.ok(error instanceof UsageError);
    assert.equal(error.message, message);
    return true;
  });
}

Deno.test("parseFlags() gives the defaults and sets nothing where nothing is given", () => {
  const { options, set } = parsed([]);
  assert.deepEqual(options, {
    backend: "webgpu",
    learningRate: 0.01,
    drawSeed: 0,
    out: "",
    colour: true,
    quick: false,
  });
  assert.deepEqual(set, []);
});

Deno.test("parseFlags() reads both forms of a value, switches, their negation and places, in any order", () => {
  const { options, set } = parsed([
    "--draw-seed",
    "3",
    "here",
    "--out=-odd=1",
    "--no-colour",
    "--quick",
    "--learning-rate=1e-3",
  ]);
  assert.deepEqual(options, {
    folder: "here",
    backend: "webgpu",
    learningRate: 0.001,
    drawSeed: 3,
    out: "-odd=1",
    colour: false,
    quick: true,
  });
  assert.deepEqual(set, ["drawSeed", "folder", "out", "colour", "quick", "learningRate"]);
});

Deno.test("parseFlags() takes what follows -- by its place, even with a dash in front", () => {
  assert.equal(parsed(["--quick", "--", "--here"]).options["folder"], "--here");
});

Deno.test("parseFlags() sees --help and -h whatever else is wrong", () => {
  for (const flag of ["--help", "-h"]) {
    assert.deepEqual(parseFlags(Sample, ["--unknown", flag, "--draw-seed", "x"]), { help: true, options: {}, set: [] });
  }
  assert.equal(parseFlags(Sample, ["--", "-h"]).help, false);
});

Deno.test("parseFlags() names flag, found and wanted for a wrong value", () => {
  refuses(["--draw-seed", "1.5"], 'Reading --draw-seed: found "1.5", wanted a whole number from 0 to 9');
  refuses(["--draw-seed", "10"], 'Reading --draw-seed: found "10", wanted a whole number from 0 to 9');
  refuses(["--draw-seed=-1"], 'Reading --draw-seed: found "-1", wanted a whole number from 0 to 9');
  refuses(["--draw-seed", "-1"], 'Reading --draw-seed: found "-1", wanted a whole number from 0 to 9');
  for (const text of ["", " 1", "0x1", "Infinity", "NaN", "1_0", "one"]) {
    refuses(
      [`--learning-rate=${text}`],
      `Reading --learning-rate: found ${JSON.stringify(text)}, wanted a number of at least 0`,
    );
  }
  refuses(["--learning-rate", "1e999"], 'Reading --learning-rate: found "1e999", wanted a number of at least 0');
  refuses(["--backend=webgp"], 'Reading --backend: found "webgp", wanted one of webgpu, cpu; did you mean webgpu?');
  refuses(["--backend=metal-9"], 'Reading --backend: found "metal-9", wanted one of webgpu, cpu');
  refuses(["--quick=yes"], 'Reading --quick: found the value "yes", wanted none, as it is a switch');
});

Deno.test("parseFlags() refuses a missing value, also where the next flag stands in its place", () => {
  refuses(["--draw-seed"], "Reading --draw-seed: found no value, wanted a whole number from 0 to 9");
  refuses(["--draw-seed", "--quick"], "Reading --draw-seed: found no value, wanted a whole number from 0 to 9");
  refuses(["--out", "-x"], "Reading --out: found no value, wanted VALUE (--out=-x if that is the value)");
});

Deno.test("parseFlags() refuses an unknown flag and suggests the closest one", () => {
  refuses(["--draw-sed", "1"], "Reading the flags: found an unknown flag --draw-sed; did you mean --draw-seed?");
  refuses(["--drawSeed=1"], "Reading the flags: found an unknown flag --drawSeed; did you mean --draw-seed?");
  refuses(["--no-color"], "Reading the flags: found an unknown flag --no-color; did you mean --no-colour?");
  refuses(["--no-out"], "Reading the flags: found an unknown flag --no-out; --help lists the flags");
  refuses(["-q"], "Reading the flags: found an unknown flag -q; --help lists the flags");
  refuses(["--something-else"], "Reading the flags: found an unknown flag --something-else; --help lists the flags");
  refuses(["--folder=x"], "Reading the flags: found an unknown flag --folder; --help lists the flags");
});

Deno.test("parseFlags() refuses a repeated flag and an argument too many", () => {
  refuses(["--quick", "--quick"], "Reading --quick: found it twice, wanted it once");
  refuses(["--quick", "--no-quick"], "Reading --quick: found it twice, wanted it once");
  refuses(["--out=a", "--out", "a"], "Reading --out: found it twice, wanted it once");
  refuses(["here", "there"], 'Reading the arguments: found "there", wanted flags only');
});

Deno.test("parseFlags() asks for what the schema has no default for", () => {
  const schema = z.strictObject({
    folder: z.string().meta({ placeholder: "DIR", positional: true }),
    count: z.number(),
  });
  refuses(["--count=1"], "Reading the arguments: found no DIR, wanted one", schema);
  refuses(["here"], "Reading the arguments: found no --count, wanted --count with a number", schema);
  assert.deepEqual(parsed(["here", "--count=1"], schema).options, { folder: "here", count: 1 });
});

Deno.test("parseFlags() passes on what the schema checks across options", () => {
  const schema = Sample.refine(({ out, quick }) => !quick || out !== "", { message: "--quick needs --out" });
  refuses(["--quick"], "Reading the flags: --quick needs --out", schema);
  refuses(["--out=ab"], 'Reading --out: found "ab": Too short', z.object({ out: z.string().min(3, "Too short") }));
});

Deno.test("parseFlags() refuses a schema that no flag can carry", () => {
  assert.throws(() => parseFlags(z.object({ list: z.array(z.object({})) }), []), TypeError);
  assert.throws(() => parseFlags(z.object({ thing: z.date() }), []), TypeError);
});

Deno.test("parseFlags() takes a flag whose schema is a list several times", () => {
  const schema = z.object({
    over: z.array(z.string()).default([]),
    size: z.array(z.number()).default([]),
    quick: z.boolean().default(false),
  });
  const { help, options, set } = parseFlags(schema, ["--over=a=1,2", "--size=3", "--over", "b=3", "--quick"]);
  assert.ok(!help);
  assert.deepEqual(options, { over: ["a=1,2", "b=3"], size: [3], quick: true });
  assert.deepEqual(set, ["over", "size", "quick"]);
  assert.deepEqual(parsed([], schema).options, { over: [], size: [], quick: false });
  refuses(["--over"], "Reading --over: found no value, wanted VALUE", schema);
});

Deno.test("parseFlags() gives back any valid options of reproduce that are written as flags", () => {
  const options = fc.record({
    protocol: fc.constant("published" as const),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 2 }),
    out: fc.string({ unit: "binary", minLength: 1 }),
    dataDir: fc.string({ minLength: 1 }),
    backend: fc.constantFrom("webgpu" as const, "cpu" as const),
    waveWidth: fc.integer({ min: 0, max: 1024 }),
    quick: fc.boolean(),
    force: fc.boolean(),
    debug: fc.boolean(),
  }, { requiredKeys: [] });
  fc.assert(fc.property(options, fc.boolean(), (given, inline) => {
    const wanted = ReproduceOptions.parse(given);
    const args = Object.entries(given).flatMap(([key, value]) => {
      const flag = kebabCase(key);
      if (typeof value === "boolean") return [value ? `--${flag}` : `--no-${flag}`];
      return inline || String(value).startsWith("-") ? [`--${flag}=${value}`] : [`--${flag}`, String(value)];
    });
    const result = parseFlags(ReproduceOptions, args);
    assert.ok(!result.help);
    assert.deepEqual(result.options, wanted);
    assert.deepEqual(result.set, Object.keys(given));
  }));
});

Deno.test("parseFlags() answers any arguments with options, help or a UsageError", () => {
  const arg = fc.oneof(
    fc.string(),
    fc.constantFrom("--seed", "--out", "--quick", "--no-force", "--", "-", "-h", "--seed=1"),
  );
  fc.assert(fc.property(fc.array(arg), (args) => {
    try {
      const result = parseFlags(ReproduceOptions, args);
      if (!result.help) assert.deepEqual(ReproduceOptions.parse(result.options), result.options);
    } catch (error) {
      assert.ok(error instanceof UsageError, String(error));
    }
  }));
});

Deno.test("parseFlags() takes all arguments without a flag as a list where the schema has one", () => {
  const schema = z.strictObject({
    files: z.array(z.string()).min(1).meta({ placeholder: "FILE…", positional: true }),
    run: z.string().default(""),
  });
  assert.deepEqual(parsed(["a", "--run", "here", "b", "--", "--c"], schema).options, {
    files: ["a", "b", "--c"],
    run: "here",
  });
  assert.deepEqual(parsed(["a"], schema).set, ["files"]);
  refuses(["--run", "here"], "Reading the arguments: found no FILE…, wanted one", schema);
});
