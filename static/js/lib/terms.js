// Terms in texts: where they stand, and which one comes next. No DOM.

const WORD = "[\\p{L}\\p{N}\\p{M}]";

/** Return start and end of every place in `text` where one of `forms` stands as whole words, white space being any. */
export function placesOf(text, forms) {
  return forms.flatMap((form) => {
    const written = form.trim().split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("\\s+");
    const whole = written && new RegExp(`(?<!${WORD})${written}(?!${WORD})`, "gu");
    return whole ? [...text.matchAll(whole)].map((found) => [found.index, found.index + found[0].length]) : [];
  });
}

/**
 * Return the term that a key puts into `text`: the first of a concept that has none there. `offers`: for each concept
 * the terms that may stand for it, best first. `put`: the term that was put there last and is still as it was; then it
 * is the next one that could have been put instead, the first again after the last. Return null where none is missing.
 */
export function nextTerm(offers, text, put = null) {
  const standing = text.toLowerCase();
  const stands = (term) => standing.includes(term.toLowerCase());
  const missing = offers.filter((terms) => terms.includes(put) || !terms.some(stands)).flat();
  if (!missing.length) return null;
  return missing[(missing.indexOf(put) + 1) % missing.length];
}
