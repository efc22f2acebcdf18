// The modules of AP that every product adds to those of the bridge's package.
(() => {
  const local = window.__localHost;
  const { connectHost } = window;
  const { facts, last, promises } = local;

  connectHost.defineModule({
    getLocation(callback) {
      callback(window.location.href);
    },
    sizeToParent(hideFooter) {
      connectHost.getProvider('addon').sizeToParent(hideFooter, last(arguments)._context);
    },
    hideFooter(hide) {
      document.documentElement.dataset.footer = hide ? 'hidden' : '';
    },
  });

  connectHost.defineModule('context', promises({
    async getToken() {
      return (await local.optionsOf(last(arguments)._context)).contextJwt;
    },
    async getContext() {
      return (await local.optionsOf(last(arguments)._context)).structuredContext;
    },
  }));

  // Stored at the product's origin, and separate for each app.
  const DAY = 86_400_000;
  const place = (callback, name) => `${callback._context.extension.addon_key}$$${name}`;
  connectHost.defineModule('cookie', {
    save(name, value, days) {
      const expiry = Date.now() + (Number(days) || 365) * DAY;
      localStorage.setItem(place(last(arguments), name), JSON.stringify({ value, expiry }));
    },
    read(name) {
      const callback = last(arguments);
      const kept = JSON.parse(localStorage.getItem(place(callback, name)) ?? 'null');
      callback(kept && kept.expiry > Date.now() ? String(kept.value) : undefined);
    },
    erase(name) {
      localStorage.removeItem(place(last(arguments), name));
    },
  });

  const { user } = facts;
  connectHost.defineModule('user', {
    getUser(callback) {
      callback({ id: null, key: null, fullName: null });
    },
    getCurrentUser(callback) {
      callback({ atlassianAccountId: user.accountId, accountType: user.accountId ? 'atlassian' : null });
    },
    getTimeZone(callback) {
      callback(user.timeZone);
    },
    getLocale(callback) {
      callback(user.locale);
    },
  });

  // The paths of the documented targets in the product.
  const base = facts.contextPath;
  const own = ({ moduleKey, customData, context }) => {
    const query = new URLSearchParams(Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]));
    for (const [name, value] of Object.entries(customData ?? {})) query.append(`ac.${name}`, typeof value === 'object' ? JSON.stringify(value) : value);
    return `${base}/plugins/servlet/ac/${encodeURIComponent(facts.appKey)}/${encodeURIComponent(moduleKey)}${query.size ? `?${query}` : ''}`;
  };
  const site = ({ relativeUrl, absoluteUrl }) => {
    const { origin } = window.location;
    const url = new URL(relativeUrl === undefined ? absoluteUrl : `${facts.site}/${relativeUrl.replace(/^\//, '')}`, origin);
    if (url.origin !== origin) throw new Error(`AP.navigator.go: ${url.origin} is not this site`);
    return url.pathname + url.search + url.hash;
  };
  const TARGETS = {
    jira: {
      addonmodule: own,
      dashboard: ({ dashboardId }) => `${base}/jira/dashboards/${dashboardId}`,
      issue: ({ issueKey }) => `${base}/browse/${issueKey}`,
      projectadminsummary: ({ projectKey }) => `${base}/plugins/servlet/project-config/${projectKey}/summary`,
      projectadmintabpanel: ({ projectKey, moduleKey }) => `${base}/plugins/servlet/ac/${facts.appKey}/${moduleKey}?project.key=${projectKey}`,
      site,
      userprofile: ({ userAccountId, username }) => `${base}/jira/people/${userAccountId ?? username}`,
    },
    confluence: {
      addonmodule: own,
      contentedit: ({ contentId }) => `${base}/pages/editpage.action?pageId=${contentId}`,
      contentlist: ({ spaceKey }) => `${base}/spaces/${spaceKey}/pages`,
      contentview: ({ contentId }) => `${base}/pages/viewpage.action?pageId=${contentId}`,
      site,
      spacetools: ({ spaceKey, moduleKey }) => (moduleKey ? own({ moduleKey, context: { 'space.key': spaceKey } }) : `${base}/spaces/viewspacesummary.action?key=${spaceKey}`),
      spaceview: ({ spaceKey }) => `${base}/spaces/${spaceKey}`,
      userprofile: ({ userAccountId, username }) => `${base}/people/${userAccountId ?? username}`,
    },
  };
  connectHost.defineModule('navigator', {
    go(target, context) {
      const route = TARGETS[facts.product][String(target).toLowerCase()];
      if (!route) throw new Error(`AP.navigator.go does not know "${target}"; it knows ${Object.keys(TARGETS[facts.product]).join(', ')}`);
      window.location.assign(route(context ?? {}));
    },
    getLocation(callback) {
      const { context, target } = document.body.dataset;
      callback({ target: target ?? 'site', context: context ? JSON.parse(context) : {}, href: window.location.href });
    },
    reload() {
      window.location.reload();
    },
  });

  // AP.history: the anchor "#!state". Back and forward reach the app as an event.
  const state = () => {
    const { hash } = window.location;
    return hash.startsWith('#!') ? decodeURIComponent(hash.slice(2)) : '';
  };
  local.anchorState = state;
  let shown = state();
  const set = (how) => (next) => {
    shown = String(next ?? '');
    window.history[how](null, '', `#!${encodeURIComponent(shown)}`);
  };
  connectHost.defineModule('history', {
    pushState: set('pushState'),
    replaceState: set('replaceState'),
    getState(type, callback) {
      const all = { key: facts.appKey, hash: window.location.hash, title: document.title, href: window.location.href };
      callback(type === 'all' ? all : shown);
    },
    back() {
      window.history.back();
    },
    forward() {
      window.history.forward();
    },
    go(steps) {
      window.history.go(steps);
    },
  });
  window.addEventListener('popstate', () => {
    const oldURL = shown;
    shown = state();
    connectHost.broadcastEvent('history_popstate', { addon_key: facts.appKey }, {
      key: facts.appKey,
      hash: window.location.hash,
      query: window.location.search,
      title: document.title,
      href: window.location.href,
      state: null,
      newURL: shown,
      oldURL,
    });
  });
})();
