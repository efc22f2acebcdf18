// Plays the script that Atlassian puts at the top of each page inside Forge: `__bridge`, which carries
// the calls of @forge/bridge 7.2.0 and the shell to the product's page, over a channel that the
// product's page opens.
(() => {
  const waiting = new Map(), functions = new Map();
  let last = 0;
  const connected = new Promise((connect) => {
    addEventListener('message', function hear({ data, source, ports: [port] }) {
      if (data !== 'forge-bridge' || source !== parent || !port) return;
      removeEventListener('message', hear);
      port.onmessage = ({ data: said }) => {
        if (said.call) return run(said).then((value) => said.asked && port.postMessage({ told: said.asked, value }));
        const { resolve, reject } = waiting.get(said.answer) ?? {};
        waiting.delete(said.answer);
        return said.error === undefined ? resolve?.(said.value) : reject?.(new Error(said.error));
      };
      connect(port);
    });
  });

  /** Calls a function that has stayed here. One that throws returns nothing. */
  const run = async ({ call: number, values }) => {
    try {
      return await functions.get(number)?.(...values);
    } catch (error) {
      console.error(error);
    }
  };
  /** Replaces functions, which stay here, by numbers. */
  const sendable = (value) => {
    if (typeof value === 'function') {
      functions.set((last += 1), value);
      return { function: last };
    }
    if (Array.isArray(value)) return value.map(sendable);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, sendable(one)]));
  };
  const call = async (command, data) => {
    const port = await connected;
    return new Promise((resolve, reject) => {
      waiting.set((last += 1), { resolve, reject });
      port.postMessage({ id: last, command, data: sendable(data) });
    });
  };

  /** The product's history: the current location, and listening to changes. */
  const createHistory = async () => {
    const listeners = new Set();
    const history = {
      location: undefined,
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      push: (to) => call('history.push', to),
      replace: (to) => call('history.replace', to),
      go: (steps) => call('history.go', steps),
    };
    const moved = (location, action) => {
      history.location = location;
      for (const listener of listeners) listener(location, action);
    };
    history.location = await call('history.open', moved);
    return history;
  };

  const enableTheming = async () => {
    const { theme, colorMode, stylesheets } = await call('enableTheming');
    if (!theme) return;
    Object.assign(document.documentElement.dataset, { theme, colorMode });
    for (const href of stylesheets) document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
  };

  const OWN = { createHistory, enableTheming };
  globalThis.__bridge = { callBridge: (command, data) => (OWN[command] ?? call)(command, data) };
  parent.postMessage('forge-frame', '*');

  // The browser reports what it refuses only to the page, so pass that on to the product's page.
  const refused = (what, why) => call('frame.refused', { what, why: String(why) });
  const isRefusal = (error) => error instanceof DOMException && error.name === 'SecurityError';
  addEventListener('error', ({ error }) => isRefusal(error) && refused('script', error.message));
  addEventListener('unhandledrejection', ({ reason }) => isRefusal(reason) && refused('script', reason.message));
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    refused(effectiveDirective, `the policy of Forge blocks ${blockedURI}`);
  });
  const { open } = globalThis;
  globalThis.open = (...given) => {
    refused('window.open', `a frame of Forge opens no window for ${given[0] ?? 'about:blank'}`);
    return open(...given);
  };
  for (const [name, what] of [['click', 'a[target]'], ['submit', 'form']]) {
    addEventListener(name, (event) => setTimeout(() => {
      const it = event.target.closest?.(what);
      const target = event.submitter?.formTarget || it?.target;
      if (event.defaultPrevented || !target || target === '_self' || frames[target]) return;
      refused(name, `a frame of Forge leads nothing to ${target}`);
    }), true);
  }

  // The product makes the frame as tall as its page.
  addEventListener('message', ({ data, source }) => {
    if (data === 'forge-here' && source === parent) parent.postMessage(data, '*');
  });
  addEventListener('DOMContentLoaded', () => {
    new ResizeObserver(() => call('frame.height', document.documentElement.getBoundingClientRect().height)).observe(document.body);
  });
})();
