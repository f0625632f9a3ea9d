import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";
import { claimByFile } from "../../lib/run/claim_folder.ts";
import { checkCacheFolder, graphCache } from "../../lib/protocols/graph_cache.ts";
import { namesIn, withTemporaryFolder } from "../run/temporary_folder.ts";

const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const MODULE = fileURLToPath(new URL("../../lib/protocols/graph_cache.ts", import.meta.url));

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
      // Tasks may not look there; who has all permissions may, and not write.
      await assert.rejects(
        checkCacheFolder("/proc/cache"),
        /cannot look at \/proc\/cache \(found a place that Deno keeps|cannot write into \/proc .*choose a folder that you may write/,
      );
    }
    await checkCacheFolder(`${dir}/a/b`);
    assert.deepEqual(namesIn(dir), ["file"]);
  });
});

Deno.test("one process at a time may build a graph of a folder, and one that is killed leaves no lock behind", async () => {
  await withTemporaryFolder(async (dir) => {
    const cache = graphCache(join(dir, "cache"), assert.fail);
    const script = join(dir, "claim.ts");
    await Deno.writeTextFile(
      script,
      `import { graphCache } from ${JSON.stringify(MODULE)};
       console.log(typeof await graphCache(${JSON.stringify(join(dir, "cache"))}, console.error).claim("key"));
       await new Promise((resolve) => setTimeout(resolve, 60_000));`,
    );
    const child = childCommand(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-read", "--allow-write", `--config=${CONFIG}`, script],
      stdout: "piped",
    }).spawn();
    const said = child.stdout.getReader();
    assert.equal(new TextDecoder().decode((await said.read()).value), "function\n");
    assert.equal(await cache.claim!("key"), undefined, "somebody else has it");
    child.kill("SIGKILL");
    await child.status;
    await said.cancel();

    const release = await cache.claim!("key");
    assert.ok(release, "it is free once its process has ended");
    assert.equal(await cache.claim!("key"), undefined);
    await release();
    await (await cache.claim!("key"))!();
    assert.deepEqual(namesIn(join(dir, "cache")), []);
  });
});

Deno.test("where a folder cannot be locked, a lock file keeps others out, goes again, and is taken over from the dead", async () => {
  await withTemporaryFolder(async (dir) => {
    const path = join(dir, "graph.lock");
    await Deno.writeTextFile(path, "");
    const release = await claimByFile(path);
    assert.ok(release);
    assert.equal(await claimByFile(path), undefined);
    await release();
    assert.deepEqual(namesIn(dir), []);
    await (await claimByFile(path))!();
    assert.deepEqual(namesIn(dir), []);
  });
});
