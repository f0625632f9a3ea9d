import assert from "node:assert/strict";
import { csvOf } from "../../lib/report/client/chart_downloads.ts";

Deno.test("csvOf() writes numbers plainly and texts as RFC 4180 has them", () => {
  const rows = [
    ["Digit", "Images, kept", 'a "b"', "Losses"],
    ["0", "12,345,678", "36.14\u00a0%", "0.1234  0.5\n 1.2"],
    ["–", "−1.50", "1.23e-5", ""],
  ];
  assert.equal(
    csvOf(rows),
    'Digit,"Images, kept","a ""b""",Losses\r\n0,12345678,36.14%,0.1234 0.5 1.2\r\n,-1.50,1.23e-5,\r\n',
  );
});

Deno.test("csvOf() writes nothing that a spreadsheet takes for a formula", () => {
  const rows = [["=1+1", "+A1", "-A1", "@x", ' =HYPERLINK("a","b")']];
  assert.equal(csvOf(rows), `'=1+1,'+A1,'-A1,'@x,"'=HYPERLINK(""a"",""b"")"\r\n`);
});
