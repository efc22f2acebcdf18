// AP.request: a request to the REST API as the page's user, on behalf of the app.
(() => {
  const local = window.__localHost;
  const { connectHost } = window;
  const { facts, session } = local;
  local.last = (list) => list[list.length - 1];
  /** Makes these methods return promises as well as take callbacks. */
  local.promises = (methods) => {
    for (const method of Object.values(methods)) method.returnsPromise = true;
    return methods;
  };

  /** The documented headers; the product drops all others. */
  const PASSED_ON = { accept: 'Accept', 'if-match': 'If-Match', 'if-none-match': 'If-None-Match' };

  /** A path in the product, with or without the context path, which the products add themselves. */
  local.ofProduct = (path) => {
    const { contextPath } = facts, { origin } = window.location;
    const below = contextPath && (path === contextPath || path.startsWith(`${contextPath}/`)) ? path : contextPath + path;
    const url = new URL(/^[a-z][a-z\d+.-]*:|^\/\//i.test(path) ? path : below, origin);
    if (url.origin !== origin) throw new Error(`AP.request takes a path of the product, and not ${url.origin}`);
    return url;
  };

  async function request(options) {
    const { addon_key: app } = local.last(arguments)._context.extension;
    const url = local.ofProduct(options.url);
    const method = (options.type ?? options.method ?? 'GET').toUpperCase();
    const headers = { Accept: '*/*', 'AP-Client-Key': app, 'X-Local-Session': session };
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      const known = PASSED_ON[name.toLowerCase()];
      if (known) headers[known] = value;
    }
    if (options.experimental) headers['X-ExperimentalApi'] = 'opt-in';
    const body = content(method, options, url, headers);
    const answer = await fetch(url, { method, headers, body, credentials: 'omit' });
    return {
      ok: answer.ok,
      status: answer.status,
      statusText: answer.statusText,
      headers: Object.fromEntries(answer.headers),
      body: options.binaryAttachment ? await answer.arrayBuffer() : await answer.text(),
    };
  }

  /** The body; sets headers that it needs. */
  function content(method, { data, contentType }, url, headers) {
    if (data == null) return undefined;
    if (method === 'GET' || method === 'HEAD') {
      if (typeof data === 'object') for (const [name, value] of Object.entries(data)) url.searchParams.append(name, value);
      return undefined;
    }
    if (contentType === 'multipart/form-data') {
      const form = new FormData();
      for (const [name, value] of Object.entries(data)) for (const one of [value].flat()) form.append(name, one);
      headers['X-Atlassian-Token'] = 'no-check';
      return form;
    }
    headers['Content-Type'] = contentType ?? 'application/x-www-form-urlencoded; charset=UTF-8';
    const binary = data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data);
    return typeof data === 'object' && !binary ? new URLSearchParams(data).toString() : data;
  }

  connectHost.defineModule(local.promises({ request })); // without a name: AP.request

  /** The REST API for the product's own pages: as the user, without the app. */
  local.rest = async (method, path, body) => {
    const answer = await fetch(local.ofProduct(path), {
      method,
      credentials: 'omit',
      headers: { Accept: 'application/json', 'X-Local-Session': session, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw Object.assign(new Error(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 300)}`), { status: answer.status });
    return text ? JSON.parse(text) : undefined;
  };
})();
