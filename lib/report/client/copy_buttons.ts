/**
 * Sets up every button that copies: the text of the element that `data-copies` names, or with "" the page's address as it
 * stands. Where the page may not write to the clipboard the text is selected instead.
 */
export function setUpCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset.copies ?? "");
  const status = button.parentElement?.querySelector("[role=status]") ?? null;
  if (status === null) return;
  try {
    await navigator.clipboard.writeText(source?.textContent ?? location.href);
    status.textContent = "Copied";
  } catch {
    if (source !== null) getSelection()?.selectAllChildren(source);
    status.textContent = source === null ? "Copy it from the address bar" : "Selected; copy it with the keyboard";
  }
}
