// One row of the desk: what is written is saved, verdicts are sent, and what became of it is said in words.
//
// Without this script the row is a form with buttons. The row knows no other row; it announces:
//   desk-say      { words }                 for the page's live region
//   desk-move     { from, to, count }       the state has changed; count: words of the source
//   desk-refresh  { }                       the server would now render the row otherwise
//   desk-saved    { target, version, state } a save or a verdict was acknowledged

import { forget, forgetKey, keep } from "../lib/kept.js";
import { post } from "../lib/post.js";
import { Saver } from "../lib/saver.js";
import { localMoment, localTime } from "../lib/times.js";
import { piece, words } from "./words.js";

const OPEN = new Set(["untranslated", "draft", "returned"]);
const TONES = { offline: "problem", "signed-out": "problem", refused: "problem", unkept: "problem", conflict: "problem", unsaved: "waiting", saving: "waiting", manual: "waiting" };
const QUIET = new Set(["unsaved", "saving", "manual"]); // said in the row, not aloud at every key
const LANGUAGE = document.documentElement.lang;

export class DeskRow extends HTMLElement {
  #saver = null;
  #abort;
  #isStale = false; // the server would render the row otherwise, once nobody writes in it

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.addEventListener("input", (event) => event.target === this.box && this.saver.type(this.box.value), { signal });
    this.addEventListener("submit", (event) => this.#onSubmit(event), { signal });
    this.addEventListener("mousedown", (event) => this.#onPress(event), { signal });
    this.addEventListener("focusout", (event) => this.#onLeave(event), { signal });
  }

  disconnectedCallback() {
    this.#abort.abort();
  }

  get key() { return this.id; }
  get form() { return this.querySelector("form.editor"); }
  get box() { return this.form?.elements.text ?? null; }
  get state() { return this.dataset.state; }
  get isUnfinished() { return OPEN.has(this.state); }
  get isDirty() { return this.#saver?.isDirty ?? false; }
  get isAtRisk() { return this.#saver?.isAtRisk ?? false; }

  get saver() {
    this.#saver ??= new Saver({
      text: this.box.defaultValue,
      version: Number(this.dataset.version),
      isManual: "manual" in this.form.dataset,
      send: (act, text, version) => post(this.#address(act), { ...this.#fields(this.form), text, version }),
      keep: (text, version) => keep(this.#person, this.dataset.target, { text, version, place: this.key, desk: this.#desk }),
      forget: () => forget(this.#person, this.dataset.target),
      tell: (state, facts) => this.#tell(state, facts),
    });
    return this.#saver;
  }

  /** Save at once what is not saved yet. */
  flush() { return this.#saver?.flush() ?? Promise.resolve(null); }

  /** Try again what could not be sent. */
  retry() { this.#saver?.retry(); }

  /** Go into the box; into the row itself where there is none open. */
  enter() {
    const box = this.box;
    if (box && !box.closest("details:not([open])")) box.focus({ preventScroll: true });
    else this.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
  }

  /** Write `text` at the caret as if it were typed, so that Ctrl+Z takes it back; return whether there is a box. */
  insert(text) {
    const { box } = this;
    if (!box) return false;
    box.closest("details")?.setAttribute("open", "");
    box.focus({ preventScroll: true });
    if (document.execCommand(text ? "insertText" : "delete", false, text)) return true;
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end"); // a browser without that command
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    return true;
  }

  /** Write `text` in the place of what stands in the box, the same way. */
  replaceText(text) {
    const { box } = this;
    if (!box || box.value === text) return Boolean(box);
    box.select();
    return this.insert(text);
  }

  /** Hand the text in; return whether the desk took it. */
  async submitText() {
    if (!this.box || this.box.closest("details:not([open])")) return true;
    if ("manual" in this.form.dataset) {
      this.#say("manual"); // approve with the edit, or save as a draft: no key decides that
      return !this.isDirty;
    }
    return this.#act("submission");
  }

  /** Approve what is on the screen; return whether the desk took it. */
  async approve() {
    const form = [...this.querySelectorAll("form.verdict")].find((one) => one.action.endsWith("/approval"));
    return form ? this.#judge(form, "approval") : false;
  }

  /** Show `entry`, a text that an earlier visit could not save, with the choice to put it back. */
  offer(entry) {
    if (this.querySelector(`[data-kept="${CSS.escape(entry.key)}"]`)) return;
    const [element, part] = piece("desk-offer");
    element.dataset.kept = entry.key;
    part("words").textContent = words("offered", { time: localMoment(entry.at, LANGUAGE) });
    part("text").textContent = entry.text;
    if (!this.box) {
      part("words").textContent += ` ${words("offered-gone")}`;
      element.querySelector('[data-choose="restore"]').remove();
    }
    element.addEventListener("click", (event) => this.#onOffer(event, entry, element));
    this.querySelector(".recto").prepend(element);
    this.toggleAttribute("data-trouble", true);
  }

  /** Take away the offer of a text that has been saved elsewhere meanwhile. */
  withdraw(key) {
    this.querySelector(`[data-kept="${CSS.escape(key)}"]`)?.remove();
  }

  get #person() { return this.closest("desk-book").dataset.person; }
  get #desk() { return this.closest("desk-book").dataset.desk; }

  #address(act) {
    const base = `${this.form?.getAttribute("action") ?? ""}`;
    return act === "save" ? base : `${base}/${act}`;
  }

  #fields(form) {
    const { person, show } = Object.fromEntries(new FormData(form));
    return show ? { person, show } : { person };
  }

  #onSubmit(event) {
    const act = event.submitter?.dataset.act;
    if (!act) return;
    event.preventDefault();
    if (act === "approval" || act === "return") this.#judge(event.target, act);
    else this.#act(act);
  }

  /** A press on the rendered text goes into its box; once the row has the focus, the rendered text is gone. */
  #onPress(event) {
    if (!event.target.closest(".rest") || event.button !== 0) return;
    event.preventDefault();
    this.box.focus();
  }

  #onLeave(event) {
    if (this.contains(event.relatedTarget)) return;
    this.flush().then(() => {
      if (this.#isStale && !this.isDirty && !this.contains(document.activeElement)) this.#announce("desk-refresh");
    });
  }

  async #act(act) {
    this.#dropProblem();
    const saver = this.saver;
    if (saver.conflict) return false;
    if (saver.text !== this.box.value) saver.type(this.box.value);
    const reply = await saver.act(act);
    if (reply && reply.kind !== "saved") return false;
    if (act === "submission") this.#say("submitted");
    if (act !== "save") this.#announce("desk-refresh");
    return true;
  }

  /** Send a verdict on the revision that is on the screen. */
  async #judge(form, act) {
    this.#dropProblem();
    const { person, show, version, reason, words: remark } = Object.fromEntries(new FormData(form));
    const fields = { person, version, ...(show && { show }), ...(act === "return" && { reason, words: remark }) };
    const reply = await post(form.getAttribute("action"), fields);
    if (reply.kind === "saved") {
      this.#acknowledged(reply);
      this.#say(act === "return" ? "returned" : "approved");
      this.#announce("desk-refresh");
      return true;
    }
    if (reply.kind === "conflict") {
      this.#announce("desk-refresh", { problem: words("changed") });
      return false;
    }
    this.#problem(reply.words ?? words(reply.kind === "signed-out" ? "signed-out" : "failed"), reply.kind);
    return false;
  }

  /** Say how the saving goes, and draw what follows from it. */
  #tell(state, facts) {
    if (state === "saved") this.#dropProblem();
    if (state === "saved" && facts.version !== undefined) this.#acknowledged(facts);
    if (state === "conflict") this.#showConflict(facts.conflict);
    else this.querySelector(".conflict")?.remove();
    if (state === "refused") this.#problem(facts.words);
    const time = localTime(facts.saved_at ?? new Date().toISOString(), LANGUAGE);
    const said = words(facts.conflict?.is_own ? "own-conflict" : state, { time });
    const place = this.form?.querySelector("[data-said]");
    if (place) {
      // Both texts stand in the row already, with the words for them.
      place.textContent = state === "conflict" ? words("refused") : state === "saved" && facts.version === undefined ? "" : said;
      place.dataset.tone = TONES[state] ?? "";
      if (state === "signed-out") place.append(" ", this.#signInLink());
    }
    this.toggleAttribute("data-trouble", ["offline", "signed-out", "refused", "unkept", "conflict"].includes(state));
    if (!QUIET.has(state) && said) this.#announce("desk-say", { words: said });
  }

  #signInLink() {
    const link = document.createElement("a");
    Object.assign(link, { href: this.closest("desk-book").dataset.signIn, target: "_blank", rel: "noopener" });
    link.textContent = words("sign-in");
    return link;
  }

  #acknowledged(facts) {
    this.#show(facts);
    this.#announce("desk-saved", { target: Number(this.dataset.target), version: facts.version, state: facts.state });
  }

