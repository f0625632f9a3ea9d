/** A run that is killed, interrupted and damaged on its way, against one that is left in peace. */
import assert from "node:assert/strict";
import { childCommand } from "../../lib/config/child_command.ts";
import project from "../../deno.json" with { type: "json" };
import { exists, ROOT, runTask, type TaskResult, withNewFolder } from "./tasks.ts";

/** Not by `deno task`: killed, it would leave its child at work. And with a git that fails: a commit in between is another version. */
const [DENO, ...COMMAND] = project.tasks.reproduce.command.split(" ") as [string, ...string[]];
const PATH = `${ROOT}tests/fixtures/no_git:${Deno.env.get("PATH")}`;
const ENVIRONMENT = { NO_COLOR: "1", INIT_CWD: ROOT, PATH };

/** Runs `reproduce` to its end, or ends it as soon as a file of its checkpoint is there. */
async function reproduce(
  args: readonly string[],
  stop?: { readonly out: string; readonly at: string; readonly signal: Deno.Signal },
): Promise<TaskResult> {
  assert.equal(DENO, "deno");
  const child = childCommand(Deno.execPath(), {
    args: [...COMMAND, ...args],
    cwd: ROOT,
    env: ENVIRONMENT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  let ended = false;
  output.then(() => ended = true);
  while (stop && !ended) {
    if (await exists(`${stop.out}/checkpoint/${stop.at}.safetensors`)) {
      child.kill(stop.signal);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The record's lines without what may differ: times, and the folders of run, data and cache. */
async function timeless(out: string): Promise<string[]> {
  const text = (await Deno.readTextFile(`${out}/run.json`)).replace(/"(resumedAt|commandLine)": \[[^\]]*\],\n/g, "");
  return text.split("\n").filter((line) => !/^\s*"(\w+Ms|startedAt|endedAt|out|cacheDir|dataDir|source)": /.test(line));
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
}

Deno.test("a run of both protocols that is killed, interrupted and damaged ends with the same bytes as one left in peace", async () => {
  await withNewFolder(async (folder) => {
    const argsFor = (name: string) => [
      ...["--quick", "--data-dir", `${folder}/data`, "--preset", "graph"],
      ...["--cache-dir", `${folder}/cache-${name}`, "--out", `${folder}/${name}`],
    ];
    await copyFolder("tests/fixtures/fashion", `${folder}/data`);
    const peace = await reproduce(argsFor("peace"));
    assert.equal(peace.code, 0, peace.stderr);

    const out = `${folder}/stopped`;
    const killed = await reproduce(argsFor("stopped"), { out, at: "notebook.stage-1", signal: "SIGKILL" });
    assert.equal(killed.code, 137);
    const interrupted = await reproduce(["--resume", out], { out, at: "notebook", signal: "SIGINT" });
    assert.equal(interrupted.code, 130, interrupted.stderr);
    assert.match(interrupted.stderr, /^Stage 1: 100 %, kept from before/m);
    assert.match(interrupted.stderr, /^Stage 2: 100 %, \d+ tries/m);
    assert.ok(
      interrupted.stderr.endsWith(`What was done is kept; to go on:\n  ./tenshot reproduce --resume ${out}\n`),
      interrupted.stderr,
    );
    assert.equal(await exists(`${out}/run.json`), false);

    const again = await reproduce(["--resume", out], { out, at: "leak-free.pseudo-labels", signal: "SIGKILL" });
    assert.equal(again.code, 137);
    await Deno.truncate(`${out}/checkpoint/leak-free.pseudo-labels.safetensors`, 1_000);
    await Deno.rename(`${folder}/data`, `${folder}/moved`);
    const away = await reproduce(["--resume", out]);
    assert.equal(away.code, 1);
    assert.match(away.stderr, /^error: Loading the data set in .*data: found no such folder/m);
    const last = await reproduce(["--resume", out, "--data-dir", `${folder}/moved`]);
    assert.equal(last.code, 0, last.stderr);
    assert.match(last.stderr, /^Notebook: 100 %, kept from before/m);
    assert.match(last.stderr, /leak-free\.pseudo-labels\.safetensors is damaged; that step is done again/);

    for (const name of ["predictions.json", "weights.safetensors", "pictures.json"]) {
      assert.deepEqual(await Deno.readFile(`${out}/${name}`), await Deno.readFile(`${folder}/peace/${name}`), name);
    }
    assert.deepEqual(await timeless(out), await timeless(`${folder}/peace`));
    const { published, audit, leakFree, provenance } = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
    assert.ok(published && audit && leakFree);
    assert.equal(leakFree.graph.fromCache, false, "the run built its graph, though not the last process");
    assert.equal(provenance.resumedAt.length, 4);
    assert.deepEqual([provenance.options.dataDir, provenance.dataset.source], [`${folder}/moved`, `${folder}/moved`]);
    assert.equal(await exists(`${out}/checkpoint`), false);
    assert.match(last.stdout, /^The same models, label-free[\s\S]*^Leak-free, 100 labels/m);

    const over = await runTask("reproduce", ["--resume", out]);
    assert.equal(over.code, 1);
    assert.match(over.stderr, /found a run that has ended; nothing is left to do/);
  });
});

Deno.test("--resume takes no other option, and a folder that has something to go on with", async () => {
  const mixed = await runTask("reproduce", ["--resume", "somewhere", "--seed", "3"]);
  assert.equal(mixed.code, 2);
  assert.match(mixed.stderr, /^error: Reading --resume: found --seed too/);
  await withNewFolder(async (folder) => {
    const missing = await runTask("reproduce", ["--resume", folder]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /^error: Resuming .*: found no such folder$/m);
    assert.equal(await exists(folder), false);
  });
});
