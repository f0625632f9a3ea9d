/** The wrapper, on machines made of stub commands that write down how they were called. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { childCommand } from "../lib/config/child_command.ts";
import project from "../deno.json" with { type: "json" };
import { withTemporaryFolder } from "./run/temporary_folder.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** The wrapper needs these of any machine. */
const BASE_COMMANDS = [
  ...["awk", "bash", "cut", "dirname", "env", "grep", "head", "mkdir", "mktemp", "readlink", "sort", "touch"],
];

/** Bodies of stub scripts by name. Each stub first writes its name and arguments to the log. */
type Stubs = Readonly<Record<string, string>>;

const DENO = `case "$1" in
  --version) echo "deno 2.9.6 (stable)" ;;
  run) exit "\${HAS_ADAPTER:-0}" ;;
esac`;
const LINUX: Stubs = { uname: "echo Linux", id: "echo 0" };

interface Machine {
  /** Runs the wrapper of a copy of the project, from the folder above it, by its own path or another. */
  run(
    args: string[],
    env?: Record<string, string>,
    wrapper?: string,
  ): Promise<{ code: number; stdout: string; stderr: string; log: string[] }>;
  readonly dir: string;
}

async function withMachine(stubs: Stubs, test: (machine: Machine) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (dir) => {
    const [bin, copy, log] = [join(dir, "bin"), join(dir, "project"), join(dir, "log")];
    for (const folder of [bin, join(copy, "scripts", "slurm"), join(copy, "node_modules")]) {
      await Deno.mkdir(folder, { recursive: true });
    }
    for (const name of ["tenshot", "deno.json", "deno.lock"]) await Deno.copyFile(join(ROOT, name), join(copy, name));
    for (const name of ["install_chromium.sh", "install_jupyter.sh", "slurm/install_slurm.sh"]) {
      await writeStub(join(copy, "scripts", name), log, "");
    }
    for (const name of BASE_COMMANDS) await Deno.symlink(await which(name), join(bin, name));
    for (const [name, body] of Object.entries(stubs)) await writeStub(join(bin, name), log, body);
    await test({
      dir,
      async run(args, env = {}, wrapper = join(copy, "tenshot")) {
        await Deno.writeTextFile(log, "");
        const output = await new Deno.Command(await which("bash"), {
          args: [wrapper, ...args],
          cwd: dir,
          clearEnv: true,
          env: { PATH: bin, HOME: join(dir, "home"), TMPDIR: dir, ...env },
          stdin: "null",
        }).output();
        const lines = (await Deno.readTextFile(log)).split("\n").filter((line) =>
          line !== "" && !/^(uname|id)\b/.test(line)
        );
        const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll(copy, "PROJECT");
        return {
          code: output.code,
          stdout: decode(output.stdout),
          stderr: decode(output.stderr),
          log: lines.filter((line) => line !== "deno --version").map((line) => line.replaceAll(copy, "PROJECT")),
        };
      },
    });
  });
}

async function writeStub(path: string, log: string, body: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, `#!/usr/bin/env bash\nprintf '%s\\n' "\${0##*/} $*" >> '${log}'\n${body}\n`, {
    mode: 0o755,
  });
}

async function which(name: string): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = join(folder, name);
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  throw new Error(`Looking for ${name}: found none in PATH`);
}

const TASK = "deno task --quiet --config PROJECT/deno.json";

Deno.test("tenshot without a task lists every task with its description, and starts nothing", async () => {
  await withMachine(LINUX, async ({ run }) => {
    for (const args of [[], ["--help"], ["-h"], ["help"]]) {
      const { code, stdout, stderr, log } = await run(args);
      assert.equal(code, 0);
      assert.equal(stderr, "");
      assert.deepEqual(log, []);
      for (const [name, { description }] of Object.entries(project.tasks)) {
        assert.ok(
          stdout.split("\n").some((line) => line.startsWith(`  ${name} `) && line.endsWith(` ${description}`)),
          name,
        );
      }
    }
  });
});

