import assert from "node:assert/strict";
import { join } from "node:path";
import { stageFile, writeFileAtomically } from "../../lib/run/atomic_file.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("writeFileAtomically() writes text and bytes, replaces what is there, and leaves nothing else", async () => {
  await withTemporaryFolder(async (dir) => {
    const path = join(dir, "file");
    await writeFileAtomically(path, "zéro");
    assert.equal(await Deno.readTextFile(path), "zéro");
    await writeFileAtomically(path, Uint8Array.of(1, 2));
    assert.deepEqual([...await Deno.readFile(path)], [1, 2]);
    assert.deepEqual(namesIn(dir), ["file"]);
  });
});

Deno.test("writeFileAtomically() removes its temporary file when the destination cannot be replaced", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.mkdir(join(dir, "taken"));
    await assert.rejects(writeFileAtomically(join(dir, "taken"), "text"), {
      message: /^Writing .*taken: found a folder/,
    });
    assert.deepEqual(namesIn(dir), ["taken"]);
  });
});

Deno.test("writeFileAtomically() says that the folder is missing", async () => {
  await withTemporaryFolder(async (dir) => {
    await assert.rejects(writeFileAtomically(join(dir, "none", "file"), "text"), {
      message: /found no folder to write into/,
    });
  });
});

Deno.test("stageFile() leaves the destination alone until it is committed", async () => {
  await withTemporaryFolder(async (dir) => {
    const path = join(dir, "file");
    await writeFileAtomically(path, "old");
    const dropped = await stageFile(path, "dropped");
    assert.equal(await Deno.readTextFile(path), "old");
    dropped.discard();
    const kept = await stageFile(path, "new");
    await kept.commit();
    kept.discard();
    assert.equal(await Deno.readTextFile(path), "new");
    assert.deepEqual(namesIn(dir), ["file"]);
  });
});

Deno.test("writeFileAtomically() waits for the disk: for the contents before the rename, for the folder after it", async () => {
  await withTemporaryFolder(async (dir) => {
    const { rename } = Deno;
    const { sync } = Deno.FsFile.prototype;
    const seen: string[] = [];
    Deno.rename = async (from, to) => {
      seen.push("rename");
      await rename(from, to);
    };
    Deno.FsFile.prototype.sync = async function () {
      seen.push((await this.stat()).isDirectory ? "sync folder" : "sync file");
      await sync.call(this);
    };
    try {
      await writeFileAtomically(join(dir, "file"), "text");
    } finally {
      Deno.rename = rename;
      Deno.FsFile.prototype.sync = sync;
    }
    assert.deepEqual(
      seen,
      Deno.build.os === "windows" ? ["sync file", "rename"] : ["sync file", "rename", "sync folder"],
    );
  });
});

Deno.test("writeFileAtomically() is done where the disk does not answer for its folder", async () => {
  await withTemporaryFolder(async (dir) => {
    const { sync } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.sync = async function () {
      if ((await this.stat()).isDirectory) throw new Error("EINVAL");
      await sync.call(this);
    };
    try {
      await writeFileAtomically(join(dir, "file"), "text");
    } finally {
      Deno.FsFile.prototype.sync = sync;
    }
    assert.equal(await Deno.readTextFile(join(dir, "file")), "text");
    assert.deepEqual(namesIn(dir), ["file"]);
  });
});

Deno.test("writeFileAtomically() leaves the old file, and nothing else, where the disk does not take the new one", async () => {
  await withTemporaryFolder(async (dir) => {
    const path = join(dir, "file");
    await writeFileAtomically(path, "old");
    const { sync } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.sync = () => Promise.reject(new Error("EIO"));
    try {
      await assert.rejects(writeFileAtomically(path, "new"), { message: `Writing ${path}: EIO` });
    } finally {
      Deno.FsFile.prototype.sync = sync;
    }
    assert.equal(await Deno.readTextFile(path), "old");
    assert.deepEqual(namesIn(dir), ["file"]);
  });
});
