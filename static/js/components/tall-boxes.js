// Boxes as high as their text, for browsers that do not know field-sizing.

/** Measure first, then set: one layout for all. */
export function grow(boxes) {
  const own = [...boxes].filter((box) => box.matches?.("textarea.text"));
  for (const box of own) box.style.blockSize = "auto";
  const heights = own.map((box) => box.scrollHeight + 2);
  own.forEach((box, n) => (box.style.blockSize = `${heights[n]}px`));
}
