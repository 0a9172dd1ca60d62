// Moments in words, in the reader's own time zone. No DOM.

const formats = new Map(); // making one is slow, using it is not

function format(language, options) {
  const key = `${language} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, options));
  return formats.get(key);
}

/** Return a date and time such as "22 Nov 2026, 14:02", or "" when `iso` is no moment with a time. */
export function localMoment(iso, language) {
  const moment = new Date(iso);
  if (!iso.includes("T") || Number.isNaN(moment.valueOf())) return "";
  return format(language, { dateStyle: "medium", timeStyle: "short" }).format(moment);
}

/** Return the time of day, such as "14:02". */
export function localTime(iso, language) {
  return format(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
}
