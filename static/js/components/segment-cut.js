// Splitting and merging from the desk: shows the page's own forms for a paragraph in a dialog.

import { loadStyles } from "../lib/styles.js";
import { follow, load, send } from "./arrange-forms.js";
import { words } from "./words.js";

const FIRST = { split: "input[name=cut]:checked", merge: "[data-arrange=merge-next] button", "undo-arrangement": "[data-arrange=undo] button" };

/** Answer a command: show what can be done at its paragraph. Nothing is arranged over text that is not saved. */
export async function arrange({ target, detail: { name } }) {
  const book = target.closest("desk-book");
  const row = target.closest("desk-row") ?? book.active ?? book.rows[0];
  if (!row) return;
  const place = caret(row);
  await book.flush();
  if (row.isDirty) {
    row.complain(words("arrange-unsaved"));
    return;
  }
  const address = new URL(`${book.dataset.desk.split("?")[0]}/segments/${row.key}/arrangement`, location.href);
  address.search = new URLSearchParams({ ...place, dialog: name });
  const [piece] = await Promise.all([load(address), loadStyles("cards", "arranging")]);
  if (piece) open(book, row.key, name, address, piece);
  else book.say(words("failed"));
}

function open(book, key, name, address, piece) {
  const dialog = document.createElement("dialog");
  dialog.className = "arrange";
  dialog.setAttribute("aria-labelledby", "arrange-title");
  const fill = (content) => {
    dialog.replaceChildren(content);
    (dialog.querySelector(FIRST[name]) ?? dialog.querySelector("button")).focus();
  };
  const again = async () => {
    const fresh = await load(address);
    if (fresh) fill(fresh);
  };
  follow(dialog);
  dialog.addEventListener("submit", (event) => event.target.dataset.arrange && send(event, book, dialog, again));
  dialog.addEventListener("close", () => {
    dialog.remove();
    book.rowOf(key)?.enter();
  });
  book.append(dialog);
  dialog.showModal();
  fill(piece);
}

/** Where the caret stands: characters shown before it in the source, or the place in the target's box. */
function caret(row) {
  const source = row.querySelector(".verso .text");
  const selection = getSelection();
  if (selection.rangeCount && source.contains(selection.anchorNode)) {
    const { startContainer, startOffset } = selection.getRangeAt(0);
    const range = document.createRange();
    range.setStart(source, 0);
    range.setEnd(startContainer, startOffset);
    return { at: range.toString().replace(/\s/g, "").length };
  }
  return row.box?.selectionStart ? { target_at: row.box.selectionStart } : {};
}