Deno.test("tenshot --version, with a task or without, says the version and starts nothing", async () => {
  await withMachine(LINUX, async ({ run }) => {
    for (const args of [["--version"], ["reproduce", "--version"], ["test", "--version"]]) {
      const { code, stdout, log } = await run(args);
      assert.deepEqual([code, stdout, log], [0, `tenshot ${project.version}\n`, []]);
    }
  });
});

Deno.test("tenshot refuses an unknown task with exit code 2, and starts nothing", async () => {
  await withMachine({ ...LINUX, deno: DENO }, async ({ run }) => {
    const { code, stderr, log } = await run(["reprodcue"]);
    assert.equal(code, 2);
    assert.match(stderr, /^tenshot: found no task reprodcue\nUsage: /);
    assert.deepEqual(log, []);
  });
});

Deno.test("tenshot says nothing and only runs the task where all is present", async () => {
  await withMachine({ ...LINUX, deno: DENO }, async ({ run }) => {
    await run(["reproduce"]);
    const { code, stdout, stderr, log } = await run(["reproduce", "--out", "a b"]);
    assert.equal(code, 0);
    assert.equal(stdout + stderr, "");
    assert.match(log[0]!, /^deno run .*scripts\/has_adapter\.ts$/);
    assert.deepEqual(log.slice(1), [`${TASK} reproduce --out a b`]);
  });
});

Deno.test("tenshot passes arguments, the caller's folder and the exit code through unchanged", async () => {
  const deno = `${DENO}\nif [ "$1" = task ]; then printf '<%s>' "$INIT_CWD" "\${@:6}"; exit 7; fi`;
  await withMachine({ ...LINUX, deno }, async ({ run, dir }) => {
    const { code, stdout } = await run(["report", "a b", "", "--x=*"]);
    assert.equal(code, 7);
    assert.equal(stdout, `<${dir}><a b><><--x=*>`);
  });
});

Deno.test("tenshot looks for no adapter where the task needs none", async () => {
  await withMachine({ ...LINUX, deno: DENO }, async ({ run }) => {
    for (
      const args of [
        ...[["report", "dir"], ["check"], ["doctor", "--help"]],
        ...[["reproduce", "--help"], ["reproduce", "--backend", "cpu"], ["reproduce", "--backend=cpu"]],
        ...[["audit", "--scores", "a.npy"], ["audit", "--labels", "b.npy", "--scores=a.npy"], ["test", "--help"]],
        ...[["sweep", "--engine", "slurm"], ["sweep", "--engine=slurm"], ["sweep", "--status", "a"], [
          "sweep",
          "--dry-run",
        ]],
      ]
    ) {
      const { log } = await run(args, { HAS_ADAPTER: "3" });
      assert.deepEqual(log.filter((line) => line.includes("has_adapter")), [], args.join(" "));
      assert.equal(log.at(-1), `${TASK} ${args.join(" ")}`);
    }
    for (
      const args of [["reproduce", "--quick"], ["audit"], ["bench"], ["predict", "a.png"], ["test"], ["ok"], ["doctor"]]
    ) {
      const { log } = await run(args);
      assert.equal(log.filter((line) => line.includes("has_adapter")).length, 1, args.join(" "));
    }
  });
});

Deno.test("tenshot installs Deno from npm where there is none, or only an old one", async () => {
  const npm = `[ "$1" = install ] || exit 1
prefix=$(while [ "$1" != --prefix ]; do shift; done; echo "$2")
mkdir -p "$prefix/node_modules/deno"
printf '#!/usr/bin/env bash\\n%s\\n' 'case "$1" in --version) echo "deno 2.9.6" ;; task) echo "ran $*" ;; esac' > "$prefix/node_modules/deno/deno"
chmod +x "$prefix/node_modules/deno/deno"`;
  const olds: Stubs[] = [{}, { deno: `[ "$1" != --version ] || echo "deno 2.1.4 (stable)"` }];
  for (const old of olds) {
    await withMachine({ ...LINUX, ...old, npm, chmod: 'exec /bin/chmod "$@"' }, async ({ run, dir }) => {
      const first = await run(["report", "x"]);
      assert.equal(first.code, 0, first.stderr);
      const prefix = join(dir, "home", ".local", "share", "tenshot");
      assert.equal(first.stderr, `tenshot: installing Deno 2.9.6 from npm into ${prefix}\n`);
      assert.ok(first.log.includes(`npm install --no-fund --no-audit --loglevel=error --prefix ${prefix} deno@2.9.6`));
      assert.match(first.stdout, /^ran task .* report x\n$/);
      const second = await run(["report", "x"]);
      assert.equal(second.stderr, "");
      assert.ok(!second.log.some((line) => line.startsWith("npm")));
    });
  }
});

