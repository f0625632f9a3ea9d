import assert from "node:assert/strict";
import { checkCacheFolder, graphCache } from "../../lib/protocols/graph_cache.ts";
import { namesIn, withTemporaryFolder } from "../run/temporary_folder.ts";

Deno.test("a cache gives back what it keeps; what goes wrong in it is said once, and thrown never", async () => {
  await withTemporaryFolder(async (dir) => {
    const sound = graphCache(`${dir}/a/cache`, assert.fail);
    assert.equal(await sound.read("key"), undefined);
    await sound.write("key", Uint8Array.of(1, 2));
    assert.deepEqual(await sound.read("key"), Uint8Array.of(1, 2));

    await Deno.writeTextFile(`${dir}/file`, "in the way");
    await Deno.mkdir(`${dir}/cache/graph-key.bin`, { recursive: true });
    for (const folder of [`${dir}/file`, `${dir}/file/below`, `${dir}/cache`]) {
      const notices: string[] = [];
      const broken = graphCache(folder, (notice) => notices.push(notice));
      for (let i = 0; i < 2; i++) {
        assert.equal(await broken.read("key"), undefined);
        await broken.write("key", Uint8Array.of(1));
      }
      assert.equal(notices.length, 1, folder);
      assert.match(notices[0]!, /^Keeping the graph in .*: found .*, so that it takes the time to build it\.$/);
    }
    const notices: string[] = [];
    graphCache(`${dir}/a/cache`, (notice) => notices.push(notice)).damaged!("key");
    assert.match(notices.join(), /found a damaged file .*graph-key\.bin/);
  });
});

Deno.test("a cache folder that cannot be one is refused, and one that can is not made yet", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/file`, "in the way");
    for (const path of [`${dir}/file`, `${dir}/file/below`]) {
      await assert.rejects(
        checkCacheFolder(path),
        /^Error: Reading --cache-dir .*: found a file .*file in the way, wanted/,
      );
    }
    if (Deno.build.os === "linux") {
      await assert.rejects(
        checkCacheFolder("/proc/cache"),
        /cannot write into \/proc .*choose a folder that you may write/,
      );
    }
    await checkCacheFolder(`${dir}/a/b`);
    assert.deepEqual(namesIn(dir), ["file"]);
  });
});
