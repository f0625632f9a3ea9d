import assert from "node:assert/strict";
import { measurePeer } from "../../lib/bench/measure_peer.ts";
import { reproduceCommand, runProcess, shellCommand } from "../../lib/bench/whole_process.ts";
import { silentProgress } from "../../lib/run/progress.ts";

const bash = (script: string) => ({ command: ["bash", "-c", script] as [string, ...string[]] });

Deno.test({
  name: "measurePeer() alternates cold, peer and warm, with a shader cache that is empty at each cold run",
  fn: async () => {
    const log = await Deno.makeTempFile({ prefix: "tenshot-bench-test-" });
    try {
      // What ours finds in its shader cache goes to the log; then it leaves something there.
      const ours = () =>
        bash(
          `ls "$MESA_SHADER_CACHE_DIR" 2>/dev/null | wc -l >> ${log}; mkdir -p "$MESA_SHADER_CACHE_DIR"; ` +
            `touch "$MESA_SHADER_CACHE_DIR/shader"`,
        );
      const peer = `echo peer >> ${log}; sleep 1.5; echo first; echo last line`;
      const record = await measurePeer(peer, 2, silentProgress.stage("", 1), ours);
      const seen = (await Deno.readTextFile(log)).split(/\s+/).filter(Boolean);
      assert.deepEqual(seen, ["0", "peer", "1", "0", "peer", "1"]);
      assert.equal(record.peerSaid, "last line");
      assert.ok(record.peerMs.min >= 1500);
      // A shell and what it waits for are small; the reading comes from where the system tells of it.
      if (Deno.build.os === "linux") assert.ok(record.peerPeakBytes! > 2 ** 18 && record.peerPeakBytes! < 2 ** 28);
      assert.equal(record.coldRatio.samples[1], record.coldMs.samples[1]! / record.peerMs.samples[1]!);
    } finally {
      await Deno.remove(log);
    }
  },
});

Deno.test({
  name: "runProcess() tells of a failing process with its exit code and the end of what it said",
  fn: async () => {
    await assert.rejects(runProcess(bash("echo some reason >&2; exit 7")), {
      message: /^Running bash .*: found exit code 7, wanted 0\nsome reason$/s,
    });
    await assert.rejects(runProcess({ command: ["tenshot-no-such-program"] }), { message: /^Running tenshot-no-such/ });
  },
});

Deno.test("runProcess() gives a process all that the caller's shell would, its linker's variables too", async () => {
  const variables = { LD_LIBRARY_PATH: "/opt/my libs:/usr/lib", TENSHOT_PEER_NEEDS: "it" };
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    const print = bash('printf "%s\\n" "$LD_LIBRARY_PATH" "$TENSHOT_PEER_NEEDS" "$GIVEN" "$0"');
    const { stdout } = await runProcess({ command: [...print.command, "an argument"], env: { GIVEN: "too" } });
    assert.equal(stdout, "/opt/my libs:/usr/lib\nit\ntoo\nan argument\n");
  } finally {
    for (const name of Object.keys(variables)) Deno.env.delete(name);
  }
});

Deno.test("our command runs the published protocol into the folder, and the peer's is left to a shell", () => {
  assert.deepEqual(reproduceCommand(["--protocol", "published"], "/somewhere").command.slice(-4), [
    "--protocol",
    "published",
    "--out",
    "/somewhere",
  ]);
  assert.deepEqual(shellCommand("a 'b c' | d").command, ["sh", "-c", "a 'b c' | d"]);
});
