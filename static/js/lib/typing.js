// Writing into a row's box as if it were typed: Ctrl+Z takes it back, and it is saved like typing.

/** Write `text` at the caret of `row`; return whether there is a box. */
export function insert(row, text) {
  const at = document.activeElement;
  const box = row.contains(at) && at.matches("textarea") ? at : row.box;
  if (!box) return false;
  box.closest("details")?.setAttribute("open", "");
  box.focus({ preventScroll: true });
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return true;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end"); // a browser without that command
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return true;
}

/** Write `text` in the place of what stands in the box of `row`, the same way. */
export function replaceText(row, text) {
  const { box } = row;
  box?.closest("details")?.setAttribute("open", "");
  box?.focus({ preventScroll: true });
  box?.select();
  return box?.value === text || insert(row, text);
}
