// The texts of a conflict, or of an earlier visit, side by side in their row, and the choice between them. Fetched
// when there is one. The server renders it; nothing is put together or saved before somebody chooses.

import { replaceText } from "../lib/typing.js";
import { forget, keep } from "../lib/kept.js";
import { post } from "../lib/post.js";
import { loadStyles } from "../lib/styles.js";
import { localMoment } from "../lib/times.js";
import { showLocalMoments } from "./local-moments.js";
import { piece, words } from "./words.js";

class DeskConflict extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#choose(event.target.closest("[data-choose]")));
    this.addEventListener("input", () => this.onEdit());
  }

  get merged() { return this.querySelector("textarea"); }
  get isEdited() { return this.merged !== null && this.merged.value !== this.merged.defaultValue; }

  /** Bring the reader to the heading. */
  focus() {
    this.querySelector("h2").focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
  }

  async #choose(button) {
    if (!button || this.hasAttribute("aria-busy")) return;
    this.setAttribute("aria-busy", "true");
    await this.onChoice(button.dataset.choose);
    this.removeAttribute("aria-busy");
  }
}

// Asked for again under another name when it did not come the first time: lib/bring.js.
if (!customElements.get("desk-conflict")) customElements.define("desk-conflict", DeskConflict);

/** Show what there is to choose after the row's save came too late; return the view, null when that is over. */
export async function showConflict(row) {
  const { saver } = row;
  const { conflict } = saver;
  let answer = conflict;
  if (conflict?.base === null) {
    const more = await compare(row, { text: conflict.mine, version: saver.version, base: saver.saved });
    if (more.view) answer = more;
  }
  await loadStyles("conflict");
  if (!conflict || saver.conflict !== conflict) return null;
  saver.conflict = answer;
  const view = put(row, answer.view, row.keptKey("-merged"), saver.version);
  view.onChoice = (choice) => chooseText(row, view, choice);
  return view;
}

/**
 * Show `entry`, which an earlier visit kept: as `answer` of the comparison renders it, or, without an answer,
 * as it is.
 */
export async function showOffer(row, entry, answer) {
  await loadStyles("conflict");
  const view = put(row, answer?.view ?? plain(entry), `${entry.key}-merged`, entry.version);
  view.dataset.kept = entry.key;
  const [said] = view.querySelectorAll('[data-part="words"]');
  said.textContent = words("offered", { time: localMoment(entry.at, document.documentElement.lang) });
  if (!row.box) {
    said.textContent += ` ${words("offered-gone")}`;
    for (const button of view.querySelectorAll('[data-choose]:not([data-choose="theirs"])')) button.remove();
  }
  view.onChoice = (choice) => chooseOffer(row, view, entry, answer, choice);
}

/** Ask the server how a text stands to what it holds now; nothing is stored. */
export function compare(row, { text, version, base, offer }) {
  const fields = { person: row.desk.person, text, version, ...(base != null && { base }), ...(offer && { offer }) };
  return post(row.address("comparison"), fields);
}

async function chooseText(row, view, choice) {
  const { saver } = row;
  const merged = view.merged?.value;
  // What was typed since it was sent, and what was made of the proposal, go into the history before they are given up.
  const isSafe = (choice === "mine" || await setAside(saver, row.box.value))
    && (choice === "merged" || !view.isEdited || await setAside(saver, merged));
  if (!isSafe) return row.complain(words("failed"));
  const { theirs, version, state, state_label } = saver.conflict;
  if (choice === "merged") replaceText(row, merged);
  row.box.focus(); // before the buttons go, so that the place in the page is not lost
  saver.acknowledge(theirs, version);
  if (choice === "theirs") {
    replaceText(row, theirs);
    row.show({ version, state, state_label });
    if (!row.isUnfinished) row.announce("desk-refresh", { isEntered: true });
  }
  saver.type(row.box.value);
  await saver.flush(); // a reviewer has still to say as what it is to be saved
  forget(view.editsKey);
}

/** Have the history keep `text`, begun from an older `version`, beside the target; return whether it does. */
async function setAside(saver, text, version = saver.version) {
  if (text === saver.aside) return true;
  const { kind } = await saver.send("save", text, version);
  return kind === "conflict" || kind === "saved";
}

async function chooseOffer(row, view, entry, answer, choice) {
  const text = choice === "merged" ? view.merged.value : entry.text;
  if (choice === "theirs") {
    if (answer?.is_moved && !await setAside(row.saver, entry.text, entry.version)) return row.complain(words("failed"));
    row.focus({ preventScroll: true });
  } else {
    await row.flush();
    if (row.isDirty) return row.complain(words("failed")); // the box holds something newer that is not saved either
    // What was shown is what it is saved over; what has come since is a conflict of its own.
    if (answer) row.saver.acknowledge(answer.theirs, answer.version);
    else row.saver.version = entry.version;
    replaceText(row, text);
    row.saver.type(row.box.value);
    if (!row.saver.isKept) return;
    row.flush();
  }
  forget(view.editsKey);
  forget(entry.key);
  view.remove();
  row.toggleAttribute("data-trouble", row.isDirty);
}

/** Put a view into the row; what is typed in its box is kept in this browser, too. */
function put(row, html, editsKey, version) {
  const template = document.createElement("template");
  template.innerHTML = html;
  showLocalMoments(template.content);
  const view = document.importNode(template.content, true).querySelector("desk-conflict");
  view.editsKey = editsKey;
  view.onEdit = () => keep(editsKey, { text: view.merged.value, version, place: row.key, desk: row.desk.desk });
  row.append(view);
  row.toggleAttribute("data-trouble", true);
  return view;
}

/** Return the view of a text that cannot be compared now. */
function plain(entry) {
  const [element, part] = piece("desk-offer");
  part("text").textContent = entry.text;
  return element.outerHTML;
}
