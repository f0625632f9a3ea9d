/** Closes the menu of contents once the reader has chosen from it, or presses elsewhere or Escape. */
export function setUpContentsMenu(): void {
  const menu = document.querySelector<HTMLDetailsElement>("nav.contents details");
  if (menu === null) return;
  const close = (): void => {
    menu.open = false;
  };
  for (const link of menu.querySelectorAll("a")) link.addEventListener("click", close);
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) close();
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    close();
    menu.querySelector("summary")?.focus();
  });
}
