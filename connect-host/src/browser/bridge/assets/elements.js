// Creating elements without a template language: text stays text.
(() => {
  const local = window.__localHost;
  local.element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child != null));
    return made;
  };
  /** A size as the JavaScript API takes it: a number means pixels. */
  local.dimension = (value) => (value == null || value === '' ? '' : /^\d+(\.\d+)?$/.test(String(value)) ? `${value}px` : String(value));

  /** The page's only element with this id; appended to the body if missing. */
  local.region = (id, name, properties = {}) => {
    let region = document.getElementById(id);
    if (!region) document.body.append((region = local.element(name, { id, ...properties })));
    return region;
  };
  /** Shows a note about the page to the person viewing it. */
  local.note = (text) => {
    local.region('host-notes', 'p', { role: 'status' }).textContent = text;
  };
  /** What a frame's placeholder asks for in its data attributes. */
  local.wanted = ({ key, part, context }) => ({ key, part: part || undefined, context: context ? JSON.parse(context) : {} });
})();
