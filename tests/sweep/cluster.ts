import assert from "node:assert/strict";
import { childCommand } from "../../lib/config/child_command.ts";
import { ROOT } from "../end_to_end/tasks.ts";

/** A cluster of Slurm on this machine. */
export interface Cluster {
  /** What a program has to be told to use it. */
  readonly env: Record<string, string>;
  /** Where its processes' numbers lie. */
  readonly folder: string;
}

/** Runs a line of bash; fails with what it printed if it fails. */
export async function shell(line: string, env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await childCommand("bash", { args: ["-c", line], env, stdin: "null" }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, `${line}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Why there is no Slurm on this machine; empty if there is one. */
export async function whyNoSlurm(): Promise<string> {
  const { code, stderr } = await childCommand("bash", {
    args: [`${ROOT}scripts/slurm/install_slurm.sh`, "--check"],
    stdin: "null",
  }).output();
  return code === 0 ? "" : new TextDecoder().decode(stderr).trim() || `exit code ${code}`;
}

/**
 * Starts a cluster of two nodes with two CPUs each, and stops it afterwards.
 *
 * @param lines Of its configuration.
 */
export async function withCluster(lines: readonly string[], work: (cluster: Cluster) => Promise<void>): Promise<void> {
  // Paths of sockets are short.
  const folder = await Deno.makeTempDir({ prefix: "slurm-" });
  const script = (name: string) => `bash '${ROOT}scripts/slurm/${name}.sh' '${folder}'`;
  try {
    const exported = await shell(`${script("start_cluster")} 2 ${lines.map((line) => `'${line}'`).join(" ")}`);
    const [, conf] = /^export SLURM_CONF=(\S+)$/m.exec(exported) ?? [];
    assert.ok(conf, exported);
    await work({ folder, env: { SLURM_CONF: conf } });
  } finally {
    await shell(script("stop_cluster"));
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asks again and again until something holds. */
export async function until(what: string, holds: () => Promise<boolean>, seconds = 90): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!await holds()) {
    assert.ok(Date.now() < deadline, `waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
