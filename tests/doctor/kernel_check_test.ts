import assert from "node:assert/strict";
import { check, describeCheck } from "../../lib/doctor/check.ts";
import { disagreement } from "../../lib/doctor/kernel_check.ts";

Deno.test("disagreement() is relative to the largest value of each pair, and NaN where poison is left or gone", () => {
  assert.equal(disagreement([{ found: [1, 2], wanted: [1, 2] }]), 0);
  assert.equal(disagreement([{ found: [1, 3], wanted: [1, 4] }, { found: [0.1], wanted: [0.2] }]), 0.5);
  assert.equal(disagreement([{ found: [NaN, 4], wanted: [NaN, 4] }]), 0);
  assert.equal(disagreement([{ found: [1], wanted: [0] }]), Infinity);
  for (const [found, wanted] of [[[1, NaN], [1, 2]], [[1, 2], [1, NaN]], [[1], [1, 2]]] as const) {
    assert.ok(Number.isNaN(disagreement([{ found: [1], wanted: [1] }, { found, wanted }])), `${found} for ${wanted}`);
  }
});

Deno.test("describeCheck() tells what is missing from what is wrong, and gives a kernel one line", async () => {
  const failing = () => Promise.reject(Object.assign(new Error("found none"), { hint: "install one" }));
  const fine = () => Promise.resolve(["exactly"]);
  assert.equal(
    describeCheck(await check("Adapter", failing)),
    [
      "MISSING Adapter",
      "          found none",
      "          what to do: install one",
    ].join("\n"),
  );
  assert.equal(describeCheck(await check("Adapter", fine)), "ok      Adapter\n          exactly");
  assert.equal(describeCheck(await check("Kernels: one", fine, "wrong")), "ok      Kernels: one: exactly");
  assert.equal(
    describeCheck(await check("Kernels: one", failing, "wrong")),
    "WRONG   Kernels: one: found none\n          what to do: install one",
  );
});
