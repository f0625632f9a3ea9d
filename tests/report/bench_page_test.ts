import assert from "node:assert/strict";
import { changesBetween } from "../../lib/bench/figures.ts";
import { renderBench } from "../../lib/report/bench/render_bench.tsx";
import { sampleBench } from "../bench/sample_bench.ts";

Deno.test("the benchmark's page tells every part, escapes what came from outside, and asks for nothing", () => {
  const record = sampleBench();
  const html = renderBench(record, changesBetween(sampleBench(2), record));
  for (
    const id of [
      "peer",
      "against",
      "kernels",
      "ceilings",
      "comparison",
      "scaling",
      "leak-free",
      "overheads",
      "changes",
      "provenance",
    ]
  ) {
    assert.ok(html.includes(`<section id="${id}"`), id);
  }
  assert.ok(html.includes("&lt;b>Paper GPU&lt;/b>") && !html.includes("<b>Paper"));
  assert.ok(html.includes("SAMPLE_CAPS=&lt;i>some&lt;/i>"));
  assert.match(html, /default-src 'none'; script-src 'sha256-/);
  assert.doesNotMatch(html, /<(?:link|script|img)[^>]*\s(?:src|href)="(?!data:)/);
});

Deno.test("the benchmark's page leaves out what was not measured", () => {
  const { comparisons: _1, scaling: _2, overheads: _3, peer: _4, leakFree: _5, against: _6, ...rest } = sampleBench();
  const html = renderBench(rest);
  assert.doesNotMatch(html, /<section id="(?:peer|against|comparison|scaling|leak-free|overheads|changes)"/);
  assert.match(html, /<h1>Scoring at 34/);
});

Deno.test("the same benchmark gives the same page", () => {
  assert.equal(renderBench(sampleBench()), renderBench(sampleBench()));
});
