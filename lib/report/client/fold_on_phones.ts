/** Closes on narrow screens what is open at first on wide ones: a phone's page would be twice as long. */
export function foldOnPhones(): void {
  if (!matchMedia("(max-width: 40rem)").matches) return;
  for (const details of document.querySelectorAll<HTMLDetailsElement>("main details[open]")) details.open = false;
}
