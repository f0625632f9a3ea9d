import assert from "node:assert/strict";
import { programOf, runProgram, taskCommand } from "../../lib/sweep/child.ts";

Deno.test("what tells the linker where libraries lie reaches a program, though Deno starts none that inherits it", () => {
  const { command, args, env } = programOf("sbatch", ["--version"], { DRI_PRIME: "pci-0000_17_00_0" }, {
    PATH: "/bin",
    LD_LIBRARY_PATH: "/opt/cuda lib",
    DYLD_LIBRARY_PATH: "/x",
  });
  assert.equal(command, "env");
  assert.deepEqual(args, ["LD_LIBRARY_PATH=/opt/cuda lib", "DYLD_LIBRARY_PATH=/x", "sbatch", "--version"]);
  assert.deepEqual(env, { PATH: "/bin", DRI_PRIME: "pci-0000_17_00_0" });
});

Deno.test("a program that is not there ends with 127", async () => {
  assert.equal((await runProgram("no-such-program-of-slurm", [])).code, 127);
  assert.deepEqual(await runProgram("sh", ["-c", "pwd; echo b >&2; exit 3"], "/"), {
    code: 3,
    stdout: "/\n",
    stderr: "b\n",
  });
});

Deno.test("a task's command names whole paths and asks the network for nothing", () => {
  const [deno, ...words] = taskCommand("reproduce", ["--seed=1"]);
  assert.equal(deno, Deno.execPath());
  assert.equal(words[0], "run");
  assert.ok(words.includes("--cached-only") && words.includes("--no-prompt"));
  assert.match(words.at(-2)!, /^\/.*\/tasks\/reproduce\.ts$/);
  assert.match(words.find((word) => word.startsWith("--config="))!, /=\/.*\/deno\.json$/);
});
