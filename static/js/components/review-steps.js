// The steps of a reviewer's walk: from one row that waits to the next, a verdict at each.

import { post } from "../lib/post.js";

/** Take the step that a command names. */
export async function step(walk, name) {
  const row = walk.book.active;
  if (name === "review-next") await go(walk, 1);
  else if (name === "review-previous") await go(walk, -1);
  else if (name === "approve-shown") (await import("./approve-shown.js")).approveShown(walk);
  else if (name === "approve") (await row?.approve()) && (await go(walk, 1));
  else open(row, name === "return" ? "form.return" : "form.question");
}

/** Go on after a verdict that a row's own form gave: sent back, or approved with an edit. */
export function saved(walk, { target: row, detail: { state } }) {
  if (row.id !== walk.book.active?.id) return;
  if (state === "returned" || (state === "translated" && row.form?.matches("[data-manual]"))) go(walk, 1);
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
    announce(walk.book, "desk-say", { words: walk.dataset.asked });
    announce(row, "desk-saved", { target: Number(row.dataset.target), version: reply.version, state: reply.state });
    if (row.id === walk.book.active?.id) await go(walk, 1);
  }
}

/** Go to the next row that waits, loaded or not; with none left, from row to row. */
async function go(walk, by) {
  const { rows, active } = walk.book;
  const at = active ? rows.findIndex((row) => row.id === active.id) : -1;
  const ahead = by > 0 ? rows.slice(at + 1) : rows.slice(0, Math.max(at, 0)).reverse();
  const next = ahead.find(waits) ?? (await far(walk, by)) ?? ahead[0];
  if (next) enter(next);
  else announce(walk.book, "desk-say", { words: walk.dataset.none });
}

/** Return the next row that waits beyond those that are loaded, or from the top; go to its page if need be. */
async function far({ book }, by) {
  if (by < 0) return null;
  const address = new URL(book.dataset.next, location.href);
  address.searchParams.set("kind", "translated");
  address.searchParams.set("after", book.rows.at(-1)?.dataset.position ?? 0);
  const { at } = await fetch(address, { headers: { Accept: "application/json" } }).then((reply) => reply.json(), () => ({}));
  const row = at && book.querySelector(`desk-row[id="${at}"]`);
  if (at && !row) location.assign(`${book.dataset.desk.split("?")[0]}?at=${at}#${at}`);
  return row && waits(row) ? row : null;
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
