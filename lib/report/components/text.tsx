/**
 * The small parts that every section is made of.
 *
 * @module
 */
import type { ComponentChildren, JSX } from "preact";

/** Text that came from outside: isolated, so that its direction marks cannot reorder the page around it. */
export function Foreign({ text }: { text: string }): JSX.Element {
  return <bdi>{text}</bdi>;
}

/** A section of the report, reachable by its id. */
export function Section(
  { id, title, children }: { id: string; title: string; children: ComponentChildren },
): JSX.Element {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        <a class="anchor" href={`#${id}`}>{title}</a>
      </h2>
      {children}
    </section>
  );
}

/** Something wide, such as a table: it scrolls by itself, by keyboard too, and the page never does. */
export function Scroller({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return <div class="scroller" role="group" aria-label={label} tabIndex={0}>{children}</div>;
}

/** One row of a table: its heading, then its cells. */
export interface TableRow {
  readonly heading: ComponentChildren;
  readonly cells: readonly ComponentChildren[];
}

/** A table of figures with a caption; the first column holds the rows' headings. */
export function DataTable(
  { caption, columns, rows, text = false, captionHidden = false }: {
    caption: string;
    columns: readonly ComponentChildren[];
    rows: readonly TableRow[];
    /** Whether the cells hold words rather than figures. */
    text?: boolean;
    /** Whether the caption is for screen readers only, as a heading says the same. */
    captionHidden?: boolean;
  },
): JSX.Element {
  return (
    <Scroller label={caption}>
      <table class={text ? "text" : undefined}>
        <caption>
          <span class={captionHidden ? "visually-hidden" : "caption"}>{caption}</span>
        </caption>
        <thead>
          <tr>{columns.map((column) => <th scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map(({ heading, cells }) => (
            <tr>
              <th scope="row">{heading}</th>
              {cells.map((cell) => <td>{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** What is known, a row each: what it is, and its value. */
export type Facts = readonly (readonly [ComponentChildren, ComponentChildren])[];

/** A table of facts under a heading that says the same as its caption. */
export function FactTable({ caption, facts }: { caption: string; facts: Facts }): JSX.Element {
  return (
    <DataTable
      text
      captionHidden
      caption={caption}
      columns={["What", "Value"]}
      rows={facts.map(([heading, value]) => ({ heading, cells: [value] }))}
    />
  );
}

/**
 * Something long that opens on demand; on a phone it is closed at first. In print it is open, unless it is data that a chart
 * shows or that only a program reads.
 */
export function Details(
  { summary, open, data, children }: {
    summary: string;
    open?: boolean | undefined;
    /** Whether it stays closed in print. */
    data?: boolean | undefined;
    children: ComponentChildren;
  },
): JSX.Element {
  return (
    <details open={open} class={data ? "data" : undefined}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
