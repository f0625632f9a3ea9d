/**
 * What the reader has chosen, kept in the address's query, so that a link, a reload and the browser's back and forward show
 * it again. The query holds only what differs from the page as it opens; sections keep the fragment.
 *
 * A choice is any `data-control` (a select, a checkbox, a slider) and any `details` inside an element with an id, and any
 * group of radio buttons: `?stage1-loss-curves.log=off&stage1-loss-curves.line=3&tries-chart.open=on`.
 *
 * @module
 */

/** One thing that the reader chooses. */
export interface PageChoice {
  /** Its name in the query, unique in the page. */
  readonly key: string;
  /** Its value in the page as it opens. */
  readonly initial: string;
  read(): string;
  /** Shows a value; one that the choice does not have is left alone. */
  write(value: string): void;
}

/** Finds the page's choices. */
export function pageChoices(root: ParentNode): PageChoice[] {
  return [...radioChoices(root), ...controlChoices(root)];
}

function controlChoices(root: ParentNode): PageChoice[] {
  const used = new Map<string, number>();
  return [...root.querySelectorAll<HTMLElement>("[data-control], details")].flatMap((element) => {
    const owner = element.parentElement?.closest("[id]")?.id;
    const [read, write] = accessors(element);
    if (owner === undefined || read === undefined || write === undefined) return [];
    const name = `${owner}.${element.dataset.control ?? "open"}`;
    const place = (used.get(name) ?? 0) + 1;
    used.set(name, place);
    return [{ key: place === 1 ? name : `${name}${place}`, initial: read(), read, write }];
  });
}

function radioChoices(root: ParentNode): PageChoice[] {
  const radios = [...root.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  return [...new Set(radios.map(({ name }) => name))].map((key) => {
    const group = radios.filter(({ name }) => name === key);
    const read = () => group.find(({ checked }) => checked)?.value ?? "";
    const write = (value: string): void => {
      const wanted = group.find((radio) => radio.value === value);
      if (wanted === undefined) return;
      wanted.checked = true;
      tellChange(wanted);
    };
    return { key, initial: read(), read, write };
  });
}

function tellChange(element: HTMLElement): void {
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

function accessors(element: HTMLElement): [read: () => string, write: (value: string) => void] | [] {
  if (element instanceof HTMLDetailsElement) {
    return [() => element.open ? "on" : "off", (value) => element.open = value === "on"];
  }
  const told = () => tellChange(element);
  if (element instanceof HTMLSelectElement) {
    return [() => element.value, (value) => {
      if (![...element.options].some((option) => option.value === value)) return;
      element.value = value;
      told();
    }];
  }
  if (!(element instanceof HTMLInputElement)) return [];
  if (element.type === "checkbox") {
    return [() => element.checked ? "on" : "off", (value) => {
      element.checked = value === "on";
      told();
    }];
  }
  return [() => element.value, (value) => {
    element.value = value;
    told();
  }];
}

/** The query for the choices as they stand: "" if all are as the page opens. */
export function queryOf(choices: readonly PageChoice[]): string {
  const query = new URLSearchParams();
  for (const { key, initial, read } of choices) {
    const value = read();
    if (value !== initial) query.set(key, value);
  }
  return query.size === 0 ? "" : `?${query}`;
}

/** Shows what a query says; what it does not name is shown as the page opens. */
export function applyQuery(choices: readonly PageChoice[], query: string): void {
  const wanted = new URLSearchParams(query);
  for (const { key, initial, read, write } of choices) {
    const value = wanted.get(key) ?? initial;
    if (value !== read()) write(value);
  }
}

/** Ties the page's choices to its address; to be called once all else is set up. */
export function setUpPageState(): void {
  const choices = pageChoices(document);
  let applying = false;
  const restore = (): void => {
    applying = true;
    applyQuery(choices, location.search);
    applying = false;
  };
  const remember = (): void => {
    const query = queryOf(choices);
    if (applying || query === location.search) return;
    try {
      history.pushState(null, "", `${location.pathname}${query}${location.hash}`);
    } catch {
      // A page inside another may not have an address of its own; then it has no links either.
    }
  };
  document.addEventListener("change", remember);
  // A toggle does not bubble.
  document.addEventListener("toggle", remember, { capture: true });
  addEventListener("popstate", restore);
  restore();
}
