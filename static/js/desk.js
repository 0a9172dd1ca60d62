// The desk's page: the token first, then the elements that use it. Rows before the book, which asks them things.

import { setToken } from "./lib/post.js";
import "./components/desk-row.js";
import "./components/desk-book.js";
import "./components/desk-panel.js";
import "./components/desk-presence.js";

setToken(document.querySelector('meta[name="csrf-token"]').content);

// Reading goes on where one is at work.
document.addEventListener("desk-active", ({ detail }) => {
  for (const link of document.querySelectorAll('a[data-command="reading"]')) link.search = `?at=${detail.key}`;
});
