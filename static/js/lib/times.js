// Moments in words, in the reader's own time zone. No DOM.

/** Return a date and time such as "22 Nov 2026, 14:02", or "" when `iso` is no moment with a time. */
export function localMoment(iso, language) {
  const moment = new Date(iso);
  if (!iso.includes("T") || Number.isNaN(moment.valueOf())) return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(moment);
}

/** Return the time of day, such as "14:02". */
export function localTime(iso, language) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(iso));
}