Deno.test("tenshot says what to install where it can get no Deno", async () => {
  const nothing = "could not install Deno; install 2.9.6 or newer yourself (npm install -g deno) and try again";
  const machines: Stubs[] = [{}, { npm: "exit 1" }, { npm: "exit 1", curl: "exit 1", sh: 'exec bash "$@"' }];
  for (const stubs of machines) {
    await withMachine({ ...LINUX, ...stubs }, async ({ run }) => {
      const { code, stderr, log } = await run(["report"]);
      assert.equal(code, 1);
      assert.ok(stderr.endsWith(`tenshot: ${nothing}\n`), stderr);
      assert.deepEqual(
        log.map((line) => line.split(" ")[0]).filter((name) => name !== "sh"),
        Object.keys(stubs).filter((name) => name !== "sh"),
      );
    });
  }
});

Deno.test("tenshot installs software Vulkan with the package manager that is there, where no adapter is found", async () => {
  const managers = {
    "apt-get": ["apt-get update -qq", "apt-get install -y -qq --no-install-recommends mesa-vulkan-drivers libvulkan1"],
    dnf: ["dnf install -y -q mesa-vulkan-drivers vulkan-loader"],
    pacman: ["pacman -Sy --noconfirm --needed vulkan-swrast vulkan-icd-loader"],
  };
  for (const [manager, calls] of Object.entries(managers)) {
    await withMachine({ ...LINUX, deno: DENO, [manager]: "" }, async ({ run }) => {
      const { stderr, log } = await run(["reproduce"], { HAS_ADAPTER: "3" });
      assert.match(
        stderr,
        new RegExp(`^tenshot: found no WebGPU adapter; installing software Vulkan \\(.*\\) with ${manager}\n$`),
      );
      assert.deepEqual(log.filter((line) => line.startsWith(manager)), calls);
      assert.equal(log.at(-1), `${TASK} reproduce`);
    });
  }
});

Deno.test("tenshot doctor says what is missing, has it installed and looks again, or ends with 1 where it cannot be", async () => {
  const doctor =
    `${DENO}\nif [ "$1" = task ]; then [ -e "$HOME/vulkan" ] || { echo "MISSING"; exit 1; }; echo "ok"; fi`;
  const installs = '[ "$1" != install ] || { mkdir -p "$HOME" && touch "$HOME/vulkan"; }';
  const ran = (log: readonly string[]) =>
    log.filter((line) => /^(deno task|apt-get install)/.test(line)).map((line) => line.split(" -")[0]);
  await withMachine({ ...LINUX, deno: doctor, "apt-get": installs }, async ({ run }) => {
    const { code, stdout, log } = await run(["doctor"], { HAS_ADAPTER: "3" });
    assert.deepEqual([code, stdout], [0, "MISSING\nok\n"]);
    assert.deepEqual(ran(log), ["deno task", "apt-get install", "deno task"]);
    const again = await run(["doctor", "--plan", "gpu"]);
    assert.deepEqual([again.code, again.stdout, ran(again.log)], [0, "ok\n", ["deno task"]]);
  });
  const cannot: Stubs[] = [{}, { "apt-get": '[ "$1" != install ] || exit 100' }];
  for (const without of cannot) {
    await withMachine({ ...LINUX, deno: doctor, ...without }, async ({ run }) => {
      const { code, stdout, stderr } = await run(["doctor"], { HAS_ADAPTER: "3" });
      assert.deepEqual([code, stdout], [1, "MISSING\n"]);
      assert.match(stderr, /could not install it|no package manager that is known here/);
    });
  }
});

