// Fetching a component when it is needed. No DOM.

const brought = new Map();

/**
 * Import `components/NAME.js`. A browser remembers for as long as a page lives that an import has failed, as while
 * there was no connection; so it is asked for under another name then.
 */
export function bring(name) {
  const path = `../components/${name}.js`;
  if (!brought.has(name)) {
    brought.set(name, import(path).catch(() => import(`${path}?${Date.now()}`)));
    brought.get(name).catch(() => brought.delete(name));
  }
  return brought.get(name);
}
