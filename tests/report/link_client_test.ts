import assert from "node:assert/strict";
import { linkClient } from "../../lib/report/link_client.ts";

Deno.test("linkClient() joins modules into one script that runs", () => {
  const script = linkClient([
    { specifier: "./one.ts", source: `export const one: number = 1;\nexport interface Shape { side: number }\n` },
    {
      specifier: "./two.ts",
      source: `import type { Nothing } from "nowhere";\nimport { one, type Shape } from "./one.ts";\n` +
        `export function two(shape: Shape): number {\n  return one + shape.side;\n}\n`,
    },
    { specifier: "./main.ts", source: `import { two } from "./two.ts";\nresult.push(two({ side: 1 }));\n` },
  ]);
  const result: number[] = [];
  new Function("result", `"use strict"; ${script}`)(result);
  assert.deepEqual(result, [2]);
});

Deno.test("linkClient() refuses what it would link wrongly", () => {
  const one = { specifier: "./one.ts", source: "export const one = 1;\n" };
  const refused = [
    `import { one } from "./later.ts";`,
    `import { one as two } from "./one.ts";`,
    `import * as all from "./one.ts";`,
    `import one from "./one.ts";`,
    `import "./one.ts";`,
    `export default 1;`,
    `export * from "./one.ts";`,
    `export let two = 2;`,
  ];
  for (const source of refused) {
    assert.throws(() => linkClient([one, { specifier: "./two.ts", source }]), SyntaxError, source);
  }
});
