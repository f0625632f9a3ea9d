/** Rules of the project's layout that no compiler checks. */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Data flows down this list: a room imports only rooms above it. */
const ROOMS = [
  "config",
  "statistics",
  "data",
  "pictures",
  "random",
  "record",
  "gpu",
  "kernels",
  "ensemble",
  "train",
  "graph",
  "spread",
  "infer",
  "score",
  "run",
  "protocols",
  "doctor",
  "bench",
  "sweep",
  "report",
  "api",
];

interface SourceFile {
  /** From the project's top, with slashes. */
  readonly path: string;
  readonly text: string;
}

function sourceFiles(folder: string, extensions: RegExp): SourceFile[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return sourceFiles(path, extensions);
    return extensions.test(entry.name) ? [{ path, text: Deno.readTextFileSync(join(ROOT, path)) }] : [];
  });
}

const CODE = /\.tsx?$/;
const libFiles = sourceFiles("lib", CODE);
const taskFiles = sourceFiles("tasks", CODE);

function specifiers({ text }: SourceFile): string[] {
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"|\bimport\.meta\.resolve\(\s*"([^"]+)"/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2]!);
}

/** What a relative specifier names, from the project's top. */
function target(file: SourceFile, specifier: string): string {
  return relative(ROOT, join(ROOT, dirname(file.path), specifier)).replaceAll("\\", "/");
}

const relativeImports = (file: SourceFile) =>
  specifiers(file).filter((specifier) => specifier.startsWith(".")).map((specifier) => target(file, specifier));

Deno.test("the rules look at something: every room is a folder of lib, and imports are found", () => {
  const folders = [...Deno.readDirSync(join(ROOT, "lib"))].map(({ name }) => name);
  assert.deepEqual(folders.filter((name) => !ROOMS.includes(name)), []);
  const run = libFiles.find(({ path }) => path === "lib/run/folder.ts");
  assert.ok(relativeImports(run!).includes("lib/config/schema_error.ts"));
  assert.deepEqual(specifiers({ path: "", text: 'import "a"; await import("b"); import.meta.resolve("c")' }), [
    "a",
    "b",
    "c",
  ]);
});

