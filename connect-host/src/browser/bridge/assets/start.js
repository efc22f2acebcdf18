// Turns the placeholders in the product's page into frames and dialogs:
//   <div class="ap-frame" data-key="…" data-part="…" data-context='{"issue.key": "…"}'>
//   <a class="ap-item" data-target="dialog" data-key="…" data-context="…" data-options='{"width": "…"}'>
// `inlinedialog` opens beside the link, `dialog` in the middle; `macro` is inserted into the body
// being edited.
(() => {
  const local = window.__localHost;
  local.start = (root = document) => {
    for (const place of root.querySelectorAll('.ap-frame:not([data-state])')) local.mount(place, local.wanted(place.dataset));
  };
  document.addEventListener('click', (event) => {
    const opener = event.target.closest?.('.ap-item[data-target]');
    if (!opener) return;
    event.preventDefault();
    const wanted = local.wanted(opener.dataset);
    // A web item may name a dialog module, which has its own options.
    const { key, ...options } = opener.dataset.options ? JSON.parse(opener.dataset.options) : {};
    if (key) wanted.key = key;
    const all = { ...local.facts.dialogs[wanted.key], ...options };
    if (typeof all.header === 'object') all.header = all.header?.value;
    const { target } = opener.dataset;
    if (target === 'inlinedialog') local.inlineDialog(opener, wanted, all);
    else if (target === 'macro') local.insertMacro(opener);
    else local.dialog(wanted, all);
  });
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => local.start());
  else local.start();
})();
