import assert from "node:assert/strict";
import { countClasses } from "../../lib/data/count_classes.ts";

const count = (train: readonly number[], test: readonly number[] = []) =>
  countClasses(Uint8Array.from(train), Uint8Array.from(test), "train", "test");
const upTo = (most: number) => Array.from({ length: most + 1 }, (_, label) => label);

Deno.test("countClasses() counts 2 to 64 classes from 0 up, of which a test set need not have all", () => {
  assert.deepEqual(count([1, 0, 1], [1]), { classes: 2, train: Uint8Array.of(1, 0, 1), test: Uint8Array.of(1) });
  assert.equal(count(upTo(63), [63]).classes, 64);
});

Deno.test("countClasses() takes labels from 1 up to be one less, as EMNIST's letters, and says so", () => {
  const { classes, train, test, notice } = count([...upTo(26).slice(1), 26], [1, 26]);
  assert.deepEqual([classes, train[0], train[26], [...test]], [26, 0, 25, [0, 25]]);
  assert.equal(notice, "Labels from 1 to 26 are taken as classes 0 to 25: class 0 is what label 1 says");
});

Deno.test("countClasses() refuses one class, more than 64, a class without training images, and strange test labels", () => {
  const refused = (message: RegExp, train: readonly number[], test?: readonly number[]) =>
    assert.throws(() => count(train, test), { name: "RangeError", message });
  refused(/^Reading train: found labels 0 to 0, wanted 2 to 64 classes, counted from 0 or 1$/, [0, 0]);
  refused(/^Reading train: found labels 1 to 1, wanted 2 to 64/, [1, 1]);
  refused(/^Reading train: found labels 0 to 64, wanted 2 to 64/, upTo(64));
  refused(/^Reading train: found labels 65 to 90, wanted 2 to 64/, upTo(90).slice(65));
  refused(/^Reading train: found no training image of class 0, 1 \(images of classes 0 to 3: 0, 0, 1, 1\)/, [2, 3]);
  refused(/^Reading train: found no training image of class 2 /, [0, 1, 3]);
  refused(/^Reading test: found label 3 at index 1, wanted 0 to 2, as in train$/, [0, 1, 2], [2, 3]);
  refused(/^Reading test: found label 0 at index 0, wanted 1 to 2, as in train$/, [1, 2], [0]);
});
