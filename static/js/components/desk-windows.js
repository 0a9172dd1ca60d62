// Which rows stand in the page: those around the reader. Where others are left out stands a gap, filled from the server
// when the reader comes near it. What leaves rows out, or puts far ones in, is fetched when it is needed: desk-gaps.js.

import { bring } from "../lib/bring.js";
import { words } from "./words.js";
import { loadRows } from "./rows-page.js";

const NEAR_PX = 800;
const MANY_ROWS = 200;

const isGap = (element) => element?.matches(".more, .earlier, .gap") ?? false;

export class Windows {
  #book;
  #queue = Promise.resolve();
  #observer = new IntersectionObserver((entries) => this.#onNear(entries), { rootMargin: `${NEAR_PX}px` });

  constructor(book) {
    this.#book = book;
    this.sheet = book.querySelector(".book");
    for (const gap of [...this.sheet.children].filter(isGap)) this.#observer.observe(gap);
  }

  get rows() { return this.#book.rows; }

  rowOf(key) { return this.#book.rowOf(key); }

  onRows(rows) { this.#book.onRows(rows); }

  /** Return the row next to `row`, before it with `by` -1, fetching it where there is a gap; null at an end. */
  async beside(row, by) {
    const side = by < 0 ? "previousElementSibling" : "nextElementSibling";
    if (isGap(row[side])) await this.fill(row[side], by < 0);
    const found = this.rowOf(row.id)?.[side];
    return found?.matches("desk-row") ? found : null;
  }

  /** Fetch the rows at the start of `gap`, or at its end. One after the other, so that none is asked for twice. */
  fill(gap, fromEnd) {
    this.#queue = this.#queue.then(() => gap.isConnected && this.#fill(gap, fromEnd));
    return this.#queue;
  }

  async fetch(query) {
    this.#book.say(words("loading"));
    const piece = await loadRows(this.#book, query);
    this.#book.say(words(piece ? "loaded" : piece === false ? "nowhere" : "failed"));
    return piece;
  }

  /** Return the rows of a piece that are not in the page yet. */
  fresh(piece) { return [...piece.querySelectorAll("desk-row")].filter((row) => !this.rowOf(row.id)); }

  gapAt(element) { return isGap(element) ? element : null; }

  /** Return the rows before and behind a gap; null at an end. */
  around(gap) {
    return [gap.previousElementSibling, gap.nextElementSibling].map((row) => (row?.matches("desk-row") ? row : null));
  }

  known(gap) { return Number.parseFloat(gap.style.blockSize) || 0; }

  /** Give `gap` a height, and look again whether it is near. */
  resize(gap, height) {
    gap.style.blockSize = height > 1 ? `${height}px` : "";
    this.#observer.unobserve(gap);
    this.#observer.observe(gap);
  }

  /** Change the rows, and hold the first one in view where it stood. */
  hold(change) {
    const anchor = this.rows.find((row) => row.getBoundingClientRect().bottom > 0);
    const top = anchor?.getBoundingClientRect().top;
    change();
    const row = anchor && this.rowOf(anchor.id);
    const by = row ? row.getBoundingClientRect().top - top : 0;
    if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: "instant" });
  }

  async #onNear(entries) {
    const gap = entries.find((entry) => entry.isIntersecting)?.target;
    if (!gap) return;
    const { top, bottom } = gap.getBoundingClientRect();
    const isInside = top < -NEAR_PX && bottom > innerHeight + NEAR_PX;
    if (isInside) (await bring("desk-gaps")).fillMiddle(this, gap);
    else this.fill(gap, top < -NEAR_PX);
  }

  async #fill(gap, fromEnd) {
    const [before, behind] = this.around(gap);
    const piece = await this.fetch({ after: before?.id ?? 0, ...(behind && { before: behind.id }), ...(fromEnd && { end: 1 }) });
    if (!piece || !gap.isConnected) return;
    if (this.around(gap).some((row, n) => row !== [before, behind][n])) return this.resize(gap, this.known(gap));
    this.hold(() => {
      const rows = this.fresh(piece);
      if (fromEnd) gap.after(...rows);
      else gap.before(...rows);
      this.onRows(rows);
      if (piece.querySelector(fromEnd ? ".earlier" : ".more")) this.resize(gap, this.known(gap) - heightOf(rows));
      else gap.remove();
    });
    if (this.rows.length > MANY_ROWS) (await bring("desk-gaps")).trim(this);
  }
}

export function heightOf(rows) {
  return rows.length ? rows.at(-1).getBoundingClientRect().bottom - rows[0].getBoundingClientRect().top : 0;
}
