// AP.jira, on the pages of Jira.
(() => {
  const local = window.__localHost;
  const { connectHost } = window;
  const { element, field, formButtons, last } = local;
  if (local.facts.product !== 'jira') return;

  /** The placeholder that holds the caller's frame. */
  const placeOf = (callback) => local.frames.get(callback._context.extension_id)?.place;
  /** The product's dialog for creating an issue; `fields` are prefilled. */
  async function createIssue(fields, callback) {
    const { values = [] } = await local.rest('GET', '/rest/api/3/project/search').catch(() => ({}));
    const given = fields.project?.key ?? values.find(({ id }) => id === String(fields.project?.id ?? ''))?.key;
    const project = element('select', { name: 'project' }, ...values.map(({ key, name }) => new Option(`${name} (${key})`, key, key === given, key === given)));
    const summary = element('input', { name: 'summary', required: true, value: fields.summary ?? '' });
    const type = element('input', { name: 'type', value: fields.issueType?.name ?? fields.issuetype?.name ?? 'Task' });
    const box = local.modal('Create issue', element('form', {}, field('Project', project), field('Type', type), field('Summary', summary)));
    box.addEventListener('cancel', () => callback([]));
    formButtons(box, 'Create', async (form) => {
      const made = { project: { key: form.get('project') }, issuetype: { name: form.get('type') }, summary: form.get('summary') };
      if (fields.description) made.description = fields.description;
      try {
        const { id, key } = await local.rest('POST', '/rest/api/3/issue', { fields: made });
        box.leave();
        callback([{ id, key, fields: made }]);
      } catch (error) {
        local.note(error.message);
      }
    });
    summary.focus();
  }

  /** Answers of the app's page when the surrounding form is submitted. */
  const answers = new Map();

  connectHost.defineModule('jira', {
    refreshIssuePage() {
      // A page that can refresh the issue on its own cancels the event.
      if (document.dispatchEvent(new CustomEvent('local:refresh-issue', { cancelable: true }))) window.location.reload();
    },
    getWorkflowConfiguration(callback) {
      const { productContext } = callback._context.extension.options;
      const name = Object.keys(productContext).find((one) => one.endsWith('.config'));
      callback(productContext[name] ?? '');
    },
    _submitWorkflowConfigurationResponse(response) {
      const { extension_id } = last(arguments)._context;
      answers.get(extension_id)?.(response);
      answers.delete(extension_id);
    },
    isDashboardItemEditable(callback) {
      callback(placeOf(callback)?.dataset.editable !== 'false');
    },
    setDashboardItemTitle(title) {
      const heading = placeOf(last(arguments))?.closest('section')?.querySelector('h2');
      if (heading) heading.textContent = title;
    },
    _editsDashboardItem() {
      const frame = local.frames.get(last(arguments)._context.extension_id);
      if (frame) frame.edits = true;
    },
    openCreateIssueDialog(params, callback) {
      createIssue(params?.fields ?? params ?? {}, callback);
    },
    openIssueDialog(key, callback) {
      const box = local.modal(key, element('p', {}, element('a', { href: `${local.facts.contextPath}/browse/${encodeURIComponent(key)}`, textContent: `Open ${key}` })));
      const close = element('button', { type: 'button', textContent: 'Close' });
      const end = () => {
        box.leave();
        callback(key);
      };
      close.addEventListener('click', end);
      box.addEventListener('cancel', end);
      box.append(element('footer', {}, close));
    },
    openDatePicker({ date, position, showTime }, callback) {
      const input = element('input', { type: showTime ? 'datetime-local' : 'date', value: date ?? '' });
      input.setAttribute('aria-label', 'Date');
      const box = local.modal('Choose a date', element('form', {}, input));
      const frame = local.frames.get(callback._context.extension_id)?.iframe.getBoundingClientRect();
      if (position && frame) Object.assign(box.style, { margin: 0, left: `${frame.left + position.left}px`, top: `${frame.top + position.top}px` });
      formButtons(box, 'Choose', () => {
        box.leave();
        callback(input.value);
      });
    },
    initJQLEditor() {},
    showJQLEditor(options, callback) {
      const query = element('textarea', { name: 'jql', value: options?.jql ?? '', rows: 4 });
      const box = local.modal(options?.header ?? 'JQL', element('form', {}, options?.descriptionText ? element('p', { textContent: options.descriptionText }) : null, field('Query', query)));
      formButtons(box, options?.submitText ?? 'Use this query', () => {
        box.leave();
        callback({ jql: query.value });
      });
    },
    isNativeApp(callback) {
      callback(false);
    },
  });

  /** The value that a page of the app has for a workflow rule. Only that page is asked, since every other
  would answer too. */
  local.workflowValue = (frame) => new Promise((answered) => {
    answers.set(frame.id, answered);
    connectHost.broadcastEvent('jira_workflow_post_function_submit', { id: frame.id });
  });
  // An app that edits its gadget itself is notified; for any other, the page is opened in edit mode.
  document.addEventListener('click', (event) => {
    const edit = event.target.closest('.ap-item-edit');
    const frame = edit && local.frameBeside(edit);
    if (!frame?.edits) return;
    event.preventDefault();
    connectHost.broadcastEvent('jira_dashboard_item_edit', { id: frame.id });
  });
})();
