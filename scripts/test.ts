/**
 * Runs all tests, or those whose files or filters are passed on to `deno test`, and ends with a plain line that counts
 * them. Tests may read and write files, start what is named below, and talk to this machine alone.
 */
import { testCounts } from "./test_counts.ts";

const STARTED_BY_TESTS = [Deno.execPath(), "bash", "git", "chromium"];

const child = new Deno.Command("deno", {
  args: [
    "test",
    "--no-prompt",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--allow-net=localhost,127.0.0.1",
    `--allow-run=${STARTED_BY_TESTS.join(",")}`,
    ...Deno.args,
  ],
  stdin: "null",
  stdout: "piped",
  // Tests that start tasks in folders of their own must not be sent to the caller's.
  env: { INIT_CWD: Deno.cwd() },
}).spawn();

let text = "";
const decoder = new TextDecoder();
for await (const chunk of child.stdout) {
  await Deno.stdout.write(chunk);
  text += decoder.decode(chunk, { stream: true });
}
const { code } = await child.status;
const { passed, failed } = testCounts(text, code);
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(code);
