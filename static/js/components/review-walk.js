// The reviewer's part of the desk: notes what was read; the steps of the walk are fetched with the first of them.

import { loadStyles } from "../lib/styles.js";

loadStyles("review");

const SOON_MS = 600;
const STEPS = /^(review-next|review-previous|approve|return|ask|approve-shown)$/;

export class ReviewWalk extends HTMLElement {
  seen = new Map();
  #last = Promise.resolve();

  connectedCallback() {
    this.book = this.closest("desk-book");
    // Nothing counts as read before somebody moved something and it has stood there for a while.
    setTimeout(async () => {
      const { watch } = await import("./sightings.js");
      this.seen = watch(this.book, this.dataset.seen, this.book.dataset.person, () => this.count());
    }, SOON_MS);
    this.book.addEventListener("desk-command", (event) => STEPS.test(event.detail.name) && this.#take(event, "step", event.detail.name));
    this.book.addEventListener("desk-saved", (event) => this.count() || this.#take(event, "saved", { ...event.detail, row: event.target, pressed: document.activeElement?.dataset.act }));
    this.book.addEventListener("submit", (event) => event.target.matches("form.question") && this.#take(event, "ask", event.target));
  }

  /** What was on the screen and waits, as pairs of target and sighting: it may be approved together. */
  get shown() {
    const rows = new Map(this.book.rows.map((row) => [row.dataset.target, row]));
    return [...this.seen].filter(([target, { version, state }]) => {
      const row = rows.get(target);
      return state === "translated" && (!row || (row.dataset.version === version && row.querySelector('[action$="/approval"]')));
    });
  }

  /** Say on the button how many those are. */
  count() {
    const { length } = this.shown;
    this.querySelector("button").hidden = !length;
    this.querySelector("[data-count]").textContent = length;
  }

  /** One step after the other: a key pressed twice is two steps. */
  #take(event, name, about) {
    event.preventDefault();
    const run = async () => (await import("./review-steps.js"))[name](this, about);
    this.#last = this.#last.then(run, run);
  }
}

customElements.define("review-walk", ReviewWalk);
