/**
 * Sets up every button that copies: the text of the element that `data-copies` names, or with "" the page's address as it
 * stands. Where the page may not write to the clipboard the text is selected instead. Every figure with an id gets a button
 * that copies a link to it.
 */
export function setUpCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
  for (const figure of document.querySelectorAll<HTMLElement>("figure[id], .matrices[id]")) addLinkButton(figure);
}

/**
 * The page's address as it stands, with all that the reader chose. Of a page that was opened from a disk it is the file's name
 * alone: folders of one machine are nobody else's.
 *
 * @param id What the link leads to; by default what the address names, else the section that is on the screen.
 */
export function linkTo(id: string = location.hash.slice(1) || sectionInView()): string {
  const place = location.protocol === "file:"
    ? location.pathname.replace(/^.*\//, "")
    : location.origin + location.pathname;
  return `${place}${location.search}${id === "" ? "" : `#${id}`}`;
}

/** The last section that begins above the middle of the window. */
function sectionInView(): string {
  const above = [...document.querySelectorAll("main section[id]")].filter((section) =>
    section.getBoundingClientRect().top < innerHeight / 2
  );
  return scrollY === 0 ? "" : above.at(-1)?.id ?? "";
}

function addLinkButton(figure: HTMLElement): void {
  const caption = figure.querySelector("figcaption .with-script") ?? figure.querySelector("figcaption, caption");
  const title = caption?.textContent?.trim() || figure.id;
  const button = Object.assign(document.createElement("button"), { type: "button" });
  const of = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: `: ${title}` });
  button.append("Copy link", of);
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  button.addEventListener("click", () => void write(linkTo(figure.id), null, status));
  const beside = figure.querySelector(":scope > .downloads");
  const row = beside ?? Object.assign(document.createElement("div"), { className: "controls downloads" });
  row.append(button, status);
  if (beside === null) figure.append(row);
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset.copies ?? "");
  const status = button.parentElement?.querySelector("[role=status]") ?? null;
  if (status !== null) await write(source?.textContent ?? linkTo(), source, status);
}

async function write(text: string, source: HTMLElement | null, status: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = "Copied";
  } catch {
    if (source !== null) getSelection()?.selectAllChildren(source);
    status.textContent = source === null ? `Copy it: ${text}` : "Selected; copy it with the keyboard";
  }
}
