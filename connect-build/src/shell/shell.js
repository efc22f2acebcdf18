// Shows the pages of the app's server inside Forge: each page is fetched through the bridge, put into
// this document, and its links, forms, requests and AP calls go the same way. It knows nothing of the
// app but `settings.js`, which lists the files that are packed beside it.
(() => {
  'use strict';

  const packed = new Set(globalThis.connectAssets || []);
  const bridge = (command, data) => globalThis.__bridge.callBridge(command, data);
  const quietly = (promise) => Promise.resolve(promise).catch(() => undefined);
  const MAX_REDIRECTS = 5;

  let context;
  let history = null;
  /** Where the app is; its server says so with each page. */
  let base = 'https://app.invalid';
  /** The path and query of the page that is shown. */
  let here = '/';

  // ---- The app's server

  /** Asks the server for something. Answers of any status are answers; only the bridge fails. */
  async function ask(request) {
    const answer = await bridge('invoke', {
      path: '/forge/ui',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: request,
      invokeType: 'ui-remote-fetch',
    });
    const response = answer && (answer.success ? answer.payload : answer.error);
    if (!response || !answer.success || response.status >= 400) {
      const failure = new Error('the app did not answer');
      failure.status = response ? response.status : 0;
      throw failure;
    }
    if (response.body.base) base = response.body.base;
    return response.body;
  }

  /** Shows what the server answers, after its redirects. */
  async function open(request, push) {
    try {
      let answer = await ask(request);
      for (let count = 0; answer.redirect && count < MAX_REDIRECTS; count += 1) {
        const target = resolve(answer.redirect);
        if (!isOwn(target)) return void bridge('navigate', { url: target.href, type: 'same-tab' });
        answer = await ask({ method: 'GET', url: pathOf(target) });
      }
      here = answer.url || request.url || here;
      show(answer);
      if (push && history) history.push(here);
    } catch (failure) {
      fail(failure, () => open(request, push));
    }
  }

  const resolve = (url) => new URL(url, new URL(here || '/', base));
  const isOwn = (url) => url.origin === new URL(base).origin;
  const pathOf = (url) => url.pathname + url.search;

  function fail(failure, again) {
    const state = document.createElement('p');
    state.id = 'connect-state';
    state.setAttribute('role', 'alert');
    state.textContent =
      failure.status === 401 ? 'Your session has ended.' : 'This part of the app could not be loaded.';
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Try again';
    button.addEventListener('click', again);
    state.append(button);
    document.body.replaceChildren(state);
    button.focus();
  }

  // ---- The document

  /** A file that is packed beside this one, in place of the one at the app's address. */
  function file(url) {
    const target = resolve(url);
    if (isOwn(target) && packed.has(target.pathname)) {
      return new URL(`assets${target.pathname}`, document.baseURI).href;
    }
    return target.href;
  }

  function show(answer) {
    const isHtml = (answer.type || 'text/html').startsWith('text/html');
    const parsed = new DOMParser().parseFromString(isHtml ? answer.text : '', 'text/html');
    if (!isHtml) parsed.body.append(answer.text);
    for (const [selector, attribute] of [
      ['link[href]', 'href'],
      ['script[src], img[src], source[src], iframe[src]', 'src'],
    ]) {
      for (const element of parsed.querySelectorAll(selector)) {
        element.setAttribute(attribute, file(element.getAttribute(attribute)));
      }
    }
    for (const old of document.head.querySelectorAll('[data-page]')) old.remove();
    const scripts = [...parsed.querySelectorAll('script')].filter((script) => !isBridge(script));
    for (const element of [...parsed.head.querySelectorAll('link, style, meta[name]')]) {
      element.dataset.page = '';
      document.head.append(document.adoptNode(element));
    }
    document.title = parsed.title || document.title;
    if (parsed.documentElement.lang) document.documentElement.lang = parsed.documentElement.lang;
    for (const name of ['class', 'dir', 'style']) {
      const value = parsed.body.getAttribute(name);
      if (value === null) document.body.removeAttribute(name);
      else document.body.setAttribute(name, value);
    }
    document.body.replaceChildren(...[...parsed.body.childNodes].map((node) => document.adoptNode(node)));
    scripts.forEach(run);
    if (context.extension.type === 'macro') {
      quietly(bridge('emit', { event: 'EXTENSION_READY', payload: { localId: context.localId } }).then(() =>
        bridge('emitReadyEvent'),
      ));
    }
  }

  /** Connect's own bridge, whose calls are answered below. */
  const isBridge = (script) => /\/atlassian-connect\/all(-debug)?\.js|connect-cdn\./.test(script.src);

  /** A script of a parsed document does not run; one that is made does, if the policy lets it. */
  function run(old) {
    const script = document.createElement('script');
    for (const { name, value } of old.attributes) script.setAttribute(name, value);
    script.textContent = old.textContent;
    script.async = false;
    script.dataset.page = '';
    if (!script.src && script.textContent.trim() && !/json/.test(script.type)) {
      console.error('Forge runs no script that stands in a page: put it into a file.');
    }
    if (old.isConnected) old.replaceWith(script);
    else document.head.append(script);
  }

  // ---- Links, forms and requests

  document.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('a[href]');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey) return;
    const href = link.getAttribute('href');
    if (href.startsWith('#')) return;
    event.preventDefault();
    const target = resolve(href);
    const elsewhere = link.target === '_blank' || link.hasAttribute('download');
    if (isOwn(target) && !elsewhere) {
      open({ method: 'GET', url: pathOf(target) }, true);
    } else {
      const sameSite = context.siteUrl && target.origin === new URL(context.siteUrl).origin;
      bridge('navigate', { url: target.href, type: sameSite && !elsewhere ? 'same-tab' : 'new-tab' });
    }
  });

  document.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target;
    const button = event.submitter;
    const said = (name, fallback) =>
      (button && button.getAttribute(`form${name}`)) || form.getAttribute(name) || fallback;
    const method = said('method', 'get').toUpperCase();
    const target = resolve(said('action', here));
    const fields = [...new FormData(form, button)];
    if (fields.some(([, value]) => typeof value !== 'string')) {
      return void flag({ title: 'Files can’t be sent from here.', type: 'error' });
    }
    if (method === 'GET') {
      target.search = new URLSearchParams(fields);
      open({ method, url: pathOf(target) }, true);
    } else {
      open({ method, url: pathOf(target), form: fields }, true);
    }
  });

  const plainFetch = globalThis.fetch.bind(globalThis);
  globalThis.fetch = async (input, init = {}) => {
    const request = typeof input === 'object' && 'url' in input ? input : null;
    const target = resolve(request ? request.url : String(input));
    if (!isOwn(target) || packed.has(target.pathname)) return plainFetch(input, init);
    const body = init.body === undefined && request ? await request.text() : init.body;
    if (body && typeof body !== 'string' && !(body instanceof URLSearchParams)) {
      throw new TypeError('only text passes the bridge of Forge');
    }
    const headers = new Headers(init.headers || (request && request.headers) || {});
    if (body instanceof URLSearchParams && !headers.has('content-type')) {
      headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    }
    // Nobody's word counts but Forge's, which signs each call.
    headers.delete('authorization');
    const answer = await ask({
      method: (init.method || (request && request.method) || 'GET').toUpperCase(),
      url: pathOf(target),
      headers: [...headers],
      text: body ? String(body) : null,
      data: true,
    });
    const empty = [101, 204, 205, 304].includes(answer.status);
    return new Response(empty ? null : answer.text, {
      status: answer.status,
      headers: answer.type ? { 'content-type': answer.type } : {},
    });
  };

  // ---- What pages call of Connect's bridge

  const listeners = new Map();
  const events = {
    on(name, listener) {
      listeners.set(name, [...(listeners.get(name) || []), listener]);
    },
    once(name, listener) {
      const first = (...data) => {
        events.off(name, first);
        listener(...data);
      };
      events.on(name, first);
    },
    off(name, listener) {
      listeners.set(name, (listeners.get(name) || []).filter((known) => known !== listener));
    },
    emit(name, ...data) {
      for (const listener of listeners.get(name) || []) listener(...data);
    },
  };

  /** Answers by a promise, and to those who pass a callback. */
  const answered = (value, callback) => {
    if (callback) callback(value);
    return Promise.resolve(value);
  };

  let flags = 0;
  function flag(options) {
    flags += 1;
    const id = options.id || `connect-${flags}`;
    const action = (text) => ({ text, onClick: () => events.emit('flag.action', { flagIdentifier: id, actionIdentifier: text }) });
    quietly(bridge('showFlag', {
      id,
      title: options.title,
      description: options.body,
      type: options.type || 'info',
      isAutoDismiss: options.close === 'auto',
      actions: Object.values(options.actions || {}).map(action),
    }));
    return { close: () => bridge('closeFlag', { id }) };
  }

  async function productRequest(path, options = {}) {
    const given = typeof path === 'string' ? { ...options, url: path } : path;
    const method = (given.type || 'GET').toUpperCase();
    const data = given.data;
    let { url } = given;
    let body = null;
    if (method === 'GET' && data) {
      url += (url.includes('?') ? '&' : '?') + (typeof data === 'string' ? data : new URLSearchParams(data));
    } else if (data) {
      body = typeof data === 'string' ? data : JSON.stringify(data);
    }
    const headers = { accept: 'application/json', 'x-atlassian-token': 'no-check', ...given.headers };
    if (body) headers['content-type'] = given.contentType || 'application/json';
    const ofConfluence = /^(confluence:|macro$)/.test(context.extension.type) || url.startsWith('/wiki/');
    const answer = await bridge('fetchProduct', {
      product: ofConfluence ? 'confluence' : 'jira',
      restPath: ofConfluence && !url.startsWith('/wiki/') ? `/wiki${url}` : url,
      fetchRequestInit: { method, headers: Object.entries(headers), body },
      isMultipartFormData: false,
    });
    const xhr = {
      status: answer.status,
      statusText: answer.statusText,
      responseText: answer.body,
      getResponseHeader: (name) => (answer.headers || {})[name.toLowerCase()] ?? null,
    };
    if (answer.status >= 200 && answer.status < 300) {
      if (given.success) given.success(answer.body, 'success', xhr);
      return { body: answer.body, xhr };
    }
    if (given.error) {
      given.error(xhr, 'error', answer.body);
      return { body: answer.body, xhr };
    }
    throw Object.assign(new Error(`${method} ${url}: ${answer.status}`), { err: answer.body, xhr });
  }

  const dialog = {
    create(options) {
      const connect = { key: options.key, data: options.customData };
      quietly(bridge('openModal', {
        resource: null,
        size: options.size === 'fullscreen' || options.size === 'maximum' ? 'max' : options.size || 'medium',
        title: options.header || '',
        closeOnEscape: true,
        closeOnOverlayClick: true,
        context: { connect },
        onClose: (data) => events.emit('dialog.close', data),
      }));
      return { on: (name, listener) => events.on(`dialog.${name}`, listener) };
    },
    close: (data) => bridge('close', data),
    getCustomData: (callback) => answered(modal().data, callback),
  };
  const modal = () => (context.extension.modal || {}).connect || {};

  function connectContext() {
    const { issue, project, content, space, macro } = context.extension;
    return issue || project ? { jira: { issue, project } } : { confluence: { content, space, macro } };
  }

  const nothing = () => undefined;
  globalThis.AP = {
    request: productRequest,
    context: {
      getContext: (callback) => answered(connectContext(), callback),
      // Not a secret and never looked at: Forge signs each call. Code that asks for one goes on.
      getToken: (callback) => answered('forge', callback),
    },
    user: {
      getCurrentUser: (callback) => answered({ atlassianAccountId: context.accountId }, callback),
      getLocale: (callback) => answered(context.locale, callback),
      getTimeZone: (callback) => answered(context.timezone, callback),
    },
    events,
    flag: { create: flag },
    dialog,
    navigator: {
      go: (target, where) => bridge('navigate', { url: (where && where.relativeUrl) || target, type: 'same-tab' }),
      reload: () => bridge('reload'),
    },
    history: { pushState: (state) => history && history.push(`/${state}`) },
    theming: { initializeTheming: () => quietly(bridge('enableTheming')) },
    getLocation: (callback) => answered(context.extension.location, callback),
    jira: { refreshIssuePage: () => bridge('refresh') },
    confluence: {
      saveMacro: (config, body) => bridge('submit', { config, body }),
      closeMacroEditor: () => bridge('close'),
      getMacroData: (callback) => answered(context.extension.config || {}, callback),
      getMacroBody: (callback) => answered((context.extension.macro || {}).body || '', callback),
    },
    // Forge sizes the frame by itself.
    resize: nothing,
    sizeToParent: nothing,
    hideFooter: nothing,
    onReady: (callback) => callback(),
  };

  // ---- The first page

  async function start() {
    context = await bridge('getContext');
    context.extension = context.extension || {};
    quietly(bridge('enableTheming'));
    let url = '';
    if (/Page|Settings/.test(context.extension.type || '')) {
      history = await quietly(bridge('createHistory'));
      if (history) {
        const at = history.location || {};
        url = at.pathname && at.pathname !== '/' ? at.pathname + (at.search || '') : '';
        history.listen((location, action) => {
          if (action === 'POP') open({ method: 'GET', url: location.pathname + (location.search || '') });
        });
      }
    }
    here = url || '/';
    await open({ method: 'GET', url, entryPoint: context.extension.entryPoint, modal: modal().key });
  }

  start().catch((failure) => fail(failure, () => location.reload()));
})();
