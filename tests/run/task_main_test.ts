import assert from "node:assert/strict";
import { join, posix, win32 } from "node:path";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";
import project from "../../deno.json" with { type: "json" };
import { asksForVersion, isSameFolder } from "../../lib/run/task_main.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const SAMPLE = fileURLToPath(new URL("./sample_task.ts", import.meta.url));

function sampleTask(args: string[], env: Record<string, string> = {}, cwd = PROJECT): Deno.Command {
  const permissions = ["--no-prompt", "--allow-env=INIT_CWD", "--allow-read", "--allow-write"];
  return childCommand(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--config", join(PROJECT, "deno.json"), ...permissions, SAMPLE, ...args],
    cwd,
    env: { NO_COLOR: "1", INIT_CWD: PROJECT, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(args: string[], env?: Record<string, string>, cwd?: string) {
  const { code, stdout, stderr } = await sampleTask(args, env, cwd).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("runTask() ends with the task's exit code", async () => {
  assert.deepEqual(await run(["ends"]), { code: 7, stdout: "", stderr: "" });
});

Deno.test("runTask() turns failures of every kind into one message, undoes what was registered, and ends with 1", async () => {
  for (const kind of ["throws", "rejects-unhandled", "throws-in-timer"]) {
    const { code, stdout, stderr } = await run([kind]);
    assert.equal(stderr, `error: Sampling: found ${kind}, wanted nothing\n`);
    assert.equal(stdout, "undone\n");
    assert.equal(code, 1);
  }
});

Deno.test("runTask() ends with 2 for wrong usage, and shows a stack trace for --debug alone", async () => {
  const usage = await run(["misuses"]);
  assert.equal(usage.code, 2);
  assert.match(usage.stderr, /^error: Reading --sample: found it\n {2}what to do: --help lists the flags\n$/);
  const debug = await run(["throws", "--debug"]);
  assert.equal(debug.code, 1);
  assert.match(debug.stderr, /\n {4}at .*sample_task\.ts/);
});

Deno.test("runTask() takes paths as the caller of deno task means them", async () => {
  await withTemporaryFolder(async (dir) => {
    const real = await Deno.realPath(dir);
    assert.equal((await run(["prints-folder"], { INIT_CWD: real })).stdout, `${real}\n`);
    assert.equal((await run(["prints-folder"], { INIT_CWD: PROJECT }, real)).stdout, `${real}\n`);
  });
});

Deno.test("isSameFolder() knows the project's folder as Windows and others spell it", () => {
  const windows: [string, string][] = [
    ["C:\\work\\tenshot", "C:\\work\\tenshot\\"],
    ["c:\\Work\\tenshot", "C:\\work\\Tenshot\\"],
    ["C:/work/tenshot", "C:\\work\\tenshot\\"],
    ["C:\\", "C:\\"],
    ["\\\\server\\share\\tenshot", "\\\\server\\share\\tenshot\\"],
  ];
  for (const [cwd, project] of windows) assert.ok(isSameFolder(cwd, project, win32.relative), cwd);
  for (const cwd of ["D:\\work\\tenshot", "C:\\work", "C:\\work\\tenshot\\lib", "C:\\work\\tenshot2"]) {
    assert.ok(!isSameFolder(cwd, "C:\\work\\tenshot\\", win32.relative), cwd);
  }
  assert.ok(isSameFolder("/work/tenshot", "/work/tenshot/", posix.relative));
  assert.ok(isSameFolder("/", "/", posix.relative));
  for (const cwd of ["/work/Tenshot", "/work", "/work/tenshot/lib", "/work/tenshot2"]) {
    assert.ok(!isSameFolder(cwd, "/work/tenshot/", posix.relative), cwd);
  }
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} ends a task at once with ${code} and leaves no half-written file`, async () => {
    await withTemporaryFolder(async (dir) => {
      const child = sampleTask(["writes", join(dir, "file")]).spawn();
      const reader = child.stdout.getReader();
      // The task says so when its temporary file is there.
      assert.equal(new TextDecoder().decode((await reader.read()).value), "waiting\n");
      assert.equal(namesIn(dir).length, 1);
      child.kill(signal);
      const [status] = await Promise.all([child.status, reader.cancel(), child.stderr.cancel()]);
      assert.equal(status.code, code);
      assert.deepEqual(namesIn(dir), []);
    });
  });
}

Deno.test("SIGINT ends a task at once even while it computes", async () => {
  await withTemporaryFolder(async (dir) => {
    const child = sampleTask(["computes", join(dir, "file")]).spawn();
    const reader = child.stdout.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "waiting\n");
    child.kill("SIGINT");
    const [status] = await Promise.all([child.status, reader.cancel(), child.stderr.cancel()]);
    assert.equal(status.code, 130);
  });
});

Deno.test("runTask() says the version instead of working, unless the word is not a flag of the task", async () => {
  assert.deepEqual(await run(["ends", "--version"]), { code: 0, stdout: `tenshot ${project.version}\n`, stderr: "" });
  assert.equal(asksForVersion(["--", "--version"]), false);
});
