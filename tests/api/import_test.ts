/** What importing the library needs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { childCommand } from "../../lib/config/child_command.ts";

Deno.test("the library is imported without any permission", async () => {
  const { success, stderr } = await childCommand("deno", {
    args: ["run", "--no-prompt", "--no-check", join(import.meta.dirname!, "../../mod.ts")],
    stdout: "null",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
});