Deno.test("tenshot takes root by sudo only, says so, and goes on to the task where it gets none", async () => {
  const user: Stubs = { uname: "echo Linux", id: "echo 1000", deno: DENO, "apt-get": "" };
  await withMachine({ ...user, sudo: '"$@"' }, async ({ run }) => {
    const { stderr, log } = await run(["reproduce"], { HAS_ADAPTER: "3" });
    assert.match(stderr, /\ntenshot: running: sudo apt-get update -qq\ntenshot: running: sudo env .*apt-get install /);
    assert.ok(log.includes("sudo apt-get update -qq"));
  });
  const sudos: [Stubs, RegExp][] = [
    [{}, /\ntenshot: found neither root rights nor sudo, wanted one of them for: env .*apt-get install/],
    [{ sudo: "exit 1" }, /\ntenshot: env .*apt-get install .* failed with exit code 1: see what it printed above\n/],
  ];
  for (const [sudo, reason] of sudos) {
    await withMachine({ ...user, ...sudo }, async ({ run }) => {
      const { code, stderr, log } = await run(["reproduce"], { HAS_ADAPTER: "3" });
      assert.equal(code, 0);
      assert.match(stderr, reason);
      assert.match(stderr, /\ntenshot: could not install it; install mesa-vulkan-drivers libvulkan1 as root/);
      assert.equal(log.at(-1), `${TASK} reproduce`);
    });
  }
});

Deno.test("tenshot says which step of apt-get failed and how, and installs from older lists where new ones cannot be had", async () => {
  const broken = (step: string) => `[ "$1" != ${step} ] || { echo "E: $1 broke" >&2; exit 100; }`;
  await withMachine({ ...LINUX, deno: DENO, "apt-get": broken("update") }, async ({ run }) => {
    const { stderr, log } = await run(["reproduce"], { HAS_ADAPTER: "3" });
    assert.match(stderr, /\nE: update broke\ntenshot: apt-get update -qq failed with exit code 100: see .* above\n$/);
    assert.ok(log.some((line) => line.startsWith("apt-get install ")));
  });
  await withMachine({ ...LINUX, deno: DENO, "apt-get": broken("install") }, async ({ run }) => {
    const { code, stderr, log } = await run(["reproduce"], { HAS_ADAPTER: "3" });
    assert.match(
      stderr,
      /\nE: install broke\ntenshot: env .*apt-get install .* failed with exit code 100: .*\ntenshot: could not install it/,
    );
    assert.deepEqual([code, log.at(-1)], [0, `${TASK} reproduce`]);
  });
});

Deno.test("tenshot takes a look for an adapter that itself breaks for none found, and says so", async () => {
  for (const status of ["1", "139"]) {
    await withMachine({ ...LINUX, deno: DENO, "apt-get": "" }, async ({ run }) => {
      const { stderr, log } = await run(["reproduce"], { HAS_ADAPTER: status });
      assert.match(
        stderr,
        new RegExp(`^tenshot: looking for a WebGPU adapter failed with exit code ${status}\ntenshot: found no WebGPU`),
      );
      assert.ok(log.some((line) => line.startsWith("apt-get install ")));
    });
  }
});

Deno.test("the flags with which tenshot looks for an adapter suffice, whatever the caller has set for the linker", async () => {
  await withMachine({ ...LINUX, deno: DENO }, async ({ run }) => {
    const look = (await run(["reproduce"])).log.find((line) => line.includes("has_adapter.ts"))!;
    const [deno, ...args] = look.split(" ");
    assert.equal(deno, "deno");
    // Unset, so that it is looked for and set.
    const unset = ["-u", "GALLIUM_OVERRIDE_CPU_CAPS", "-u", "XDG_RUNTIME_DIR", "-u", "DENO_WEBGPU_BACKEND"];
    for (const linker of [[], ["LD_LIBRARY_PATH=/usr/lib"]]) {
      const { code, stdout, stderr } = await childCommand(await which("env"), {
        args: [...unset, ...linker, Deno.execPath(), ...args],
        cwd: ROOT,
        stdin: "null",
      }).output();
      const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.deepEqual([code, decode(stdout), decode(stderr)], [0, "", ""]);
    }
  });
});

