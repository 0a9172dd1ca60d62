// What the script says stands in a template of the page, in the person's language.

const found = new Map();

/** Return the words called `key`, with each {name} filled from `facts`. */
export function words(key, facts = {}) {
  if (!found.size) {
    const template = document.getElementById("desk-words");
    for (const part of template.content.querySelectorAll("[data-word]")) found.set(part.dataset.word, part.textContent);
  }
  return (found.get(key) ?? "").replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

/** Return a copy of the page's template `id`, and a function that finds its parts. */
export function piece(id) {
  const element = document.getElementById(id).content.firstElementChild.cloneNode(true);
  return [element, (name) => element.querySelector(`[data-part="${name}"]`)];
}
