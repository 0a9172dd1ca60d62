// Looks again after a while, as texts are still being gathered; not while the page is in the background.

export class SearchAgain extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#timer = setInterval(() => this.#look(), Number(this.dataset.after));
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #look() {
    const isWriting = document.activeElement?.matches("input, select");
    if (!document.hidden && !isWriting) location.reload();
  }
}

customElements.define("search-again", SearchAgain);
