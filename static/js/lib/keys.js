// Which keys were pressed, written as domain/chords.py says: "Mod+Shift+S", "a", "?". No DOM.

const MODIFIERS = new Set(["Control", "Alt", "Shift", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"]);

/** Return the chord, or "" for an event that only types: with AltGr, a dead key, an input method. */
export function chordOf(event, isMac) {
  const isCharacter = event.key.length === 1 && event.code !== "Space";
  const isAltGr = event.getModifierState("AltGraph") || (isCharacter && event.altKey && (isMac ? !event.metaKey && !event.ctrlKey : event.ctrlKey));
  return event.isComposing || isAltGr ? "" : rawChord(event, isMac);
}

/** Return the chord also of keys that type; "" while only modifiers are down. */
export function rawChord({ key, code, ctrlKey, altKey, metaKey, shiftKey }, isMac) {
  if (MODIFIERS.has(key) || (metaKey && !isMac)) return "";
  const name = code === "Space" ? "Space" : key;
  const isAlone = !(ctrlKey || altKey || metaKey);
  const isLetter = name.length === 1 && name.toLowerCase() !== name.toUpperCase();
  const parts = [
    (isMac ? metaKey : ctrlKey) && "Mod", isMac && ctrlKey && "Ctrl", altKey && "Alt",
    shiftKey && (!isAlone || isLetter || name.length > 1) && "Shift",
    name.length > 1 ? name : isAlone ? (shiftKey && isLetter ? name.toUpperCase() : name.toLowerCase()) : printed(name, code),
  ];
  return parts.filter(Boolean).join("+");
}

/** Beside modifiers a letter or digit is the one printed on the key, also where the keyboard would type another sign. */
function printed(key, code) {
  return /^[a-z\d]$/i.test(key) ? key.toUpperCase() : (/^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? key);
}

/** Whether the chord may be a command while a field has the focus: it neither types nor moves the caret. */
export function worksInFields(chord) {
  return /^(Mod|Ctrl|Alt)\+|^Escape$|^(Shift\+)?F\d/.test(chord);
}
