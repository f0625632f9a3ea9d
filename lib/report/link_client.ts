import { stripTypeScriptTypes } from "node:module";

/** One TypeScript file of the page's client code. */
export interface ClientModule {
  /** How other client modules import it, such as "./theme.ts". */
  readonly specifier: string;
  readonly source: string;
}

const IMPORT = /^import \{([^}]*)\} from "([\w./]+)";$/gm;

/**
 * Joins the client's TypeScript modules into one script: types are stripped, and since every module ends up in the same
 * scope, so are the imports between them and the word `export`.
 *
 * Deno's own bundler is not used because it fetches its engine on first use, and a report has to render without a
 * network. The price is a narrow form: named imports, unrenamed, and top-level names that are unique.
 *
 * @param modules The modules, each after those that it imports
 * @returns JavaScript for one `<script type="module">`
 * @throws {SyntaxError} If a module has another form of import or export, or comes before one that it imports
 */
export function linkClient(modules: readonly ClientModule[]): string {
  const linked = new Set<string>();
  const scripts: string[] = [];
  for (const { specifier, source } of modules) {
    const script = stripTypeScriptTypes(source)
      .replace(IMPORT, (_statement, names: string, from: string) => {
        if (!linked.has(from)) {
          throw new SyntaxError(
            `Cannot link client module ${specifier}: found an import of ${from}, wanted it linked before`,
          );
        }
        if (/\bas\b/.test(names)) {
          throw new SyntaxError(`Cannot link client module ${specifier}: found a renamed import, wanted plain names`);
        }
        return "";
      })
      .replace(/^export (?=(?:async )?function |const |class )/gm, "");
    const rest = /^(?:import|export)\b.*$/m.exec(script);
    if (rest !== null) {
      throw new SyntaxError(
        `Cannot link client module ${specifier}: found "${
          rest[0]
        }", wanted named imports of client modules and plain exports`,
      );
    }
    linked.add(specifier);
    scripts.push(script.trim());
  }
  return `${scripts.join("\n\n")}\n`;
}
