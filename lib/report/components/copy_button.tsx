import type { JSX } from "preact";

/** A button that copies an element's text, and what became of it; hidden where there is no JavaScript. */
export function CopyButton({ of, what }: { of: string; what: string }): JSX.Element {
  return (
    <>
      <button type="button" data-copies={of} hidden>
        Copy <span class="visually-hidden">{what}</span>
      </button>
      <span role="status"></span>
    </>
  );
}
