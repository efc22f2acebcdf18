// Elements without a template language: text is text.
(() => {
  const local = window.__localHost;
  local.element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child != null));
    return made;
  };
  /** A size as the JavaScript API takes it: a number means pixels. */
  local.dimension = (value) => (value == null || value === '' ? '' : /^\d+(\.\d+)?$/.test(String(value)) ? `${value}px` : String(value));

  /** The one element of the page with this id; made at the end of the body if there is none. */
  local.region = (id, name, properties = {}) => {
    let region = document.getElementById(id);
    if (!region) document.body.append((region = local.element(name, { id, ...properties })));
    return region;
  };
  /** Says something about the page to whoever looks at it. */
  local.note = (text) => {
    local.region('host-notes', 'p', { role: 'status' }).textContent = text;
  };
  /** What a placeholder of a frame says in its data attributes. */
  local.wanted = ({ key, part, context }) => ({ key, part: part || undefined, context: context ? JSON.parse(context) : {} });
})();
