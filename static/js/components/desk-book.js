// The desk around its rows: fetches more of them, moves between them, keeps the counts, offers back kept text.

import { kept } from "../lib/kept.js";
import { showLocalMoments } from "./local-moments.js";
import { words } from "./words.js";
import { tally } from "./tally.js";

const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

export class DeskBook extends HTMLElement {
  #abort;
  #observer;
  #loading = null;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const listen = (where, name, handler, options = {}) => where.addEventListener(name, handler, { signal, ...options });
    listen(this, "desk-say", (event) => this.#say(event.detail.words));
    listen(this, "desk-move", (event) => tally(this, event.detail));
    listen(this, "desk-refresh", (event) => this.refresh(event.target, event.detail));
    listen(this, "focusin", (event) => this.#activate(event.target.closest("desk-row")));
    listen(this, "keydown", (event) => this.#onKey(event));
    listen(this, "input", (event) => this.#grow([event.target]));
    listen(this, "click", (event) => this.#onClick(event));
    listen(document, "keydown", (event) => this.#onHelpKey(event));
    listen(document, "pointerup", () => this.#settle());
    listen(window, "hashchange", () => this.#goToHash());
    listen(window, "pagehide", () => this.#flush());
    listen(document, "visibilitychange", () => (document.hidden ? this.#flush() : this.#retry()));
    listen(window, "focus", () => this.#retry());
    listen(window, "online", () => this.#retry());
    listen(window, "beforeunload", (event) => this.rows.some((row) => row.isAtRisk) && event.preventDefault());
    listen(window, "storage", (event) => event.newValue === null && event.key && this.rows.forEach((row) => row.withdraw(event.key)));
    this.querySelector("[data-keys]").hidden = false;
    this.#observer = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && this.more(), { rootMargin: "800px" });
    this.#watchMore();
    this.#grow(this.querySelectorAll("textarea.text"));
    this.#goToHash();
    this.#offerKept();
  }

  disconnectedCallback() {
    this.#abort.abort();
    this.#observer.disconnect();
  }

  get rows() { return [...this.querySelectorAll("desk-row")]; }
  get active() { return this.querySelector("desk-row[data-active]"); }

  /** Fetch the window that follows; return whether there was one. */
  more() {
    this.#loading ??= this.#fetchMore().finally(() => (this.#loading = null));
    return this.#loading;
  }

  /** Put the row as the server renders it now in the place of `row`. */
  async refresh(row, { problem = "", isEntered = false } = {}) {
    const fresh = await this.#fetchRow(row.key);
    if (!fresh || !row.isConnected || row.isDirty) return;
    const hadFocus = row.contains(document.activeElement);
    if (row.hasAttribute("data-active")) fresh.setAttribute("data-active", "");
    row.replaceWith(fresh);
    this.#grow(fresh.querySelectorAll("textarea.text"));
    if (problem) fresh.complain(problem);
    if (isEntered) fresh.enter();
    else if (hadFocus) fresh.focus({ preventScroll: true });
  }

  async #fetchMore() {
    const link = this.querySelector(".more a");
    if (!link) return false;
    this.#say(words("loading"));
    const piece = await this.#fetch(link.dataset.rows);
    if (!piece) {
      this.#say(words("failed"));
      return false;
    }
    const first = piece.querySelector("desk-row");
    const boxes = piece.querySelectorAll("textarea.text");
    link.closest(".more").replaceWith(piece);
    this.#grow(boxes);
    this.#watchMore();
    this.#say(words("loaded"));
    return Boolean(first);
  }

  async #fetchRow(key) {
    const address = new URL(this.dataset.rows, location.href);
    address.searchParams.set("only", key);
    return (await this.#fetch(address))?.querySelector("desk-row") ?? null;
  }

  async #fetch(address) {
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

  #watchMore() {
    const more = this.querySelector(".more");
    if (more) this.#observer.observe(more);
  }

  /** Make the boxes as high as their text, where the browser does not do so by itself. */
  #grow(boxes) {
    if (GROWS_BY_ITSELF) return;
    const own = [...boxes].filter((box) => box.matches?.("textarea.text"));
    for (const box of own) box.style.blockSize = "auto";
    const heights = own.map((box) => box.scrollHeight + 2);
    own.forEach((box, n) => (box.style.blockSize = `${heights[n]}px`));
  }

  #activate(row) {
    if (!row || row === this.active) return;
    row.setAttribute("data-active", "");
    if (!this.matches(":active")) this.#settle(row);
    row.dispatchEvent(new CustomEvent("desk-active", { bubbles: true, detail: { key: row.key, target: row.dataset.target } }));
  }

  /** Let the row that was left close only when the click is over, so that nothing moves under the pointer. */
  #settle(row = document.activeElement?.closest?.("desk-row")) {
    if (!row) return;
    for (const other of this.querySelectorAll("desk-row[data-active]")) {
      if (other !== row) other.removeAttribute("data-active");
    }
  }

  #onKey(event) {
    const row = event.target.closest("desk-row");
    const isCommand = event.ctrlKey || event.metaKey;
    if (!row || event.isComposing) return;
    const act = isCommand && event.key === "Enter" ? this.#enterKey(event, row)
      : isCommand && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s" ? () => row.flush()
      : event.altKey && !isCommand && event.key === "ArrowDown" ? () => this.#go(row, 1)
      : event.altKey && !isCommand && event.key === "ArrowUp" ? () => this.#go(row, -1)
      : event.key === "Escape" && event.target !== row ? () => row.focus({ preventScroll: true })
      : null;
    if (!act) return;
    event.preventDefault();
    act();
  }

  #enterKey(event, row) {
    if (event.altKey) return async () => (await row.approve()) && this.#go(row, 1);
    if (event.shiftKey) return async () => (await row.submitText()) && this.#goToUnfinished(row);
    return async () => (await row.submitText()) && this.#go(row, 1);
  }

  #onHelpKey(event) {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    document.getElementById("desk-keys").showModal();
  }

  #onClick(event) {
    const button = event.target.closest("[data-command]");
    if (button && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const from = button.closest("desk-row") ?? this.active ?? this;
      const asked = new CustomEvent("desk-command", { bubbles: true, cancelable: true, detail: { name: button.dataset.command, button } });
      if (!from.dispatchEvent(asked)) event.preventDefault();
    }
    if (event.target.closest("[data-keys]")) document.getElementById("desk-keys").showModal();
    const next = event.target.closest("[data-next-unfinished]");
    if (next && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.#goToUnfinished(this.active);
    }
    if (event.target.closest(".more a") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.more();
    }
  }

  /** Go to the row `by` rows on; the row may have been replaced meanwhile, its id stays. */
  async #go(from, by) {
    const row = this.#rowOf(from.key);
    const at = this.rows.indexOf(row);
    if (by > 0 && at === this.rows.length - 1) await this.more();
    const to = this.rows[at + by];
    if (to) to.enter();
    else this.#say(words("last"));
  }

  async #goToUnfinished(from) {
    const rows = this.rows;
    const at = from ? rows.indexOf(this.#rowOf(from.key)) : -1;
    const ahead = rows.slice(at + 1).find((row) => row.isUnfinished);
    if (ahead) {
      ahead.enter();
      return;
    }
    await this.#flush();
    const address = new URL(this.dataset.next, location.href);
    if (rows.length) address.searchParams.set("after", rows.at(-1).dataset.position);
    location.assign(address);
  }

  #rowOf(key) { return this.querySelector(`desk-row[id="${CSS.escape(key)}"]`); }

  /** A link to a paragraph that stands beyond this window leads to its own. */
  #goToHash() {
    const key = location.hash.slice(1);
    if (!/^p\d+$/.test(key)) return;
    const row = this.#rowOf(key);
    if (row) {
      row.scrollIntoView({ block: "center" });
      return;
    }
    const address = new URL(this.dataset.desk, location.href);
    if (new URLSearchParams(location.search).get("at") === key) return;
    address.searchParams.set("at", key);
    address.hash = key;
    location.replace(address);
  }

  /** Offer back what an earlier visit could not save; rare, so what does it is fetched when it is needed. */
  async #offerKept() {
    if (kept(this.dataset.person).length) (await import("./kept-texts.js")).offerKept(this);
  }

  #flush() { return Promise.allSettled(this.rows.map((row) => row.flush())); }
  #retry() { this.rows.forEach((row) => row.retry()); }

  #say(text) { this.querySelector("[data-announce]").textContent = text; }
}

customElements.define("desk-book", DeskBook);
