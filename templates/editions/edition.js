"use strict";
// Marks a sentence in both languages: under the pointer, at a tap or the caret, or by the arrow keys from the number of
// a paragraph. Copies the address of a paragraph whose number is chosen. Keeps nothing, asks for nothing.
{
  const page = document.documentElement;
  let marked = [];
  let over = null;

  const sentencesAt = (node) => {
    const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    const one = element?.closest("[data-s]");
    return one ? alike(rowOf(one), one.dataset.s) : [];
  };
  const alike = (row, number) => [...row.querySelectorAll(`[data-s="${number}"]`)];

  const mark = (sentences) => {
    if (sentences[0] === marked[0]) return;
    for (const one of marked) one.classList.remove("on");
    for (const one of sentences) one.classList.add("on");
    marked = sentences;
  };

  const rowOf = (link) => link.closest(".row");
  const numbersIn = (row) => [...new Set(Array.from(row.querySelectorAll("[data-s]"), (one) => +one.dataset.s))]
    .sort((a, b) => a - b);

  // From the number of a paragraph: to its next or former sentence, and over its end to the next paragraph.
  const step = (link, by) => {
    const row = rowOf(link);
    const numbers = numbersIn(row);
    const here = marked[0]?.closest(".row") === row ? numbers.indexOf(+marked[0].dataset.s) : -1;
    const next = numbers[here + by];
    if (next) {
      mark(alike(row, next));
      for (const one of marked) one.scrollIntoView({ block: "nearest" });
      return;
    }
    const links = [...document.querySelectorAll("a.number")];
    const other = links[links.indexOf(link) + by];
    if (!other) return;
    other.focus();
    mark(alike(rowOf(other), numbersIn(rowOf(other)).at(by > 0 ? 0 : -1)));
  };

  const said = document.querySelector(".said");
  const copy = async (link) => {
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = `${said.dataset.words} ${link.textContent}`;
      setTimeout(() => { said.textContent = ""; }, 2500);
    } catch { /* the address stands in the address bar all the same */ }
  };

  document.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.target === over) return;
    over = event.target;
    mark(sentencesAt(over));
  }, { passive: true });
  page.addEventListener("pointerleave", () => { over = null; mark([]); });
  document.addEventListener("click", (event) => {
    mark(sentencesAt(event.target));
    const link = event.target.closest("a.number");
    if (link && navigator.clipboard) copy(link);
  });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const found = selection?.isCollapsed ? sentencesAt(selection.focusNode) : [];
    if (found.length) mark(found);
  });
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest("a.number");
    if (link?.matches(":focus-visible")) mark(alike(rowOf(link), numbersIn(rowOf(link))[0]));
  });
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest?.("a.number");
    if (event.key === "Escape") mark([]);
    if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(link, page.dir === "rtl" ? -by : by);
  });
  page.classList.add("js");
}
