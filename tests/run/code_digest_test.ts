import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { codeDigest } from "../../lib/run/code_digest.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

async function write(dir: string, path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(join(dir, path)), { recursive: true });
  await Deno.writeTextFile(join(dir, path), text);
}

Deno.test("codeDigest() tells edits, new and missing files of the program apart, and nothing else", async () => {
  await withTemporaryFolder(async (dir) => {
    await write(dir, "deno.json", "{}");
    await write(dir, "lib/room/a.ts", "1");
    await write(dir, "lib/room/b.wgsl", "2");
    await write(dir, "tasks/c.ts", "3");
    const begun = await codeDigest(dir);
    for (const path of ["README.md", "tests/a_test.ts", "runs/one/run.json", "lib/room/.a.ts.swp", "lib/room/a.ts~"]) {
      await write(dir, path, "x");
      assert.equal(await codeDigest(dir), begun, path);
    }
    const seen = new Set([begun]);
    for (
      const [path, text] of [["lib/room/a.ts", "4"], ["lib/room/a.ts", "5"], ["lib/new.tsx", ""], ["deno.lock", "6"]]
    ) {
      await write(dir, path!, text!);
      seen.add(await codeDigest(dir));
    }
    await Deno.rename(join(dir, "tasks/c.ts"), join(dir, "tasks/d.ts"));
    seen.add(await codeDigest(dir));
    assert.equal(seen.size, 6);
    await Deno.rename(join(dir, "tasks/d.ts"), join(dir, "tasks/c.ts"));
    await write(dir, "lib/room/a.ts", "1");
    for (const path of ["lib/new.tsx", "deno.lock"]) await Deno.remove(join(dir, path));
    assert.equal(await codeDigest(dir), begun, "edits that are taken back");
  });
});

Deno.test("codeDigest() looks at this program", async () => {
  assert.match(await codeDigest(), /^[0-9a-f]{64}$/);
  await withTemporaryFolder(async (dir) => assert.notEqual(await codeDigest(), await codeDigest(dir)));
});
