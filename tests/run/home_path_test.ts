import assert from "node:assert/strict";
import fc from "fast-check";
import { withoutHomePath } from "../../lib/run/home_path.ts";

const HOME = "/home/ann";

Deno.test("withoutHomePath() replaces the home folder wherever it stands", () => {
  const cases = [
    ["/home/ann", "~"],
    ["/home/ann/data", "~/data"],
    ["--out=/home/ann/a and '/home/ann/b'", "--out=~/a and '~/b'"],
    ["/home/ann/a:/home/ann/b", "~/a:~/b"],
    ["file:///home/ann/x", "file://~/x"],
    ["/home//ann/x", "~/x"],
    ["../../home/ann/x", "~/x"],
    ["It is in /home/ann.", "It is in ~."],
  ];
  for (const [text, wanted] of cases) assert.equal(withoutHomePath(text!, [HOME]), wanted);
});

Deno.test("withoutHomePath() leaves other folders alone", () => {
  for (const text of ["/home/anna/x", "/home/ann-2", "/home/ann.old/x", "/mnt/home/ann/x", "home/ann", "/data", ""]) {
    assert.equal(withoutHomePath(text, [HOME]), text);
  }
});

Deno.test("withoutHomePath() does nothing for a home folder that is empty or the root", () => {
  assert.equal(withoutHomePath("/data/x", ["", "/"]), "/data/x");
});

Deno.test("withoutHomePath() knows Windows paths in either slash and any case", () => {
  assert.equal(withoutHomePath("C:\\Users\\Ann\\x, c:/users/ann/y", ["C:\\Users\\Ann\\"]), "~\\x, ~/y");
  assert.equal(withoutHomePath("file:///C:/Users/Ann/x", ["C:\\Users\\Ann"]), "file:///~/x");
});

Deno.test("withoutHomePath() leaves no home folder in any path below it, whatever the folder is called", () => {
  const name = fc.stringMatching(/^[^/\\\0]+$/).filter((text) => text !== "." && text !== "..");
  fc.assert(fc.property(name, name, (user, file) => {
    assert.equal(withoutHomePath(`/home/${user}/${file}`, [`/home/${user}`]), `~/${file}`);
  }));
});

Deno.test("withoutHomePath() takes the home folder from HOME", () => {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  assert.ok(home !== undefined && home.length > 1);
  assert.equal(withoutHomePath(`${home}/x`), "~/x");
});
