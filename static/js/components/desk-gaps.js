// The rows of a long statement: leaving out what is far from the reader, putting in what was fetched from elsewhere.

import { heightOf } from "./desk-windows.js";

const MOST_ROWS = 200;
const KEPT_ROWS = 60; // above those in view, and below them

const placeOf = (row) => Number(row.dataset.position);

/** Leave out what is far from the reader, once there is much of it; a gap as high stays in its place. */
export function trim(windows) {
  const { rows } = windows;
  if (rows.length <= MOST_ROWS) return;
  const first = rows.findIndex((row) => row.getBoundingClientRect().bottom > 0);
  const last = rows.findLastIndex((row) => row.getBoundingClientRect().top < innerHeight);
  windows.hold(() => drop(windows, rows.filter((row, n) => (n < first - KEPT_ROWS || n > last + KEPT_ROWS) && !isNeeded(row))));
}

/** The reader has gone far into `gap` at once: fetch what stands about there. */
export async function fillMiddle(windows, gap) {
  const [before, behind] = windows.around(gap);
  const { top, height } = gap.getBoundingClientRect();
  const first = before ? placeOf(before) : 0;
  const last = behind ? placeOf(behind) : lastOf(windows) + 1;
  const after = Math.floor(first + (Math.max(0, -top) / height) * (last - first));
  const piece = await windows.fetch({ after, before: last });
  if (!piece) return;
  place(windows, piece);
  trim(windows);
}

/** Put rows that were fetched from elsewhere where they belong; with `isAnew` in the place of those that are there. */
export function place(windows, piece, isAnew = false) {
  windows.hold(() => {
    if (isAnew) drop(windows, windows.rows.filter((row) => !row.isDirty && !row.hasAttribute("data-trouble")));
    const fresh = windows.fresh(piece);
    for (let start = 0, end; start < fresh.length; start = end) {
      const next = windows.rows.find((row) => placeOf(row) > placeOf(fresh[start]));
      const beyond = next ? fresh.findIndex((row, n) => n > start && placeOf(row) > placeOf(next)) : -1;
      end = beyond < 0 ? fresh.length : beyond;
      insert(windows, fresh.slice(start, end), next, piece);
    }
  });
}

/** Put neighbours before `next`, or at the end, and divide the gap that was there. */
function insert(windows, rows, next, piece) {
  const there = next ? next.previousElementSibling : windows.sheet.lastElementChild;
  const gap = windows.gapAt(there);
  const before = gap ? windows.around(gap)[0] : there.matches("desk-row") ? there : null;
  const whole = gap ? windows.known(gap) : 0;
  const from = before ? placeOf(before) + 1 : 1;
  const to = next ? placeOf(next) : lastOf(windows) + 1;
  if (gap) gap.before(...rows);
  else if (next) next.before(...rows);
  else windows.sheet.append(...rows);
  windows.onRows(rows);
  const left = placeOf(rows[0]) - from;
  const height = heightOf(rows);
  // A height that nobody has measured is reckoned by the rows at hand; under a filter the places tell nothing of it.
  const upper = whole ? (whole * left) / (to - from || 1) : isFiltered(windows) ? 0 : (height / rows.length) * left;
  if (left > 0 && (before || piece.querySelector(".earlier"))) rows[0].before(newGap(windows, upper));
  const isMore = next ? placeOf(rows.at(-1)) + 1 < to : piece.querySelector(".more");
  if (gap && isMore) windows.resize(gap, whole - upper - height);
  else if (gap) gap.remove();
  else if (isMore && !next) windows.sheet.append(newGap(windows, 0));
}

function drop(windows, rows) {
  const runs = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run && run.at(-1) === row.previousElementSibling) run.push(row);
    else runs.push([row]);
  }
  const heights = runs.map(heightOf); // all are measured before anything changes
  runs.forEach((run, n) => {
    const [gap = newGap(windows, 0), other] = [run[0].previousElementSibling, run.at(-1).nextElementSibling].filter((one) => windows.gapAt(one));
    if (!gap.isConnected) run[0].before(gap);
    for (const row of run) row.remove();
    const height = windows.known(gap) + heights[n] + (other ? windows.known(other) : 0);
    other?.remove();
    windows.resize(gap, height);
  });
}

function newGap(windows, height) {
  const gap = document.createElement("div");
  gap.className = "gap";
  windows.resize(gap, height);
  return gap;
}

/** Whether a row must stay in the page: somebody is in it, or it has something to lose. */
function isNeeded(row) {
  return row.isDirty || row.matches("[data-active], [data-trouble], :focus-within") || row.querySelector("details[open]") !== null;
}

function isFiltered(windows) { return windows.sheet.dataset.all === undefined; }

function lastOf(windows) { return Number(windows.sheet.dataset.last); }
