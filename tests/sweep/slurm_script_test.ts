import assert from "node:assert/strict";
import { pageOptions, readSlurmOptions } from "../../lib/sweep/slurm_options.ts";
import { arrayScript, indexList, pageScript } from "../../lib/sweep/slurm_script.ts";

const PARTS = {
  name: "tenshot-1f9c02ab-1",
  options: readSlurmOptions(["partition=gpu", "gres=gpu:1", "time=60", 'comment=two words # "x', "exclusive"]),
  command: ["/opt/my deno/deno", "run", "--no-prompt", "/home/ann/tenshot/tasks/sweep.ts"],
};

Deno.test("the script of a job array is this, word for word", () => {
  const script = arrayScript({
    ...PARTS,
    tasks: Array.from({ length: 100 }, (_, task) => task),
    offset: 0,
    throttle: 16,
    drivers: { VK_DRIVER_FILES: "/opt/nvidia icd.json", DENO_WEBGPU_BACKEND: "vulkan" },
  });
  assert.equal(
    script,
    `#!/bin/bash
#SBATCH --job-name=tenshot-1f9c02ab-1
#SBATCH --array=0-99%16
#SBATCH --output=logs/%4a.txt
#SBATCH --open-mode=append
#SBATCH --ntasks=1
#SBATCH --requeue
#SBATCH --signal=B:USR2@120
#SBATCH --partition=gpu
#SBATCH --gres=gpu:1
#SBATCH --time=60
#SBATCH --comment="two words # \\"x"
#SBATCH --exclusive
export DENO_WEBGPU_BACKEND=vulkan
export VK_DRIVER_FILES='/opt/nvidia icd.json'
shopt -s execfail
exec '/opt/my deno/deno' run --no-prompt /home/ann/tenshot/tasks/sweep.ts --work "$SLURM_ARRAY_TASK_ID"
sleep 20
exit 127
`,
  );
});

Deno.test("tasks beyond the largest index of an array are counted from an offset, into the same logs", () => {
  const script = arrayScript({ ...PARTS, tasks: [1001, 1003], offset: 1001, throttle: 0, drivers: {} });
  assert.match(script, /^#SBATCH --array=0,2$/m);
  assert.match(script, /^#SBATCH --output=logs\/slurm\.txt$/m);
  assert.match(
    script,
    /^task=\$\(\(SLURM_ARRAY_TASK_ID \+ 1001\)\)\nexec >>"logs\/\$\(printf %04d "\$task"\)\.txt" 2>&1$/m,
  );
  assert.match(script, / --work "\$task"$/m);
});

Deno.test("the job that draws the page asks for no card", () => {
  assert.deepEqual(pageOptions(PARTS.options).map(({ key }) => key), ["partition", "time"]);
  assert.match(pageScript(PARTS), /^exec '\/opt\/my deno\/deno' run .* --status \.$/m);
});

Deno.test("numbers that follow each other are written as ranges", () => {
  assert.equal(indexList([0, 1, 2, 5, 7, 8]), "0-2,5,7-8");
  assert.equal(indexList([3]), "3");
});

for (
  const [text, message] of [
    ["array=0-3", /found array, which the sweep sets itself/],
    ["--signal=USR1@60", /found signal, which the sweep sets itself/],
    ["Partition=gpu", /found "Partition=gpu", wanted KEY=VALUE as sbatch has it in long form/],
    ["-p=gpu", /wanted KEY=VALUE/],
    ["comment=a\n#SBATCH --uid=0", /wanted KEY=VALUE/],
    ["=gpu", /wanted KEY=VALUE/],
  ] as const
) {
  Deno.test(`--slurm refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => readSlurmOptions([text]), { name: "UsageError", message });
  });
}
