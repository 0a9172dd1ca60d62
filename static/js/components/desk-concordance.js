// Words of the texts looked for in the memory, beside the paragraph. Loaded when somebody asks for it.

import { selectedWords } from "../lib/selected.js";
import { loadStyles } from "../lib/styles.js";
import { showLocalMoments } from "./local-moments.js";

const made = new WeakMap();

/** Look for the selected words; with a form of the panel, for those typed into it. */
export function lookUp(parts, form) {
  if (!made.has(parts)) made.set(parts, new Concordance(parts));
  made.get(parts).lookUp(form);
}

class Concordance {
  #styled = loadStyles("panel-parts", "concordance");
  #place = document.createElement("div");
  #abort = new AbortController();
  #asked = {}; // last: q and pair
  #back = () => false; // to where one was when the words were taken

  constructor(parts) {
    this.parts = parts;
    parts.place.before(this.#place);
    this.#place.addEventListener("keydown", (event) => this.#onKey(event));
    this.#place.addEventListener("submit", (event) => this.#onSubmit(event));
    this.#place.addEventListener("click", (event) => this.#onClick(event));
  }

  lookUp(form) {
    const { book, row } = this.parts.panel;
    const { words, back } = form ? { words: form.elements.q.value, back: () => false } : together(selectedWords(book));
    if (!this.#place.contains(document.activeElement)) this.#back = back;
    const source = (row ?? book).querySelector(".verso .text")?.lang;
    this.#show({ q: words, pair: form?.elements.pair?.value ?? (source ? `${source}/${book.dataset.language}` : "") });
  }

  /** Fetch what the memory has, and go there: to the results, or to the box where there are no words yet. */
  async #show(asked) {
    this.#asked = asked;
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    const { panel } = this.parts;
    try {
      const address = `${panel.dataset.memory}?${new URLSearchParams({ ...asked, part: "beside" })}`;
      const reply = await fetch(address, { signal, headers: { Accept: "text/html" }, redirect: "manual" });
      if (!reply.ok) throw new Error(reply.type);
      const html = await reply.text();
      await this.#styled;
      if (signal.aborted) return;
      this.#place.innerHTML = html;
    } catch {
      if (!signal.aborted) this.parts.sayFailed();
      return;
    }
    this.parts.say("");
    this.parts.set("open");
    showLocalMoments(this.#place);
    const section = this.#place.firstElementChild;
    panel.aside.scrollTop = 0;
    (asked.q ? section : section.querySelector("input")).focus({ preventScroll: true });
  }

  /** Close it, and go back to the text and the caret. */
  #leave() {
    this.#abort.abort();
    this.#place.replaceChildren();
    if (!this.parts.panel.wide.matches) this.parts.set("closed");
    if (!this.#back()) this.parts.leave();
  }

  #onClick(event) {
    if (event.target.closest("[data-leave]")) this.#leave();
    if (!event.target.closest("search-again a")) return;
    event.preventDefault();
    this.#show(this.#asked);
  }

  #onKey(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#leave();
  }

  #onSubmit(event) {
    event.preventDefault();
    event.stopPropagation();
    this.#show(Object.fromEntries(new FormData(event.target)));
  }
}

/** Words that were selected together are looked for together. */
function together({ words, back }) {
  const plain = words.replace(/["“”„‟«»]/g, " ").trim();
  return { words: plain.includes(" ") ? `"${plain}"` : plain, back };
}
