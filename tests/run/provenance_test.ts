import assert from "node:assert/strict";
import { join } from "node:path";
import { childCommand } from "../../lib/config/child_command.ts";
import { gitState } from "../../lib/run/git_state.ts";
import { hostProvenance } from "../../lib/run/provenance.ts";
import { Provenance } from "../../lib/record/record.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";
import { sampleRecord } from "../record/sample_record.ts";

async function git(dir: string, ...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  const { success, stdout, stderr } = await childCommand("git", { args: ["-C", dir, ...identity, ...args] })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("gitState() gives the commit and whether files differ from it", async () => {
  await withTemporaryFolder(async (dir) => {
    await git(dir, "init", "-q");
    assert.equal(await gitState(dir), undefined);
    await Deno.writeTextFile(join(dir, "file"), "a");
    await git(dir, "add", "file");
    await git(dir, "commit", "-q", "-m", "first");
    const commit = await git(dir, "rev-parse", "HEAD");
    assert.deepEqual(await gitState(dir), { commit, dirty: false });
    await Deno.writeTextFile(join(dir, "file"), "b");
    assert.deepEqual(await gitState(dir), { commit, dirty: true });
  });
});

Deno.test("gitState() does not take another project's checkout around the folder for its own", async () => {
  await withTemporaryFolder(async (dir) => {
    assert.equal(await gitState(dir), undefined);
    await git(dir, "init", "-q");
    await git(dir, "commit", "-q", "--allow-empty", "-m", "first");
    await Deno.mkdir(join(dir, "below"));
    assert.equal(await gitState(join(dir, "below")), undefined);
  });
});

Deno.test("hostProvenance() fits the record and shows no home folder", async () => {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  const host = await hostProvenance({
    task: "reproduce",
    args: ["--out", `${home}/a`, "--quick"],
    options: { out: `${home}/a`, seed: 0, quick: true },
    optionsSet: ["out", "quick"],
    quick: true,
    startedAt: new Date(0),
    tfjsVersion: "4.22.0",
  });
  assert.deepEqual(host.commandLine, ["reproduce", "--out", "~/a", "--quick"]);
  assert.deepEqual(host.options, { out: "~/a", seed: 0, quick: true });
  assert.equal(host.startedAt, "1970-01-01T00:00:00.000Z");
  assert.match(host.version, /^\d+\.\d+\.\d+$/);
  assert.equal(host.runtime.deno, Deno.version.deno);
  assert.ok(host.os.cores >= 1);
  const provenance = { ...sampleRecord().provenance, ...host };
  assert.deepEqual(Provenance.parse(provenance), provenance);
});
