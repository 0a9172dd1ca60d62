// The reviewer's queue: what was read is told, and keys judge as at the desk. A verdict is a form that is sent.

import { setToken } from "../lib/post.js";
import { watch } from "./sightings.js";

setToken(document.querySelector('meta[name="csrf-token"]').content);

const entries = [...document.querySelectorAll(".queue article")];
for (const part of document.querySelectorAll("[data-seen]")) watch(part, part.dataset.seen, part.dataset.person, () => {});

const current = () => document.activeElement?.closest?.(".queue article");

function go(by) {
  const at = entries.indexOf(current());
  const next = entries[at < 0 ? 0 : at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

function open(entry, selector) {
  const form = entry?.querySelector(selector);
  if (!form) return;
  form.closest("details").open = true;
  form.querySelector("select, textarea").focus();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  a: () => current()?.querySelector("form.approval").requestSubmit(),
  r: () => open(current(), "form.return"),
  q: () => open(current(), "form.question"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, dialog") || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

// After a verdict the page comes back at the text that follows: the next key judges that one.
document.querySelector(".queue article:target")?.focus({ preventScroll: true });
