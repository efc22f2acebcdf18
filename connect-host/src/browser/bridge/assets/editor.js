// The app's macros in a body that is being edited: inserted with their editor, listed beside the
// body, and edited from there.
//   <button class="ap-item" data-target="macro" data-key="…" data-body-type="rich-text" …>
// With `data-part` the app has an editor; a macro without one gets the product's own form for the
// parameters in `data-parameters`.
(() => {
  const local = window.__localHost;
  const { element } = local;
  if (local.facts.product !== 'confluence') return;

  const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  const unescaped = (text) => text.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]);
  const escaped = (text) => String(text).replace(/[<>"&]/g, (sign) => Object.keys(ENTITIES).find((entity) => ENTITIES[entity] === sign));
  const attribute = (tag, name) => unescaped(new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

  const TAG = /<ac:structured-macro\b[^>]*>|<\/ac:structured-macro>/g;
  const PARAMETER = /<ac:parameter\b[^>]*?ac:name="([^"]*)"[^>]*?(?:\/>|>([^]*?)<\/ac:parameter>)/g;
  const BODY = /<ac:(rich|plain)-text-body>([^]*)<\/ac:\1-text-body>/;

  /** The macros in a body, with their start and end. */
  const macrosIn = (body) => {
    const found = [], open = [];
    for (const { 0: tag, index } of body.matchAll(TAG)) {
      const closes = tag.startsWith('</');
      if (!closes) open.push(index);
      if (!closes && !tag.endsWith('/>')) continue;
      const start = open.pop(), end = index + tag.length;
      if (start !== undefined) found.push({ start, end, ...read(body.slice(start, end)) });
    }
    return found.sort((one, other) => one.start - other.start);
  };
  function read(text) {
    const head = text.slice(0, text.indexOf('>') + 1);
    const { index = text.length, 1: kind, 2: inner = '' } = BODY.exec(text) ?? {};
    const params = {};
    for (const [, name, value = ''] of text.slice(0, index).matchAll(PARAMETER)) params[unescaped(name)] = unescaped(value);
    const body = kind === 'plain' ? inner.trim().replace(/^<!\[CDATA\[|\]\]>$/g, '') : inner;
    return { name: attribute(head, 'ac:name'), id: attribute(head, 'ac:macro-id'), params, body };
  }

  /** The markup of a macro in a body. */
  const written = ({ name, id, params, body }, bodyType) => {
    const parameters = Object.entries(params).map(([key, value]) => `\n  <ac:parameter ac:name="${escaped(key)}">${escaped(value)}</ac:parameter>`);
    const inner = {
      'plain-text': `\n  <ac:plain-text-body><![CDATA[${body.replaceAll(']]>', ']]]]><![CDATA[>')}]]></ac:plain-text-body>`,
      'rich-text': `\n  <ac:rich-text-body>${body}</ac:rich-text-body>`,
    }[bodyType] ?? '';
    const known = id ? ` ac:macro-id="${escaped(id)}"` : '';
    return `<ac:structured-macro ac:name="${escaped(name)}"${known}>${parameters.join('')}${inner}\n</ac:structured-macro>`;
  };

  /** The product's own form for a macro without an editor; resolves to its values, or to nothing. */
  const form = (header, submitText, declared, params) => new Promise((ended) => {
    const control = ({ identifier, type, required, defaultValue, values = [] }) => {
      const value = params[identifier] ?? defaultValue ?? '';
      if (type === 'boolean') return element('input', { type: 'checkbox', name: identifier, value: 'true', checked: value === 'true' });
      if (type === 'enum') return element('select', { name: identifier }, ...values.map((one) => new Option(one, one, one === value, one === value)));
      return element('input', { name: identifier, required: Boolean(required), value });
    };
    const label = ({ identifier, name }) => name?.value ?? name ?? identifier;
    const box = local.modal(header, element('form', {}, ...declared.map((one) => local.field(label(one), control(one)))));
    box.addEventListener('cancel', () => ended(undefined));
    local.formButtons(box, submitText, (filled) => {
      box.leave();
      ended(Object.fromEntries([...filled].filter(([, value]) => value !== '')));
    });
  });

  const area = () => document.querySelector('#editor textarea[name="body"]');
  const buttons = () => [...document.querySelectorAll('.ap-item[data-target="macro"]')];

  /** Lets the person edit a macro; resolves to the edited macro, or to nothing. */
  async function edit({ dataset }, macro, isNew) {
    const { title, part, parameters, options } = dataset;
    const { insertTitle, editTitle, width, height } = options ? JSON.parse(options) : {};
    const header = (isNew ? insertTitle?.value : editTitle?.value) ?? `${isNew ? 'Insert' : 'Edit'} ${title}`;
    const submitText = isNew ? 'Insert' : 'Save';
    if (!part) {
      const params = await form(header, submitText, JSON.parse(parameters ?? '[]'), macro.params);
      return params && { ...macro, params };
    }
    const wanted = local.wanted(dataset);
    Object.assign(wanted.context, { 'macro.id': macro.id, 'macro.body': macro.body });
    const saved = await local.macroEditor({ ...wanted, params: macro.params, body: macro.body }, { header, submitText, width, height });
    return saved && { ...macro, ...saved };
  }

  /** Inserts a macro at the cursor. */
  local.insertMacro = async (button) => {
    const { selectionStart, selectionEnd } = area();
    const made = await edit(button, { name: button.dataset.key, id: '', params: {}, body: '' }, true);
    if (made) replace(selectionStart, selectionEnd, written(made, button.dataset.bodyType));
  };
  function replace(start, end, text) {
    area().setRangeText(text, start, end, 'end');
    area().focus();
    list();
  }

  /** Lists the app's macros in the body, each with a button to edit it. */
  function list() {
    const place = document.getElementById('macros-here');
    if (!place || !area()) return undefined;
    const here = macrosIn(area().value).flatMap((macro) => {
      const button = buttons().find(({ dataset }) => dataset.key === macro.name);
      return button ? [{ macro, button }] : [];
    });
    if (!here.length) return place.replaceChildren(element('li', { className: 'subtle', textContent: 'None of the app.' }));
    return place.replaceChildren(...here.map(({ macro, button }) => {
      const change = element('button', { type: 'button', textContent: 'Edit' });
      change.setAttribute('aria-label', `Edit ${button.dataset.title}`);
      change.addEventListener('click', async () => {
        const changed = await edit(button, macro, false);
        if (changed) replace(macro.start, macro.end, written(changed, button.dataset.bodyType));
      });
      const params = Object.entries(macro.params).map(([name, value]) => `${name}: ${value}`).join(', ');
      return element('li', {}, element('span', { textContent: `${button.dataset.title} ${params ? `(${params}) ` : ''}` }), change);
    }));
  }
  document.addEventListener('input', ({ target }) => target === area() && list());
  document.addEventListener('DOMContentLoaded', list);
})();
