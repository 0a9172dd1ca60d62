// Cuts a paragraph at the cursor with one press: it puts the empty line there and presses the form's own button.

export class CutBox extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[data-at-caret]");
    this.box = this.querySelector("textarea");
    this.submit = this.querySelector("button[value=cut]");
    this.button.hidden = false;
    this.submit.classList.remove("button-main");
    this.button.addEventListener("click", () => this.#cut());
    if (document.readyState === "complete") this.#begin();
    else addEventListener("load", () => setTimeout(() => this.#begin()), { once: true });
  }

  // Later than the browser's own jump to the paragraph, which takes the focus away from every box.
  #begin() {
    this.box.focus();
    this.box.setSelectionRange(0, 0);
  }

  #cut() {
    this.box.setRangeText("\n\n", this.box.selectionStart, this.box.selectionStart, "end");
    this.submit.form.requestSubmit(this.submit);
  }
}

customElements.define("cut-box", CutBox);
