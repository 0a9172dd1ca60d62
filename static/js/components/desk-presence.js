// Who else is where: docs/decisions/0016. Asks once in 15 s at most, and not a minute after the last sign of life.

import { post } from "../lib/post.js";
import { loadStyles } from "../lib/styles.js";
import { words } from "./words.js";

loadStyles("presence");

customElements.define("desk-presence", class extends HTMLElement {
  connectedCallback() {
    this.due = 0;
    this.near = [];
    for (const sign of ["input", "keydown", "pointermove", "scroll", "visibilitychange"]) {
      document.addEventListener(sign, ({ target }) => this.live(sign === "input" && target.name === "text"));
    }
    this.live();
  }

  live(typed) {
    this.typed ||= typed;
    this.seen = Date.now();
    this.timer ??= setTimeout(() => this.ask(), this.due - this.seen);
  }

  async ask() {
    this.timer = null;
    if (document.hidden || Date.now() - this.seen > 60_000) return this.draw([]);
    this.due = Date.now() + 15_000;
    this.timer = setTimeout(() => this.ask(), 15_000);
    const row = document.querySelector("desk-row[data-active]");
    const writing = Number(this.typed || row?.isDirty || 0);
    this.typed = false;
    this.draw((await post(this.dataset.address, { key: row?.key ?? "", writing })).here ?? []);
  }

  draw(here) {
    for (const mark of document.querySelectorAll(".here")) mark.remove();
    const met = this.near;
    this.near = [];
    for (const { name, key, writing } of here) {
      const row = document.getElementById(key);
      if (!row) continue;
      const said = words(writing ? "writes-here" : "is-here", { name });
      const mark = row.querySelector(".here") ?? document.createElement("p");
      mark.className = "here";
      mark.append(mark.firstChild ? " · " : "", said);
      row.querySelector(".gutter").append(mark);
      if (!row.matches("[data-active]")) continue;
      this.near.push(name);
      if (!met.includes(name)) this.dispatchEvent(new CustomEvent("desk-say", { bubbles: true, detail: { words: said } }));
    }
  }
});