  /** Draw the state that the server told. */
  #show({ version, state, state_label: label }) {
    const from = this.state;
    this.dataset.version = version;
    for (const input of this.querySelectorAll('input[name="version"]')) input.value = version;
    if (state === from) return;
    this.dataset.state = state;
    this.querySelector(".state use").setAttribute("href", `#mark-${state}`);
    this.querySelector(".state").title = label;
    this.querySelector(".state .visually-hidden").textContent = label;
    this.#isStale ||= OPEN.has(state) !== OPEN.has(from) || from === "returned";
    this.#announce("desk-move", { from, to: state, count: Number(this.dataset.words) });
  }

  #showConflict(conflict) {
    this.querySelector(".conflict")?.remove();
    const [element, part] = piece("desk-conflict");
    part("words").textContent = words(conflict.is_own ? "own-conflict" : "conflict");
    part("author").textContent = [conflict.author, localMoment(conflict.at, LANGUAGE)].filter(Boolean).join(", ");
    part("theirs").textContent = conflict.theirs;
    part("mine").textContent = conflict.mine;
    const hasMerge = conflict.merged !== null && conflict.merged !== conflict.mine && conflict.merged !== conflict.theirs;
    if (!hasMerge) element.querySelector('[data-choose="merged"]').remove();
    element.addEventListener("click", (event) => this.#onChoice(event, conflict));
    this.box.before(element);
  }

  async #onChoice(event, conflict) {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    this.box.focus(); // before the buttons go, so that the place in the page is not lost
    if (choice === "merged") {
      this.box.value = conflict.merged;
      this.saver.type(this.box.value);
    } else if (choice === "theirs") {
      this.box.value = this.saver.takeTheirs();
      this.querySelector(".conflict")?.remove();
      this.#show(conflict);
      if (!this.isUnfinished) this.#announce("desk-refresh", { isEntered: true }); // it is not open any more
    } else {
      this.saver.text = this.box.value;
      await this.saver.keepMine();
    }
  }

  #onOffer(event, entry, element) {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    if (choice === "restore") {
      this.box.closest("details")?.setAttribute("open", "");
      this.box.value = entry.text;
      this.saver.version = entry.version;
      this.saver.type(entry.text);
      this.box.focus();
      if (!this.saver.isKept) return;
      this.flush();
    }
    forgetKey(entry.key);
    element.remove();
    this.toggleAttribute("data-trouble", false);
  }

  #problem(text, kind = "") {
    this.#dropProblem();
    const [element, part] = piece("desk-problem");
    part("words").textContent = text;
    if (kind === "signed-out") part("words").append(" ", this.#signInLink());
    this.querySelector(".recto").prepend(element);
    this.#announce("desk-say", { words: text });
  }

  /** Show why a step was not taken, in the row. */
  complain(text) { this.#problem(text); }

  #dropProblem() {
    for (const element of this.querySelectorAll(".recto > .problem")) element.remove();
  }

  #say(key) { this.#announce("desk-say", { words: words(key) }); }

  #announce(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

customElements.define("desk-row", DeskRow);
