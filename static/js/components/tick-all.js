// Ticks every box of one name in its form, or none of them when all are ticked.

export class TickAll extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.#toggle());
  }

  #toggle() {
    const boxes = [...this.closest("form").querySelectorAll(`input[type=checkbox][name="${this.dataset.name}"]`)];
    const areAll = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !areAll;
  }
}

customElements.define("tick-all", TickAll);
