// all.js while Atlassian's package is not on this machine: pages load and size themselves, and each
// call of AP says once, in the console and to the product's page, that it does nothing.
(() => {
  const told = new Set();
  const tell = (message) => window.parent.postMessage(message, '*');
  const missing = (path) => new Proxy(function ap() {}, {
    // Whoever awaits an answer gets this at once, instead of waiting for ever.
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
