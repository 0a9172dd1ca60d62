// The selected words of a row, and the way back to them. Loaded when a command asks for words.

const WORD = /[\p{L}\p{M}\p{N}]+(?:[-'’·][\p{L}\p{M}\p{N}]+)*/gu;
const LONGEST = 300; // characters: what the search takes

/**
 * Return what is selected at the desk: { words, side, language, back }. `side`: "source" or "target".
 *
 * In a box without a selection, the word at the caret; in a rendered text, the selection alone. `back()` puts the focus,
 * the selection and the caret where they were; it returns whether that could be done.
 */
export function selectedWords(book) {
  const field = document.activeElement;
  if (field?.matches("textarea, input[type=text], input[type=search]") && book.contains(field)) return inBox(field);
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  const text = range && elementOf(range.startContainer).closest("desk-row .text");
  const words = text && text === elementOf(range.endContainer).closest(".text") ? tidy(selection.toString()) : "";
  if (!words) return { words: "", side: "source", language: "", back: () => focused(field) };
  return {
    words, side: text.closest(".verso") ? "source" : "target", language: text.lang,
    back: () => {
      if (!focused(text.closest("desk-row"))) return false;
      selection.removeAllRanges();
      selection.addRange(range);
      return true;
    },
  };
}

function inBox(box) {
  const { selectionStart: start, selectionEnd: end, selectionDirection: direction, value } = box;
  const row = box.closest("desk-row")?.id;
  return {
    words: tidy(start === end ? wordAt(value, start) : value.slice(start, end)), side: "target", language: box.lang,
    back: () => {
      const now = box.isConnected ? box : document.getElementById(row)?.box; // the row may have been rendered anew
      now?.closest("details")?.setAttribute("open", "");
      if (!focused(now)) return false;
      now.setSelectionRange(start, end, direction);
      return true;
    },
  };
}

/** Return the word that the place `at` is in, or touches. */
export function wordAt(text, at) {
  for (const match of text.matchAll(WORD)) {
    if (match.index > at) break;
    if (at <= match.index + match[0].length) return match[0];
  }
  return "";
}

/** Go to an element of the book; return whether one is there now. */
function focused(element) {
  if (!element?.isConnected || element === document.body) return false;
  element.focus({ preventScroll: true });
  return element === document.activeElement;
}

function tidy(text) { return text.replace(/\s+/g, " ").trim().slice(0, LONGEST); }
function elementOf(node) { return node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement; }
