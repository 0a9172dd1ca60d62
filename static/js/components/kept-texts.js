// What this browser still keeps of the desk's texts: offered back in its row, pointed at where that row is not loaded.

import { forgetKey, kept } from "../lib/kept.js";

const YOUNG_MS = 10_000; // a text kept so recently may be on its way to the server still
const ON_ITS_WAY_MS = 1200;

/** Offer back what an earlier visit could not save in the rows of `book`; may be called again when rows have come. */
export async function offerKept(book) {
  const entries = kept(book.dataset.person).filter((entry) => entry.desk === book.dataset.desk);
  pointElsewhere(book, entries.filter((entry) => !rowOf(book, entry.place)));
  for (const entry of entries) {
    if (rowOf(book, entry.place)) await offerOne(book, entry);
  }
}

async function offerOne(book, entry) {
  if (Date.now() - Date.parse(entry.at) < YOUNG_MS) await new Promise((done) => setTimeout(done, ON_ITS_WAY_MS));
  const fresh = await fetchRow(book, entry.place);
  const row = rowOf(book, entry.place);
  if (fresh?.box && same(fresh.box.defaultValue, entry.text)) {
    forgetKey(entry.key);
    if (row && !row.isDirty && fresh.dataset.version !== row.dataset.version) row.replaceWith(fresh);
    return;
  }
  row?.offer(entry);
}

async function fetchRow(book, key) {
  const address = new URL(book.dataset.rows, location.href);
  address.searchParams.set("only", key);
  try {
    const reply = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (!reply.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = await reply.text();
    return document.importNode(template.content, true).querySelector("desk-row");
  } catch {
    return null;
  }
}

function pointElsewhere(book, entries) {
  const notice = book.querySelector("[data-elsewhere]");
  const places = notice.querySelector("[data-places]");
  notice.hidden = !entries.length;
  places.replaceChildren(...[...new Set(entries.map((entry) => entry.place))].flatMap((place, n) => {
    const link = document.createElement("a");
    const address = new URL(book.dataset.desk, location.href);
    address.searchParams.delete("show");
    address.searchParams.set("at", place);
    address.hash = place;
    link.href = address.href;
    link.textContent = `¶ ${place.slice(1)}`;
    return n ? [", ", link] : [link];
  }));
}

function rowOf(book, key) {
  return book.querySelector(`desk-row[id="${CSS.escape(key)}"]`);
}

function same(a, b) {
  const folded = (text) => text.replace(/\r\n?/g, "\n").normalize("NFC");
  return folded(a) === folded(b) || (!a.trim() && !b.trim());
}
