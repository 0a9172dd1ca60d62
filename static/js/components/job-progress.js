// A job on its page: asks how far it is, says so, and shows what came of it. Without script the page loads itself anew.

import { showLocalMoments } from "./local-moments.js";

const FIRST_MS = 700;
const LONGEST_MS = 5000;
const LONGER = 1.15; // each wait, so that an hour's work is not asked after thousands of times

class JobProgress extends HTMLElement {
  #wait = FIRST_MS;
  #timer = 0;
  #view;
  #said;

  connectedCallback() {
    this.#view = this.querySelector("[data-view]");
    this.#said = this.querySelector("[data-said]");
    this.#later();
  }

  disconnectedCallback() { clearTimeout(this.#timer); }

  #later() {
    this.#timer = setTimeout(() => this.#ask(), this.#wait);
    this.#wait = Math.min(this.#wait * LONGER, LONGEST_MS);
  }

  async #ask() {
    try {
      const reply = await fetch(this.dataset.address, { headers: { Accept: "application/json" } });
      if (reply.status === 401 || reply.status === 404) return location.reload();
      if (reply.ok && this.#show(await reply.json())) return undefined;
    } catch { /* no connection: the next question may have one */ }
    return this.#later();
  }

  /** Show an answer; true when the job is over. */
  #show({ words, step, done, total, is_open: isOpen, view }) {
    this.#say(words);
    if (!isOpen) {
      const hadFocus = this.#view.contains(document.activeElement);
      this.#view.innerHTML = view;
      showLocalMoments(this.#view);
      if (hadFocus) this.#view.querySelector("[data-first]")?.focus();
      return true;
    }
    const bar = this.#view.querySelector("progress");
    if (total > 1) Object.assign(bar, { max: total, value: done });
    else bar.removeAttribute("value");
    this.#view.querySelector("[data-words]").textContent = words;
    this.#view.querySelector("[data-step]").textContent = step;
    return false;
  }

  /** Say it to whoever listens, once; the bar itself would be read out at each step. */
  #say(words) {
    if (this.#said.textContent !== words) this.#said.textContent = words;
  }
}

customElements.define("job-progress", JobProgress);
