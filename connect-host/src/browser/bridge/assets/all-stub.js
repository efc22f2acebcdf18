// Stands in for all.js while Atlassian's package is missing: pages load and size themselves, and each
// call on AP reports once, to the console and to the product's page, that it does nothing.
(() => {
  const told = new Set();
  const tell = (message) => window.parent.postMessage(message, '*');
  const missing = (path) => new Proxy(function ap() {}, {
    // An awaited answer resolves at once instead of hanging.
    get: (_, name) => (name === 'then' || typeof name === 'symbol' ? undefined : missing(`${path}.${name}`)),
    set: () => true,
    construct: () => missing(path),
    apply: () => {
      if (!told.has(path)) {
        told.add(path);
        console.warn(`${path}() does nothing: Atlassian's bridge is not installed`);
        tell({ missingCall: path });
      }
      return missing(path);
    },
  });
  window.AP = missing('AP');
  window.addEventListener('load', () => {
    const content = document.querySelector('.ac-content, #content') ?? document.body;
    const size = () => tell({ localHeight: Math.ceil(content.getBoundingClientRect().bottom + window.scrollY) });
    new ResizeObserver(size).observe(content);
  });
})();
