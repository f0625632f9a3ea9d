import assert from "node:assert/strict";
import { labelsCsv, suggestionsCsv } from "../../lib/run/labels_csv.ts";

Deno.test("labels.csv has a line a picture, quoted where names or labels need it", () => {
  const text = labelsCsv([
    { picture: "a, b.png", label: 'say "x"', share: 0.98765, second: { label: "y", share: 0.01 }, given: false },
    { picture: "c.png", label: "y", share: 1, given: true },
  ]);
  assert.equal(
    text,
    "picture,label,share,second_label,second_share,given\n" +
      '"a, b.png","say ""x""",0.9877,y,0.0100,no\n' +
      "c.png,y,1.0000,,,yes\n",
  );
});

Deno.test("suggestions.csv leaves the labels to be filled in", () => {
  assert.equal(suggestionsCsv([{ picture: "7", reason: "group" }]), "picture,label,reason\n7,,group\n");
});
