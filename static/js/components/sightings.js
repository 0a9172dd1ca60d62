// What a reviewer has really had on the screen: half of a row, or its end, for a second. Told in batches.

import { post } from "../lib/post.js";

const READ_MS = 1000;
const SEND_MS = 15_000;
const MOST = 200; // of one request, as the server takes them

/** Watch the rows of `root` (those with a target), present and to come; return what was seen, by target. */
export function watch(root, address, person, tell) {
  const seen = new Map();
  const unsent = new Map();
  const near = new Map(); // rows that touch the screen, and since when enough of them is on it
  const observer = new IntersectionObserver((all) => all.forEach(({ target: row, isIntersecting }) => {
    if (isIntersecting) near.set(row, 0);
    else near.delete(row);
  }));

  async function send() {
    const some = [...unsent].slice(0, MOST);
    some.forEach(([target]) => unsent.delete(target));
    const reply = some.length && await post(address, { person, seen: pairs(some) });
    if (reply?.kind === "offline") some.forEach((one) => unsent.has(one[0]) || unsent.set(...one));
  }

  function look() {
    const now = performance.now();
    const isCovered = document.hidden || document.querySelector("dialog:modal");
    for (const [row, since] of near) {
      if (isCovered || !isRead(row.getBoundingClientRect())) near.set(row, 0);
      else if (!since) near.set(row, now);
      else if (now - since >= READ_MS) take(row);
    }
  }

  function take(row) {
    const { target, version, state, words } = row.dataset;
    const known = seen.get(target);
    if (/^(untranslated|draft)$/.test(state) || (known?.version === version && known.state === state)) return;
    const sighting = { version, state, words: Number(words), key: row.id };
    seen.set(target, sighting);
    unsent.set(target, sighting);
    tell();
  }

  const observe = (node) => node.querySelectorAll("[data-target][data-version]").forEach((row) => observer.observe(row));
  observe(root);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.length && observe(change.target)))
    .observe(root, { childList: true, subtree: true });
  setInterval(look, READ_MS / 2);
  setInterval(send, SEND_MS);
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.hidden && send());
  return seen;
}

/** Write targets with their versions as the server reads them. */
export function pairs(entries) {
  return entries.map(([target, { version }]) => `${target}:${version}`).join(" ");
}

function isRead({ top, bottom, height }) {
  const shown = Math.min(bottom, innerHeight) - Math.max(top, 0);
  return shown > 0 && (shown >= height / 2 || bottom <= innerHeight);
}
