// Moments are rendered in UTC and shown in the reader's own time.

import { localMoment } from "../lib/times.js";

export function showLocalMoments(root = document) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const words = localMoment(time.dateTime ?? time.getAttribute("datetime"), document.documentElement.lang);
    if (words) time.textContent = words;
  }
}
