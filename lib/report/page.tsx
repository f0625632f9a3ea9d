import type { ComponentChildren, JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import { Foreign } from "./components/text.tsx";
import { contentSecurityPolicy, type InlineBlock, jsonForScript } from "./content_security.ts";

/** Id of the element that holds the whole record; the client code reads it from there. */
export const RECORD_ELEMENT_ID = "run-record";

/** The HTML document around the report: policy, styles, the record itself and the client code. */
export function Page(
  { title, description, styles, scripts, record, data = [], children }: {
    title: string;
    /** What the page says in a sentence or two, for previews of links to it. */
    description: string;
    styles: readonly InlineBlock[];
    scripts: readonly { block: InlineBlock; module: boolean }[];
    /** Embedded as JSON. */
    record: unknown;
    /** Further JSON for the client code, by the id of its element. */
    data?: readonly { id: string; value: unknown }[];
    children: ComponentChildren;
  },
): JSX.Element {
  const policy = contentSecurityPolicy([...styles, ...scripts.map(({ block }) => block)]);
  return (
    <html lang="en-GB" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <meta name="description" content={preview(description)} />
        <meta property="og:type" content="article" />
        <meta property="og:title" content={preview(title)} />
        <meta property="og:description" content={preview(description)} />
        <meta property="og:locale" content="en_GB" />
        <link rel="icon" href="data:," />
        {styles.map(({ text }) => <style {...raw(text)} />)}
      </head>
      <body>
        {children}
        <script type="application/json" id={RECORD_ELEMENT_ID} {...raw(jsonForScript(record))} />
        {data.map(({ id, value }) => <script type="application/json" id={id} {...raw(jsonForScript(value))} />)}
        {scripts.map(({ block, module }) => <script type={module ? "module" : undefined} {...raw(block.text)} />)}
      </body>
    </html>
  );
}

/** Words for a preview, which is shown where nothing isolates them: without signs of markup and of direction. */
function preview(text: string): string {
  return text.replaceAll(/[<>"'&=\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "");
}

/** The text of an HTML file that is this page. */
export function htmlFile(page: JSX.Element): string {
  return `<!DOCTYPE html>\n${renderToString(page)}\n`;
}

/**
 * The page's foot: who made it, and from what.
 *
 * @param source Such as "from the run’s folder alone; the record is inside this file".
 */
export function MadeBy({ version, source }: { version: string; source: string }): JSX.Element {
  return (
    <footer>
      <p>
        Made by Tenshot <Foreign text={version} /> {source}.
      </p>
    </footer>
  );
}

/**
 * Contents that must not be escaped: the project's own styles and scripts, which `inlineBlock` has checked, and JSON from
 * `jsonForScript`. Nothing else may come here.
 */
function raw(text: string): { dangerouslySetInnerHTML: { __html: string } } {
  return { dangerouslySetInnerHTML: { __html: text } };
}
