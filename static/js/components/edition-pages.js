// The pages of an edition beside what they are made of: they are renewed shortly after something is typed, after
// somebody has changed a text on the desk, and when one goes to another place.

const AFTER_TYPING = 450;
const LOOK_AGAIN = 15_000;
const TURNS = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" };

export class EditionPages extends HTMLElement {
  #abort;
  #asking;
  #timer = 0;
  #looking = 0;
  #address = "";
  #shown = "";
  #coming = null;

  connectedCallback() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#address = this.dataset.address;
    const form = this.#form;
    for (const name of ["input", "change"]) form?.addEventListener(name, () => this.#later(), { signal });
    document.addEventListener("edition-changed", () => this.#later(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.#look(), { signal });
    addEventListener("focus", () => this.#look(), { signal });
    this.addEventListener("click", (event) => this.#follow(event), { signal });
    this.addEventListener("submit", (event) => this.#jump(event), { signal });
    this.addEventListener("keydown", (event) => this.#turn(event), { signal });
    this.#looking = setInterval(() => document.hidden || this.#look(), LOOK_AGAIN);
    this.#fetch(this.#address, { is_asked: true });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    clearInterval(this.#looking);
    this.#abort.abort();
    this.#asking?.abort();
  }

  get #form() {
    return this.dataset.form ? document.getElementById(this.dataset.form) : null;
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renew(), AFTER_TYPING);
  }

  // What was typed is kept by the server, which then shows it: the pictures have an address.
  #renew() {
    this.#timer = 0;
    const spread = this.querySelector("[data-spread]");
    const body = new FormData(this.#form);
    body.set("then", "preview");
    body.set("bare", "1");
    body.set("text", spread?.dataset.text ?? "");
    body.set("paragraph", spread?.dataset.paragraph ?? "");
    this.#fetch(this.dataset.keep, { method: "POST", body, is_asked: true });
  }

  // A text may have changed on the desk: asked for quietly, and put in its place only if it has.
  #look() {
    if (this.#timer || this.#asking || !this.#address) return;
    this.#fetch(this.#address, {});
  }

  #follow(event) {
    const link = event.target.closest("a[rel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#step(link.rel, `a[rel=${link.rel}]`);
  }

  // From the pages that are about to be shown, where there are some: who turns two pages at once gets two further.
  #step(rel, focus) {
    const link = (this.#coming ?? this).querySelector(`a[rel=${rel}]`);
    if (link) this.#fetch(link.href, { is_asked: true, focus });
  }

  #jump(event) {
    event.preventDefault();
    const address = new URL(event.target.action);
    address.search = new URLSearchParams(new FormData(event.target));
    this.#fetch(address.href, { is_asked: true, focus: ".pages-jump button" });
  }

  #turn(event) {
    const rel = TURNS[event.key];
    if (!rel || !event.target.closest(".pages-sheets") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!this.querySelector(`a[rel=${rel}]`)) return;
    event.preventDefault();
    this.#step(rel, ".pages-sheets");
  }

  async #fetch(address, { method = "GET", body, is_asked = false, focus = "" }) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    if (is_asked) this.#say(this.dataset.setting);
    try {
      const asked = new URL(address, location.href);
      if (method === "GET") asked.searchParams.set("bare", "1");
      const reply = await fetch(asked, { method, body, signal: asking.signal });
      const text = await reply.text();
      const view = document.createElement("template");
      view.innerHTML = text;
      const spread = view.content.querySelector("[data-spread]");
      if (!spread) throw new Error(`no pages: ${reply.status}`);
      await this.#show(spread, text, reply.url, focus, asking.signal);
      if (is_asked) this.#say("");
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#coming = null;
      if (is_asked) this.#say(this.dataset.failed);
    } finally {
      if (this.#asking === asking) this.#asking = null;
    }
  }

  // The old pages stay until the new ones can be seen. Pictures load in the document only, not in a template's.
  async #show(spread, text, address, focus, signal) {
    this.#coming = null;
    if (text === this.#shown) return;
    this.#coming = document.adoptNode(spread);
    const pictures = [...spread.querySelectorAll("img")];
    await Promise.allSettled(pictures.map((picture) => picture.decode()));
    signal.throwIfAborted();
    const had = focus || this.#focused();
    this.#shown = text;
    this.#coming = null;
    this.#remember(spread.dataset.here || address);
    this.querySelector("[data-view]").replaceChildren(spread);
    if (had) (this.querySelector(had) ?? this.querySelector(".pages-sheets"))?.focus({ preventScroll: true });
  }

  #focused() {
    const inside = document.activeElement?.closest?.("[data-view]") ? document.activeElement : null;
    if (!inside) return "";
    return inside.rel ? `a[rel=${inside.rel}]` : inside.id ? `#${inside.id}` : inside.matches("button") ? ".pages-jump button" : ".pages-sheets";
  }

  // Whoever goes from here finds what was typed: the large pages, the search for a statement.
  #remember(address) {
    this.#address = address;
    const here = new URL(address, location.href);
    const large = this.closest("section")?.querySelector("[data-larger]");
    here.searchParams.delete("bare");
    if (large) large.href = here.href;
    for (const box of document.querySelectorAll("[data-draft]")) box.value = here.searchParams.get("draft") ?? "";
  }

  #say(words) {
    const said = this.querySelector("[data-said]");
    if (said.textContent !== words) said.textContent = words;
  }
}

customElements.define("edition-pages", EditionPages);
