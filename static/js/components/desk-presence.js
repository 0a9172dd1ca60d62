// Who else is where: docs/decisions/0016. One request in 15 s at most, and none a minute after the last sign of life.

import { post } from "../lib/post.js";
import { words } from "./words.js";

const SIGNS = ["input", "keydown", "pointermove", "scroll", "visibilitychange"];

customElements.define("desk-presence", class extends HTMLElement {
  #due = Date.now() + 2000; // the page has more urgent things to fetch
  #near = [];

  connectedCallback() {
    for (const sign of SIGNS) document.addEventListener(sign, (event) => this.#live(event));
    this.#live({});
  }

  #live({ type, target }) {
    this.typed ||= type === "input" && target.name === "text";
    this.seen = Date.now();
    this.timer ??= setTimeout(() => this.#ask(), this.#due - this.seen);
  }

  async #ask() {
    this.timer = null;
    if (document.hidden || Date.now() - this.seen > 60_000) return this.#draw([]);
    this.#due = Date.now() + 15_000;
    this.timer = setTimeout(() => this.#ask(), 15_000);
    const row = document.querySelector("desk-row[data-active]");
    const writing = Number(this.typed || row?.isDirty || 0);
    this.typed = false;
    this.#draw((await post(this.dataset.address, { key: row?.key ?? "", writing })).here ?? []);
  }

  #draw(here) {
    for (const mark of document.querySelectorAll(".here")) mark.remove();
    const met = this.#near;
    this.#near = [];
    for (const { name, key, writing } of here) {
      const row = document.getElementById(key);
      if (!row) continue;
      const said = words(writing ? "writes-here" : "is-here", { name });
      const mark = row.querySelector(".here") ?? Object.assign(document.createElement("p"), { className: "here" });
      mark.textContent += (mark.textContent && " · ") + said;
      row.querySelector(".gutter").append(mark);
      if (!row.matches("[data-active]")) continue;
      this.#near.push(name);
      if (!met.includes(name)) this.dispatchEvent(new CustomEvent("desk-say", { bubbles: true, detail: { words: said } }));
    }
  }
});
