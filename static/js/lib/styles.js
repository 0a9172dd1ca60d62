// Style sheets that come with what they are for.

/** Load css/components/NAME.css for each name; resolve when they are there, or when one could not be fetched. */
export function loadStyles(...names) {
  return Promise.all(names.map((name) => {
    const { href } = new URL(`../../css/components/${name}.css`, import.meta.url);
    if (document.querySelector(`link[href="${href}"]`)) return null;
    return new Promise((done) => {
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done }));
    });
  }));
}
