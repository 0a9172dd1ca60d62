// The desk's page: the token first, then the elements that use it. Rows before the book, which asks them things.

import { bring } from "./lib/bring.js";
import { setToken } from "./lib/post.js";
import "./components/desk-row.js";
import "./components/desk-book.js";
import "./components/desk-panel.js";

setToken(document.querySelector('meta[name="csrf-token"]').content);

// Reading goes on where one is at work.
document.addEventListener("desk-active", ({ detail }) => {
  document.querySelector('a[data-command="reading"]').search = `?at=${detail.key}`;
});
document.addEventListener("desk-command", (event) => {
  const { name, button } = event.detail;
  if (!/^(reading|replace)$/.test(name) || button) return;
  event.preventDefault();
  const link = document.querySelector(`a[data-command=${name}]`);
  if (link) location.assign(link.href);
});

// Counting a long statement takes longer than showing a window of it.
const head = document.querySelector("[data-counts]");
if (head) import("./components/desk-counts.js").then(({ fetchCounts }) => fetchCounts(head));

// Who else is here is asked once somebody is: after the first sign of life.
for (const sign of ["keydown", "pointermove", "scroll", "focusin"]) {
  document.addEventListener(sign, () => import("./components/desk-presence.js"), { once: true });
}

// Splitting and merging are rare: what they take comes when they are asked for.
document.addEventListener("desk-command", (event) => {
  if (!/^(split|merge|undo-arrangement)$/.test(event.detail.name)) return;
  event.preventDefault();
  bring("segment-cut").then(({ arrange }) => arrange(event));
});
