// The terms beside a paragraph: underlined in its source, written into its box, and new ones. Loaded with their section.

import { insert } from "../lib/typing.js";
import { nextTerm, placesOf } from "../lib/terms.js";
import { words } from "./words.js";

const NAME = "terms"; // panel-parts.css says how it looks
const AFTER = /[\p{L}\p{N}\p{M},.;:!?»”)\]]$/u; // what a space stands behind, before the next word
const LONGEST = 300; // characters of a term
const made = new WeakMap();

/** Return what works the terms of the panel, made once. */
export function termsOf(parts) {
  if (!made.has(parts)) made.set(parts, new PanelTerms(parts));
  return made.get(parts);
}

class PanelTerms {
  #put = null; // what was written last: where, and which term
  #marked = null; // the row whose source is underlined
  #selected = { words: "" }; // what was last selected in the source of a row

  constructor(parts) {
    this.parts = parts;
    const rows = new MutationObserver(() => this.#marked?.isConnected === false && this.mark());
    rows.observe(parts.panel.book.querySelector(".book"), { childList: true }); // a row may come anew from the server
    document.addEventListener("selectionchange", () => this.#remember());
    parts.panel.aside.addEventListener("toggle", ({ target }) => target.matches('[data-form="term"][open]') && this.#fillIn(target), true);
    parts.panel.aside.addEventListener("click", (event) => this.#onClick(event));
  }

  /** Underline the terms of the paragraph in its source. The row stays as it is; older browsers have the list alone. */
  mark() {
    const { panel, shown, place } = this.parts;
    if (!CSS.highlights) return;
    CSS.highlights.delete(NAME);
    this.#marked = panel.target === shown ? panel.row : null;
    const source = this.#marked?.querySelector(".verso .text");
    const forms = [...place.querySelectorAll("[data-forms]")].flatMap((one) => JSON.parse(one.dataset.forms));
    if (!source || !forms.length) return;
    const text = new Written(source);
    CSS.highlights.set(NAME, new Highlight(...placesOf(text.text, forms).map((place) => text.range(...place))));
  }

  /** Write the next term that the text lacks; right after it was written, the next one instead. */
  insertNext() {
    const { panel, place } = this.parts;
    const { box } = panel.row ?? {};
    if (!box || box.closest("details:not([open])")) return this.#say("no-box");
    const offers = [...place.querySelectorAll("[data-forms]")]
      .map((one) => [...one.querySelectorAll("[data-insert]")].map((button) => button.dataset.insert))
      .filter((terms) => terms.length);
    if (!offers.length) return this.#say("no-term");
    const isStanding = this.#isAsPut(box);
    const term = nextTerm(offers, box.value, isStanding ? this.#put.term : null);
    if (!term) return this.#say("terms-stand");
    if (isStanding) box.setSelectionRange(this.#put.start, this.#put.end);
    return this.insert(term);
  }

  /** Write a term at the caret as if it were typed, a space before it where it would touch a word. */
  insert(term) {
    const { row } = this.parts.panel;
    const box = row?.box;
    if (!box) return;
    const lead = AFTER.test(box.value.slice(0, box.selectionStart)) ? " " : "";
    const start = box.selectionStart + lead.length;
    insert(row, lead + term);
    this.#put = { box, term, start, end: start + term.length };
    this.parts.say("");
    row.announce("desk-say", { words: term });
  }

  /** Open the form of a new term, with the words in it that are selected in the source and in the text. */
  begin() {
    const { parts } = this;
    const fold = parts.place.querySelector('[data-form="term"]');
    parts.set("open");
    if (!fold) return parts.go("terms");
    this.#fillIn(fold);
    fold.open = true;
    const fields = [...fold.querySelectorAll("input:not([type=hidden])")];
    return (fields.find((field) => !field.value) ?? fields[0]).focus();
  }

  /** Put what is selected where nothing is typed yet. */
  #fillIn(fold) {
    const { row } = this.parts.panel;
    const { source_text: source, target_text: target } = fold.querySelector("form").elements;
    const { box } = row ?? {};
    this.#remember();
    if (!source.value && this.#selected.row === row) source.value = this.#selected.words;
    if (!target.value && box) target.value = tidy(box.value.slice(box.selectionStart, box.selectionEnd));
  }

  /** Keep in mind what is selected in a source: going into the box ends the selection. */
  #remember() {
    const { row } = this.parts.panel;
    const selection = getSelection();
    const source = row?.querySelector(".verso .text");
    if (this.#selected.row !== row) this.#selected = { row, words: "" };
    if (!source?.contains(selection.anchorNode) || !source.contains(selection.focusNode)) return;
    const words = tidy(selection.toString());
    if (words) this.#selected = { row, words };
  }

  /** The form with all fields is a page of its own: what is typed at the desk is saved first. */
  async #onClick(event) {
    const link = event.target.closest("[data-all-fields]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(link.href);
    for (const field of link.closest("form").querySelectorAll("[name$=_text]")) address.searchParams.set(field.name, field.value);
    await this.parts.panel.book.flush();
    if (this.parts.panel.book.rows.some((row) => row.isDirty)) this.#say("refused");
    else location.assign(address);
  }

  #isAsPut(box) {
    const { start, end, term } = this.#put ?? {};
    return box === this.#put?.box && box.selectionStart === end && box.selectionEnd === end && box.value.slice(start, end) === term;
  }

  #say(key) {
    this.parts.say(words(key));
    this.parts.panel.book.say(words(key));
  }
}

/** What a piece of the page says, and where each character of it stands. Anchors of notes are none of it. */
class Written {
  #nodes = []; // [where it begins, the node]
  text = "";

  constructor(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node.nodeName === "SUP" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      this.#nodes.push([this.text.length, node]);
      this.text += node.data;
    }
  }

  range(start, end) {
    const range = new Range();
    range.setStart(...this.#place(start));
    const [node, offset] = this.#place(end - 1);
    range.setEnd(node, offset + 1);
    return range;
  }

  #place(at) {
    const [start, node] = this.#nodes.findLast(([from]) => from <= at);
    return [node, at - start];
  }
}

function tidy(text) { return text.replace(/\s+/g, " ").trim().slice(0, LONGEST); }
