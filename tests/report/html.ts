/** Text of every element of a kind in a page that the report renders; good for elements that hold no others of their kind. */
export function elements(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g"))].map((match) =>
    match[1] ?? ""
  );
}

/** What stands in the page's main part, behind its contents. */
export function mainPart(html: string): string {
  return html.slice(html.indexOf("<main"));
}

/** The JSON that a page carries, parsed. */
export function embeddedRecord(html: string): unknown {
  const match = /<script type="application\/json" id="run-record">([\s\S]*?)<\/script>/.exec(html);
  if (match === null) throw new Error("Reading a page: found no embedded record");
  return JSON.parse(match[1] ?? "");
}

/** A page as one reads it: without styles, scripts and tags, entities decoded, white space as single spaces. */
export function visibleText(html: string): string {
  return html
    .replace(/<(style|script|title)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
}