Deno.test("no room of lib imports a room listed below it", () => {
  const wrong = libFiles.flatMap((file) =>
    relativeImports(file).filter((path) => {
      const [from, to] = [file.path.split("/")[1]!, path.split("/")];
      return to[0] === "lib" && ROOMS.indexOf(to[1]!) > ROOMS.indexOf(from);
    }).map((path) => `${file.path} imports ${path}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("no files of lib import each other in a circle, be it for types alone", () => {
  const imports = new Map(libFiles.map((file) => [file.path, relativeImports(file)]));
  const done = new Set<string>();
  /** The way from a file on the current path back to itself, if there is one. */
  const circle = (path: string, above: readonly string[]): readonly string[] | undefined => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path];
    if (done.has(path)) return undefined;
    done.add(path);
    // An example in a comment imports its own file.
    for (const next of (imports.get(path) ?? []).filter((next) => next !== path)) {
      const found = circle(next, [...above, path]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  assert.deepEqual([...imports.keys()].map((path) => circle(path, [])).filter((found) => found !== undefined), []);
});

Deno.test("a name of lib has one path: nothing is exported again, but the parts of the record by the whole", () => {
  const again = libFiles.filter(({ text }) => /^export .*\bfrom "|^export (type )?\{/m.test(text)).map(({ path }) =>
    path
  );
  // Labels of spreading are told by what spreads them.
  assert.deepEqual(again, ["lib/record/record.ts", "lib/spread/propagation.ts"]);
});

Deno.test("lib imports nothing of the project but lib and deno.json", () => {
  const wrong = libFiles.flatMap((file) =>
    relativeImports(file).filter((path) => !path.startsWith("lib/") && path !== "deno.json")
      .map((path) => `${file.path} imports ${path}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("tasks import nothing but lib and built-ins", () => {
  assert.ok(taskFiles.length > 0);
  const wrong = taskFiles.flatMap((file) =>
    specifiers(file).filter((specifier) => !/^(\.\.\/lib\/|node:)/.test(specifier)).map((path) =>
      `${file.path} imports ${path}`
    )
  );
  assert.deepEqual(wrong, []);
});

Deno.test("only lib/gpu knows navigator.gpu", () => {
  const users = [...libFiles, ...taskFiles].filter(({ text }) => /\bnavigator\.gpu\b/.test(text)).map(({ path }) =>
    path
  );
  assert.deepEqual(users.filter((path) => !path.startsWith("lib/gpu/")), []);
});

Deno.test("no code file of lib has more than 300 lines", () => {
  const long = sourceFiles("lib", /\.(tsx?|wgsl)$/).map(({ path, text }) => ({
    path,
    lines: text.split("\n").length - 1,
  }))
    .filter(({ lines }) => lines > 300);
  assert.deepEqual(long, []);
});

Deno.test("files of lib, tasks, scripts and tests are named in snake_case", () => {
  const files = ["lib", "tasks", "scripts", "tests"].flatMap((folder) => sourceFiles(folder, CODE));
  const wrong = files.map(({ path }) => path).filter((path) => !/^([a-z0-9_]+\/)+[a-z0-9_]+(\.d)?\.tsx?$/.test(path));
  assert.deepEqual(wrong, []);
});

Deno.test("every task is described and asks for the permissions it needs, never for all", () => {
  for (const [name, task] of Object.entries(project.tasks)) {
    assert.ok(task.description.length > 0, name);
    assert.doesNotMatch(task.command, /(^|\s)(-A|--allow-all)(\s|$)/, name);
    for (const [command] of task.command.matchAll(/deno (?:run|test) [^&]*/g)) {
      assert.match(command, /--no-prompt/, name);
    }
  }
  for (const { path, text } of sourceFiles("scripts", CODE)) assert.doesNotMatch(text, /"(-A|--allow-all)"/, path);
});

Deno.test("tasks and the look for an adapter take their permissions from deno.json's sets alone", () => {
  const { adapter, run } = project.permissions;
  const sets = Object.values(project.tasks).flatMap(({ command }) => [...command.matchAll(/ -P=(\S+)/g)]);
  const wrapper = Deno.readTextFileSync(join(ROOT, "tenshot"));
  const names = [...sets, ...wrapper.matchAll(/ -P=(\S+)/g)].map(([, name]) => name!);
  assert.deepEqual([...new Set(names)].sort(), Object.keys(project.permissions).sort());
  for (const text of [wrapper, ...Object.values(project.tasks).map(({ command }) => command)]) {
    assert.doesNotMatch(text, /--(allow|deny)-|\s-[A-Z]*[ARWNESI]\b/);
  }
  assert.deepEqual(run.env, adapter.env, "what an adapter needs is one list");
  // deno task echoes it at every start.
  for (const { command } of Object.values(project.tasks).filter(({ command }) => command.includes(" tasks/"))) {
    assert.ok(command.length < 80, command);
  }
});

Deno.test("every other program is started in a clean environment", () => {
  const files = ["lib", "tasks", "scripts", "tests"].flatMap((folder) => sourceFiles(folder, CODE));
  const starters = files.filter(({ text }) => /\bnew Deno\.Command\b|\bchild_process\b/.test(text)).map(({ path }) =>
    path
  );
  assert.deepEqual(starters, [
    "lib/config/child_command.ts",
    // Machines that have nothing at all.
    "tests/tenshot_test.ts",
  ]);
});

Deno.test("every import is pinned exactly, in deno.json and nowhere else", () => {
  for (const [name, specifier] of Object.entries(project.imports)) {
    assert.match(specifier, /^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.]+)?(\/jsx-runtime)?$/, name);
  }
  const files = ["lib", "tasks", "scripts", "tests"].flatMap((folder) => sourceFiles(folder, CODE));
  const wrong = files.flatMap((file) =>
    specifiers(file).filter((specifier) => /^(npm|jsr|https?):/.test(specifier)).map((specifier) =>
      `${file.path}: ${specifier}`
    )
  );
  assert.deepEqual(wrong, []);
});
