// What a page of the local product knows of the host, the app and its visitor, how it asks the host,
// and how it reports the calls of the app's pages. Everything of the product's that is not Atlassian's
// hangs on this one global.
(() => {
  const facts = JSON.parse(document.getElementById('local-facts').textContent);
  const session = document.querySelector('meta[name="local-session"]').content;
  const local = (window.__localHost = { facts, session });

  /** Asks the host; its refusals become errors that say why. */
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
  /** Of a call that is known already and not yet reported, what has become of it is reported with it. */
  local.onBridgeCall = (call) => {
    if (calls.includes(call)) return;
    if (!calls.length) setTimeout(report, WAIT);
    if (calls.length < MOST) calls.push(call);
    else left += 1;
  };
})();
