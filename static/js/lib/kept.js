// Text that the server has not acknowledged yet, kept in this browser. No DOM.

const PREFIX = "rectoverso.kept";
// Two tabs of one person may write in the same paragraph: each keeps its own.
const TAB = Math.random().toString(36).slice(2, 10);

function keyOf(person, target) {
  return `${PREFIX}.${person}.${target}.${TAB}`;
}

/** Keep `text`, begun from `version`, at the place called `place`. Return whether the browser could. */
export function keep(person, target, { text, version, place, desk }) {
  try {
    const entry = JSON.stringify({ text, version, place, desk, at: new Date().toISOString() });
    localStorage.setItem(keyOf(person, target), entry);
    return true;
  } catch {
    return false;
  }
}

/** Forget what this tab kept of a target. */
export function forget(person, target) {
  forgetKey(keyOf(person, target));
}

/** Forget one entry, by the key that `kept` gave. */
export function forgetKey(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser that lets nothing be stored has nothing to forget.
  }
}

/** Return what is kept for `person`, by other tabs and earlier visits too: [{ key, target, text, version, place, desk, at }]. */
export function kept(person) {
  const found = [];
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (!key.startsWith(`${PREFIX}.${person}.`)) continue;
      const entry = parse(localStorage.getItem(key));
      if (entry) found.push({ ...entry, key, target: key.split(".")[3] });
    }
  } catch {
    return found;
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : 1));
}

function parse(text) {
  try {
    const entry = JSON.parse(text);
    return typeof entry?.text === "string" ? entry : null;
  } catch {
    return null;
  }
}
