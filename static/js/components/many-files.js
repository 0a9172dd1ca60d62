// Sends several files one by one, so that each has the whole limit to itself, and shows what became of each.
// Without script they go in one request, and the answer says the same.

export class ManyFiles extends HTMLElement {
  connectedCallback() {
    this.querySelector("form").addEventListener("submit", (event) => this.#submit(event));
  }

  #submit(event) {
    const form = event.target;
    const files = [...form.elements.file.files];
    if (files.length < 2 || form.elements.text.value.trim()) return;
    event.preventDefault();
    this.#send(form, files);
  }

  async #send(form, files) {
    const view = this.querySelector("[data-progress]");
    const bar = view.querySelector("progress");
    form.hidden = true;
    view.hidden = false;
    view.querySelector("h2").focus();
    Object.assign(bar, { max: files.length, value: 0 });
    for (const [number, file] of files.entries()) {
      this.#say(view, this.#words(file.name, number + 1, files.length));
      const line = await this.#one(form, file) ?? this.#lost(file.name);
      view.querySelector("ul").append(line);
      bar.value = number + 1;
    }
    this.#say(view, this.dataset.done);
    view.querySelector("[data-more]").hidden = false;
  }

  /** Send one file; return the lines that the server answers with, null without an answer. */
  async #one(form, file) {
    const fields = new FormData(form);
    fields.set("file", file);
    fields.set("text", "");
    fields.set("one-of-many", "1");
    try {
      const reply = await fetch(form.action, { method: "POST", body: fields });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const lines = page.querySelectorAll("body > li");
      if (!lines.length) return null;
      const found = document.createDocumentFragment();
      found.append(...lines);
      return found;
    } catch {
      return null;
    }
  }

  #lost(name) {
    const line = document.createElement("li");
    line.dataset.kind = "problem";
    const words = document.createElement("div");
    for (const text of [name, this.dataset.lost]) {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      words.append(paragraph);
    }
    const space = document.createElement("span");
    line.append(space, words);
    return line;
  }

  #words(file, number, total) {
    const values = { file, number, total };
    return this.dataset.reading.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  #say(view, words) { view.querySelector("[data-words]").textContent = words; }
}

customElements.define("many-files", ManyFiles);
