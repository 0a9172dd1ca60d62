// Rows as the server renders them now.

import { showLocalMoments } from "./local-moments.js";

/** Return a piece of the rows' page of `book`; null when it did not come, false when there is no such place. */
export async function loadRows(book, query) {
  const address = new URL(book.dataset.rows, location.href);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  try {
    const reply = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (!reply.ok) return reply.status === 404 ? false : null;
    const template = document.createElement("template");
    template.innerHTML = await reply.text();
    showLocalMoments(template.content);
    return document.importNode(template.content, true);
  } catch {
    return null;
  }
}
