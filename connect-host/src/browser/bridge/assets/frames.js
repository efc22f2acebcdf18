// The frames with the app's pages: creating, sizing, watching and removing them.
(() => {
  const local = window.__localHost;
  const { connectHost } = window;
  const { element } = local;

  // In milliseconds: the products cover a page that does not connect within the first. A page that has
  // loaded without connecting is checked sooner.
  const UNTIL_CONNECTED = 12_000, AFTER_LOAD = 2_000;
  /** By the extension's id, which is also the iframe's id. */
  const frames = (local.frames = new Map());

  /** Puts a module's page into `place`. `options` are bridge options, in addition to the host's. */
  local.mount = async (place, wanted, options = {}) => {
    place.dataset.state = 'loading';
    try {
      return show(place, wanted, await local.ask('/_host/frame', wanted), options);
    } catch (error) {
      complain(place, error.message);
      return undefined;
    }
  };

  function show(place, wanted, answer, options) {
    const history = { state: local.anchorState?.() ?? '' };
    const created = connectHost.createExtension({ ...answer, options: { ...answer.options, history, ...options } });
    const iframe = element('iframe', { className: 'ap-iframe', title: place.dataset.title || wanted.key, referrerPolicy: 'no-referrer' });
    for (const [name, value] of Object.entries(created.iframeAttributes)) iframe.setAttribute(name, value);
    const frame = { place, wanted, iframe, extension: created.extension, id: iframe.id, unmounts: [], options: answer.options, at: performance.now() };
    frames.set(frame.id, frame);
    expect(frame);
    iframe.addEventListener('load', () => {
      if (frame.limit) frame.sooner ??= setTimeout(() => suspect(frame), AFTER_LOAD);
    });
    if (place.dataset.height) iframe.style.height = local.dimension(place.dataset.height);
    place.append(iframe);
    return frame;
  }

  connectHost.onIframeEstablished(({ extension }) => connected(frames.get(extension.id)));
  function connected(frame) {
    if (!frame) return;
    settle(frame);
    frame.place.dataset.state = 'connected';
    frame.place.querySelector(':scope > .ap-fault')?.remove();
  }
  function expect(frame) {
    settle(frame);
    frame.limit = setTimeout(() => suspect(frame), UNTIL_CONNECTED);
  }
  function settle(frame) {
    clearTimeout(frame.limit);
    clearTimeout(frame.sooner);
    frame.limit = frame.sooner = undefined;
  }

  // The app was rebuilt. Its pages are reopened in place, and the page around them stays, with its
  // dialogs, what was typed into it and its scroll position. What the product copied from the app into
  // the page itself, a static macro, needs a reload.
  window.addEventListener('local-host:app-changed', (event) => {
    const lost = [...document.querySelectorAll('.ap-frame[data-state="failed"]')].filter((place) => !place.querySelector('iframe'));
    if (!frames.size || document.querySelector('.macro[data-module]')) return;
    event.preventDefault();
    for (const frame of frames.values()) reopen(frame);
    for (const place of lost) {
      place.replaceChildren();
      local.mount(place, local.wanted(place.dataset));
    }
  });
  async function reopen(frame) {
    frame.place.dataset.state = 'loading';
    try {
      const { url, options } = await local.ask('/_host/frame', frame.wanted);
      Object.assign(frame, { options, at: performance.now() });
      expect(frame);
      // Setting `src` would add a step to the browser's history.
      frame.iframe.contentWindow?.location.replace(url);
    } catch (error) {
      complain(frame.place, error.message);
    }
  }

  // A page learns nothing about what is in its frames. The host asks the app, and reports back.
  async function suspect(frame) {
    settle(frame);
    const { found } = await local.ask('/_host/diagnosis', frame.wanted).catch((error) => ({ found: [error.message] }));
    const reasons = found.length ? found : ['it loads all.js, but the script did not run to its end: see the console'];
    if (frames.has(frame.id) && frame.place.dataset.state !== 'connected') complain(frame.place, `The page of "${frame.wanted.key}" did not connect: ${reasons.join('; ')}.`);
  }
  function complain(place, reason) {
    place.dataset.state = 'failed';
    place.querySelector(':scope > .ap-fault')?.remove();
    const fault = element('p', { className: 'ap-fault', textContent: reason });
    fault.setAttribute('role', 'alert');
    place.prepend(fault);
  }

  local.onFlood = (source) => {
    for (const frame of frames.values()) {
      if (frame.iframe.contentWindow !== source) continue;
      frame.iframe.remove();
      complain(frame.place, `The page of "${frame.wanted.key}" sent too many messages and was removed.`);
    }
  };

  // Chromium no longer fires `unload`, so frames that left the document are noticed here. The bridge
  // forgets its extension in the same way.
  new MutationObserver(() => {
    for (const frame of frames.values()) {
      if (frame.iframe.isConnected) continue;
      settle(frame);
      frames.delete(frame.id);
      frame.unmounts.forEach((unmounted) => unmounted());
    }
  }).observe(document, { childList: true, subtree: true });

  // What the frames call, for the inspector: before the bridge acts on it, which may remove the frame.
  local.onMessage = ({ data, source }) => {
    // The bridge reports only the first connection of a frame.
    if (data?.type === 'init' && frames.get(data.eid)?.iframe.contentWindow === source) connected(frames.get(data.eid));
    if (!data || data.type !== 'req' || (data.mod !== '_globals' && data.mod.startsWith('_'))) return;
    const frame = [...frames.values()].find(({ iframe }) => iframe.contentWindow === source);
    if (!frame) return;
    const global = data.mod === '_globals', made = data.fn === 'constructor';
    const name = [global ? undefined : data.mod, data._cls, made ? undefined : data.fn].filter(Boolean).join('.');
    local.onBridgeCall({ module: frame.extension.key, call: `AP.${name}`, arguments: plain(data.args) });
  };
  const MOST = 2_000; // characters, as many as the journal keeps
  const plain = (value) => {
    try {
      return JSON.stringify(value ?? []).slice(0, MOST);
    } catch {
      return '(not JSON)';
    }
  };

  const sized = new Set();
  connectHost.registerProvider('get-location', () => window.location.href);
  connectHost.registerProvider('addon', {
    resize(width, height, { extension_id, extension }) {
      if (extension.options.isDialog || sized.has(extension_id)) return;
      const { iframe } = frames.get(extension_id) ?? {};
      if (iframe) Object.assign(iframe.style, { width: local.dimension(width), height: local.dimension(height) });
    },
    sizeToParent(hideFooter, { extension_id, extension }) {
      const { iframe } = frames.get(extension_id) ?? {};
      if (!extension.options.isFullPage || !iframe) return;
      sized.add(extension_id);
      const fill = () => {
        iframe.style.height = `${Math.max(0, window.innerHeight - iframe.getBoundingClientRect().top - window.scrollY)}px`;
      };
      fill();
      window.addEventListener('resize', () => iframe.isConnected && fill());
      if (hideFooter) document.documentElement.dataset.footer = 'hidden';
    },
    registerUnmountCallback: (unmounted, { extension_id }) => frames.get(extension_id)?.unmounts.push(unmounted),
  });

  // A token lives three minutes; the products request a new one when it is half a minute old.
  const FRESH = 30_000;
  /** A frame's bridge options, with a token that is still valid for a while. */
  local.optionsOf = async ({ extension_id }) => {
    const frame = frames.get(extension_id);
    if (!frame) throw new Error('the frame is gone');
    if (performance.now() - frame.at > FRESH) {
      const { options } = await local.ask('/_host/frame', frame.wanted);
      Object.assign(frame, { options, at: performance.now() });
    }
    return frame.options;
  };
})();
