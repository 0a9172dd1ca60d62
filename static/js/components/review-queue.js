// The reviewer's queue: what was read is told, and keys judge as at the desk. A verdict is a form that is sent.

import { chordOf, worksInFields } from "../lib/keys.js";
import { setToken } from "../lib/post.js";
import { watch } from "./sightings.js";

const FIELDS = "input, textarea, select";

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

const STEPS = {
  "review-next": () => go(1),
  "review-previous": () => go(-1),
  approve: () => current()?.querySelector("form.approval").requestSubmit(),
  return: () => open(current(), "form.return"),
  ask: () => open(current(), "form.question"),
};
const { keys, platform } = document.querySelector("[data-keys]")?.dataset ?? { keys: "{}" };
const steps = JSON.parse(keys); // the person's own, by chord

document.addEventListener("keydown", (event) => {
  const chord = chordOf(event, platform === "mac");
  if (!steps[chord] || event.target.closest("dialog") || (event.target.closest(FIELDS) && !worksInFields(chord))) return;
  event.preventDefault();
  STEPS[steps[chord]]();
});

// After a verdict the page comes back at the text that follows: the next key judges that one.
document.querySelector(".queue article:target")?.focus({ preventScroll: true });
