/** Children of the product on machines whose dynamic linker is told something by a cluster, CUDA or conda. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { childCommand, childEnvironment } from "../../lib/config/child_command.ts";
import { hasAvx512 } from "../../lib/gpu/driver_settings.ts";
import { gitState } from "../../lib/run/git_state.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LINKER = { LD_LIBRARY_PATH: "/usr/lib", LD_AUDIT: "", DYLD_LIBRARY_PATH: "/usr/lib" };
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Runs `work` in an environment that has these too. */
async function withVariables(variables: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await work();
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  }
}

Deno.test("childCommand() passes on the few variables that are named, and what it is given", async () => {
  await withVariables({ ...LINKER, GIT_DIR: "/elsewhere", PYTHONPATH: "/p", TERM: "dumb" }, async () => {
    const { stdout } = await childCommand("env", { env: { GIVEN: "1", TERM: "other" } }).output();
    const seen: Record<string, string> = Object.fromEntries(
      decode(stdout).trimEnd().split("\n").map((line) => line.split(/=(.*)/s)),
    );
    assert.equal(seen.PATH, Deno.env.get("PATH"));
    assert.deepEqual(seen, { ...childEnvironment(), GIVEN: "1", TERM: "other" });
    for (const name of [...Object.keys(LINKER), "GIT_DIR", "PYTHONPATH"]) assert.ok(!(name in seen), name);
  });
});

Deno.test("a task's children work and are asked what they are for, whatever the caller has set", async () => {
  const processor = await childCommand("grep", { args: ["-m", "1", "^flags", "/proc/cpuinfo"] }).output();
  const leavesOut = Deno.build.os === "linux" && Deno.build.arch === "x86_64" && hasAvx512(decode(processor.stdout));
  const wanted = {
    git: await gitState() ?? null,
    driverSettings: leavesOut ? { GALLIUM_OVERRIDE_CPU_CAPS: "avx" } : {},
  };
  const sample = fileURLToPath(new URL("./sample_children.ts", import.meta.url));
  for (const variables of [{}, LINKER, { GIT_DIR: "/elsewhere" }]) {
    const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const { stdout, stderr } = await childCommand("env", {
      args: [
        ...["-u", "GALLIUM_OVERRIDE_CPU_CAPS", ...set],
        ...[Deno.execPath(), "run", "-q", "--no-prompt", "-P=run", "--config", `${ROOT}deno.json`, sample],
      ],
    }).output();
    assert.equal(decode(stderr), "");
    assert.deepEqual(JSON.parse(decode(stdout)), wanted, set.join(" "));
  }
});

Deno.test("childEnvironment() leaves out what may not be read", async () => {
  const script = `import { childEnvironment } from "${new URL("../../lib/config/child_command.ts", import.meta.url)}";
console.log(JSON.stringify(childEnvironment()));`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, script);
    const args = ["run", "-q", "--no-prompt", "--no-config", "--allow-env=HOME,NO_COLOR", file];
    const { stdout, stderr } = await childCommand(Deno.execPath(), {
      args,
      env: { HOME: "/h", TERM: "dumb", NO_COLOR: "1" },
    })
      .output();
    assert.equal(decode(stderr), "");
    assert.deepEqual(JSON.parse(decode(stdout)), { HOME: "/h", NO_COLOR: "1" });
  } finally {
    await Deno.remove(file);
  }
});
