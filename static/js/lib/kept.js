// Text that the server has not acknowledged yet, kept in this browser. No DOM.

const PREFIX = "rectoverso.kept";
const TAB = Math.random().toString(36).slice(2, 10); // two tabs of one person each keep their own

/** Return the key of what this tab keeps of a target; `part` tells several boxes of it apart. */
export const keyOf = (person, target, part = "") => `${PREFIX}.${person}.${target}.${TAB}${part}`;

/** Keep `entry`, { text, version, base, place, desk }; its base only where there is room. Return whether it is kept. */
export function keep(key, entry) {
  const written = (base) => JSON.stringify({ ...entry, base, at: new Date().toISOString() });
  return [entry.base, undefined].some((base) => tried((storage) => [storage.setItem(key, written(base))]));
}

/** Forget what is kept under `key`. */
export const forget = (key) => tried((storage) => storage.removeItem(key));

/** Return the keys of what is kept for `person`, by other tabs and earlier visits too. */
export function kept(person) {
  return tried((storage) => Object.keys(storage).filter((key) => key.startsWith(`${PREFIX}.${person}.`))) ?? [];
}

/** Return what `act` makes of the storage; null when it is full or the browser lets nothing be stored. */
function tried(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}
