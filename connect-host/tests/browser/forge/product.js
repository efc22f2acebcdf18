// A product's page around one module: it has the shell in a frame, answers the bridge's commands from
// `answers`, and keeps what was called.
window.calls = [];
const frame = document.querySelector('iframe');
const gateway = async (command, data) => {
  const answer = await fetch('/gateway', { method: 'POST', body: JSON.stringify({ command, data }) });
  return answer.json();
};
window.moved = undefined;
window.places = [{ pathname: '/', search: '' }];
const placed = (to) => {
  const { pathname, search, hash } = new URL(to, 'http://product.invalid');
  return { pathname, search, hash };
};
window.answers = {
  getContext: (data) => gateway('getContext', data),
  invoke: (data) => gateway('invoke', data),
  fetchProduct: (data) => gateway('fetchProduct', data),
  'history.open': (listener) => {
    window.moved = listener;
    return window.places.at(-1);
  },
  'history.push': (to) => {
    window.places.push(placed(to));
    window.moved(window.places.at(-1), 'PUSH');
  },
};
/** The product's back button. */
window.back = () => {
  window.places.pop();
  window.moved(window.places.at(-1), 'POP');
};
addEventListener('message', ({ data, source }) => {
  if (data !== 'forge-frame' || source !== frame.contentWindow) return;
  const { port1: port, port2 } = new MessageChannel();
  source.postMessage('forge-bridge', '*', [port2]);
  const callable = (value) => {
    if (value === null || typeof value !== 'object') return value;
    if (value.function) return (...values) => port.postMessage({ call: value.function, values });
    if (Array.isArray(value)) return value.map(callable);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, callable(one)]));
  };
  port.onmessage = async ({ data: { id, command, data: given } }) => {
    const data = callable(given);
    if (!command.startsWith('frame.')) window.calls.push({ command, data });
    try {
      const value = await (window.answers[command] ?? (() => true))(data);
      port.postMessage({ answer: id, value });
    } catch (error) {
      port.postMessage({ answer: id, error: String(error.message) });
    }
  };
});
/** The data of a command's calls, without the functions in it. */
window.said = (command) => JSON.parse(JSON.stringify(window.calls.filter((call) => call.command === command).map(({ data }) => data ?? null)));
frame.src = frame.dataset.src;
