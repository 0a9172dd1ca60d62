// The counts of the desk's head, kept in step with the rows without asking the server.

const UNFINISHED = new Set(["untranslated", "draft", "returned"]);
const TOTAL_WIDTH = 100;

/** Move one segment of `count` words from one state to another, in the bar, the legend and the filters. */
export function tally(root, { from, to, count }) {
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  for (const [state, by] of [[from, -1], [to, 1]]) {
    change(root.querySelector(`[data-tally="${state}"]`), by, numbers);
    const entry = root.querySelector(`.progress-words [data-state="${state}"]`);
    if (!entry) continue;
    entry.hidden = change(entry.querySelector("[data-count]"), by, numbers) === 0;
  }
  if (UNFINISHED.has(from) !== UNFINISHED.has(to)) {
    change(root.querySelector('[data-tally="unfinished"]'), UNFINISHED.has(to) ? 1 : -1, numbers);
  }
  redraw(root, from, to, count);
}

function change(element, by, numbers) {
  if (!element) return 0;
  const number = Number(element.dataset.number ?? element.textContent.replace(/\D/g, "")) + by;
  element.dataset.number = number;
  element.textContent = numbers.format(number);
  return number;
}

function redraw(root, from, to, count) {
  const bar = root.querySelector(".progress");
  const total = Number(bar?.dataset.words);
  if (!total) return;
  const width = (count / total) * TOTAL_WIDTH;
  let x = 0;
  for (const part of bar.querySelectorAll("rect")) {
    const { state } = part.dataset;
    const own = Number(part.getAttribute("width")) + (state === to ? width : 0) - (state === from ? width : 0);
    part.setAttribute("width", Math.max(0, own).toFixed(3));
    part.setAttribute("x", x.toFixed(3));
    x += Math.max(0, own);
  }
}
