/** Sweeps on this machine, and what is said where there is no Slurm. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { childCommand } from "../../lib/config/child_command.ts";
import { graphCache } from "../../lib/protocols/graph_cache.ts";
import { taskCommand } from "../../lib/sweep/child.ts";
import { namesIn, withTemporaryFolder } from "../run/temporary_folder.ts";
import { exists, ROOT, runTask } from "./tasks.ts";

const RUN = ["--protocol", "leak-free", "--preset", "graph", "--quick", "--data-dir", "tests/fixtures/fashion"];
/** Without git: a commit in between is another version. */
const ENV = { PATH: `${ROOT}tests/fixtures/no_git:${Deno.env.get("PATH")}` };

Deno.test("a sweep that is interrupted, and one of its records cut short, goes on and leaves nothing behind", async () => {
  await withTemporaryFolder(async (dir) => {
    const out = join(dir, "s1");
    const cache = join(dir, "cache");
    await Deno.mkdir(cache);
    // Whoever wants a graph waits, so that both tasks are at work when they are stopped.
    const release = await graphCache(cache, assert.fail).claim!("any");
    const args = [
      ...RUN,
      "--draws=2",
      "--per-task=1",
      "--throttle=2",
      "--cache-dir",
      cache,
      "--no-reports",
      "--out",
      out,
    ];
    const [command, ...words] = taskCommand("sweep", args);
    const child = childCommand(command!, {
      args: words,
      cwd: ROOT,
      env: { NO_COLOR: "1", INIT_CWD: ROOT, ...ENV },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = child.output();
    const kept = (task: number) => join(out, `tasks/000${task}/checkpoint/leak-free.labelled-images.safetensors`);
    while (!(await exists(kept(0)) && await exists(kept(1)))) await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await runTask("sweep", ["--resume", out], ENV);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /^error: Running the sweep .*: found another process that runs it, wanted none/);
    child.kill("SIGINT");
    const { code, stderr } = await output;
    assert.equal(code, 130);
    assert.match(
      new TextDecoder().decode(stderr),
      /^What was done is kept; to go on:\n {2}\.\/tenshot sweep --resume \S+s1$/m,
    );
    await release!();

    const status = await runTask("sweep", ["--status", out], ENV);
    assert.equal(status.code, 1);
    assert.match(status.stdout, /^0 of 2 tasks done, 2 stopped\n/);
    const resumed = await runTask("sweep", ["--resume", out], ENV);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stdout, /^2 of 2 tasks done\n\nAll tasks: 2 of 2\n/);
    assert.deepEqual(namesIn(join(out, "tasks/0000")), [
      "pictures.json",
      "predictions.json",
      "run.json",
      "weights.safetensors",
    ]);
    assert.deepEqual(namesIn(cache).filter((name) => !name.endsWith(".bin")), []);
    assert.match(await Deno.readTextFile(join(out, "index.html")), /2 of 2 tasks done/);

    await Deno.truncate(join(out, "tasks/0001/run.json"), 100);
    const mended = await runTask("sweep", ["--resume", out], ENV);
    assert.equal(mended.code, 0, mended.stderr);
    assert.equal(await exists(join(out, "tasks/0001/run.json.damaged")), true);

    await Deno.truncate(join(out, "sweep.json"), 100);
    const damaged = await runTask("sweep", ["--status", out], ENV);
    assert.equal(damaged.code, 1);
    assert.match(damaged.stderr, /^error: Looking at .*s1: found a damaged sweep\.json/);
  });
});

Deno.test("a dry run shows each task and what would be handed to Slurm, and needs none", async () => {
  await withTemporaryFolder(async (dir) => {
    const out = join(dir, "s1");
    const args = ["--protocol", "published", "--seeds", "0..1", "--engine", "slurm", "--slurm", "partition=gpu"];
    const { code, stdout, stderr } = await runTask("sweep", [...args, "--dry-run", "--out", out], ENV);
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      "0000  reproduce --protocol=published --seeds=0..0\n0001  reproduce --protocol=published --seeds=1..1\n" +
        "sbatch --parsable sweep.sbatch\n",
    );
    assert.match(
      await Deno.readTextFile(join(out, "sweep.sbatch")),
      /^#SBATCH --array=0-1$\n[\s\S]*^#SBATCH --partition=gpu$/m,
    );
    const again = await runTask("sweep", [...args, "--dry-run", "--out", out], ENV);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /found a folder that is not empty/);
  });
});

Deno.test("without Slurm a sweep on it says so at once, with exit code 1, and writes nothing", async () => {
  await withTemporaryFolder(async (dir) => {
    // What a task needs, and nothing of Slurm.
    await Deno.mkdir(join(dir, "bin"));
    for (const name of ["env", "git", "sh"]) await Deno.symlink(`/usr/bin/${name}`, join(dir, "bin", name));
    await Deno.symlink(Deno.execPath(), join(dir, "bin/deno"));
    const args = ["--seeds", "0..3", "--engine", "slurm", "--out", join(dir, "s1")];
    const { code, stderr } = await runTask("sweep", args, { ...ENV, PATH: join(dir, "bin") });
    assert.equal(code, 1);
    assert.equal(
      stderr,
      "error: Starting a sweep on Slurm: found no sbatch on PATH, wanted Slurm's commands\n" +
        "  what to do: run it where you submit jobs, or leave --engine out to run it on this machine\n",
    );
    const elsewhere = await runTask("sweep", args, { ...ENV, SLURM_CONF: join(dir, "slurm.conf") });
    assert.equal(elsewhere.code, 1);
    assert.match(
      elsewhere.stderr,
      /^error: Starting a sweep on Slurm: found no file .*slurm\.conf, which SLURM_CONF names/,
    );
    assert.equal(await exists(join(dir, "s1")), false);
    const usage = await runTask("sweep", ["--over", "preset=grph"], ENV);
    assert.equal(usage.code, 2);
  });
});

Deno.test("README.md's three commands for a cluster are read as they are printed", async () => {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const [, block = ""] = /^## On a cluster\n[\s\S]*?```sh\n([\s\S]*?)```/m.exec(readme) ?? [];
  const commands = block.trim().split("\n").map((line) => line.split(" "));
  assert.deepEqual(commands.map(([program, task]) => [program, task]), Array(3).fill(["./tenshot", "sweep"]));
  await withTemporaryFolder(async (dir) => {
    const [here, there, status] = commands.map((words) =>
      words.slice(2).map((word) => word.replace(/^reports\//, `${dir}/`))
    );
    const counts = [];
    for (const args of [here!, there!]) {
      const { code, stdout, stderr } = await runTask("sweep", [...args, "--dry-run"], ENV);
      assert.equal(code, 0, stderr);
      counts.push(stdout.match(/^\d{4} {2}reproduce /gm)?.length);
    }
    assert.deepEqual(counts, [4, 100]);
    const { code, stdout } = await runTask("sweep", status!, ENV);
    assert.equal(code, 1);
    assert.match(stdout, /^0 of 100 tasks done, 100 waiting\n/);
  });
});
