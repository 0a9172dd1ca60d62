// The panel beside the active row, filled. Loaded when it is first needed, with what sends: a lost line is no time for that.

import { loadStyles } from "../lib/styles.js";
import { keepWords, keptWords, keyOf } from "../lib/unsent.js";
import { showLocalMoments } from "./local-moments.js";
import { beginNote, send } from "./panel-forms.js";
import { words } from "./words.js";

const DELAY_MS = 250;
const SECTIONS = new Set(["history", "checks"]); // that a command leads to
const FORMS = { match: "[data-take], #beside-memory [data-then]", fix: '#beside-checks form[action$="/fixes"]' }; // that one sends
const OPEN = new Set(["untranslated", "draft", "returned"]);
const TERMS = new Map([["term", "insertNext"], ["new-term", "begin"]]);
const made = new WeakMap();

/** Return what works the panel, made once. */
export function partsOf(panel) {
  if (!made.has(panel)) made.set(panel, new PanelParts(panel));
  return made.get(panel);
}

class PanelParts {
  #styled = loadStyles("panel-parts"); // the desk does without it until there is a section
  #isOld = false; // paragraphs were split or merged since
  #isBehind = false; // something was saved while the sections were on their way
  #wasOpen = true; // for writing, when the sections came
  #sent = new Map(); // the id of a section -> how the server sent it: what has not changed stays as it was opened
  #offerNames;
  #hasTerms = false;
  #status;
  #loading = null;
  #timer = 0;
  #abort = new AbortController();

