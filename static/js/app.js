// What every page has: menus that close, the way to the search box, and moments in the reader's own time.

import { showLocalMoments } from "./components/local-moments.js";

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// On the desk the key is a command, which people may change.
function toSearch(event) {
  event.preventDefault();
  const box = document.querySelector("[data-search]");
  if (box?.checkVisibility()) box.select();
  else document.querySelector(".site-search-link")?.click();
}
document.addEventListener("desk-command", (event) => event.detail.name === "search" && toSearch(event));
document.addEventListener("keydown", (event) => {
  const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isPlain && !event.target.closest("input, textarea, select") && !document.querySelector("desk-book")) toSearch(event);
});

showLocalMoments();
