import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";
import { renderReport } from "../../lib/report/render.tsx";
import { formatRecordJson } from "../../lib/record/record_json.ts";
import { MARKED } from "../data/marked_text.ts";
import { sampleRecord } from "./sample_record.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

async function report(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await childCommand(Deno.execPath(), {
    args: ["task", "--quiet", "report", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function inRunFolder(runJson: string | undefined, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tenshot-report-task-" });
  try {
    if (runJson !== undefined) await Deno.writeTextFile(`${folder}/run.json`, runJson);
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("deno task report draws index.html from run.json, over an older one", async () => {
  const record = sampleRecord();
  await inRunFolder(formatRecordJson(record), async (folder) => {
    await Deno.writeTextFile(`${folder}/index.html`, "old");
    const { code, stdout, stderr } = await report(folder);
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `Wrote ${folder}/index.html\n`, stderr: "" });
    assert.equal(await Deno.readTextFile(`${folder}/index.html`), renderReport(record));
    const forPrograms = await report(folder, "--json");
    const { wallMs, ...result } = JSON.parse(forPrograms.stdout);
    assert.deepEqual([result, forPrograms.stderr], [{ task: "report", page: `${folder}/index.html` }, ""]);
    assert.ok(wallMs > 0);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assert.deepEqual(names, ["index.html", "run.json"]);
  });
});

Deno.test("deno task report reads a record that an editor or a shell wrote with a byte order mark", async () => {
  const record = sampleRecord();
  await inRunFolder(formatRecordJson(record), async (folder) => {
    for (const encoding of MARKED) {
      await Deno.writeFile(`${folder}/run.json`, encoding(formatRecordJson(record)));
      const { code, stderr } = await report(folder);
      assert.equal(code, 0, stderr);
      assert.equal(await Deno.readTextFile(`${folder}/index.html`), renderReport(record));
    }
  });
});

Deno.test("deno task report says what is wrong with a record, and writes nothing", async () => {
  const record = sampleRecord();
  const wrong: [string | undefined, RegExp][] = [
    [undefined, /found no run\.json/],
    ["{", /found no valid JSON/],
    [JSON.stringify({ ...record, recordVersion: 99 }), /found record version 99, wanted 1/],
    [
      JSON.stringify({ ...record, published: { ...record.published, parameters: -1 } }),
      /published\.parameters/,
    ],
  ];
  for (const [runJson, message] of wrong) {
    await inRunFolder(runJson, async (folder) => {
      const { code, stdout, stderr } = await report(folder);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.ok(!/^\s+at /m.test(stderr), "no stack trace without --debug");
      await assert.rejects(Deno.stat(`${folder}/index.html`), Deno.errors.NotFound);
    });
  }
});

Deno.test("deno task report --index lists the runs of a folder, and refuses a run's own", async () => {
  const runJson = formatRecordJson(sampleRecord());
  await inRunFolder(undefined, async (folder) => {
    await Deno.mkdir(`${folder}/my run`);
    await Deno.writeTextFile(`${folder}/my run/run.json`, runJson);
    const { code, stdout, stderr } = await report("--index", folder);
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `Wrote ${folder}/index.html\n`, stderr: "" });
    assert.match(await Deno.readTextFile(`${folder}/index.html`), /<bdi>my run<\/bdi>/);
    const own = await report("--index", `${folder}/my run`);
    assert.equal(own.code, 1);
    assert.match(own.stderr, /wanted the folder above/);
    await Deno.writeTextFile(`${folder}/my run/run.json`, "{");
    const unreadable = await report("--index", folder);
    assert.match(unreadable.stdout, /^Wrote .*\nFound no run that can be read; the page says why\n$/);
    await Deno.remove(`${folder}/my run/run.json`);
    await Deno.remove(`${folder}/index.html`);
    const none = await report("--index", folder);
    assert.equal(none.code, 1);
    assert.match(none.stderr, /^error: Listing the runs in .*: found no run, wanted at least one folder/);
    await assert.rejects(Deno.stat(`${folder}/index.html`), Deno.errors.NotFound);
  });
});

Deno.test("deno task report ends with 1 for a missing folder, 2 for wrong usage, 0 for --help", async () => {
  const missing = await report("no-such-folder");
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /found no folder no-such-folder/);
  for (const args of [[], ["a", "b"], ["--unknown", "a"]]) {
    const { code, stderr } = await report(...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(stderr, /^error: /);
  }
  const help = await report("--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Usage: .*report DIR/);
});
