// What the inspector's pages do with scripts: the list of requests grows, and forms are sent.
(() => {
  'use strict';
  const session = document.querySelector('meta[name="local-session"]').content;
  const outcome = document.getElementById('outcome');
  // The answer to an action is shown on the page that it leads to.
  const KEPT = 'inspector-outcome';
  const say = (message, failed) => {
    outcome.textContent = message;
    outcome.classList.toggle('failed', failed);
  };
  const kept = sessionStorage.getItem(KEPT);
  if (kept) {
    sessionStorage.removeItem(KEPT);
    say(kept, false);
  }

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.classList.contains('action')) return;
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams(new FormData(form)),
        headers: { 'X-Local-Session': session },
      });
      const text = await answer.text();
      let said = { message: text };
      try { said = JSON.parse(text); } catch { /* A refusal in plain text. */ }
      if (!answer.ok) {
        say(said.message, true);
        return;
      }
      sessionStorage.setItem(KEPT, said.message);
      if (said.page) location.assign(said.page);
      else location.reload();
    } catch (error) {
      say(`The local host does not answer: ${error.message}`, true);
    } finally {
      button.disabled = false;
    }
  });

  document.addEventListener('click', async (event) => {
    const copied = event.target.dataset && event.target.dataset.copy;
    if (!copied) return;
    await navigator.clipboard.writeText(document.getElementById(copied).textContent);
    say('Copied, with TOKEN in the place of the token.', false);
  });

  const table = document.getElementById('requests');
  if (!table) return;
  const MOST = 1000;
  const rows = table.tBodies[0];
  const direction = document.getElementById('direction');
  const problems = document.getElementById('problems');
  const containing = document.getElementById('containing');
  const state = document.getElementById('live');
  const filter = (row) => {
    const words = containing.value.trim().toLowerCase();
    row.hidden = (direction.value !== '' && row.dataset.direction !== direction.value)
      || (problems.checked && !('problem' in row.dataset))
      || (words !== '' && !row.textContent.toLowerCase().includes(words));
  };
  const filterAll = () => { for (const row of rows.rows) filter(row); };
  for (const control of [direction, problems, containing]) control.addEventListener('input', filterAll);
  filterAll();

  const events = new EventSource(table.dataset.live);
  events.addEventListener('open', () => { state.textContent = 'New requests appear by themselves.'; });
  events.addEventListener('error', () => { state.textContent = 'The local host does not answer; trying again.'; });
  events.addEventListener('missed', () => location.reload());
  events.addEventListener('entry', (event) => {
    const { id, row: text } = JSON.parse(event.data);
    if (rows.querySelector(`tr[data-id="${Number(id)}"]`)) return;
    const parsed = document.createElement('template');
    // The host has escaped what the app and its users wrote.
    parsed.innerHTML = text;
    const row = parsed.content.firstElementChild;
    row.classList.add('new');
    filter(row);
    rows.prepend(row);
    while (rows.rows.length > MOST) rows.rows[rows.rows.length - 1].remove();
  });
})();
