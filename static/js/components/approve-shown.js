// Approving everything that was on the screen, and only that: asked first, answered row by row.

import { post } from "../lib/post.js";
import { pairs } from "./sightings.js";

const AT_ONCE = 100; // of one request, as the server takes them

/** Ask whether to approve what `walk` (a review-walk) has seen waiting, then do it and say what became of each. */
export async function approveShown(walk) {
  const dialog = walk.querySelector("dialog");
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const shown = walk.shown.sort(([, a], [, b]) => number(a.key) - number(b.key));
  part("none").hidden = shown.length > 0;
  part("ask").hidden = !shown.length;
  part("done").hidden = true;
  part("approve").hidden = !shown.length;
  part("places").replaceChildren(...shown.flatMap(([, { key }], n) => [...(n ? [", "] : []), link(key)]));
  part("number").textContent = shown.length;
  part("approve").onclick = () => approve(walk, shown, part);
  dialog.showModal();
  part(shown.length ? "approve" : "close").focus();
}

async function approve(walk, shown, part) {
  part("approve").hidden = true;
  const results = [];
  let problem = "";
  const said = [];
  for (let start = 0; start < shown.length && !problem; start += AT_ONCE) {
    const some = shown.slice(start, start + AT_ONCE);
    const reply = await post(walk.dataset.approve, { person: walk.book.dataset.person, seen: pairs(some), approve: pairs(some) });
    if (reply.kind === "saved") {
      results.push(...reply.results);
      said.push(reply.words);
    } else problem = reply.words ?? walk.dataset.failed;
  }
  part("ask").hidden = true;
  part("done").hidden = false;
  part("summary").textContent = [...said, problem].join(" ");
  part("refused").replaceChildren(...results.filter((result) => result.words).map(line));
  draw(walk, results);
  part("close").focus();
}

/** Show each row as it is now, with the reason where it was refused. */
function draw(walk, results) {
  for (const { target, key, words } of results) {
    const { words: count } = walk.seen.get(String(target)) ?? {};
    walk.seen.delete(String(target));
    const row = walk.book.rows.find((one) => one.id === key);
    if (!words) announce(walk.book, "desk-move", { from: "translated", to: "reviewed", count });
    if (row) announce(row, "desk-refresh", { problem: words ?? "" });
  }
  walk.count();
}

function announce(from, name, detail) {
  from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

function line({ key, words }) {
  const item = document.createElement("li");
  item.append(...(key ? [link(key), " "] : []), words);
  return item;
}

function link(key) {
  const place = document.createElement("a");
  place.href = `#${key}`;
  place.textContent = `¶ ${number(key)}`;
  place.onclick = () => place.closest("dialog").close();
  return place;
}

function number(key) {
  return Number(key.slice(1));
}
