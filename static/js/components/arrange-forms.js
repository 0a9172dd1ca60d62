// The forms that split, merge and undo: the target's place follows the source's; sent from the desk, the desk follows.

import { bring } from "../lib/bring.js";
import { post } from "../lib/post.js";
import { showLocalMoments } from "./local-moments.js";
import { words } from "./words.js";

/** Let the place in the target follow the one chosen in the source. */
export function follow(root) {
  root.addEventListener("change", async ({ target }) => {
    if (target.name !== "cut") return;
    const { form, dataset, value } = target;
    const match = form.querySelector(`input[name=target][value="${dataset.match}"]`);
    if (match) match.checked = true;
    form.querySelector("[data-unmatched]")?.toggleAttribute("hidden", dataset.match !== "-1");
    form.elements.shown.value = value;
    form.elements.shown_target.value = dataset.match;
    const others = form.querySelector(".others > dl");
    if (!others) return;
    const piece = await load(`${form.querySelector("[data-preview]").formAction}?dialog=split&cut=${value}`);
    const fresh = piece?.querySelector(".others > dl");
    if (fresh && form.elements.shown.value === value) others.replaceWith(fresh);
  });
}

/** Send a form; show the desk as it is then, and how to go back. What is refused is said where it was asked. */
export async function send(event, book, dialog, again) {
  event.preventDefault();
  await book.flush();
  const reply = await post(event.target.action, Object.fromEntries(new FormData(event.target)));
  if (reply.kind !== "saved") {
    await again?.();
    const notice = Object.assign(document.createElement("p"), { className: "notice", role: "alert" });
    notice.dataset.kind = "problem";
    notice.textContent = reply.words ?? words(reply.kind === "signed-out" ? "signed-out" : "failed");
    (dialog?.querySelector(".arranging") ?? event.target).prepend(notice);
    return;
  }
  book.querySelector(".arranged")?.remove();
  dialog?.close();
  if (reply.html) offerUndo(book, reply.html);
  const { reload } = await bring("desk-steps");
  await reload(book, reply.at);
  book.say(reply.words);
  renewCounts(book);
}

function offerUndo(book, html) {
  book.insertAdjacentHTML("beforeend", html);
  const form = book.lastElementChild;
  form.addEventListener("submit", (event) => send(event, book));
  form.querySelector("[data-dismiss]").addEventListener("click", () => form.remove());
}

/** Bring the numbers of the desk's head up to date. */
async function renewCounts(book) {
  const counts = new URL(book.dataset.desk, location.href);
  counts.pathname += "/counts";
  (await bring("desk-counts")).fetchCounts({ dataset: { counts } });
}

/** Return a page or a piece of one; null when it did not come. */
export async function load(address) {
  try {
    const reply = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (!reply.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = await reply.text();
    showLocalMoments(template.content);
    return document.importNode(template.content, true);
  } catch {
    return null;
  }
}

const page = document.querySelector(".page-arranging");
if (page) follow(page);
