import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/gpu_visit.sh", import.meta.url));

async function visit(...args: string[]): Promise<{ code: number; stdout: string }> {
  const { code, stdout } = await childCommand("bash", { args: [SCRIPT, ...args], stdin: "null" }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

Deno.test({
  name: "a visit to a GPU without time leaves every step out, says so, and still packs what there is",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const { code } = await visit(folder, "0");
      assert.equal(code, 1);
      const [head, ...steps] = (await Deno.readTextFile(join(folder, "steps.tsv"))).trim().split("\n");
      assert.equal(head, "step\texit code\tseconds");
      const names = steps.map((line) => line.split("\t")[0]);
      for (const name of ["doctor", "doctor-software", "reproduce-cold", "leak-free-draws", "bench", "tests-kernels"]) {
        assert.ok(names.includes(name), name);
      }
      assert.ok(steps.every((line) => line.endsWith("\tleft out\t0")), steps.join("\n"));
      assert.ok((await Deno.stat(join(folder, "visit.tar.gz"))).size > 0);
    }),
});

Deno.test({
  name: "a visit to a GPU asks for a folder",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { code, stdout } = await visit();
    assert.equal(code, 2);
    assert.match(stdout, /^usage: scripts\/gpu_visit\.sh OUT \[SECONDS\]/m);
  },
});
