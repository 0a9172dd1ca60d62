// What this browser still keeps of the desk's texts: offered back in its row, pointed at where that row is not loaded.
// Fetched when something is kept.

import { forget, kept } from "../lib/kept.js";
import { compare, showOffer } from "./conflict-view.js";
import { loadRows } from "./rows-page.js";

const YOUNG_MS = 10_000; // a text kept so recently may be on its way to the server still
const ON_ITS_WAY_MS = 1200;
const asked = new Set(); // keys that are being looked at
const followed = new Set(); // keys of texts whose paragraph was looked for under its old name
let offers = 0;

/** Offer back what an earlier visit could not save in the rows of `book`; may be called again when rows have come. */
export async function offerKept(book) {
  const entries = kept(book.dataset.person).map(read).filter((entry) => entry?.desk === book.dataset.desk);
  entries.sort((a, b) => (a.at < b.at ? -1 : 1));
  const elsewhere = entries.filter((entry) => !rowOf(book, entry));
  pointElsewhere(book, elsewhere);
  for (const entry of elsewhere) followMerge(book, entry);
  for (const entry of entries) {
    const row = rowOf(book, entry);
    if (!row || entry.key.startsWith(row.keptKey()) || asked.has(entry.key)) continue; // not what is being written here
    asked.add(entry.key);
    await offer(book, entry).finally(() => asked.delete(entry.key));
  }
}

/** What was written for a paragraph that was merged away is for the one that its name leads to now. */
async function followMerge(book, entry) {
  if (followed.has(entry.key)) return;
  followed.add(entry.key);
  const row = (await loadRows(book, { only: entry.place }))?.querySelector("desk-row");
  if (!row || row.id === entry.place || localStorage.getItem(entry.key) !== entry.stored) return;
  // Its version is another target's, so the two are only ever shown side by side.
  localStorage.setItem(entry.key, JSON.stringify({ ...JSON.parse(entry.stored), place: row.id, version: -1 }));
  await offerKept(book);
}

async function offer(book, entry) {
  if (Date.now() - Date.parse(entry.at) < YOUNG_MS) await new Promise((done) => setTimeout(done, ON_ITS_WAY_MS));
  const before = rowOf(book, entry);
  const answer = before?.form ? await compare(before, { ...entry, offer: (offers += 1) }) : null;
  const row = rowOf(book, entry);
  if (localStorage.getItem(entry.key) !== entry.stored) return; // whoever wrote it goes on writing, or has saved it
  if (answer?.is_same) {
    forget(entry.key);
    const isOlder = row && !row.isDirty && Number(row.dataset.version) !== answer.version;
    if (isOlder) row.dispatchEvent(new CustomEvent("desk-refresh", { bubbles: true, detail: {} }));
  } else if (row && !row.querySelector(`[data-kept="${CSS.escape(entry.key)}"]`)) {
    await showOffer(row, entry, answer?.view ? answer : null);
  }
}

function read(key) {
  try {
    const stored = localStorage.getItem(key);
    const entry = JSON.parse(stored);
    return typeof entry?.text === "string" ? { ...entry, key, stored } : null;
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

function rowOf(book, { place }) {
  return book.querySelector(`desk-row[id="${CSS.escape(place)}"]`);
}
