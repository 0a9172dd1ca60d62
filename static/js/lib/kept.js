// Text that the server has not acknowledged yet, kept in this browser. No DOM.

const PREFIX = "rectoverso.kept";
const TAB = Math.random().toString(36).slice(2, 10); // two tabs of one person each keep their own

/** Return the key of what this tab keeps of a target; `part` tells several boxes of it apart. */
export const keyOf = (person, target, part = "") => `${PREFIX}.${person}.${target}.${TAB}${part}`;

/** Keep `entry`, { text, version, base, place, desk }, where there is no room without its base. Return whether it is. */
export function keep(key, entry) {
  const at = new Date().toISOString();
  for (const one of [entry, { ...entry, base: undefined }]) {
    try {
      localStorage.setItem(key, JSON.stringify({ ...one, at }));
      return true;
    } catch {
      // Full, or nothing may be stored: the caller says so.
    }
  }
  return false;
}

/** Forget what is kept under `key`. */
export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser that lets nothing be stored has nothing to forget.
  }
}

/** Return the keys of what is kept for `person`, by other tabs and earlier visits too. */
export function kept(person) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}.${person}.`));
  } catch {
    return [];
  }
}
