// The list of keys in its dialog: fetched, and each key changed by pressing another. The server knows what may be.

import { rawChord } from "../lib/keys.js";
import { post } from "../lib/post.js";

/** Open the list for `book`, whose keys follow what is changed here. */
export async function show(book) {
  const dialog = document.getElementById("desk-keys");
  if (!dialog.querySelector("key-list") && !(await fetchList(book, book.dataset.platform))) return;
  if (!dialog.open) dialog.showModal();
}

async function fetchList(book, platform) {
  const place = document.querySelector("[data-keys-here]");
  const address = new URL(book.dataset.keyList, location.href);
  address.search = new URLSearchParams({ list: book.dataset.language, platform });
  try {
    const reply = await fetch(address);
    if (!reply.ok) throw new Error(reply.status);
    place.innerHTML = await reply.text();
  } catch {
    book.say(document.querySelector(".characters").dataset.failed);
    return false;
  }
  const list = place.querySelector("key-list");
  list.book = book;
  if (list.platform === book.dataset.platform) book.dataset.commands = list.dataset.commands;
  return true;
}

export class KeyList extends HTMLElement {
  #asking = null; // the command whose key is being asked for
  #abort = new AbortController();

  connectedCallback() {
    this.addEventListener("click", (event) => this.#onClick(event.target.closest("button")));
    // Before the dialog closes by Esc, and before the desk hears of anything.
    document.addEventListener("keydown", (event) => this.#onKey(event), { capture: true, signal: this.#abort.signal });
  }

  disconnectedCallback() { this.#abort.abort(); }

  get platform() { return this.dataset.platform; }

  #onClick(button) {
    const { change, reset, how, other } = button?.dataset ?? {};
    if (other) this.#renew(other);
    else if (change !== undefined) this.#ask(button.closest("li"));
    else if (reset) this.#send({ reset });
    else if (how) this.#send({ command: this.#asking.dataset.name, key: this.#asking.dataset.key ?? "", how });
  }

  #ask(line) {
    this.#stop();
    this.#asking = line;
    line.toggleAttribute("data-listening", true);
    this.#tell("", "listen");
  }

  #stop() {
    this.querySelector(".key-ask")?.remove();
    this.#asking?.removeAttribute("data-listening");
    this.#asking = null;
  }

  #onKey(event) {
    if (!this.#asking?.hasAttribute("data-listening")) return;
    const chord = rawChord(event, this.platform === "mac");
    const isAltGr = event.getModifierState("AltGraph") && event.key.length === 1;
    if (chord.endsWith("Tab")) return this.#stop(); // the keyboard must find its way out
    if (!chord && !isAltGr) return;
    event.preventDefault();
    event.stopPropagation();
    if (chord === "Escape") return this.#leave();
    this.#asking.dataset.key = isAltGr ? `Mod+Alt+${event.key}` : chord;
    this.#send({ command: this.#asking.dataset.name, key: this.#asking.dataset.key });
  }

  #leave() {
    const button = this.#asking.querySelector("[data-change]");
    this.#stop();
    button.focus();
  }

  async #send(fields) {
    const reply = await post(this.dataset.address, { platform: this.platform, ...fields });
    if (reply.kind === "saved") await this.#renew(this.platform, fields.command ?? fields.reset, true);
    else if (this.#asking) this.#tell(reply.words ?? this.#words("failed").textContent, reply.error);
    else this.querySelector("[data-said]").textContent = reply.words ?? this.#words("failed").textContent;
  }

  /** Show the list as it is now, with the focus where it was. */
  async #renew(platform, name = "", isSaved = false) {
    if (!(await fetchList(this.book, platform))) return;
    const list = document.querySelector("key-list");
    (list.querySelector(`li[data-name="${CSS.escape(name)}"] [data-change]`) ?? list.querySelector("[data-other]")).focus();
    if (isSaved) list.querySelector("[data-said]").textContent = list.#words("done").textContent;
  }

  #words(name) { return this.querySelector(`template[data-words="${CSS.escape(name ?? "")}"]`)?.content.cloneNode(true) ?? new DocumentFragment(); }

  /** Say why a key was not taken, and what can be done: press another, or one of the buttons. */
  #tell(text, choices) {
    this.querySelector(".key-ask")?.remove();
    const place = document.createElement("p");
    place.className = "key-ask";
    place.setAttribute("role", "status");
    this.#asking.append(place);
    place.append(text, " ", this.#words(choices));
  }
}

customElements.define("key-list", KeyList);
