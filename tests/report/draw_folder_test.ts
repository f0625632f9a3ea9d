import assert from "node:assert/strict";
import { drawEach, drawFolder } from "../../lib/report/draw_folder.ts";
import { renderBench } from "../../lib/report/bench/render_bench.tsx";
import { renderReport } from "../../lib/report/render.tsx";
import { renderSweep } from "../../lib/report/sweep/render_sweep.tsx";
import { formatRecordJson } from "../../lib/record/record_json.ts";
import { SweepRecord } from "../../lib/sweep/sweep_record.ts";
import { sampleBench } from "../bench/sample_bench.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { sampleSweepRecord } from "../sweep/sample_sweep_record.ts";
import { sampleRecord } from "./sample_record.ts";

Deno.test("drawFolder() draws runs, benchmarks and sweeps by the record that lies in their folder, drawEach() all of a folder", async () => {
  await withTemporaryFolder(async (dir) => {
    const [run, bench, sweep] = [sampleRecord(), sampleBench(), sampleSweepRecord()];
    const folders = [
      ["a", "run.json", run, renderReport(run)],
      ["b", "bench.json", bench, renderBench(bench)],
      ["c", "results.json", sweep, renderSweep(SweepRecord.parse(sweep))],
    ] as const;
    for (const [folder, file, record] of folders) {
      await Deno.mkdir(`${dir}/${folder}`);
      await Deno.writeTextFile(`${dir}/${folder}/${file}`, formatRecordJson(record));
    }
    await Deno.mkdir(`${dir}/empty`);
    await Deno.mkdir(`${dir}/broken`);
    await Deno.writeTextFile(`${dir}/broken/bench.json`, '{"benchVersion": 99}');
    for (const [folder, , , html] of folders) assert.ok(await drawFolder(`${dir}/${folder}`) === html, folder);
    await assert.rejects(drawFolder(`${dir}/broken`), { name: "RangeError", message: /found version 99, wanted/ });
    await assert.rejects(drawFolder(`${dir}/empty`), { message: /found no run\.json in/ });
    assert.deepEqual(await drawEach(dir), folders.map(([folder]) => `${dir}/${folder}/index.html`));
  });
});
