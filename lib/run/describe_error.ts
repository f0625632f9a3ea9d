import { z } from "zod";
import { schemaPath } from "../config/schema_error.ts";
import { UsageError } from "../config/usage_error.ts";

/** How an error is put in words. */
export interface DescribeErrorOptions {
  /** Adds the stack traces of the error and its causes. */
  readonly debug: boolean;
  /** Marks the first word with a terminal's red. */
  readonly colour?: boolean;
}

const PARTS_SHOWN = 5;

/**
 * What Deno says of paths in /dev, /proc, /sys and the like. Its advice, all permissions, is none that a task needs.
 * Source: Deno's documentation, "Security and permissions", on file system access.
 */
const SEALED = /requires all access to ("[^"]*"), run again with the --allow-all flag/gi;

/**
 * Puts an error in words for a terminal: the message, its causes where they say more, and what to do where the error knows.
 * An error knows by a property `hint`, a text or several.
 *
 * @param error Anything that was thrown.
 * @param options What to show.
 * @returns Lines without a newline at the end.
 */
export function describeError(error: unknown, { debug, colour = false }: DescribeErrorOptions): string {
  const label = colour ? "\x1b[31merror\x1b[0m" : "error";
  const chain = causes(error);
  const head = `${label}: ${messageOf(error)}`;
  const lines = [head, ...partsOf(error).map((part) => `  - ${part}`)];
  const said = [messageOf(error)];
  for (const cause of chain.slice(1)) {
    const message = messageOf(cause);
    // Deno's own advice on permissions is to run with all of them, which no task needs.
    if (cause instanceof Deno.errors.NotCapable || said.some((text) => text.includes(message))) continue;
    said.push(message);
    lines.push(`  because: ${message}`, ...partsOf(cause).map((part) => `  - ${part}`));
  }
  lines.push(...hintsOf(chain, debug).map((hint) => `  what to do: ${hint}`));
  if (debug) {
    lines.push(...chain.flatMap((part) => part instanceof Error && part.stack !== undefined ? [part.stack] : []));
  }
  return lines.join("\n");
}

/** The error, its cause, that one's cause, and so on; a chain that bites its tail is cut. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && !chain.includes(next);) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

function messageOf(error: unknown): string {
  return plainMessageOf(error).replace(SEALED, "Deno keeps $1 from tasks");
}

function plainMessageOf(error: unknown): string {
  if (error instanceof z.ZodError) return "Checking a value: found one that does not fit its schema";
  if (!(error instanceof Error)) return `Something failed: ${String(error)}`;
  return error.message === "" ? error.name : error.message;
}

function partsOf(error: unknown): string[] {
  const parts = error instanceof z.ZodError
    ? error.issues.map(({ path, message }) => path.length === 0 ? message : `${schemaPath(path)}: ${message}`)
    : error instanceof AggregateError
    ? error.errors.map(messageOf)
    : [];
  const more = parts.length - PARTS_SHOWN;
  return more > 0 ? [...parts.slice(0, PARTS_SHOWN), `and ${more} more`] : parts;
}

function hintsOf(chain: readonly unknown[], debug: boolean): string[] {
  const hints = chain.flatMap((error) => {
    if (!(error instanceof Error) || !("hint" in error)) return [];
    return (Array.isArray(error.hint) ? error.hint : [error.hint]).filter((hint) => typeof hint === "string");
  });
  if (hints.length > 0) return hints;
  if (chain.some((error) => plainMessageOf(error).search(SEALED) >= 0)) {
    return [
      "take a place outside /dev, /proc and /sys, such as a folder in /tmp; a link to what lies there does not help",
    ];
  }
  const [error] = chain;
  if (error instanceof UsageError) return error.message.includes("--help") ? [] : ["--help lists the flags"];
  if (error instanceof Deno.errors.NotCapable) {
    return ["run the task by ./tenshot or deno task, which grant what it needs"];
  }
  // Errors raised on purpose name what was being done before a colon: this one is a surprise.
  return messageOf(error).includes(": ") || debug ? [] : ["run it again with --debug and report what it prints"];
}
