// A long translation is checked a second's worth at a time: asks for the next, says how far it is, and shows what was
// found when that is all. Not while the page is in the background.

const AGAIN_MS = 300;
const LATER_MS = 5000; // after an answer that did not come

class CheckProgress extends HTMLElement {
  #timer = 0;

  connectedCallback() { this.#later(AGAIN_MS); }

  disconnectedCallback() { clearTimeout(this.#timer); }

  #later(ms) { this.#timer = setTimeout(() => this.#ask(), ms); }

  async #ask() {
    if (document.hidden) return this.#later(LATER_MS);
    try {
      const reply = await fetch(this.dataset.address, { headers: { Accept: "application/json" } });
      if (reply.status === 401 || reply.status === 404) return location.reload();
      if (reply.ok && this.#show(await reply.json())) return undefined;
      return this.#later(reply.ok ? AGAIN_MS : LATER_MS);
    } catch {
      return this.#later(LATER_MS);
    }
  }

  /** Show an answer; true when all is checked: the page shows it, unless somebody writes or chooses here now. */
  #show({ done, total, words }) {
    const said = this.querySelector("[data-words]");
    if (said.textContent !== words) said.textContent = words;
    Object.assign(this.querySelector("progress"), { max: total, value: done });
    if (done < total) return false;
    if (!document.activeElement?.matches("input, select, textarea")) location.reload();
    return true;
  }
}

customElements.define("check-progress", CheckProgress);
