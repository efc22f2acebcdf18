// What the package's script for the product's page expects to find: AUI's jQuery as AJS.$, and a few
// globals of the products. With every provider registered, it uses no more than this.
(() => {
  const each = (elements, act) => elements.forEach(act);
  const list = (elements) => {
    const self = Object.assign([...elements], {
      get: (at) => (at === undefined ? elements : elements[at]),
      on: (names, ...rest) => chain((one) => each(names.split(' '), (name) => one.addEventListener(name, listener(...rest)))),
      off: (names, ...rest) => chain((one) => each(names.split(' '), (name) => one.removeEventListener(name, listener(...rest)))),
      // Text is a stylesheet for AUI's web items; there are none here, and the page's policy forbids it.
      append: (what) => chain((one) => typeof what !== 'string' && one.append(...[what].flat())),
      addClass: (names) => chain((one) => one.classList.add(...names.split(' '))),
      removeClass: (names) => chain((one) => one.classList.remove(...names.split(' '))),
      hasClass: (name) => elements.some((one) => one.classList?.contains(name)),
      attr: (name, value) => (value === undefined ? (elements[0]?.getAttribute(name) ?? undefined) : chain((one) => one.setAttribute(name, value))),
      css: (values) => chain((one) => Object.assign(one.style, values)),
      closest: (selector) => list(elements.map((one) => one.closest(selector)).filter(Boolean)),
      parents: (selector) => list(elements.map((one) => one.parentElement?.closest(selector)).filter(Boolean)),
      find: (selector) => list(elements.flatMap((one) => [...one.querySelectorAll(selector)])),
      data: (name, value) => (value === undefined ? elements[0]?.dataset?.[camel(name)] : chain((one) => { one.dataset[camel(name)] = value; })),
      trigger: () => self,
      height: () => (elements[0] === window ? window.innerHeight : elements[0]?.offsetHeight),
      width: () => (elements[0] === window ? window.innerWidth : elements[0]?.offsetWidth),
      scrollTop: (to) => scroll('scrollY', 'scrollTop', 'top', to),
      scrollLeft: (to) => scroll('scrollX', 'scrollLeft', 'left', to),
      offset: () => {
        const { top, left } = elements[0].getBoundingClientRect();
        return { top: top + window.scrollY, left: left + window.scrollX };
      },
    });
    const chain = (act) => {
      each(elements, act);
      return self;
    };
    const scroll = (ofWindow, ofElement, edge, to) => {
      const [one] = elements;
      if (to === undefined) return one === window ? window[ofWindow] : one?.[ofElement];
      one?.scrollTo?.({ [edge]: to });
      return self;
    };
    return self;
  };
  // `on(names, listener)`, or `on(names, selector, listener)` for descendants.
  const listener = (first, second) => (second ? (event) => event.target.closest?.(first) && second(event) : first);
  const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

  const $ = (what) => {
    if (typeof what === 'function') return document.readyState === 'loading' ? document.addEventListener('DOMContentLoaded', what) : what();
    if (typeof what !== 'string') return list(what == null ? [] : [what]);
    // jQuery's own selectors, such as for visible AUI dialogs, find nothing here.
    try {
      return list([...document.querySelectorAll(what)]);
    } catch {
      return list([]);
    }
  };
  const text = document.createElement('div');
  window.AJS = {
    $,
    escapeHtml: (value) => {
      text.textContent = value;
      return text.innerHTML;
    },
    contextPath: () => window.__localHost.facts.contextPath,
    Meta: { get: () => undefined },
    // Asked for the topmost AUI dialog when Escape is pressed.
    LayerManager: { global: { getTopLayer: () => null } },
  };
  // Feature gates are all off, and none are fetched.
  window.__FEATUREGATES_JS__ = { initializeCompleted: () => true, checkGate: () => false, getPackageVersion: () => '4.23.4' };
  // Analytics events are discarded.
  window.require = (name) => {
    if (name === 'ac/analytics') return { emitGasV3() {} };
    throw new Error(`there is no module ${name}`);
  };
  window._AP = {};
})();
