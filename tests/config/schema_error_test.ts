import assert from "node:assert/strict";
import { z } from "zod";
import { firstSchemaProblem, schemaPath } from "../../lib/config/schema_error.ts";

Deno.test("schemaPath() writes keys and indices the way JavaScript would", () => {
  assert.equal(schemaPath(["published", "tries", 3, "loss"]), "published.tries[3].loss");
  assert.equal(schemaPath([]), "");
});

Deno.test("firstSchemaProblem() names the path of the first problem, if it has one", () => {
  const schema = z.object({ tries: z.array(z.number()) });
  assert.equal(
    firstSchemaProblem(schema.safeParse({ tries: [1, "2"] }).error!),
    "tries[1]: expected number, received string",
  );
  assert.equal(firstSchemaProblem(schema.safeParse(3).error!), "expected object, received number");
});
