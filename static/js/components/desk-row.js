// One row of the desk: what is written is saved, verdicts are sent, what became of it is said in words. It knows no
// other row; it announces desk-say, desk-move, desk-saved and, when the server would render it otherwise, desk-refresh.

import { bring } from "../lib/bring.js";
import { forget, keep, keyOf } from "../lib/kept.js";
import { post } from "../lib/post.js";
import { Saver } from "../lib/saver.js";
import { localTime } from "../lib/times.js";
import { piece, words } from "./words.js";

const OPEN = new Set(["untranslated", "draft", "returned"]);
const TROUBLE = new Set(["offline", "signed-out", "refused", "unkept", "conflict"]);
const QUIET = new Set(["unsaved", "saving", "manual"]); // said in the row, not aloud at every key

export class DeskRow extends HTMLElement {
  #saver;
  #abort;
  #said = ""; // what was last said aloud
  #savedAt = "";
  #view = null; // of a conflict, promised
  #isStale = false; // the server would render the row otherwise, once nobody writes in it

  connectedCallback() {
    this.#abort = new AbortController();
    const listen = (name, handler) => this.addEventListener(name, handler, { signal: this.#abort.signal });
    listen("input", (event) => event.target === this.box && this.saver.type(this.box.value));
    listen("submit", (event) => this.#onSubmit(event));
    listen("mousedown", (event) => this.#onPress(event));
    listen("focusout", (event) => this.#onLeave(event));
  }

  disconnectedCallback() { this.#abort.abort(); }

  get key() { return this.id; }
  get form() { return this.querySelector("form.editor"); }
  get box() { return this.form?.elements.text ?? null; }
  get state() { return this.dataset.state; }
  get isUnfinished() { return OPEN.has(this.state); }
  get isDirty() { return this.#saver?.isDirty ?? false; }
  get isAtRisk() { return this.#saver?.isAtRisk ?? false; }
  get desk() { return this.closest("desk-book").dataset; }
  get #isClosed() { return !this.box || this.box.closest("details:not([open])"); }

  get saver() {
    const { person, desk } = this.desk;
    const key = this.keptKey();
    return this.#saver ??= new Saver({
      text: this.box.defaultValue,
      version: Number(this.dataset.version),
      isManual: "manual" in this.form.dataset,
      send: (act, text, version) => post(this.address(act), { ...this.fields(this.form), text, version }),
      keep: ({ text, version, saved }) => keep(key, { text, version, base: saved, place: this.key, desk }),
      forget: () => forget(key),
      tell: (state, facts) => this.#tell(state, facts),
    });
  }

  /** Return the key of what this browser keeps of a box of this row. */
  keptKey(part) { return keyOf(this.desk.person, this.dataset.target, part); }

  /** Return where `act` is posted to. */
  address(act) { return this.form.getAttribute("action") + (act === "save" ? "" : `/${act}`); }

  /** Save at once what is not saved yet. */
  flush() { return this.#saver?.flush() ?? Promise.resolve(null); }

  /** Try again what could not be sent. */
  retry() { this.#saver?.retry(); }

  /** Go into the box; into the row itself where there is none open. */
  enter() {
    (this.#isClosed ? this : this.box).focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
  }

  /** Hand the text in; return whether the desk took it. */
  async submitText() {
    if (this.#isClosed) return true;
    if (!this.saver.isManual) return this.#act("submission");
    this.#say(words("manual")); // approve with the edit, or save as a draft: no key decides that
    return !this.isDirty;
  }

  /** Approve what is on the screen; return whether the desk took it. */
  async approve() {
    const form = this.querySelector('form.verdict[action$="/approval"]');
    return Boolean(form && await this.#judge(form, "approval"));
  }

  /** What was kept under `key` is gone: another tab has saved it, or thrown it away. */
  withdraw(key) {
    this.querySelector(`[data-kept="${CSS.escape(key)}"]`)?.remove();
    if (key === this.keptKey()) this.#saver?.rekeep();
  }

  /** Return what every form of the row sends, whatever it is for. */
  fields(form) {
    const { person, show } = Object.fromEntries(new FormData(form));
    return show ? { person, show } : { person };
  }

  #onSubmit(event) {
    const { act } = event.submitter?.dataset ?? {};
    if (!act) return;
    event.preventDefault();
    if (event.target === this.form) this.#act(act);
    else this.#judge(event.target, act);
  }

  /** A press on the rendered text goes into its box. */
  #onPress(event) {
    if (!event.target.closest(".rest") || event.button !== 0) return;
    event.preventDefault();
    this.box.focus();
  }

  async #onLeave(event) {
    if (this.contains(event.relatedTarget)) return;
    await this.flush();
    if (this.#isStale && !this.isDirty && !this.contains(document.activeElement)) this.announce("desk-refresh");
  }

  async #act(act) {
    this.#dropProblem();
    const { saver } = this;
    if (saver.text !== this.box.value) saver.type(this.box.value);
    const reply = await saver.act(act);
    if (reply?.kind === "conflict") ((await this.#view) ?? (await this.#showConflict()))?.focus();
    if (reply?.version && reply.kind === "refused") this.#with("row-blocked", ({ showBlocked }) => showBlocked(this, reply));
    if (reply && reply.kind !== "saved") return false;
    if (act === "submission") this.#say(words("submitted"));
    if (act !== "save") this.announce("desk-refresh");
    return true;
  }

  /** Send a verdict on the revision on the screen; return whether the desk took it. */
  #judge(form, act) {
    this.#dropProblem();
    return this.#with("row-verdict", ({ judge }) => judge(this, form, act));
  }

  #showConflict() { return this.#view = this.#with("conflict-view", ({ showConflict }) => showConflict(this)); }

  /** Do something with a module that is fetched when it is needed. */
  async #with(name, act) {
    const module = await bring(name).catch(() => null);
    return module ? act(module) : this.complain(words("failed"));
  }

  /** Say how the saving goes, and draw what follows from it. */
  #tell(state, facts) {
    const time = localTime(facts.saved_at ?? new Date().toISOString(), document.documentElement.lang);
    let said = words(facts.conflict?.is_own ? "own-conflict" : state, { time });
    if (state === "saved") {
      this.#dropProblem();
      if (facts.version === undefined) said = this.#savedAt;
      else this.acknowledge(facts);
      this.#savedAt = said;
    }
    if (state === "conflict") this.#showConflict();
    else this.querySelector("desk-conflict:not([data-kept])")?.remove();
    if (state === "refused") this.complain(facts.words);
    const isTrouble = TROUBLE.has(state);
    const place = this.form.querySelector("[data-said]");
    this.#put(place, said, state);
    place.dataset.tone = isTrouble ? "problem" : QUIET.has(state) ? "waiting" : "";
    this.toggleAttribute("data-trouble", isTrouble);
    if (!QUIET.has(state) && said !== this.#said) this.#say(this.#said = said);
  }

  /** Say `text` in `place`, with the way to sign in where that is what is wanted. */
  #put(place, text, kind) {
    place.textContent = text;
    if (kind !== "signed-out") return;
    const link = document.createElement("a");
    Object.assign(link, { href: this.desk.signIn, target: "_blank", rel: "noopener", textContent: words("sign-in") });
    place.append(" ", link);
  }

  /** Draw what the server has acknowledged, and tell of it. */
  acknowledge(facts) {
    this.show(facts);
    const { version, state } = facts;
    this.announce("desk-saved", { target: Number(this.dataset.target), version, state });
  }

  /** Draw the state that the server told. */
  show({ version, state, state_label: label }) {
    const from = this.state;
    this.dataset.version = version;
    for (const input of this.querySelectorAll('input[name="version"]')) input.value = version;
    if (state === from) return;
    this.dataset.state = state;
    const mark = this.querySelector(".state");
    mark.querySelector("use").setAttribute("href", `#mark-${state}`);
    mark.title = mark.querySelector(".visually-hidden").textContent = label;
    this.#isStale ||= OPEN.has(state) !== OPEN.has(from) || from === "returned";
    this.announce("desk-move", { from, to: state, count: Number(this.dataset.words) });
  }

  /** Show why a step was not taken, in the row. */
  complain(text, kind) {
    this.#dropProblem();
    const [element, part] = piece("desk-problem");
    this.#put(part("words"), text, kind);
    this.querySelector(".recto").prepend(element);
    this.#say(text);
  }

  #dropProblem() { this.querySelector(".recto > .problem")?.remove(); }

  #say(text) { if (text) this.announce("desk-say", { words: text }); }

  /** Send an event up the page. */
  announce(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("desk-row", DeskRow);