  constructor(panel) {
    this.panel = panel;
    this.place = panel.querySelector("[data-parts]");
    this.#status = panel.querySelector("[data-status]");
    this.shown = ""; // the target that the sections are about
    const { aside, book } = panel;
    book.addEventListener("desk-saved", ({ detail }) => this.#onSaved(`${detail.target}`));
    book.addEventListener("desk-reload", () => (this.#isOld = true));
    book.addEventListener("focusin", ({ target }) => !panel.wide.matches && target.matches("desk-row textarea") && this.set("closed"));
    aside.addEventListener("keydown", (event) => this.#onKey(event));
    aside.addEventListener("input", ({ target }) => "keep" in target.dataset && this.#keep(target));
    aside.addEventListener("submit", (event) => this.#onSubmit(event));
    aside.addEventListener("click", (event) => this.#onClick(event));
    addEventListener("online", () => panel.isOpen && panel.target !== this.shown && this.load());
  }

  /** Fetch what belongs to the row that was entered, once somebody stays there. A key may have asked for it before. */
  follow() {
    const isComing = this.#loading?.target === this.panel.target;
    if (!isComing) this.#stop();
    const isShown = this.panel.target === this.shown && !this.#isOld;
    this.place.inert = !isShown && !this.place.contains(document.activeElement);
    if (!isShown && !isComing) this.#timer = setTimeout(() => this.load(), DELAY_MS);
    this.#markTerms();
  }

  /** Open or close it at somebody's wish. */
  toggle() {
    this.set(this.panel.isOpen ? "closed" : "open");
    if (!this.panel.isOpen) return;
    this.load();
    this.panel.aside.focus();
  }

  /** Do what a key or a button asked for: the right place opens and gets the focus. */
  async command(name) {
    if (name === "note") {
      beginNote(this);
      return;
    }
    if (name === "concordance") {
      this.#lookUp();
      return;
    }
    if (TERMS.has(name)) {
      if (this.panel.target === this.shown || (await this.load())) (await import("./panel-terms.js")).termsOf(this)[TERMS.get(name)]();
      return;
    }
    this.set("open");
    if (name === "panel") this.panel.aside.focus();
    if (name === "fix" || name === "checks") await this.panel.row?.flush(); // what is found is found in what is saved
    if (!(await this.load()) || name === "panel") return;
    const [kind, number = 1] = name.split("-");
    if (kind in FORMS) {
      const form = this.place.querySelectorAll(FORMS[kind])[number - 1];
      if (form && this.#isOpen) form.requestSubmit();
      else this.#tellWhy(kind);
      return;
    }
    const form = this.place.querySelector('[data-form="talk"]');
    if (SECTIONS.has(name) || !form) {
      this.go(SECTIONS.has(name) ? name : "talk");
      return;
    }
    form.elements.kind.value = name;
    form.elements.text.focus();
  }

  /** Fetch the sections; return whether they stand there now. Two who ask at once get one answer: a second one would
   * wipe what was opened meanwhile. */
  async load() {
    const { target } = this.panel;
    if (!target) return false;
    if (this.#loading?.target !== target) {
      const answer = this.#load().finally(() => this.#loading?.answer === answer && (this.#loading = null));
      this.#loading = { target, answer };
    }
    return this.#loading.answer;
  }

  async #load() {
    const { target, dataset } = this.panel;
    const [html] = await Promise.all([this.#fetch(`${dataset.targets}${target}/panel?part=all`), this.#styled]);
    if (html === null || target !== this.panel.target) return false;
    this.fill(html, target);
    if (this.#isBehind) this.#renew();
    return true;
  }

  /** Put the sections of `target` there, and offer back what was written beside it and not sent. */
  fill(html, target) {
    const hadFocus = this.place.contains(document.activeElement);
    const fresh = sectionsIn(html);
    this.place.replaceChildren(...fresh);
    this.#sent = new Map(fresh.map((section) => [section.id, asSent(section)]));
    this.place.inert = false;
    if (target !== this.shown) this.panel.aside.scrollTop = 0;
    this.shown = target;
    this.#isOld = false;
    this.#wasOpen = this.#isOpen;
    this.panel.querySelector("[data-title]").textContent = `¶ ${this.panel.row?.key.slice(1) ?? ""}`;
    showLocalMoments(this.place);
    this.#offerKept(this.place);
    if (hadFocus) this.panel.aside.focus({ preventScroll: true });
    this.#showKeys();
    this.#markTerms();
  }

  #offerKept(place) {
    for (const box of place.querySelectorAll("[data-keep]")) {
      const kept = keptWords(this.keyOf(box));
      if (kept && kept !== box.defaultValue) offer(box, kept);
    }
  }

  /** Show on the buttons that keys press which ones they are; which is which, their order tells. A text that was handed in
   * is opened first. */
  #showKeys() {
    for (const [kind, forms] of Object.entries(FORMS)) {
      for (const [n, form] of [...this.place.querySelectorAll(forms)].entries()) {
        const name = n ? `${kind}-${n + 1}` : kind;
        const shown = this.panel.book.style.getPropertyValue(`--key-${name}`); // in quotes
        form.querySelector("button").dataset.key = shown.length > 2 && this.#isOpen ? name : "";
      }
    }
  }

  /** Open or close it; for wide windows this browser remembers which. */
  set(state) {
    this.panel.dataset.state = state;
    try {
      if (this.panel.wide.matches) localStorage.setItem("rectoverso.panel", state);
    } catch {
      // It is for this page alone, then.
    }
    this.panel.showState();
    if (state === "open") this.panel.row?.scrollIntoView({ block: "nearest" }); // from under a sheet
  }

  sayFailed() { this.say(this.#status.dataset.failed); }

  /** Look the selected words, or those of a form, up in the memory. */
  #lookUp(form) { import("./desk-concordance.js").then(({ lookUp }) => lookUp(this, form), () => this.sayFailed()); }

  /** Say why a key has nothing to send. */
  #tellWhy(kind) {
    const text = words(this.#isOpen ? `no-${kind}` : "no-box");
    this.say(text);
    this.panel.book.say(text);
  }

  get #isOpen() { return OPEN.has(this.panel.row?.state); }
  get stale() { return this.#status.dataset.stale; }
  go(section) { this.place.querySelector(`#beside-${section}`)?.focus(); }
  say(text) { this.#status.textContent = text; }
  keyOf(box) { return keyOf(this.panel.book.dataset.person, this.shown, box.dataset.keep); }

  #stop() {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  /** Return a piece of HTML, null when it could not be had or something else is wanted by now. */
  async #fetch(address) {
    this.#stop();
    const { signal } = (this.#abort = new AbortController());
    try {
      const reply = await fetch(address, { signal, headers: { Accept: "text/html" }, redirect: "manual" });
      if (!reply.ok) throw new Error(reply.type);
      const html = await reply.text();
      this.say("");
      return html;
    } catch {
      if (!signal.aborted) this.sayFailed();
      return null;
    }
  }

  #keep(box) {
    const text = box.value === box.defaultValue ? "" : box.value;
    keepWords(this.keyOf(box), text);
    if (!text) mark(box, false);
    if ("mentions" in box.dataset && text.includes("@")) this.#nameList(box);
  }

  #nameList(box) {
    if (this.#offerNames) this.#offerNames(box, this.place);
    else import("./mention-list.js").then(({ offerNames }) => (this.#offerNames = offerNames)(box, this.place), () => {}); // offline, names can be typed
  }

  /** Underline the terms of the row that one is in; what does so comes with the first terms. */
  #markTerms() {
    this.#hasTerms ||= this.place.querySelector("#beside-terms") !== null;
    if (this.#hasTerms) import("./panel-terms.js").then(({ termsOf }) => termsOf(this).mark(), () => {}); // the list is there
  }

  /** What is on its way may have been made before the save, and is waited for: a key may wait for it, too. */
  #onSaved(target) {
    if (this.#loading?.target === target) this.#isBehind = true;
    else if (target === this.shown) this.#renew();
  }

  /** After a save: what it changes anew. Where the paragraph was opened for writing by it, or closed, other things can
   * be done in every section. */
  #renew() {
    this.#isBehind = false;
    if (this.panel.target !== this.shown || !this.panel.isOpen) return;
    this.#stop();
    const part = this.#isOpen === this.#wasOpen ? "saved" : "all";
    this.#timer = setTimeout(() => this.#putSections(part), DELAY_MS);
  }

  /** Put sections that have changed in the place of the old ones, but for those that somebody is in or has opened all of. */
  async #putSections(part) {
    const { shown } = this;
    const html = await this.#fetch(`${this.panel.dataset.targets}${shown}/panel?part=${part}`);
    if (html === null || shown !== this.shown) return;
    const fresh = sectionsIn(html);
    let last = null;
    for (const section of fresh) {
      const old = this.place.querySelector(`#${section.id}`);
      const isKept = old && (old.matches("[data-whole]") || old.contains(document.activeElement) || this.#sent.get(section.id) === asSent(section));
      if (!isKept) this.#sent.set(section.id, asSent(section));
      if (!old && last) last.after(section);
      else if (!old) this.place.prepend(section);
      else if (!isKept) old.replaceWith(section);
      if (!isKept) this.#offerKept(section);
      last = isKept ? old : section;
    }
    if (part === "all") this.#isDoneWith(fresh);
    showLocalMoments(this.place);
    this.#showKeys();
  }

  /** All sections are as the row is now: what is none of them any more goes. */
  #isDoneWith(fresh) {
    const ids = new Set(fresh.map(({ id }) => id));
    for (const old of [...this.place.children]) if (!ids.has(old.id)) old.remove();
    this.#wasOpen = this.#isOpen;
  }

  async #putHistory(address) {
    const { shown } = this;
    const html = await this.#fetch(address);
    if (html === null || shown !== this.shown) return;
    this.place.querySelector("#beside-history").outerHTML = html;
    showLocalMoments(this.place);
  }

  async #showHistory(address) {
    const url = new URL(address);
    url.searchParams.set("part", "history");
    await this.#putHistory(url);
    this.go("history");
  }

  /** Go back to the row. */
  leave() {
    if (!this.panel.wide.matches) this.set("closed");
    if (this.panel.row) this.panel.row.enter();
    else this.panel.button.focus();
  }

  #onClick(event) {
    const { target, ctrlKey, metaKey, shiftKey } = event;
    if (target.closest("[data-close]")) {
      this.set("closed");
      this.leave();
    }
    const term = target.closest("[data-insert]")?.dataset.insert;
    if (term) import("./panel-terms.js").then(({ termsOf }) => termsOf(this).insert(term), () => this.say(words("failed")));
    const link = target.closest("[data-history], [data-place]");
    if (!link || ctrlKey || metaKey || shiftKey) return;
    event.preventDefault();
    if (link.dataset.place) location.hash = link.dataset.place;
    else this.#showHistory(link.href);
  }

  #onKey(event) {
    const { key, target } = event;
    const isSending = key === "Enter" && (event.ctrlKey || event.metaKey) && target.form;
    if (!isSending && key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (isSending) target.form.requestSubmit();
    else this.leave();
  }

  #onSubmit(event) {
    event.preventDefault();
    const { target: form, submitter } = event;
    if (form.matches(".concordance-form")) this.#lookUp(form);
    else if (form.method === "get") this.#showHistory(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    else send(this, form, submitter);
  }
}

function sectionsIn(html) {
  const piece = document.createElement("template");
  piece.innerHTML = html;
  return [...piece.content.children];
}

/** What a section says and offers; every form comes with another token, and with the version that sending it looks up. */
function asSent({ outerHTML }) { return outerHTML.replace(/<input type="hidden" name="(?:csrf_token|version)"[^>]*>/g, ""); }

function offer(box, text) {
  box.value = text;
  mark(box, true);
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function mark(box, isUnsent) { box.form.querySelector("[data-unsent]").hidden = !isUnsent; }
