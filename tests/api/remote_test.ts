/** The library from a server, as somebody imports it who has no checkout; reading packages' files needs one. */
import assert from "node:assert/strict";
import { extname, join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { childCommand } from "../../lib/config/child_command.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";

const ROOT = join(import.meta.dirname!, "../..");
const TYPES: Readonly<Record<string, string>> = {
  ".ts": "application/typescript",
  ".tsx": "text/tsx",
  ".json": "application/json",
};

Deno.test("the library is imported over http with the project's import map, and computes", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async ({ url }) => {
    const { pathname } = new URL(url);
    const type = TYPES[extname(pathname)] ?? "text/plain";
    const contents = await Deno.readFile(join(ROOT, pathname)).catch(() => undefined);
    return contents
      ? new Response(contents, { headers: { "content-type": type } })
      : new Response(null, { status: 404 });
  });
  try {
    await withTemporaryFolder(async (dir) => {
      const base = `http://127.0.0.1:${server.addr.port}`;
      const script = join(dir, "labels.ts");
      // Pages are written in JSX, and how that is compiled is the importer's to say.
      const { jsx, jsxImportSource } = project.compilerOptions;
      await Deno.writeTextFile(
        join(dir, "deno.json"),
        JSON.stringify({ compilerOptions: { jsx, jsxImportSource } }),
      );
      await Deno.writeTextFile(
        script,
        `import { graphOfFeatures, openDevice, reproduce, spreadLabels } from "${base}/mod.ts";
         const values = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i * i) + (i < 40 ? 0 : 9));
         using device = await openDevice();
         const graph = await graphOfFeatures(device, { values, dimensions: 2 });
         const given = { indices: [0, 39], labels: [0, 1], classes: 2 };
         console.log((await spreadLabels(device, graph, given)).labels.join(""));
         console.log(await reproduce().catch((error) => error.message));`,
      );
      const { success, stdout, stderr } = await childCommand("deno", {
        args: [
          "run",
          "--no-prompt",
          "--no-check",
          "--no-lock",
          `--import-map=${base}/deno.json`,
          `--allow-import=127.0.0.1:${server.addr.port}`,
          "--allow-env",
          "--allow-sys=osRelease",
          script,
        ],
        cwd: dir,
      }).output();
      const text = new TextDecoder().decode(stdout);
      assert.ok(success, new TextDecoder().decode(stderr));
      const [labels, refused] = text.split("\n");
      assert.equal(labels, "0".repeat(20) + "1".repeat(20));
      assert.match(refused!, /^Reproducing: found the library at http:.*, wanted a checkout/);
    });
  } finally {
    await server.shutdown();
  }
});
