// The order of an edition's statements: by pointer or finger on the handle, by Alt and an arrow key, by the buttons.
// Each move is saved at once; what is typed elsewhere on the page stays as it is.

export class EditionOrder extends HTMLElement {
  #saving = Promise.resolve();

  connectedCallback() {
    this.list = this.querySelector("ol");
    for (const part of this.querySelectorAll("[data-handle], .order-hint")) part.hidden = false;
    this.addEventListener("pointerdown", (event) => this.#grasp(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => this.#button(event));
  }

  #grasp(event) {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button > 0) return;
    event.preventDefault();
    const item = handle.closest("li");
    const before = this.#slugs();
    const dragging = new AbortController();
    const { signal } = dragging;
    this.setPointerCapture(event.pointerId); // not the handle: what moves about in the page loses the pointer
    item.dataset.dragged = "";
    this.addEventListener("pointermove", (move) => this.#drag(item, move.clientY), { signal });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.addEventListener(name, () => {
        dragging.abort();
        delete item.dataset.dragged;
        if (this.#slugs().join() !== before.join()) this.#moved(item);
      }, { signal });
    }
  }

  // The item goes where the pointer is past the middle of its neighbour.
  #drag(item, y) {
    for (const other of this.list.children) {
      if (other === item) continue;
      const { top, height } = other.getBoundingClientRect();
      const is_before = other.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (is_before && y < top + height / 2) return other.before(item);
      if (!is_before && y > top + height / 2 && !(other.nextElementSibling && y > this.#middle(other.nextElementSibling))) return other.after(item);
    }
  }

  #middle(item) {
    const { top, height } = item.getBoundingClientRect();
    return top + height / 2;
  }

  #key(event) {
    const steps = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const item = event.target.closest("li");
    if (!steps || !event.altKey || event.ctrlKey || event.metaKey || !item) return;
    event.preventDefault();
    this.#step(item, steps);
  }

  #button(event) {
    const button = event.target.closest("button[name=to]");
    if (!button) return;
    event.preventDefault();
    this.#step(button.closest("li"), button.value === "up" ? -1 : 1);
  }

  #step(item, steps) {
    const other = steps < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    const had = item.contains(document.activeElement) ? document.activeElement : null;
    if (steps < 0) other.before(item);
    else other.after(item);
    this.#moved(item);
    const kept = had?.disabled ? item.querySelector("button[name=to]:not([disabled])") : had;
    kept?.focus();
  }

  #moved(item) {
    const items = [...this.list.children];
    items.forEach((each, index) => {
      each.querySelector("button[value=up]").disabled = index === 0;
      each.querySelector("button[value=down]").disabled = index === items.length - 1;
    });
    const place = items.indexOf(item) + 1;
    this.#say(this.dataset.now.replace("{title}", item.dataset.title).replace("{place}", place).replace("{total}", items.length));
    const slugs = this.#slugs();
    this.#saving = this.#saving.then(() => this.#save(slugs));
  }

  #slugs() {
    return [...this.list.children].map((item) => item.dataset.slug);
  }

  async #save(slugs) {
    const form = document.getElementById(this.dataset.form);
    const body = new FormData();
    for (const name of ["csrf_token", "person"]) body.set(name, form.elements[name].value);
    for (const slug of slugs) body.append("statement", slug);
    try {
      const reply = await fetch(this.dataset.address, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!reply.ok) throw new Error(String(reply.status));
      const { before, version } = await reply.json();
      const box = form.elements.version;
      // Somebody else's change in between has to be seen before anything is saved over it.
      if (Number(box.value) === before) box.value = version;
      for (const other of document.querySelectorAll("form:not([id]) input[name=version]")) {
        if (Number(other.value) === before) other.value = version;
      }
      document.dispatchEvent(new CustomEvent("edition-changed"));
    } catch {
      this.#say(this.dataset.failed, true);
    }
  }

  #say(words, is_problem = false) {
    const said = this.querySelector("[data-said]");
    said.textContent = words;
    said.classList.toggle("visually-hidden", !is_problem);
  }
}

customElements.define("edition-order", EditionOrder);
