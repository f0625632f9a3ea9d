import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path/posix";

const IMPORT = /^import \{([^}]*)\} from "([\w./]+)";$/gm;

/**
 * Joins a client module and all that it imports into one script, each module after those that it needs: types are
 * stripped, and since every module ends up in the same scope, so are the imports between them and the word `export`.
 *
 * Deno's own bundler is not used because it fetches its engine on first use, and a report has to render without a
 * network. The price is a narrow form: named imports, unrenamed, and top-level names that are unique.
 *
 * @param main The module's path
 * @param sources TypeScript of all modules by their paths, from one folder
 * @returns JavaScript for one `<script type="module">`
 * @throws {SyntaxError} If a module has another form of import or export, imports none of the modules, or itself by a detour
 */
export function linkClient(main: string, sources: Readonly<Record<string, string>>): string {
  const linked = new Map<string, string>();
  const open = new Set<string>();
  const link = (path: string, importer: string): void => {
    if (linked.has(path)) return;
    const source = sources[path];
    if (source === undefined || open.has(path)) {
      throw new SyntaxError(
        `Cannot link client module ${importer}: found an import of ${path}, wanted ${
          source === undefined ? "a client module" : "no module that imports this one"
        }`,
      );
    }
    open.add(path);
    const script = stripTypeScriptTypes(source);
    for (const [, names = "", from = ""] of script.matchAll(IMPORT)) {
      if (/\bas\b/.test(names)) {
        throw new SyntaxError(`Cannot link client module ${path}: found a renamed import, wanted plain names`);
      }
      link(join(dirname(path), from), path);
    }
    const plain = script.replace(IMPORT, "").replace(/^export (?=(?:async )?function |const |class )/gm, "");
    const rest = /^(?:import|export)\b.*$/m.exec(plain);
    if (rest !== null) {
      throw new SyntaxError(
        `Cannot link client module ${path}: found "${
          rest[0]
        }", wanted named imports of client modules and plain exports`,
      );
    }
    linked.set(path, plain.trim());
  };
  link(main, main);
  return `${[...linked.values()].join("\n\n")}\n`;
}
