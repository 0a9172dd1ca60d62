// Style sheets that come with what they are for.

const fetched = new Map(); // href -> a promise

/** Load css/components/NAME.css for each name, once; resolve when they are there, or when one could not be fetched. */
export function loadStyles(...names) {
  return Promise.all(names.map((name) => {
    const { href } = new URL(`../../css/components/${name}.css`, import.meta.url);
    if (!fetched.has(href)) fetched.set(href, fetchStyle(href));
    return fetched.get(href);
  }));
}

function fetchStyle(href) {
  if (document.querySelector(`link[href="${href}"]`)) return null;
  return new Promise((done) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
  });
}
