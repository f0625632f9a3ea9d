import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";
import { shaderCacheIn } from "../../lib/bench/shader_cache.ts";

/** Runs `blank_step_compiles.ts` and tells what the driver then has in its shader cache. */
async function compiled(step: "blank" | "real", cache: string): Promise<string[]> {
  const { code, stderr } = await childCommand(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      fileURLToPath(new URL("./blank_step_compiles.ts", import.meta.url)),
      step,
    ],
    env: { NO_COLOR: "1", ...shaderCacheIn(cache) },
    stdin: "null",
    stderr: "piped",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const files = (folder: string): string[] =>
    [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => isDirectory ? files(`${folder}/${name}`) : [name]);
  // The index is written in place.
  return files(cache).filter((name) => name !== "index").sort();
}

Deno.test("what a blank step has compiled, real steps find in the driver's shader cache", async () => {
  const cache = await Deno.makeTempDir();
  try {
    const blank = await compiled("blank", cache);
    assert.deepEqual(await compiled("real", cache), blank);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});
