// What a page of the local product knows about the host, the app and its visitor, how it asks the host,
// and how it reports the calls of the app's pages. Everything in the product that is not Atlassian's
// hangs off this one global.
(() => {
  const facts = JSON.parse(document.getElementById('local-facts').textContent);
  const session = document.querySelector('meta[name="local-session"]').content;
  const local = (window.__localHost = { facts, session });

  /** Asks the host; a refusal becomes an error with the reason. */
  local.ask = async (path, body) => {
    const answer = await fetch(facts.site + path, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json', 'X-Local-Session': session },
      body: JSON.stringify({ product: facts.product, ...body }),
    });
    if (answer.ok) return answer.status === 204 ? undefined : answer.json();
    const { error } = await answer.json().catch(() => ({}));
    throw new Error(error ?? `the local host answered ${answer.status}`);
  };

  // Calls are reported in batches, and no more of them than a person could read.
  const WAIT = 250, MOST = 400;
  let calls = [], left = 0;
  const report = () => {
    const batch = calls;
    if (left) batch.push({ module: '', call: 'AP', arguments: `${left} more calls are not listed` });
    calls = [];
    left = 0;
    local.ask('/_host/bridge-calls', { calls: batch }).catch(() => {});
  };
  /** The outcome of a call that has not been reported yet is reported together with it. */
  local.onBridgeCall = (call) => {
    if (calls.includes(call)) return;
    if (!calls.length) setTimeout(report, WAIT);
    if (calls.length < MOST) calls.push(call);
    else left += 1;
  };
})();
