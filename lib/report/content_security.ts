import { createHash } from "node:crypto";

/** The text of a `<style>` or `<script>` block of a page. */
export interface InlineBlock {
  readonly element: "style" | "script";
  readonly text: string;
}

/**
 * Makes a block of a source text, so that what the browser hashes is what is hashed here.
 *
 * @param element The element that will hold the text
 * @param source Its contents
 * @throws {SyntaxError} If the text would end its element early
 */
export function inlineBlock(element: InlineBlock["element"], source: string): InlineBlock {
  // An HTML parser turns every line end into a line feed before the browser hashes the text.
  const text = source.replace(/\r\n?/g, "\n");
  const found = element === "script" ? /<\/script|<script|<!--/i.exec(text) : /<\/style|<!--/i.exec(text);
  if (found !== null) {
    throw new SyntaxError(
      `Cannot inline a ${element} block: found "${
        found[0]
      }" at character ${found.index}, wanted text that does not end it`,
    );
  }
  return { element, text };
}

/**
 * A policy that allows a page its own inline blocks, pictures in `data:` URLs, and nothing else.
 *
 * @param blocks All style and script blocks that the page holds; JSON blocks are not run and need no hash
 * @returns The contents of a `Content-Security-Policy` meta element
 */
export function contentSecurityPolicy(blocks: readonly InlineBlock[]): string {
  const sources = (element: InlineBlock["element"]): string => {
    const hashes = blocks.filter((block) => block.element === element).map(({ text }) =>
      `'sha256-${createHash("sha256").update(text).digest("base64")}'`
    );
    return hashes.length === 0 ? "'none'" : hashes.join(" ");
  };
  return [
    "default-src 'none'",
    `script-src ${sources("script")}`,
    `style-src ${sources("style")}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/**
 * JSON that may stand in a `<script type="application/json">`: no character in it can end the element or open a comment.
 *
 * @param value Any JSON value
 * @returns JSON that parses to the same value
 */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
