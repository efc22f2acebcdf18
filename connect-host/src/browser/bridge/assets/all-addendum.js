// Appended to Atlassian's script for the app's pages: what the products append to it. A function nested
// in an object can't cross the bridge, nor can one be called twice, so calls that take one are completed
// here. Written from the public documentation of the JavaScript API.
(() => {
  const { AP } = window;
  if (!AP || !AP._data || !AP._data.origin) return; // not in a frame of a product
  const host = AP._hostModules;
  /** Adds to a module of AP, wherever it can be reached: `AP.x`, `AP.require('x')`. */
  const extend = (module, methods) => {
    if (!host[module]) return;
    for (const target of [AP[module], host[module]]) Object.assign(target, methods);
  };

  const send = host._globals && host._globals.request;
  if (send) {
    const xhr = ({ status, statusText, headers, body }) => ({
      status,
      statusText,
      responseText: typeof body === 'string' ? body : undefined,
      getResponseHeader: (name) => headers[name.toLowerCase()] ?? null,
      getAllResponseHeaders: () => Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join(''),
    });
    const failure = (message, about) => Object.assign(new Error(message), about);
    const answered = (response) => {
      if (response.ok) return { body: response.body, xhr: xhr(response) };
      throw failure(response.statusText, { xhr: xhr(response), err: response.body || response.statusText });
    };
    const unanswered = (why) => {
      throw failure(why, { xhr: xhr({ status: 0, statusText: 'error', headers: {} }), err: why });
    };
    // AP.request(url, options) or AP.request(options); with callbacks, a promise, or both.
    const request = (url, options) => {
      const { success, error, ...plain } = typeof url === 'object' ? url : { ...options, url };
      const answer = send(plain).then(answered, unanswered);
      if (success || error) {
        answer.then(
          (right) => success && success(right.body, 'success', right.xhr),
          (wrong) => error && error(wrong.xhr, 'error', wrong.err),
        );
      }
      return answer;
    };
    AP.request = host._globals.request = request;
    extend('request', { request });
  }

  if (host.history) {
    // A state that can be read synchronously, and a callback that is called on every change.
    const { history: given } = AP._data.options;
    let state = (given && given.state) || '';
    AP.register({ history_popstate: (event) => { state = event.newURL; } });
    const native = { ...host.history };
    extend('history', {
      getState: (type, callback) => {
        if (typeof type === 'function') return native.getState(undefined, type);
        return callback ? native.getState(type, callback) : state;
      },
      pushState: (next, ...rest) => {
        state = next;
        native.pushState(next, ...rest);
      },
      replaceState: (next, ...rest) => {
        state = next;
        native.replaceState(next, ...rest);
      },
      popState: (listener) => AP.register({
        history_popstate: (event) => {
          state = event.newURL;
          listener(event);
        },
      }),
    });
  }

  if (host.jira) {
    let validate, save, edit;
    const WorkflowConfiguration = {
      onSaveValidation: (listener) => { validate = listener; },
      onSave: (listener) => { save = listener; },
      trigger: () => {
        const valid = validate ? Boolean(validate.call()) : true;
        const value = valid && save ? String(save.call()) : undefined;
        const response = { valid, value };
        AP.jira._submitWorkflowConfigurationResponse(response);
        return response;
      },
    };
    AP.register({
      jira_workflow_post_function_submit: () => { WorkflowConfiguration.trigger(); },
      jira_dashboard_item_edit: () => edit && edit.call(),
    });
    const native = { ...host.jira };
    extend('jira', {
      WorkflowConfiguration,
      DashboardItem: {
        onDashboardItemEdit: (listener) => {
          edit = listener;
          AP.jira._editsDashboardItem();
        },
      },
      // The documentation puts the callback first; the bridge wants it last.
      openCreateIssueDialog: (callback, params) => native.openCreateIssueDialog(params, callback),
      showJQLEditor: (one, two) => (typeof one === 'function' ? native.showJQLEditor(two, one) : native.showJQLEditor(one, two)),
      openDatePicker: ({ element, onSelect, position, ...options }) => {
        const box = element && element.getBoundingClientRect();
        const at = box ? { left: box.left, top: box.bottom } : position;
        native.openDatePicker({ ...options, position: at }, (iso) => onSelect && onSelect(iso, new Date(iso)));
      },
    });
  }

  // Event names, each with a callback.
  extend('confluence', { onMacroPropertyPanelEvent: (listeners) => AP.register(listeners) });
  if (host.customContent) {
    const parts = ['intercept', 'submitCallback', 'submitSuccessCallback', 'submitErrorCallback', 'cancelCallback'];
    const component = Object.fromEntries(parts.map((part) => [part, (...given) => AP.customContent[`_${part}`](...given)]));
    extend('customContent', { getEditComponent: () => component });
  }
})();
