// Words that somebody has begun to write beside a paragraph and not sent yet, kept in this browser. No DOM.

const PREFIX = "rectoverso.unsent";
const held = new Map(); // this tab's own: another tab may write in the same box, and a browser may keep nothing

/** Return under which key the words of the box called `name` beside `target` are kept. */
export function keyOf(person, target, name) { return `${PREFIX}.${person}.${target}.${name}`; }

/** Keep `text`; none, or an empty one, is forgotten. */
export function keepWords(key, text) {
  if (text) held.set(key, text);
  else held.delete(key);
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // `held` has it.
  }
}

/** Return what is kept under `key`, "" for nothing. */
export function keptWords(key) {
  try {
    return held.get(key) ?? localStorage.getItem(key) ?? "";
  } catch {
    return held.get(key) ?? "";
  }
}
