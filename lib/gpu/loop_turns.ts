/**
 * How long the loops of a kernel can be, read off its text: what nothing bounds is refused where pipelines are built.
 *
 * Source: llvmpipe of Mesa 22.3.6 (Debian 12) ends the loops of an invocation, all together, after 65,535 turns, without an
 * error; in 25.0.7 it does not.
 *
 * @module
 */
import { MOST_IMAGES } from "../data/most_images.ts";

/** Turns of all loops of an invocation together, at most. */
export const MOST_TURNS = 65_535;
/** Images of a batch, at most: the fastest axis of every activation. Source: the widest batch of any plan. */
export const MOST_LANES = 256;

/** What a kernel's loops may be bounded by, by the names that kernels give it. */
const SIZES: Readonly<Record<string, number>> = { images: MOST_IMAGES, lanes: MOST_LANES };

/** A loop, and everything that counts for it, inside a function. */
interface Frame {
  /** Times that what stands here is run, for each call of the function. */
  readonly times: number;
}

interface FunctionTurns {
  turns: number;
  readonly calls: { readonly callee: string; readonly times: number }[];
}

/**
 * Turns of all loops of an invocation together, at most, at the largest sizes that are accepted.
 *
 * A loop is bounded by its head, `for (var i = A; i < B; i += C)` with numbers, the kernel's constants, `images` or `lanes`
 * (a start that is none of these counts as 0); by clearing a bit of a word a turn; or, where neither is so, by a comment
 * before it, `// turns: 2 * lanes + 1`, of sums and products of the same.
 *
 * @param wgsl A kernel whose entry point is `main`.
 * @param constants Values of its overrides.
 * @throws {RangeError} If nothing bounds a loop.
 */
export function loopTurns(wgsl: string, constants: Readonly<Record<string, number>> = {}): number {
  const text = wgsl.replace(
    /\/\/[ \t]*turns:([^\n]*)|\/\/[^\n]*/g,
    (_, turns?: string) => turns ? `@turns(${turns})` : "",
  );
  const names: Record<string, number> = { ...SIZES, ...constants };
  for (const [, name, value] of text.matchAll(/\b(?:const|override)\s+(\w+)\s*(?::\s*\w+)?\s*=\s*(\d+)[ui]?\s*;/g)) {
    names[name!] ??= Number(value);
  }
  const functions = new Map<string, FunctionTurns>();
  for (const [, name] of text.matchAll(/\bfn\s+(\w+)/g)) functions.set(name!, { turns: 0, calls: [] });
  const callees = [...functions.keys()].filter((name) => name !== "main").map((name) => `|\\b${name}(?=\\s*\\()`).join(
    "",
  );
  const words = new RegExp(
    `@turns\\([^\\n]*?\\)(?=\\s*(?:for|while|loop)\\b)|\\b(?:for|while|loop|fn)\\b|[{}]${callees}`,
    "g",
  );
  let own: FunctionTurns | undefined;
  let frames: Frame[] = [];
  let stated: string | undefined;
  let next: Frame | undefined;
  for (let found = words.exec(text); found; found = words.exec(text)) {
    const word = found[0];
    const times = frames.at(-1)?.times ?? 1;
    if (word.startsWith("@turns")) stated = word.slice("@turns(".length, -1);
    else if (word === "fn") {
      const name = /\s+(\w+)/y;
      name.lastIndex = words.lastIndex;
      own = functions.get(name.exec(text)![1]!);
      words.lastIndex = name.lastIndex;
      frames = [];
    } else if (word === "{") {
      frames.push(next ?? { times });
      next = undefined;
    } else if (word === "}") frames.pop();
    else if (functions.has(word)) own?.calls.push({ callee: word, times });
    else {
      const head = word === "loop" ? "" : bracketed(text, text.indexOf("(", found.index));
      const loop = `${word} (${head})`;
      words.lastIndex = word === "loop" ? words.lastIndex : text.indexOf(head, found.index) + head.length;
      const turns = stated === undefined ? turnsOf(word, head, text, words.lastIndex, names) : valueOf(stated, names);
      if (turns === undefined) {
        throw new RangeError(
          `Counting turns: found nothing that bounds the loop "${loop}", wanted "// turns: …" before it, of numbers, ` +
            Object.keys(SIZES).join(" and "),
        );
      }
      own!.turns += times * turns;
      next = { times: times * turns };
      stated = undefined;
    }
  }
  const total = ({ turns, calls }: FunctionTurns): number =>
    calls.reduce((sum, { callee, times }) => sum + times * total(functions.get(callee)!), turns);
  return total(functions.get("main") ?? { turns: 0, calls: [] });
}

/** What stands between the bracket at `open` and its partner. */
function bracketed(text: string, open: number): string {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth === 0) return text.slice(open + 1, at);
  }
  return "";
}

/** What a loop's head, or the one form of body that bounds it, says; nothing if they say nothing. */
function turnsOf(
  word: string,
  head: string,
  text: string,
  end: number,
  names: Readonly<Record<string, number>>,
): number | undefined {
  if (word === "while") {
    const bits = /^\s*(\w+)\s*!=\s*0u?\s*$/.exec(head)?.[1];
    const clears = bits && new RegExp(`^\\)\\s*\\{[^{}]*\\b${bits} &= ${bits} - 1u;`).test(text.slice(end, end + 400));
    return clears ? 32 : undefined;
  }
  if (word === "loop") return undefined;
  const [start = "", condition = "", step = ""] = head.split(";");
  const variable = /^\s*var\s+(\w+)[^=]*=\s*(.*?)\s*$/.exec(start);
  const limit = /^\s*(\w+)\s*<\s*(.*?)\s*$/.exec(condition);
  const stride = /^\s*(\w+)\s*(?:\+\+|\+=\s*(.*?))\s*$/.exec(step);
  if (!variable || limit?.[1] !== variable[1] || stride?.[1] !== variable[1]) return undefined;
  const to = valueOf(limit![2]!, names);
  const by = stride![2] === undefined ? 1 : valueOf(stride![2], names);
  if (to === undefined || by === undefined || !(by > 0)) return undefined;
  return Math.max(0, Math.ceil((to - (valueOf(variable[2]!, names) ?? 0)) / by));
}

/** The value of sums of products and quotients of numbers and names; nothing if it is something else. */
function valueOf(expression: string, names: Readonly<Record<string, number>>): number | undefined {
  let sum = 0;
  for (const term of expression.split("+")) {
    let product = 1;
    for (const [, operator, factor] of `*${term}`.matchAll(/([*/])([^*/]*)/g)) {
      const number = /^\s*(\d+)[ui]?\s*$/.exec(factor!)?.[1];
      const value = number === undefined ? names[factor!.trim()] : Number(number);
      if (value === undefined) return undefined;
      product = operator === "*" ? product * value : product / value;
    }
    sum += product;
  }
  return sum;
}