Deno.test("tenshot works through symbolic links, absolute and relative, one after another", async () => {
  await withMachine({ ...LINUX, deno: DENO }, async ({ run, dir }) => {
    await Deno.mkdir(join(dir, "a", "b"), { recursive: true });
    await Deno.symlink(join(dir, "project"), join(dir, "a", "folder"));
    await Deno.symlink("folder/tenshot", join(dir, "a", "relative"));
    await Deno.symlink("../relative", join(dir, "a", "b", "second"));
    await Deno.symlink(join(dir, "a", "b", "second"), join(dir, "ten shot"));
    for (const link of ["a/folder/tenshot", "a/relative", "a/b/second", "ten shot"]) {
      for (const wrapper of [link, join(dir, link)]) {
        const { code, stderr, log } = await run(["report", "x"], {}, wrapper);
        assert.deepEqual([code, stderr, log.at(-1)], [0, "", `${TASK} report x`], wrapper);
      }
    }
  });
});

for (
  const [what, folder, script] of [
    ["a browser", "browser", "install_chromium.sh "],
    ["Slurm", "sweep", "install_slurm.sh "],
    ["Jupyter", "examples", "install_jupyter.sh "],
  ] as const
) {
  Deno.test(`tenshot makes sure of ${what} before tests that need it, and only then`, async () => {
    await withMachine({ ...LINUX, deno: DENO }, async ({ run, dir }) => {
      for (const name of [folder, "gpu"]) {
        await Deno.mkdir(join(dir, "project", "tests", name), { recursive: true });
        await Deno.writeTextFile(join(dir, "project", "tests", name, "a_test.ts"), "");
      }
      await Deno.symlink(join(dir, "project", "tests", folder), join(dir, "link"));
      const installs = async (args: string[]) => (await run(args)).log.includes(script);
      const needed = [[], ["--filter", "name"], ["project"], ["project/tests"], [`project/tests/${folder}`]];
      for (const args of [...needed, ["link/a_test.ts"], ["project/tests/gpu", `project/tests/${folder}/a_test.ts`]]) {
        assert.ok(await installs(["test", ...args]), args.join(" "));
      }
      assert.ok(await installs(["ok"]));
      for (const args of [["project/tests/gpu"], ["project/tests/gpu/a_test.ts", "--filter", "name"], ["--help"]]) {
        assert.ok(!await installs(["test", ...args]), args.join(" "));
      }
      assert.ok(!await installs(["doctor"]));
      assert.ok(!await installs(["reproduce"]));
    });
  });
}

Deno.test("tenshot installs the packages once, and again when deno.lock has changed", async () => {
  await withMachine({ ...LINUX, deno: DENO }, async ({ run, dir }) => {
    assert.ok((await run(["report"])).log.includes("deno install --quiet"));
    assert.ok(!(await run(["report"])).log.includes("deno install --quiet"));
    const later = new Date(Date.now() + 60_000);
    await Deno.utime(join(dir, "project", "deno.lock"), later, later);
    assert.ok((await run(["report"])).log.includes("deno install --quiet"));
    await Deno.remove(join(dir, "project", "node_modules"), { recursive: true });
    assert.match((await run(["report"])).stderr, /^tenshot: installing the packages that deno\.lock names/);
  });
});

Deno.test("tenshot gives Vulkan's loader a folder of its own where there is none, and leaves one that is set", async () => {
  const deno = `${DENO}\n[ "$1" != task ] || echo "$XDG_RUNTIME_DIR"`;
  await withMachine({ ...LINUX, deno }, async ({ run, dir }) => {
    const made = (await run(["reproduce"])).stdout.trim();
    assert.equal(made, join(dir, "tenshot-runtime-0"));
    assert.equal((await Deno.stat(made)).mode! & 0o777, 0o700);
    assert.equal((await run(["reproduce"])).stdout.trim(), made);
    assert.equal((await run(["reproduce"], { XDG_RUNTIME_DIR: "/set" })).stdout.trim(), "/set");
  });
});
