// What is sent from the panel, and what follows from it on the desk.

import { insert } from "../lib/typing.js";
import { post } from "../lib/post.js";
import { keepWords } from "../lib/unsent.js";
import { words } from "./words.js";

/** Send a form of the panel. A form marked data-text changes the target, which is saved as it stands first. */
export async function send(parts, form, submitter) {
  const target = parts.shown;
  const section = form.closest("section").id.replace("beside-", "");
  const box = form.querySelector("[data-keep]");
  const key = box && parts.keyOf(box);
  if ("text" in form.dataset && !(await isSaved(parts, form))) return;
  if (submitter) submitter.disabled = true;
  const action = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  const reply = await post(action, Object.fromEntries(new FormData(form)));
  if (submitter) submitter.disabled = false;
  if (reply.kind !== "saved") {
    const isStale = reply.kind === "conflict";
    parts.say(isStale ? parts.stale : reply.words ?? words(reply.kind === "signed-out" ? "signed-out" : "failed"));
    if (isStale) announce(parts.panel.row, "desk-refresh");
    if (reply.error === "stale_note" && (await parts.load())) parts.say(reply.words); // the words come back into their box
    return;
  }
  if (key) keepWords(key, "");
  const isForRow = form.dataset.then === "row"; // one goes on writing there
  if (section === "checks") parts.panel.row?.querySelector(".recto > .problem")?.remove(); // it told what was found before
  if ("version" in reply) tell(parts.panel.book.querySelector(`desk-row[data-target="${target}"]`), reply, isForRow);
  for (const one of reply.rows ?? []) tellOf(parts.panel.book, one);
  if (target !== parts.panel.target) return; // somebody has gone on: the other row's panel stays
  parts.say("");
  parts.fill(reply.html, target);
  if (isForRow) parts.leave();
  else parts.go(section);
}

/** Put the next free anchor at the caret, and open the form of the note that belongs to it. */
export async function beginNote(parts) {
  const { panel, place } = parts;
  await panel.row?.flush();
  const isLoaded = await parts.load();
  const form = isLoaded && place.querySelector('[data-form="note"]');
  const box = panel.row?.box;
  const { next } = (isLoaded && place.querySelector("#beside-notes").dataset) || {};
  const isAnchored = form && box && !box.closest("details:not([open])") && insert(panel.row, `[^${next}]`);
  parts.set("open"); // after the box had the focus, which closes what would lie over it
  if (!form) {
    parts.go("notes");
    return;
  }
  form.closest("details").open = true;
  form.elements.anchor.value = next;
  if (isAnchored) form.elements.side.value = "target";
  form.elements.text.focus();
}

async function isSaved(parts, form) {
  const { row } = parts.panel;
  await row?.flush();
  if (row?.isDirty) {
    parts.say(words("refused"));
    return false;
  }
  if (row) form.elements.version.value = row.dataset.version;
  return true;
}

/** Tell the desk that the text of a row has changed. */
function tell(row, { version, state }, isEntered) {
  if (!row) return;
  if (state !== row.state) announce(row, "desk-move", { from: row.state, to: state, count: Number(row.dataset.words) });
  row.dataset.version = version;
  announce(row, "desk-refresh", { isEntered });
}

/** Tell the desk that another row than the active one has moved; one that is not on the page counts all the same. */
function tellOf(book, { target, from, to, words: count }) {
  const row = book.querySelector(`desk-row[data-target="${target}"]`);
  if (row?.state !== to) announce(row ?? book, "desk-move", { from: row?.state ?? from, to, count });
  announce(row, "desk-refresh");
}

function announce(row, name, detail = {}) {
  row?.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
