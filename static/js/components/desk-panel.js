// What stands beside the active paragraph: fetched a moment after the row was entered, never in its way.
// How it is filled, and all that is done in it, comes with panel-parts.js when it is first needed.

const COMMANDS = new Set(["panel", "comment", "question", "note", "history", "checks", "fix", "match", "match-2", "match-3", "match-4", "match-5", "concordance", "term", "new-term"]);

export class DeskPanel extends HTMLElement {
  wide = matchMedia("(min-width: 75rem)"); // panel.css says the same

  connectedCallback() {
    this.book = this.closest("desk-book");
    [this.button, this.aside] = this.children;
    try {
      this.dataset.state = localStorage.getItem("rectoverso.panel") ?? "";
    } catch {
      // A browser that keeps nothing shows it.
    }
    this.showState();
    this.wide.addEventListener("change", () => this.showState());
    this.button.addEventListener("click", () => this.#parts("toggle"));
    const follow = (target) => {
      this.target = `${target}`;
      if (this.isOpen) this.#parts("follow");
    };
    this.book.addEventListener("desk-active", ({ detail }) => follow(detail.target));
    if (this.book.active) follow(this.book.active.dataset.target); // entered before this script was here
    this.book.addEventListener("desk-command", (event) => {
      if (!COMMANDS.has(event.detail.name)) return;
      event.preventDefault();
      this.target = event.target.dataset.target ?? this.target;
      this.#parts("command", event.detail.name);
    });
  }

  /** Open unless it was closed; where it would lie over the page, closed unless it was opened. */
  get isOpen() { return this.wide.matches ? this.dataset.state !== "closed" : this.dataset.state === "open"; }
  get row() { return this.book.querySelector(`desk-row[data-target="${this.target}"]`); }

  /** The style hangs on the root: asking for it by :has() would be asked again for every row that changes. */
  showState() {
    document.documentElement.dataset.panel = this.isOpen ? "open" : "closed";
    this.button.setAttribute("aria-expanded", this.isOpen);
  }

  #parts(what, name) {
    import("./panel-parts.js").then(({ partsOf }) => partsOf(this)[what](name), () => {}); // no connection: the next row asks again
  }
}

customElements.define("desk-panel", DeskPanel);
