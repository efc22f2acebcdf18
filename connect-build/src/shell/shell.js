// Shows the pages of the app's server inside Forge: each page is fetched through the bridge and put into
// this document, and its links, forms, requests and AP calls go the same way. All it knows about the
// app is which files are packed with it.
(() => {
  'use strict';

  const page = document;
  const nothing = () => {};
  const packed = new Set(globalThis.connectAssets);
  const bridge = async (...call) => __bridge.callBridge(...call);
  /** For calls that may be refused in some places. */
  const attempt = (...call) => bridge(...call).catch(nothing);

  let context;
  let extension = {};
  /** The context with which a dialog was opened. */
  let modal;
  let history;
  /** The URL of the current page, which its server sends with each page; there is none before the first. */
  let here = new URL(location);

  const resolve = (url) => new URL(url, here);
  const isOwn = (url) => url.origin === here.origin;
  const pathOf = (url) => url.pathname + url.search;
  const make = (name, properties) => Object.assign(page.createElement(name), properties);
  const copy = ({ attributes }, to) => {
    for (const { name, value } of attributes) to.setAttribute(name, value);
  };

  // ---- The app's server

  /** Sends a request to the server. A response of any status is a response; only the bridge fails. */
  async function ask(body) {
    const { success, payload, error } = await bridge('invoke', {
      path: '/forge/ui',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      invokeType: 'ui-remote-fetch',
    });
    if (!success) throw error;
    return payload.body;
  }

  /** Counts navigations: a response that arrives after the next click is no longer shown. */
  let turn = 0;

  /** Shows the server's response; the server has followed redirects to its own pages. */
  async function open(url, request, isBack) {
    const mine = (turn += 1);
    page.body.ariaBusy = true;
    try {
      const answer = await ask({ method: 'GET', url, ...request });
      if (mine !== turn) return;
      if (answer.redirect) return leave(new URL(answer.redirect));
      const before = here.href;
      here = new URL(answer.url, answer.base);
      await show(answer, mine);
      if (!isBack && here.href !== before) history?.push(pathOf(here));
    } catch (error) {
      if (mine === turn) fail(error, () => open(url, request, isBack));
    } finally {
      page.body.ariaBusy = false;
    }
  }

  /** Navigates to a page outside the app. */
  function leave({ href }, apart) {
    const stays = !apart && href.startsWith(`${context.siteUrl}/`);
    attempt('navigate', { url: href, type: stays ? 'same-tab' : 'new-tab' });
  }

  function fail(error, onclick) {
    console.error(error);
    const state = make('p', { role: 'alert' });
    const button = make('button', { type: 'button', textContent: 'Try again', onclick });
    state.append(error?.status === 401 ? 'Your session has ended. ' : 'The app could not be loaded. ', button);
    page.body.replaceChildren(state);
    button.focus();
  }

  // ---- The document

  const assets = new URL('assets', page.baseURI).href;
  /** The packed file that replaces the one at the app's URL. */
  function file(target) {
    const name = target.pathname.replace(/\.[\da-f]{16}(?=\.|$)/, '');
    return isOwn(target) && packed.has(name) ? assets + name : target.href;
  }

  const settled = (element) => new Promise((done) => {
    element.onload = element.onerror = done;
  });

  async function show({ type, text }, mine) {
    const isText = type && !type.startsWith('text/html');
    const parsed = new DOMParser().parseFromString(isText ? '' : text, 'text/html');
    if (isText) parsed.body.append(text);
    for (const name of ['href', 'src']) {
      for (const it of parsed.querySelectorAll(`[${name}]:not(a)`)) {
        const value = it.getAttribute(name);
        if (value[0] !== '#') it.setAttribute(name, file(resolve(value)));
      }
    }
    // All except Connect's own bridge, whose calls are handled below.
    const scripts = [...parsed.scripts].filter(({ src }) => !/\/(atlassian-connect\/all|connect-cdn)/.test(src));
    const styles = [...parsed.head.querySelectorAll('link, style')];
    // Nothing is shown before its stylesheets are loaded.
    await Promise.all(styles.map((style) => {
      style.dataset.page = '';
      page.head.append(style);
      return style.rel === 'stylesheet' && settled(style);
    }));
    if (mine !== turn) return;
    for (const it of page.querySelectorAll('head > [data-page]')) if (!styles.includes(it)) it.remove();
    page.title = parsed.title;
    page.documentElement.lang = parsed.documentElement.lang;
    for (const name of page.body.getAttributeNames()) page.body.removeAttribute(name);
    copy(parsed.body, page.body);
    page.body.replaceChildren(...parsed.body.childNodes);
    scrollTo(0, 0);
    await run(scripts);
    if (extension.type === 'macro') {
      attempt('emit', { event: 'EXTENSION_READY', payload: { localId: context.localId } });
      attempt('emitReadyEvent');
    }
  }

  page.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    console.error(`Forge blocks ${blockedURI} (${effectiveDirective}): use a file of #[assets]`);
  });

  // ---- Scripts

  const ran = new Set();
  /** Ends with the current page, and with it what its scripts listen to on the document. */
  let life;
  let isRunning;
  let done = Promise.resolve();
  /** By event, and a dialog's buttons by name. */
  let listeners;
  let buttons;

  /** A script of a parsed document does not run; a created one does, if the policy allows it. */
  async function run(scripts) {
    life?.abort();
    life = new AbortController();
    listeners = {};
    buttons = {};
    isRunning = true;
    done = Promise.all(scripts.map((old) => {
      const script = make('script', { text: old.text });
      copy(old, script);
      script.async = false;
      script.dataset.page = '';
      const { src } = script;
      if (ran.has(src) && src.startsWith(assets)) {
        // It may declare what an earlier run declared, which a module can.
        script.type = 'module';
        script.src += `?${turn}`;
      }
      ran.add(src);
      const end = src && settled(script);
      if (old.isConnected) old.replaceWith(script);
      else page.head.append(script);
      return end;
    }));
    await done;
    isRunning = false;
  }

  // The document was ready long before a page's scripts wait for it.
  for (const target of [page, globalThis]) {
    const listen = target.addEventListener;
    target.addEventListener = (name, listener, options) => {
      if (/^(DOMContentLoaded|load)$/.test(name)) {
        done.then(() => listener.call(target, new Event(name)));
      } else {
        const own = isRunning && target === page && { signal: life.signal };
        listen.call(target, name, listener, { capture: options === true, ...options, ...own });
      }
    };
  }

  // ---- Links, forms and requests

  addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.defaultPrevented || event.button) return;
    const href = link.getAttribute('href');
    const target = resolve(href);
    if (href[0] === '#' || !/^(https?|mailto|tel):/.test(target)) return;
    event.preventDefault();
    const apart = link.target === '_blank' || link.hasAttribute('download') || event.metaKey || event.ctrlKey;
    if (apart || !isOwn(target)) leave(target, apart);
    else open(pathOf(target));
  });

  addEventListener('submit', (event) => {
    const { target: it, submitter } = event;
    const said = (name) => submitter?.getAttribute(`form${name}`) || it.getAttribute(name) || '';
    const method = said('method').toUpperCase();
    if (event.defaultPrevented || method === 'DIALOG') return;
    event.preventDefault();
    const target = resolve(said('action'));
    const given = [...new FormData(it, submitter)];
    const form = given.map(([name, value]) => [name, value.name ?? value]);
    if (given.some(([, value]) => value.size)) {
      flag({ title: 'Files can’t be sent.', type: 'error' });
    } else if (method === 'POST') {
      open(pathOf(target), { method, form });
    } else {
      target.search = new URLSearchParams(form);
      open(pathOf(target));
    }
  });
  HTMLFormElement.prototype.submit = HTMLFormElement.prototype.requestSubmit;

  const plainFetch = fetch;
  globalThis.fetch = async (input, init) => {
    const target = resolve(input.url || input);
    const packed = file(target);
    if (!isOwn(target) || packed !== target.href) return plainFetch(input.url ? input : packed, init);
    const body = init?.body;
    if (body && typeof body !== 'string' && !(body instanceof URLSearchParams)) {
      throw new TypeError('only text can be sent');
    }
    const request = new Request(input.url ? input : target, init);
    const answer = await ask({
      method: request.method,
      url: pathOf(target),
      headers: [...request.headers],
      text: (await request.text()) || null,
      data: true,
    });
    // Some statuses can't have a body, not even an empty one.
    return new Response(answer.text || null, { ...answer, headers: answer.type ? { 'content-type': answer.type } : {} });
  };

  // ---- Connect's bridge, as pages call it

  const me = crypto.randomUUID();
  const hear = (name, ...data) => listeners?.[name]?.forEach((listener) => listener(...data));
  const events = {
    on(name, listener) {
      if (name === 'dialog.submit') dialog.getButton('submit');
      (listeners[name] ||= new Set()).add(listener);
    },
    once(name, listener) {
      const first = (...data) => {
        events.off(name, first);
        listener(...data);
      };
      events.on(name, first);
    },
    off: (name, listener) => listeners[name]?.delete(listener),
    emit(name, ...data) {
      hear(name, ...data);
      attempt('emit', { event: 'connect', payload: { me, name, data } });
    },
  };

  /** A call that returns a promise, and also calls a callback if given. */
  const answers = (value) => async (callback) => {
    const answer = value();
    callback?.(answer);
    return answer;
  };

  function flag({ id = crypto.randomUUID(), title, body, type = 'info', close, actions = {} }) {
    attempt('showFlag', {
      id,
      title,
      description: body,
      type,
      isAutoDismiss: close === 'auto',
      actions: Object.entries(actions).map(([actionIdentifier, text]) => ({
        text,
        onClick: () => hear('flag.action', { flagIdentifier: id, actionIdentifier }),
      })),
    });
    return { close: () => bridge('closeFlag', { id }) };
  }

  async function productRequest(path, options) {
    const given = path.url ? path : { ...options, url: path };
    const { data, success, error } = given;
    const method = (given.type || 'GET').toUpperCase();
    let { url } = given;
    let body = null;
    if (data && method === 'GET') {
      url += (url.includes('?') ? '&' : '?') + new URLSearchParams(data);
    } else if (data) {
      body = typeof data === 'string' ? data : JSON.stringify(data);
    }
    const headers = new Headers({ accept: 'application/json', 'x-atlassian-token': 'no-check', ...given.headers });
    if (body) headers.set('content-type', given.contentType || 'application/json');
    if (/^(confluence:|macro$)/.test(extension.type)) url = url.replace(/^(?!\/wiki\/)/, '/wiki');
    const answer = await bridge('fetchProduct', {
      product: url.startsWith('/wiki/') ? 'confluence' : 'jira',
      restPath: url,
      fetchRequestInit: { method, headers: [...headers], body },
      isMultipartFormData: false,
    });
    const xhr = {
      ...answer,
      responseText: answer.body,
      getResponseHeader: (name) => new Headers(answer.headers).get(name),
    };
    const isGood = answer.status < 300;
    if (isGood) success?.(answer.body, 'success', xhr);
    else if (error) error(xhr, 'error', answer.body);
    else throw { err: answer.body, xhr };
    return { body: answer.body, xhr };
  }

  const pixels = (size) => (size > 0 ? `${size}px` : size);
  const dialog = {
    create(options) {
      const { size = 'medium', width, height, header } = options;
      attempt('openModal', {
        resource: null,
        size: width ? { width: pixels(width), height: pixels(height) } : size.replace('-', ''),
        title: header?.value || header || '',
        closeOnEscape: true,
        closeOnOverlayClick: true,
        context: { connect: options },
        onClose: (data) => hear('dialog.close', data),
      });
      return { on: (name, listener) => events.on(`dialog.${name}`, listener) };
    },
    close: (data) => bridge('close', data),
    getCustomData: answers(() => modal.customData),
    /** Forge has no buttons around a dialog: a page that asks for one gets it below the page. */
    getButton(name) {
      const event = `dialog.${name}`;
      const button = (buttons[name] ||= make('button', {
        type: 'button',
        textContent: modal[`${name}Text`] || name[0].toUpperCase() + name.slice(1),
        onclick: () => hear(event, {}),
      }));
      page.body.append(button);
      return {
        bind: (listener) => events.on(event, listener),
        enable: () => (button.disabled = false),
        disable: () => (button.disabled = true),
      };
    },
  };

  const TARGETS = { addonModule: 'module', contentedit: 'contentEdit', contentview: 'contentView', spaceview: 'spaceView' };
  globalThis.AP = {
    request: productRequest,
    context: {
      getContext: answers(() => {
        const { issue, project, content, space, macro } = extension;
        return issue || project ? { jira: { issue, project } } : { confluence: { content, space, macro } };
      }),
      // Not a secret and never checked: Forge signs each call. It lets code that asks for a token continue.
      getToken: answers(() => 'forge'),
    },
    user: {
      getCurrentUser: answers(() => ({ atlassianAccountId: context.accountId })),
      getLocale: answers(() => context.locale),
      getTimeZone: answers(() => context.timezone),
    },
    events,
    flag: { create: flag },
    dialog,
    navigator: {
      go: (target, { relativeUrl: url, ...of } = {}) =>
        bridge('navigate', { ...(url ? { url } : { target: TARGETS[target] || target, ...of }), type: 'same-tab' }),
      reload: () => bridge('reload'),
    },
    history: { pushState: (state) => history?.push(`${pathOf(here)}#${state}`) },
    theming: { initializeTheming: nothing },
    getLocation: answers(() => extension.location),
    jira: { refreshIssuePage: () => bridge('refresh') },
    confluence: {
      saveMacro: (config, body) => bridge('submit', { config, body }),
      closeMacroEditor: () => attempt('close'),
      getMacroData: answers(() => extension.config || {}),
      getMacroBody: answers(() => extension.macro?.body || ''),
    },
    // Forge sizes the frame on its own.
    resize: nothing,
    sizeToParent: nothing,
    hideFooter: nothing,
    onReady: (callback) => callback(),
  };

  // ---- The first page

  async function start() {
    context = await bridge('getContext');
    extension = context.extension;
    modal = extension.modal?.connect || {};
    attempt('enableTheming');
    attempt('on', { event: 'connect', callback: ({ me: by, name, data }) => by !== me && hear(name, ...data) });
    const at = (place) => (place.pathname === '/' ? '' : pathOf(place));
    if (/Page|Settings/.test(extension.type)) history = await attempt('createHistory');
    history?.listen((to, action) => action === 'POP' && open(at(to), {}, true));
    open(history ? at(history.location) : '', { modal: modal.key }, true);
  }

  start().catch((error) => fail(error, () => location.reload()));
})();
