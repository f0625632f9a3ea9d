import assert from "node:assert/strict";
import { clientScript } from "../../lib/report/client_script.ts";
import { linkClient } from "../../lib/report/link_client.ts";

Deno.test("linkClient() joins a module and what it imports into one script that runs, each module once, after what it needs", () => {
  const script = linkClient("page/main.ts", {
    "page/main.ts":
      `import { two } from "./two.ts";\nimport { one } from "../one.ts";\nresult.push(two({ side: one }));\n`,
    "page/two.ts": `import type { Nothing } from "nowhere";\nimport { one, type Shape } from "../one.ts";\n` +
      `export const base = one;\nexport function two(shape: Shape): number {\n  return base + shape.side;\n}\n`,
    "one.ts": `export const one: number = 1;\nexport interface Shape { side: number }\n`,
    "other.ts": `export const one = 7;\n`,
  });
  const result: number[] = [];
  new Function("result", `"use strict"; ${script}`)(result);
  assert.deepEqual(result, [2]);
});

Deno.test("linkClient() refuses what it would link wrongly", () => {
  const refused = [
    `import { one } from "./missing.ts";`,
    `import { one } from "./main.ts";`,
    `import { back } from "./back.ts";`,
    `import { one as two } from "./one.ts";`,
    `import * as all from "./one.ts";`,
    `import one from "./one.ts";`,
    `import "./one.ts";`,
    `export default 1;`,
    `export * from "./one.ts";`,
    `export let two = 2;`,
  ];
  const others = {
    "one.ts": "export const one = 1;\n",
    "back.ts": `import { main } from "./main.ts";\nexport const back = main;\n`,
  };
  for (const source of refused) {
    assert.throws(() => linkClient("main.ts", { ...others, "main.ts": source }), SyntaxError, source);
  }
  assert.match(linkClient("main.ts", { ...others, "main.ts": `import { one } from "./one.ts";` }), /const one = 1/);
});

Deno.test("every page's code is a script that can be read: no two of its modules have a name in common", () => {
  for (const page of ["main", "try_it", "pictures_main", "index_main", "sweep_main", "bench_main"]) {
    const { text } = clientScript(`client/${page}.ts`);
    assert.doesNotThrow(() => new Function(`"use strict"; ${text}`), page);
  }
});
