// The desk around its rows: gives keys and buttons their commands, moves between rows, keeps what they have in common.
// What they do, and the rows beyond the first, is fetched with the first row that is entered or the first scrolling.

import { bring } from "../lib/bring.js";
import { chordOf, worksInFields } from "../lib/keys.js";
import { kept } from "../lib/kept.js";
import { words } from "./words.js";

const FIELDS = "input, textarea, select, [contenteditable]";
const GAPS = ".more, .earlier";
const NEAR = { rootMargin: "800px" };
// What the book itself does: desk-steps.js. Of a row, in its box, and again and again while the key is held down.
const OWN = /^(help|next.*|previous|save|first|last|go-to)$/;
const OF_ROW = /^(submit-.*|approve-next)$/;
const IN_BOX = /^(insert-.*|copy-source)$/;
const AGAIN = /^(next|previous|review-|insert-)/;

export class DeskBook extends HTMLElement {
  static observedAttributes = ["data-commands"];
  #abort;
  #windows = null;
  #keys;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const listen = (where, name, handler) => where.addEventListener(name, handler, { signal });
    listen(this, "desk-say", (event) => this.say(event.detail.words));
    listen(this, "desk-move", async (event) => (await bring("tally")).tally(this, event.detail));
    listen(this, "desk-refresh", (event) => this.#step("refresh", event.target, event.detail));
    listen(this, "desk-reload", (event) => this.#step("reload", event.detail?.at));
    listen(this, "desk-command", (event) => this.#onCommand(event));
    listen(this, "focusin", (event) => this.#activate(event.target.closest("desk-row")));
    listen(this, "input", (event) => this.grow([event.target]));
    listen(this, "click", (event) => this.#onClick(event));
    listen(this, "submit", (event) => event.target.matches(".go-to") && this.#step("goToNumber", event));
    listen(this, "mousedown", (event) => event.target.closest(".characters") && event.preventDefault()); // the caret stays
    listen(document, "keydown", (event) => this.#onKey(event));
    listen(document, "mouseup", () => this.#settle()); // a tap has it behind its focus, its pointerup before
    listen(window, "hashchange", () => this.#goToHash());
    listen(window, "pagehide", () => this.flush());
    listen(document, "visibilitychange", () => (document.hidden ? this.flush() : this.#retry()));
    listen(window, "focus", () => this.#retry());
    listen(window, "online", () => this.#retry());
    listen(window, "beforeunload", (event) => this.rows.some((row) => row.isAtRisk) && event.preventDefault());
    listen(window, "storage", (event) => event.newValue === null && event.key && this.rows.forEach((row) => row.withdraw(event.key)));
    for (const button of this.querySelectorAll("button[data-command=help]")) button.hidden = false;
    const near = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.windows().catch(() => {}), NEAR);
    for (const gap of this.querySelectorAll(GAPS)) near.observe(gap);
    signal.addEventListener("abort", () => near.disconnect());
    this.onRows(this.rows);
    this.#goToHash();
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  /** The person's keys: for each place the command of each chord, and how some are called. */
  attributeChangedCallback(_name, _old, text) {
    this.#keys = JSON.parse(text);
    for (const [name, shown] of Object.entries(this.#keys.shown)) this.style.setProperty(`--key-${name}`, JSON.stringify(shown));
  }

  get rows() { return [...this.querySelectorAll("desk-row")]; }
  get active() { return this.querySelector("desk-row[data-active]"); }
  get isMac() { return this.dataset.platform === "mac"; }

  rowOf(key) { return this.querySelector(`desk-row[id="${CSS.escape(key)}"]`); }

  /** Resolve to what fetches rows beyond those that are there. */
  async windows() {
    const { Windows } = await bring("desk-windows");
    return (this.#windows ??= new Windows(this));
  }

  /** Go to a paragraph, loaded or not; return whether it is there. */
  goTo(key) { return this.#step("goTo", key); }

  /** Save what no row has sent yet. */
  flush() { return Promise.allSettled(this.rows.map((row) => row.flush())); }

  say(text) { this.querySelector("[data-announce]").textContent = text; }

  /** Do with new rows what is to be done: offer back what an earlier visit could not save. */
  async onRows(rows) {
    this.grow(rows.flatMap((row) => [...row.querySelectorAll("textarea.text")]));
    if (kept(this.dataset.person).length) (await bring("kept-texts")).offerKept(this);
  }

  /** Make boxes as high as their text, where the browser does not do so by itself. */
  grow(boxes) {
    if (!CSS.supports("field-sizing", "content")) bring("tall-boxes").then(({ grow }) => grow(boxes));
  }

  #activate(row) {
    if (!row || row === this.active) return;
    row.setAttribute("data-active", "");
    if (!this.matches(":active")) this.#settle(row);
    bring("desk-steps").catch(() => {}); // before they are needed, and while there is a connection
    row.dispatchEvent(new CustomEvent("desk-active", { bubbles: true, detail: { key: row.key, target: row.dataset.target } }));
  }

  /** Let the row that was left close only when the click is over, so that nothing moves under the pointer. */
  #settle(row = document.activeElement?.closest?.("desk-row")) {
    if (!row) return;
    for (const other of this.querySelectorAll("desk-row[data-active]")) {
      if (other !== row) other.removeAttribute("data-active");
    }
    this.lendCharacters(row);
  }

  /** The one bar of characters goes with the box that is written in. */
  lendCharacters(row) {
    this.bar ??= this.querySelector(".characters");
    this.bar.hidden = !row.box;
    if (row.box?.nextElementSibling !== this.bar) row.box?.after(this.bar);
  }

  #onKey(event) {
    const { target } = event;
    const chord = target.closest?.("dialog") || event.defaultPrevented ? "" : chordOf(event, this.isMac);
    const field = target.closest?.(FIELDS);
    if (!chord || (field && !worksInFields(chord))) return;
    const row = target.closest?.("desk-row");
    const { anywhere, page, box } = this.#keys;
    const name = anywhere[chord] ?? (!field && page[chord]) ?? null;
    const found = name || (row && (!field || field === row.box) && box[chord]);
    if (!found) return;
    if (event.repeat && !AGAIN.test(found)) event.preventDefault();
    else this.#command(row, found, event);
  }

  #onClick(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("[data-command]");
    if (button) this.#command(button.closest("desk-row"), button.dataset.command, event, button);
    const gap = event.target.closest("a")?.closest(GAPS);
    if (!gap) return;
    event.preventDefault();
    this.windows().then((windows) => windows.fill(gap, gap.matches(".earlier")));
  }

  /** Announce a command; the key or click that gave it goes its plain way when nobody takes it. */
  #command(row, name, event, button) {
    const detail = { name, ...(button && { button }) };
    const asked = new CustomEvent("desk-command", { bubbles: true, cancelable: true, detail });
    if (!(row ?? this.active ?? this).dispatchEvent(asked)) event.preventDefault();
  }

  #onCommand(event) {
    const row = event.target.closest("desk-row") ?? this.active;
    const { name } = event.detail;
    const isLeaving = name === "leave" && row?.matches(":focus-within:not(:focus)");
    if (name === "leave" && this.querySelector(".go-to:focus-within")) return row?.enter();
    if (event.defaultPrevented || !(isLeaving || OWN.test(name) || (row && OF_ROW.test(name)) || (row?.box && IN_BOX.test(name)))) return;
    event.preventDefault();
    if (isLeaving) row.focus({ preventScroll: true });
    else if (name === "save") this.flush();
    else if (name === "go-to") this.#askNumber();
    else this.#step("take", name, row);
  }

  /** Go into the field for a number at once, as digits may follow; it comes to where the reader is. */
  #askNumber() {
    const form = this.querySelector(".go-to");
    const field = form.elements.at;
    form.dataset.asked = "";
    field.focus({ preventScroll: true });
    field.select();
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || delete form.dataset.asked);
  }

  async #step(name, ...rest) {
    if (rest[0] instanceof Event) rest[0].preventDefault();
    const steps = await bring("desk-steps").catch(() => this.say(words("failed")));
    return steps?.[name](this, ...rest);
  }

  /** A link to a paragraph that stands beyond this window fetches its own. */
  #goToHash() {
    const key = location.hash.slice(1);
    if (/^p\d+$/.test(key)) this.#step("show", key);
  }

  #retry() { this.rows.forEach((row) => row.retry()); }
}

customElements.define("desk-book", DeskBook);
