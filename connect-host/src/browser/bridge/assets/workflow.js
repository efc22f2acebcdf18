// The rules of a workflow: the button beside a configuration page saves the page's value.
(() => {
  const local = window.__localHost;
  /** The frame in the same section of the page as this element. */
  local.frameBeside = (element) => {
    const part = element.closest('section');
    return [...local.frames.values()].find(({ place }) => part?.contains(place));
  };
  document.addEventListener('click', async (event) => {
    const save = event.target.closest('.ap-workflow-save');
    const frame = save && local.frameBeside(save);
    if (!frame) return;
    try {
      const { valid, value } = await local.workflowValue(frame);
      if (!valid) throw new Error('The app does not accept this configuration.');
      window.location.search = new URLSearchParams({ rule: save.dataset.rule, part: 'view', config: value ?? '' });
    } catch (error) {
      local.note(error.message);
    }
  });
})();
