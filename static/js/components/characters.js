// Characters that few keyboards have, and the source, written into the box as if they were typed.

import { insert } from "../lib/typing.js";

const AROUND = {
  "insert-nbsp": ["\u00a0", ""], "insert-dash": ["—", ""], "insert-guillemets": ["«", "»"], "insert-quotes": ["“", "”"],
  "insert-question": ["¿", ""], "insert-exclamation": ["¡", ""],
};
const KEEPS_SELECTION = /guillemets|quotes|question|exclamation/;

/** Do what `name` says in the box of `row`: around what is selected, with the caret between where nothing is. */
export async function perform(row, name) {
  if (name === "copy-source") return copySource(row);
  const { box } = row;
  const [opening, closing] = AROUND[name];
  const selected = KEEPS_SELECTION.test(name) ? box.value.slice(box.selectionStart, box.selectionEnd) : "";
  insert(row, opening + selected + closing);
  if (closing && !selected) box.selectionStart = box.selectionEnd -= closing.length;
}

/** Write the source at the caret. As it is typed, with its marks: the page only has it rendered. */
async function copySource(row) {
  try {
    const reply = await fetch(`${row.form.getAttribute("action")}/source`, { headers: { Accept: "application/json" } });
    if (reply.ok) return insert(row, (await reply.json()).text);
  } catch {
    // Said below, as for an answer that is none.
  }
  row.dispatchEvent(new CustomEvent("desk-say", { bubbles: true, detail: { words: document.querySelector(".characters").dataset.failed } }));
}
