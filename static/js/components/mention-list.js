// People to call by name: a list under the box while an @ and the beginning of a name stand before the caret.

const MOST = 6;
const lists = new WeakMap();
let number = 0;

/** Show under `box` whom what is being written could call; the people stand in a select inside `place`. */
export function offerNames(box, place) {
  if (!lists.has(box)) lists.set(box, new MentionList(box));
  const options = place.querySelectorAll("[data-members] option[value]:not([value=''])");
  lists.get(box).show([...options].map((option) => option.textContent));
}

function folded(text) { return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(); }

class MentionList {
  #box;
  #list = document.createElement("ul");
  #at = -1;

  constructor(box) {
    this.#box = box;
    Object.assign(this.#list, { id: `mentions-${(number += 1)}`, className: "mentions", role: "listbox", hidden: true });
    this.#list.setAttribute("aria-label", "@");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", this.#list.id);
    box.after(this.#list);
    box.addEventListener("keydown", (event) => this.#onKey(event));
    box.addEventListener("input", () => !this.#begun() && this.#close());
    box.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the box keeps the focus
      if (event.target.role === "option") this.#take(event.target);
    });
  }

  show(names) {
    const begun = this.#begun();
    if (!begun || document.activeElement !== this.#box) return this.#close();
    const wanted = folded(begun[1]);
    const fit = names.filter((name) => folded(name).split(/\s+/).some((_, n, all) => all.slice(n).join(" ").startsWith(wanted)));
    this.#list.replaceChildren(...fit.slice(0, MOST).map((name, n) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${this.#list.id}-${n}`, role: "option", textContent: name });
      return option;
    }));
    this.#list.hidden = !fit.length;
    return this.#mark(fit.length ? 0 : -1);
  }

  #begun() { return /(?:^|[^\p{L}\p{N}])@([^\n@]{0,40})$/u.exec(this.#box.value.slice(0, this.#box.selectionStart)); }

  #mark(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, n) => option.setAttribute("aria-selected", n === at));
    if (at < 0) this.#box.removeAttribute("aria-activedescendant");
    else this.#box.setAttribute("aria-activedescendant", `${this.#list.id}-${at}`);
  }

  #close() {
    this.#list.hidden = true;
    this.#mark(-1);
  }

  #take(option) {
    const begun = this.#begun();
    const end = this.#box.selectionStart;
    if (begun) this.#box.setRangeText(`@${option.textContent} `, end - begun[1].length - 1, end, "end");
    this.#box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.#close();
  }

  #onKey(event) {
    if (this.#list.hidden || event.isComposing) return;
    const count = this.#list.children.length;
    if (event.key === "ArrowDown") this.#mark((this.#at + 1) % count);
    else if (event.key === "ArrowUp") this.#mark((this.#at + count - 1) % count);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") this.#take(this.#list.children[this.#at]);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
