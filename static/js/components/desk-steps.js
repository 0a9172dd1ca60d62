// Going to places that may not be loaded: a paragraph, an end, the next of a kind; and fetching everything anew.

import { bring } from "../lib/bring.js";
import { place, trim } from "./desk-gaps.js";
import { words } from "./words.js";
import { loadRows } from "./rows-page.js";

const KINDS = { unfinished: (row) => row.isUnfinished, returned: (row) => row.state === "returned" };

/** Do what a command says, in `row` or from there. */
export async function take(book, name, row) {
  const [, kind] = /^next-(.+)/.exec(name) ?? [];
  if (name === "help") (await bring("key-list")).show(book);
  else if (name === "next" || name === "previous") await go(book, row, name === "next" ? 1 : -1);
  else if (kind) await goToNext(book, kind, row);
  else if (name === "first" || name === "last") await goToEnd(book, name === "last");
  else if (name === "submit-next") (await row.submitText()) && (await go(book, row, 1));
  else if (name === "submit-next-unfinished") (await row.submitText()) && (await goToNext(book, "unfinished", row));
  else if (name === "approve-next") (await row.approve()) && (await go(book, row, 1));
  else (await bring("characters")).perform(row, name);
}

/** Go to the row `by` rows on; the row may have been replaced meanwhile, its id stays. */
async function go(book, from, by) {
  const windows = await book.windows();
  const row = from && (book.rowOf(from.key) ?? from);
  const to = row ? await windows.beside(row, by) : inView(book);
  if (to) to.enter();
  else book.say(words(by > 0 ? "last" : "first"));
}

function inView(book) { return book.rows.find((row) => row.getBoundingClientRect().bottom > 0); }

/** Bring a paragraph into the middle of the window; return its row, or null when it is not there. */
export async function show(book, key) {
  const windows = await book.windows();
  if (!book.rowOf(key)) {
    const piece = await windows.fetch({ at: key });
    if (piece) place(windows, piece);
  }
  const row = book.rowOf(key);
  row?.scrollIntoView({ block: "center", behavior: "instant" });
  trim(windows);
  return row;
}

/** Go into a paragraph, where need be out of the filter; return whether it could be found. */
export async function goTo(book, key) {
  const row = await show(book, key);
  if (row) row.enter();
  else if (book.dataset.desk.includes("?")) location.assign(`${book.dataset.desk.split("?")[0]}?at=${key}`);
  return row !== null;
}

/** Go where the number that was typed names a paragraph. */
export async function goToNumber(book, event) {
  const field = event.target.elements.at;
  const number = field.value.replace(/\D/g, "");
  if (number && (await goTo(book, `p${Number(number)}`))) {
    field.value = "";
    return;
  }
  field.setCustomValidity(words("nowhere"));
  field.reportValidity();
  field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
}

async function goToEnd(book, isLast) {
  const windows = await book.windows();
  const at = () => book.rows.at(isLast ? -1 : 0);
  if (windows.gapAt(isLast ? at()?.nextElementSibling : at()?.previousElementSibling)) {
    const piece = await windows.fetch(isLast ? { end: 1 } : { after: 0 });
    if (!piece) return;
    place(windows, piece);
  }
  at()?.enter();
  trim(windows);
}

/** Go to the next paragraph of a kind behind `from`: unfinished, returned, warning; from the last one on to the first. */
async function goToNext(book, kind, from) {
  let here = from ? book.rowOf(from.key) : null;
  for (let row = here ? here.nextElementSibling : book.rows[0]; row?.matches("desk-row"); row = row.nextElementSibling) {
    if (!KINDS[kind]) break; // the server alone knows
    if (KINDS[kind](row)) return row.enter();
    here = row;
  }
  await book.flush();
  const address = new URL(book.dataset.next, location.href);
  address.search = new URLSearchParams({ kind, after: here?.id ?? 0 });
  try {
    const { at } = await (await fetch(address, { headers: { Accept: "application/json" } })).json();
    if (at) await goTo(book, at);
    else book.say(words(`none-${kind}`));
  } catch {
    book.say(words("failed"));
  }
}

/** Put the row as the server renders it now in the place of `row`. */
export async function refresh(book, row, { problem = "", isEntered = false } = {}) {
  const fresh = (await loadRows(book, { only: row.key }))?.querySelector?.("desk-row");
  if (!fresh || !row.isConnected || row.isDirty) return;
  const hadFocus = row.contains(document.activeElement);
  const isActive = row.hasAttribute("data-active");
  fresh.toggleAttribute("data-active", isActive);
  row.replaceWith(fresh);
  book.grow(fresh.querySelectorAll("textarea.text"));
  if (isActive) book.lendCharacters(fresh);
  if (problem) fresh.complain(problem);
  if (isEntered) fresh.enter();
  else if (hadFocus) fresh.focus({ preventScroll: true });
}

/** Fetch anew what is loaded, as after a split, and go into the paragraph `at`. */
export async function reload(book, at) {
  const windows = await book.windows();
  await book.flush();
  const key = at ?? book.active?.key ?? inView(book)?.key;
  const piece = key && (await windows.fetch({ at: key }));
  if (!piece) return;
  place(windows, piece, true);
  if (at) book.rowOf(at)?.enter();
}
