// A text that checks keep from being handed in: the row says why, and leads to what they found.

import { partsOf } from "./panel-parts.js";

/** Show in `row` why its text was saved and not handed in; the link goes to the checks beside it. */
export function showBlocked(row, { words, link, beside }) {
  row.complain(words);
  const anchor = document.createElement("a");
  Object.assign(anchor, { href: beside, textContent: link });
  anchor.addEventListener("click", (event) => {
    const panel = document.querySelector("desk-panel:defined");
    if (!panel || event.ctrlKey || event.metaKey || event.shiftKey) return; // the page by itself, then
    event.preventDefault();
    panel.target = row.dataset.target;
    partsOf(panel).command("checks");
  });
  row.querySelector('.problem [data-part="words"]').append(" ", anchor);
}
