// The product's own boxes over its page.
(() => {
  const local = window.__localHost;
  const { element } = local;

  /** A modal box of the product; nothing outside it can be reached. */
  local.modal = (header, ...children) => {
    const box = element('dialog', { className: 'local-dialog' });
    if (header) {
      const heading = element('h2', { id: `local-dialog-${++count}`, textContent: header });
      box.append(element('header', {}, heading));
      box.setAttribute('aria-labelledby', heading.id);
    }
    box.append(...children);
    // A browser returns the focus to an element, but not to a frame.
    const before = document.activeElement;
    box.leave = () => {
      box.close();
      box.remove();
      before?.focus();
    };
    document.body.append(box);
    box.showModal();
    return box;
  };
  let count = 0;

  local.field = (label, control) => element('label', {}, element('span', { textContent: label }), control);
  /** Appends the buttons to a form in a modal box; `submit` gets the form's values. */
  local.formButtons = (box, submitText, submit) => {
    const form = box.querySelector('form');
    const cancel = element('button', { type: 'button', textContent: 'Cancel' });
    cancel.addEventListener('click', () => box.dispatchEvent(new Event('cancel')));
    form.append(element('footer', {}, element('button', { type: 'submit', textContent: submitText, className: 'primary' }), cancel));
    box.addEventListener('cancel', () => box.leave());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submit(new FormData(form));
    });
  };
})();
