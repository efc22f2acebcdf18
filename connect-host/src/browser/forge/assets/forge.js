// The app's modules inside Forge's frames: what @forge/bridge and the shell call, by command.
(() => {
  const local = window.__localHost;
  const { element, facts, session } = local;
  const base = facts.contextPath;
  const frames = (local.frames = new Set());
  // In milliseconds: a page that has loaded answers sooner, if it is one of Forge's.
  const AFTER_LOAD = 2_000;
  const MOST_DIALOGS = 10, MOST_LISTENERS = 100;
  const SIZES = { small: '400px', medium: '600px', large: '800px', xlarge: '968px', max: '100vw', fullscreen: '100vw' };

  /** Puts a module's page into `place`; `modal` is the dialog that contains it. */
  local.mount = async (place, wanted, modal) => {
    place.dataset.state = 'loading';
    try {
      const asked = { ...wanted, modal: modal?.context };
      const context = await local.ask('/_host/forge/context', asked);
      const iframe = element('iframe', { className: 'ap-iframe', title: place.dataset.title || wanted.key, referrerPolicy: 'no-referrer' });
      iframe.setAttribute('sandbox', facts.forge.sandbox);
      const frame = { place, wanted, asked, context, iframe, modal, heard: new Map() };
      frames.add(frame);
      iframe.addEventListener('load', () => expect(frame));
      iframe.src = facts.forge.page;
      place.append(iframe);
    } catch (error) {
      complain(place, error.message);
    }
  };
  function complain(place, reason) {
    place.dataset.state = 'failed';
    place.querySelector(':scope > .ap-fault')?.remove();
    const fault = element('p', { className: 'ap-fault', textContent: reason });
    fault.setAttribute('role', 'alert');
    place.prepend(fault);
  }
  /** The frame whose page has this window; a nested window belongs to the same page. */
  const frameOf = (window) => [...frames].find(({ iframe }) => iframe.contentWindow === window);
  local.onFlood = (source) => {
    let inner = source;
    while (!frameOf(inner) && inner.parent !== inner) inner = inner.parent;
    const frame = frameOf(inner);
    if (!frame) return;
    frame.port?.close();
    frame.iframe.remove();
    complain(frame.place, `The page of "${frame.wanted.key}" sent too many messages and was removed.`);
  };

  // A frame that has loaded is asked whether it still shows the app's page, which may have navigated away.
  // Nothing else reveals that: a policy violation names an address, but no frame.
  let blocked;
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective === 'frame-src') blocked = blockedURI;
  });
  function expect(frame) {
    clearTimeout(frame.limit);
    frame.limit = setTimeout(() => left(frame), AFTER_LOAD);
    frame.iframe.contentWindow?.postMessage('forge-here', facts.forge.origin);
  }
  function left({ place, wanted, iframe }) {
    if (!iframe.isConnected) return;
    const refused = 'a frame of Forge shows nothing but the app\u2019s own files';
    complain(place, `The page of "${wanted.key}" left its frame${blocked ? ` for ${blocked}` : ''}: ${refused}.`);
    local.onBridgeCall({ module: wanted.key, call: 'location', arguments: JSON.stringify(blocked ? [blocked] : []), refused });
  }
  /** Restores a frame that was taken for gone: a busy page answers late. */
  function stayed(frame) {
    clearTimeout(frame.limit);
    if (frame.place.dataset.state !== 'failed') return;
    frame.place.dataset.state = 'loading';
    frame.place.querySelector(':scope > .ap-fault')?.remove();
  }

  // A frame announces its bridge and is given a channel: again each time it loads again.
  window.addEventListener('message', ({ data, origin, source }) => {
    if (origin !== facts.forge.origin) return;
    for (const frame of frames) if (!frame.iframe.isConnected) frames.delete(frame);
    const frame = frameOf(source);
    if (!frame) return;
    if (data === 'forge-here') stayed(frame);
    if (data !== 'forge-frame') return;
    const { port1: port, port2 } = new MessageChannel();
    frame.heard.clear();
    frame.port?.close();
    frame.port = port;
    const asked = new Map();
    port.onmessage = ({ data: { id, command, data: given, told, value } }) => {
      if (asked.has(told)) {
        asked.get(told)(value);
        asked.delete(told);
        return;
      }
      if (!local.takes(source)) return;
      answer(frame, command, callable(given, port, asked)).then(
        (value) => port.postMessage({ answer: id, value }),
        (error) => port.postMessage({ answer: id, error: error.message }),
      );
    };
    source.postMessage('forge-bridge', facts.forge.origin, [port2]);
  });
  /** Functions stay in the frame, which is asked to call them and reports what they return. */
  let last = 0;
  const callable = (value, port, asked) => {
    if (value === null || typeof value !== 'object') return value;
    if (typeof value.function === 'number') {
      return (...values) => new Promise((told) => {
        asked.set((last += 1), told);
        port.postMessage({ call: value.function, values, asked: last });
      });
    }
    if (Array.isArray(value)) return value.map((one) => callable(one, port, asked));
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, callable(one, port, asked)]));
  };

  const QUIET = ['frame.height', 'frame.refused', 'history.open', 'getContext'];
  async function answer(frame, command, data) {
    const said = JSON.stringify(data ?? null) ?? '';
    const call = { module: frame.wanted.key, call: `__bridge ${command}`, arguments: said.slice(0, 2_000) };
    if (!QUIET.includes(command)) local.onBridgeCall(call);
    try {
      if (!Object.hasOwn(COMMANDS, command)) throw new Error(`the local product has no "${command}"`);
      return await COMMANDS[command](frame, data, call);
    } catch (error) {
      call.refused = error.message;
      local.onBridgeCall(call);
      throw error;
    }
  }

  /** A page module's location is in the anchor. One of several pages in a module starts at its route. */
  const at = ({ context, wanted }) => {
    const route = context.moduleKey === wanted.key ? '/' : `/${wanted.key}`;
    const { pathname, search, hash } = new URL(window.location.hash.slice(1) || route, 'http://frame.invalid');
    return { pathname, search, hash };
  };
  const moved = (action) => {
    for (const frame of frames) frame.moved?.(at(frame), action);
  };
  window.addEventListener('popstate', () => moved('POP'));
  const move = (how, action) => (frame, to) => {
    const path = typeof to === 'string' ? to : (to.pathname ?? '/') + (to.search ?? '') + (to.hash ?? '');
    window.history[how](null, '', `#${path}`);
    moved(action);
    return true;
  };

  /** The paths of the documented targets in the product ("Router"). */
  const PLACES = {
    contentEdit: ({ contentId }) => `/wiki/pages/editpage.action?pageId=${contentId}`,
    contentView: ({ contentId }) => `/wiki/pages/viewpage.action?pageId=${contentId}`,
    dashboard: ({ dashboardId }) => `/jira/dashboards/${dashboardId}`,
    issue: ({ issueKey }) => `/browse/${issueKey}`,
    module: ({ moduleKey }) => `${base}/plugins/servlet/ac/${encodeURIComponent(facts.appKey)}/${encodeURIComponent(moduleKey)}`,
    spaceView: ({ spaceKey }) => `/wiki/spaces/${spaceKey}`,
    userProfile: ({ accountId }) => `${base || '/jira'}/people/${accountId}`,
  };
  const addressOf = ({ url, target, ...of }) => {
    if (target && !Object.hasOwn(PLACES, target)) throw new Error(`the local product has no target "${target}"`);
    const address = new URL(url ?? PLACES[target](of), window.location.origin);
    if (!/^(https?|mailto|tel):$/.test(address.protocol)) throw new Error(`${address.protocol} leads nowhere`);
    return address.href;
  };

  /** Asks whether the person wants to leave the product ("router": they are asked for another site). */
  const mayLeave = (address) => new Promise((answered) => {
    if (document.querySelector('dialog.leaving')) throw new Error('the user is being asked already');
    const box = local.modal('Leave this site?', element('form', {}, element('p', { textContent: `The app leads to ${address}` })));
    box.classList.add('leaving');
    box.addEventListener('cancel', () => answered(false));
    local.formButtons(box, 'Open in a new tab', () => {
      box.leave();
      window.open(address, '_blank', 'noopener');
      answered(true);
    });
  });

  const flags = () => local.region('ap-flags', 'div', { role: 'status' });
  const shown = new Map();
  const AUTO = 5_000;
  const closeFlag = (frame, { id }) => {
    shown.get(id)?.remove();
    return shown.delete(id);
  };

  /** The commands that a frame may call. */
  const COMMANDS = {
    getContext: ({ context }) => context,
    async invoke(frame, remote, call) {
      const { method, path, headers, body } = remote;
      const answer = await local.ask('/_host/forge/invoke', { ...frame.asked, remote: { method, path, headers, body } });
      frame.place.dataset.state = 'connected';
      if (!answer.success) {
        call.refused = answer.error.body?.message ?? `the answer is ${answer.error.status}`;
        local.onBridgeCall(call);
      }
      return answer;
    },
    async fetchProduct(frame, { restPath, fetchRequestInit: { method, headers, body } }) {
      const url = new URL(restPath, window.location.origin);
      if (url.origin !== window.location.origin) throw new Error(`${url.origin} is not this site`);
      const own = { 'AP-Client-Key': facts.appKey, 'X-Local-Session': session };
      const answer = await fetch(url, { method, headers: { ...Object.fromEntries(headers), ...own }, body, credentials: 'omit' });
      const { status, statusText } = answer;
      return { body: await answer.text(), headers: Object.fromEntries(answer.headers), status, statusText, isAttachment: false };
    },
    enableTheming() {
      const { colorMode, theme } = document.documentElement.dataset;
      const sheets = [...document.querySelectorAll('link[href^="/atlassian-connect/themes/"]')];
      return { colorMode, theme, stylesheets: sheets.map(({ href }) => href) };
    },
    showFlag(frame, { id, title, description, type, isAutoDismiss, actions = [] }) {
      const box = element('div', { className: type }, element('strong', { textContent: title ?? '' }), element('p', { textContent: description ?? '' }));
      const act = (text, onclick) => box.append(element('button', { type: 'button', textContent: text, onclick }));
      for (const { text, onClick } of actions) act(text, () => onClick());
      act('Dismiss', () => closeFlag(frame, { id }));
      closeFlag(frame, { id });
      shown.set(id, box);
      flags().append(box);
      if (isAutoDismiss) setTimeout(() => closeFlag(frame, { id }), AUTO);
      return true;
    },
    closeFlag,
    openModal(frame, { size, title, context, closeOnEscape, closeOnOverlayClick, onClose }) {
      openModal(frame.wanted, { size, title, context, closeOnEscape, closeOnOverlayClick, onClose });
      return true;
    },
    close({ modal }, data) {
      modal?.close(data);
      return modal !== undefined;
    },
    submit({ modal }, data) {
      if (!modal?.onSubmit) return false;
      modal.onSubmit(data);
      modal.close();
      return true;
    },
    async navigate(frame, { type, ...to }) {
      const address = addressOf(to);
      const { protocol, origin } = new URL(address);
      if (/^http/.test(protocol) && origin !== window.location.origin) {
        if (!(await mayLeave(address))) throw new Error('the user stays here');
      } else if (type === 'new-tab') window.open(address, '_blank', 'noopener');
      else window.location.assign(address);
      return true;
    },
    getUrl: (frame, to) => addressOf(to),
    reload: () => window.location.reload(),
    refresh: () => window.location.reload(),
    changeWindowTitle(frame, title) {
      document.title = title;
      return true;
    },
    emitReadyEvent({ place }) {
      place.dataset.ready = '';
      return true;
    },
    emit(frame, { event, payload }) {
      for (const { heard } of frames) for (const callback of heard.get(event) ?? []) callback(payload);
      return true;
    },
    on({ heard }, { event, callback }) {
      if ([...heard.values()].flat().length >= MOST_LISTENERS) throw new Error('a page has so many listeners, and no more');
      heard.set(event, [...(heard.get(event) ?? []), callback]);
      return true;
    },
    setWorkflowRuleConfigurationCallback(frame, { data: { onConfigure } }) {
      frame.configure = onConfigure;
      return true;
    },
    'history.open'(frame, listener) {
      frame.moved = listener;
      return at(frame);
    },
    'history.push': move('pushState', 'PUSH'),
    'history.replace': move('replaceState', 'REPLACE'),
    'history.go': (frame, steps) => window.history.go(steps),
    /** What the browser refuses a page, which it reports to that page alone. */
    'frame.refused'({ wanted }, { what, why }) {
      local.onBridgeCall({ module: wanted.key, call: String(what), arguments: '', refused: String(why).slice(0, 2_000) });
      return true;
    },
    'frame.height'({ iframe, modal }, height) {
      if (!modal) iframe.style.height = `${Math.min(Math.max(height, 0), 20_000)}px`;
      return true;
    },
  };

  // In characters: the longest configuration of a rule ("workflowRules").
  const MOST_OF_RULE = 100_000;
  /** A page's value for a workflow rule; a page without one is not saved. */
  local.workflowValue = async ({ configure }) => {
    if (!configure) return { valid: true, value: '' };
    const value = await configure();
    if (value?.length > MOST_OF_RULE) throw new Error('Jira takes a configuration of 100 kB at most.');
    return { valid: typeof value === 'string', value };
  };

  /** A dialog with the module's page, over the page. `onSubmit` makes it a form of the product. */
  function openModal(wanted, { size, title, context, closeOnEscape = true, closeOnOverlayClick = true, onClose, onSubmit }) {
    if (document.querySelectorAll('dialog[open]').length >= MOST_DIALOGS) throw new Error('so many dialogs are open, and no more');
    const place = element('div', { className: 'local-dialog-frame' });
    const shut = element('button', { type: 'button', textContent: 'Close' });
    const box = local.modal(title || wanted.key, place, element('footer', {}, shut));
    const width = typeof size === 'object' ? size.width : SIZES[size];
    Object.assign(box.style, { width: local.dimension(width), height: local.dimension(size?.height ?? '60vh') });
    const close = (data) => {
      if (!box.isConnected) return;
      box.leave();
      onClose?.(data);
    };
    shut.addEventListener('click', () => close());
    box.addEventListener('cancel', (event) => {
      event.preventDefault();
      if (closeOnEscape) close();
    });
    box.addEventListener('click', ({ target }) => target === box && closeOnOverlayClick && close());
    local.mount(place, wanted, { context, close, onSubmit });
  }
  /** Opens a macro's configuration; resolves to what it submitted, or to nothing. */
  local.macroEditor = ({ key, part, context, params = {}, body = '' }, { header, width, height } = {}) => new Promise((ended) => {
    let saved;
    openModal({ key, part, context: { ...context, ...params } }, {
      title: header,
      size: width ? { width, height } : 'medium',
      closeOnOverlayClick: false,
      onSubmit: (data) => (saved = { params: data?.config ?? params, body: data?.body ?? body }),
      onClose: () => ended(saved),
    });
  });
  // Opens a module over the page: for links, which `start.js` handles.
  local.dialog = (wanted, { header, width, height, size } = {}) => openModal(wanted, { title: header, size: width ? { width, height } : size ?? 'medium' });
  local.inlineDialog = (anchor, wanted, options) => local.dialog(wanted, options);
})();
