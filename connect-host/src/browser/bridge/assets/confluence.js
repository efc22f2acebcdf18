// AP.confluence and AP.customContent, on the pages of Confluence.
(() => {
  const local = window.__localHost;
  const { connectHost } = window;
  const { last } = local;
  if (local.facts.product !== 'confluence') return;

  /** The macro that is being edited in a dialog, while that is open. */
  let macro;
  /** The macros being edited in a page of their own, by its frame. */
  const beside = new Map();
  const edited = (callback) => {
    const { extension_id, extension } = callback._context;
    if (extension.options.isDialog) return macro;
    if (!beside.has(extension_id)) beside.set(extension_id, { params: {}, body: '' });
    return beside.get(extension_id);
  };
  /** Opens a macro's editor; resolves to what it saved, or to nothing. */
  local.macroEditor = ({ key, part, context, params = {}, body = '' }, options = {}) => new Promise((ended) => {
    macro = { params, body, saved: false };
    const { width, height } = options;
    const end = () => {
      const { saved, ...now } = macro ?? {};
      macro = undefined;
      ended(saved ? now : undefined);
    };
    local.dialog({ key, part, context }, { submitText: 'Insert', ...options, chrome: !(width === '100%' && height === '100%'), onHide: end });
  });

  /** The id of the page that the caller's frame is on. */
  const contentOf = (callback) => {
    const { productContext = {} } = callback._context.extension.options;
    const id = productContext['content.id'] ?? productContext['page.id'] ?? document.querySelector('meta[name="ajs-page-id"]')?.content;
    if (!id) throw new Error('AP.confluence: there is no page here that could have properties');
    return id;
  };
  const propertiesOf = (callback) => `/api/v2/pages/${encodeURIComponent(contentOf(callback))}/properties`;
  const find = async (key, callback) => {
    const { results } = await local.rest('GET', `${propertiesOf(callback)}?key=${encodeURIComponent(key)}`);
    return results.find((one) => one.key === key);
  };

  connectHost.defineModule('confluence', {
    saveMacro(params, body) {
      const now = edited(last(arguments));
      if (!now) throw new Error('AP.confluence.saveMacro: no macro is edited');
      now.params = params ?? {};
      if (typeof body === 'string') now.body = body;
      now.saved = true;
    },
    closeMacroEditor() {
      if (macro) local.closeDialog();
    },
    getMacroData(callback) {
      callback(edited(callback)?.params ?? {});
    },
    getMacroBody(callback) {
      callback(edited(callback)?.body ?? '');
    },
    closeMacroPropertyPanel() {
      document.querySelector('[data-property-panel]')?.remove();
    },
    async getContentProperty(key, callback) {
      callback((await find(key, callback)) ?? null);
    },
    async syncPropertyFromServer(key, callback) {
      callback((await find(key, callback)) ?? null);
    },
    async setContentProperty(property, callback) {
      const { key, value, version } = property;
      try {
        const known = await find(key, callback);
        const kept = known
          ? await local.rest('PUT', `${propertiesOf(callback)}/${known.id}`, { key, value, version })
          : await local.rest('POST', propertiesOf(callback), { key, value });
        callback({ property: kept ?? property });
      } catch (error) {
        callback({ property, error: error.message });
      }
    },
  });
  /** Reports to the app that a control of a macro's property panel was used. */
  local.propertyPanel = (control, macroKey) => connectHost.broadcastEvent(`click.${control}.${macroKey}.macro.property-panel`, { addon_key: local.facts.appKey });

  // A custom content's editor: the surrounding page asks the app's page, and waits for its answer.
  const ANSWER = 10_000;
  const intercepted = new Set();
  let answer = () => {};
  connectHost.defineModule('customContent', {
    _intercept(event) {
      intercepted.add(event);
    },
    _submitCallback(value) {
      answer(value);
    },
    _submitSuccessCallback(value) {
      answer(value);
    },
    _submitErrorCallback(value, message) {
      answer(value, message);
    },
    _cancelCallback(value) {
      answer(value);
    },
    getEditComponent() {},
  });
  /** Sends `submit`, `submitSuccess`, `submitError` or `cancel` to the editor's page. One that the page does
  not intercept is left to the product, which does nothing. */
  local.customContent = (event, data) => new Promise((answered, failed) => {
    const name = `confluence.customcontent.${event}`;
    if (!intercepted.has(name)) return answered(undefined);
    const limit = setTimeout(() => failed(new Error('the app did not answer within 10 s')), ANSWER);
    answer = (value, message) => {
      clearTimeout(limit);
      answered({ value, message });
    };
    return connectHost.broadcastEvent(name, { addon_key: local.facts.appKey }, data);
  });
})();
