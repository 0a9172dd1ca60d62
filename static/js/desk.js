// The desk's page: the token first, then the elements that use it. Rows before the book, which asks them things.

import { bring } from "./lib/bring.js";
import { setToken } from "./lib/post.js";
import "./components/desk-row.js";
import "./components/desk-book.js";

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

// What nobody needs before they have begun: who else is here, what stands beside the paragraph, the reviewer's walk.
const LATER = {
  "desk-presence": /^$/,
  "desk-panel": /^(panel|comment|question|note|history|checks|fix|match(-.)?|term|new-term|concordance)$/,
  "review-walk": /^(review-next|review-previous|approve|return|ask|approve-shown)$/,
};
function bringLater() {
  for (const name of Object.keys(LATER)) if (document.querySelector(name)) bring(name);
}
for (const sign of ["keydown", "pointermove", "pointerdown", "scroll", "focusin"]) {
  document.addEventListener(sign, bringLater, { once: true });
}
// A command or a press that was faster is given again to the element that has come.
document.addEventListener("desk-command", (event) => {
  const { target, detail } = event;
  const name = Object.keys(LATER).find((one) => LATER[one].test(detail.name) && !customElements.get(one));
  if (!document.querySelector(name ?? "none")) return;
  event.preventDefault();
  bring(name).then(() => target.dispatchEvent(new CustomEvent("desk-command", { bubbles: true, cancelable: true, detail })));
});
document.addEventListener("click", ({ target }) => {
  const late = target.closest("desk-panel:not(:defined)");
  if (late) bring("desk-panel").then(() => target.click());
});

// Splitting and merging are rare: what they take comes when they are asked for.
document.addEventListener("desk-command", (event) => {
  if (!/^(split|merge|undo-arrangement)$/.test(event.detail.name)) return;
  event.preventDefault();
  bring("segment-cut").then(({ arrange }) => arrange(event));
});
