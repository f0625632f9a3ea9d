import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

async function runTests(...args: string[]): Promise<{ code: number; stdout: string }> {
  const { code, stdout } = await childCommand("env", {
    args: ["LD_LIBRARY_PATH=/usr/lib", Deno.execPath(), "task", "--quiet", "test", ...args],
    cwd: join(HERE, "..", ".."),
    env: { INIT_CWD: HERE, NO_COLOR: "1" },
    stdin: "null",
    stderr: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

Deno.test("deno task test runs a part of the tests by the caller's paths, also where the linker is told something", async () => {
  const { code, stdout } = await runTests("test_counts_test.ts", "--filter", "deno test");
  assert.equal(code, 0);
  assert.match(stdout, /\n[1-9] passed, 0 failed\n$/);
  assert.doesNotMatch(stdout, /tenshot_test/);
});

Deno.test("deno task test --help says how, and runs nothing", async () => {
  const { code, stdout } = await runTests("--help");
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^Run all tests, or those in the files and folders that are named\n\nUsage: deno task test \[PATH\.\.\.\]/,
  );
});
