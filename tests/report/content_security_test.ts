import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { contentSecurityPolicy, inlineBlock, jsonForScript } from "../../lib/report/content_security.ts";
import { renderReport } from "../../lib/report/render.tsx";
import { sampleRecord } from "./sample_record.ts";

const sha256 = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

Deno.test("a report's policy allows its own blocks by their hashes and nothing else", () => {
  const html = renderReport(sampleRecord());
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
  assert.ok(policy !== undefined);
  const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => sha256(match[1]!));
  const scripts = [...html.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)].map((match) =>
    sha256(match[1]!)
  );
  assert.equal(styles.length, 2);
  assert.equal(scripts.length, 3);
  assert.deepEqual(policy.split("; "), [
    "default-src 'none'",
    `script-src ${scripts.join(" ")}`,
    `style-src ${styles.join(" ")}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  assert.ok(!/\sstyle="/.test(html.replace(/<(script|style)[\s\S]*?<\/\1>/g, "")), "the policy would refuse these");
  assert.ok(html.indexOf("Content-Security-Policy") < html.indexOf("<style"));
});

Deno.test("contentSecurityPolicy() allows no scripts and styles where there are none", () => {
  assert.match(contentSecurityPolicy([]), /script-src 'none'; style-src 'none'/);
});

Deno.test("inlineBlock() hashes line ends as a browser reads them", () => {
  assert.equal(inlineBlock("style", "a {\r\n}\r").text, "a {\n}\n");
});

Deno.test("inlineBlock() refuses text that would end its element", () => {
  for (const [element, text] of [["script", "x = '</SCRIPT>'"], ["script", "<!-- "], ["style", "</style >"]] as const) {
    assert.throws(() => inlineBlock(element, text), SyntaxError);
  }
});

Deno.test("jsonForScript() parses to the same value and holds nothing that HTML reads", () => {
  const value = { "</script>": ["<!--", "]]>", "&lt;", "\u2028", "\uD800", '"', "\\u003c"] };
  const json = jsonForScript(value);
  assert.deepEqual(JSON.parse(json), value);
  assert.ok(!/[<>&\u2028\u2029]/.test(json));
});
