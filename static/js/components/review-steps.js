// The steps of a reviewer's walk: from one row that waits to the next, a verdict at each.

import { post } from "../lib/post.js";
import { show } from "./desk-steps.js";

const FILLS = 4; // how far beyond the loaded rows a step looks

/** Take the step that a command names. */
export async function step(walk, name) {
  const row = walk.book.active;
  if (name === "review-next") await go(walk, 1);
  else if (name === "review-previous") await go(walk, -1);
  else if (name === "approve-shown") (await import("./approve-shown.js")).approveShown(walk);
  else if (name === "approve") (await row?.approve()) && (await go(walk, 1));
  else open(row, name === "return" ? "form.return" : "form.question");
}

/** Go on after a verdict by the row's own buttons: approved, sent back, or approved with an edit. */
export function saved(walk, { row, state, pressed, isQuestion }) {
  if (isQuestion || row.id !== walk.book.active?.id) return null;
  const isEdit = state === "translated" && row.form?.matches("[data-manual]");
  const isOver = isEdit || state === "returned" || (state === "reviewed" && pressed === "approval");
  return isOver ? go(walk, 1) : null; // the next step waits for this one
}

/** Send the question of `form`; the text goes on waiting. */
export async function ask(walk, form) {
  const row = form.closest("desk-row");
  const reply = await post(form.getAttribute("action"), Object.fromEntries(new FormData(form)));
  if (reply.kind === "conflict") announce(row, "desk-refresh", { problem: reply.words });
  else if (reply.kind !== "saved") row.complain(reply.words ?? walk.dataset.failed);
  else {
    form.reset();
    form.closest("details").open = false;
    announce(row, "desk-saved", { target: Number(row.dataset.target), version: reply.version, state: reply.state, isQuestion: true });
    if (row.id === walk.book.active?.id) await go(walk, 1);
    announce(walk.book, "desk-say", { words: walk.dataset.asked }); // last: a step may have something to say, too
  }
}

/** Go to the next row that waits, loaded or not; with none left, from row to row. */
async function go({ book, dataset }, by) {
  const from = book.active;
  const windows = await book.windows();
  const side = by > 0 ? "nextElementSibling" : "previousElementSibling";
  let last = from;
  for (let row = from ? from[side] : book.rows[0], fills = 0; row; row = last[side]) {
    if (!row.matches("desk-row")) row = by < 0 && fills++ < FILLS ? await windows.beside(last, by) : null;
    if (!row) break;
    if (waits(row)) return enter(row);
    last = row;
  }
  const next = (by > 0 && (await ahead(book, last))) || (from ? await windows.beside(from, by) : book.rows[0]);
  if (next) enter(next);
  else announce(book, "desk-say", { words: dataset.none });
}

/** Return a row that waits behind `last`, where the server alone knows of it, or before; null when there is none. */
async function ahead(book, last) {
  for (let after = last?.id ?? "0", tries = 0; tries < FILLS; tries += 1) {
    const address = new URL(book.dataset.next, location.href);
    address.search = new URLSearchParams({ kind: "translated", after });
    const { at } = await fetch(address, { headers: { Accept: "application/json" } }).then((reply) => reply.json()).catch(() => ({}));
    if (!at || at === book.active?.id) return null;
    const row = await show(book, at);
    if (row && waits(row)) return row;
    after = at; // one's own words: they wait for somebody else
  }
  return null;
}

/** A row waits for this reviewer when there is something to approve in it. */
function waits(row) {
  return row.dataset.state === "translated" && Boolean(row.querySelector('form[action$="/approval"]'));
}

function enter(row) {
  row.focus({ preventScroll: true }); // the row and not its box: the next key is a verdict, no letter
  row.scrollIntoView({ block: "nearest" });
}

function open(row, selector) {
  const form = row?.querySelector(selector);
  if (!form) return;
  form.closest("details").open = true;
  form.querySelector("select, textarea").focus();
}

function announce(from, name, detail) {
  from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
