import type { JSX } from "preact";

/** A page's sections: beside the text where there is room, else behind a button that stays in view. */
export function Contents({ chapters }: { chapters: readonly { id: string; title: string }[] }): JSX.Element {
  const list = (
    <ul>
      {chapters.map(({ id, title }) => (
        <li>
          <a href={`#${id}`}>{title}</a>
        </li>
      ))}
    </ul>
  );
  return (
    <nav class="contents" aria-label="Contents">
      <div class="beside">{list}</div>
      <details class="menu">
        <summary>Contents</summary>
        {list}
      </details>
    </nav>
  );
}
