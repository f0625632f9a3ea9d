import type { JSX } from "preact";
import type { RunRecord } from "../../record/record.ts";
import { repeatCommand } from "../repeat_command.ts";
import { CopyButton } from "./copy_button.tsx";
import { Foreign } from "./text.tsx";

/** The command that repeats the run. */
export function RepeatIt({ record }: { record: RunRecord }): JSX.Element {
  return (
    <div class="command">
      <span>Repeat it:</span>
      <pre tabIndex={0}><code id="repeat-command"><Foreign text={repeatCommand(record)} /></code></pre>
      <CopyButton of="repeat-command" what="the command" />
    </div>
  );
}
