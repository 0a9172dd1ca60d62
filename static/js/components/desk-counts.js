// The counts of a long statement: they come after its page, so that the page opens as fast as a short one's.

export async function fetchCounts(head) {
  const reply = await fetch(head.dataset.counts).catch(() => null);
  if (!reply?.ok) return;
  const piece = document.createElement("template");
  piece.innerHTML = await reply.text();
  for (const part of piece.content.querySelectorAll("[data-counted]")) {
    document.querySelector(`[data-counted="${part.dataset.counted}"]`).replaceWith(part);
  }
}
