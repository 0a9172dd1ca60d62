// Splitting and merging from the desk: the page's own forms in a dialog, then the way back, which stays at hand.
// On the page without a desk it only lets the target's place follow the source's.

import { post } from "../lib/post.js";
import { showLocalMoments } from "./local-moments.js";
import { words } from "./words.js";

const FIRST = { split: "input[name=cut]:checked", merge: "[data-arrange=merge-next] button", "undo-arrangement": "[data-arrange=undo] button" };
const STYLES = new URL("../../css/components/arranging.css", import.meta.url).href;

/** Answer the command of `event`: show what can be done at its paragraph. */
export async function arrange({ target, detail: { name } }) {
  const book = target.closest("desk-book");
  const row = target.closest("desk-row") ?? book.active ?? book.rows[0];
  if (!row) return;
  const place = caret(row);
  await book.flush();
  if (row.isDirty) {
    book.say(words("arrange-unsaved"));
    row.complain?.(words("arrange-unsaved"));
    return;
  }
  const address = new URL(`${book.dataset.desk.split("?")[0]}/segments/${row.key}/arrangement`, location.href);
  address.search = new URLSearchParams({ ...place, dialog: name });
  const [piece] = await Promise.all([load(address), style()]);
  if (!piece) {
    book.say(words("failed"));
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "arrange";
  dialog.setAttribute("aria-labelledby", "arrange-title");
  const fill = (content) => {
    dialog.replaceChildren(content);
    (dialog.querySelector(FIRST[name]) ?? dialog.querySelector("button")).focus();
  };
  follow(dialog);
  dialog.addEventListener("submit", (event) => event.target.dataset.arrange && send(event, book, dialog, () => load(address).then((fresh) => fresh && fill(fresh))));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!book.contains(document.activeElement)) book.rowOf(row.key)?.enter();
  });
  book.append(dialog);
  dialog.showModal();
  fill(piece);
}

/** Where the caret stands: characters shown before it in the source, or the place in the target's box. */
function caret(row) {
  const source = row.querySelector(".verso .text");
  const [selection, box] = [getSelection(), row.box];
  if (selection.rangeCount && source.contains(selection.anchorNode)) {
    const range = document.createRange();
    range.setStart(source, 0);
    range.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
    return { at: range.toString().replace(/\s/g, "").length };
  }
  return box?.selectionStart ? { target_at: box.selectionStart } : {};
}

/** Let the place in the target follow the one chosen in the source. */
export function follow(root) {
  root.addEventListener("change", async ({ target }) => {
    if (target.name !== "cut") return;
    const { form, dataset, value } = target;
    const match = form.querySelector(`input[name=target][value="${dataset.match}"]`);
    if (match) match.checked = true;
    form.querySelector("[data-unmatched]")?.toggleAttribute("hidden", dataset.match !== "-1");
    for (const [name, own] of [["shown", value], ["shown_target", dataset.match]]) form.elements[name].value = own;
    const others = form.querySelector(".others");
    if (!others) return;
    const fresh = await load(`${form.querySelector("[data-preview]").formAction}?dialog=split&cut=${value}`);
    const body = fresh?.querySelector(".others > dl");
    if (body && form.elements.shown.value === value) others.querySelector("dl").replaceWith(body);
  });
}

async function send(event, book, dialog, again) {
  event.preventDefault();
  await book.flush();
  const reply = await post(event.target.action, Object.fromEntries(new FormData(event.target)));
  if (reply.kind === "saved") {
    const { at } = reply;
    book.querySelector(".arranged")?.remove();
    dialog?.close();
    book.dispatchEvent(new CustomEvent("desk-reload", { detail: { at } }));
    book.say(reply.words);
    if (reply.html) offerUndo(book, reply.html);
    renewCounts(book);
    return;
  }
  if (again) await again();
  const notice = document.createElement("p");
  Object.assign(notice, { className: "notice", role: "alert", textContent: reply.words ?? words(reply.kind === "signed-out" ? "signed-out" : "failed") });
  notice.dataset.kind = "problem";
  (dialog?.querySelector(".arranging") ?? event.target).prepend(notice);
}

function offerUndo(book, html) {
  book.insertAdjacentHTML("beforeend", html);
  const form = book.lastElementChild;
  form.addEventListener("submit", (event) => send(event, book));
  form.querySelector("[data-dismiss]").addEventListener("click", () => form.remove());
}

/** Bring the numbers of the desk's head up to date. */
async function renewCounts(book) {
  const page = await load(book.dataset.desk);
  for (const part of [".desk-progress", ".filters"]) {
    const fresh = page?.querySelector(part);
    if (fresh) book.querySelector(part)?.replaceWith(fresh);
  }
}

async function load(address) {
  try {
    const reply = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (!reply.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = await reply.text();
    showLocalMoments(template.content);
    return document.importNode(template.content, true);
  } catch {
    return null;
  }
}

function style() {
  if (document.querySelector(`link[href="${STYLES}"]`)) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLES });
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

const page = document.querySelector(".page-arranging");
if (page) follow(page);
