// Says that a file is too large before it is sent. Without script the desk says it afterwards.

export class UploadLimit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.#check());
  }

  #check() {
    const input = this.querySelector("input[type=file]");
    const words = this.querySelector("[role=alert]");
    const isTooLarge = [...input.files].some((file) => file.size > Number(this.dataset.bytes));
    words.hidden = !isTooLarge;
    input.setCustomValidity(isTooLarge ? words.textContent : "");
    input.toggleAttribute("aria-invalid", isTooLarge);
  }
}

customElements.define("upload-limit", UploadLimit);
