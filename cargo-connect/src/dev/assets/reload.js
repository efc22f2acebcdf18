// Follows `cargo connect dev`: reloads the page, or just its frames, when the app has changed, and
// shows errors over the page until then.
"use strict";

(() => {
  const seen = { ...document.currentScript.dataset };
  const STYLE = `
    :host { all: initial; }
    section, p { font: 14px/1.5 system-ui, sans-serif; color: #172b4d; background: #fff; }
    section {
      position: fixed; inset: 3vh 3vw auto; max-height: 94vh; overflow: auto; z-index: 2147483647;
      box-sizing: border-box; padding: 16px 20px; border-radius: 4px; border-top: 4px solid #c9372c;
      box-shadow: 0 8px 32px #091e4266;
    }
    p {
      position: fixed; right: 16px; bottom: 16px; z-index: 2147483647; margin: 0; padding: 4px 12px;
      border-radius: 4px; box-shadow: 0 2px 8px #091e4266;
    }
    h2 { margin: 0 64px 8px 0; font-size: 16px; }
    pre { margin: 0; font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    button { position: absolute; top: 12px; right: 16px; font: inherit; padding: 2px 10px; }
    .bold { font-weight: bold; } .italic { font-style: italic; } .underline { text-decoration: underline; }
    .dimmed { color: #505f79; } .red { color: #ae2a19; } .green { color: #216e4e; } .yellow { color: #7f5f01; }
    .blue { color: #0055cc; } .magenta { color: #943d73; } .cyan { color: #1d5f6e; }
    @media (prefers-color-scheme: dark) {
      section, p { color: #dfe1e6; background: #1d2125; }
      .dimmed { color: #9fadbc; } .red { color: #fd9891; } .green { color: #7ee2b8; } .yellow { color: #f5cd47; }
      .blue { color: #85b8ff; } .magenta { color: #f797d2; } .cyan { color: #9dd9ee; }
    }
  `;
  let over = null;
  let dismissed = "";

  function root() {
    if (over === null) {
      const host = document.createElement("local-host-trouble");
      over = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      over.adoptedStyleSheets = [sheet];
      document.body.append(host);
    }
    return over;
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function box(trouble) {
    const section = document.createElement("section");
    section.setAttribute("role", "alert");
    const pre = document.createElement("pre");
    for (const run of trouble.text) {
      const span = element("span", run.text);
      span.className = run.class;
      pre.append(span);
    }
    const close = element("button", "Close");
    close.type = "button";
    close.addEventListener("click", () => {
      dismissed = JSON.stringify(trouble);
      section.remove();
    });
    section.append(element("h2", trouble.title), pre, close);
    return section;
  }

  function show({ trouble, building }) {
    if (trouble === null) {
      dismissed = "";
    }
    const parts = [];
    if (trouble !== null && JSON.stringify(trouble) !== dismissed) {
      parts.push(box(trouble));
    }
    if (building) {
      const note = element("p", "Building…");
      note.setAttribute("role", "status");
      parts.push(note);
    }
    if (parts.length > 0 || over !== null) {
      root().replaceChildren(...parts);
    }
  }

  function follow(now) {
    if (now.run !== seen.run || String(now.page) !== seen.page) {
      location.reload();
      return;
    }
    if (String(now.app) !== seen.app) {
      seen.app = String(now.app);
      // Whoever creates the frames can reload them and prevent a reload of the whole page.
      const changed = new CustomEvent("local-host:app-changed", { cancelable: true });
      if (window.dispatchEvent(changed)) {
        location.reload();
        return;
      }
    }
    show(now);
  }

  // A browser has few connections per origin: a hidden page keeps none of them.
  let source = null;
  function listen() {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) {
      source = new EventSource("/_host/reload");
      source.addEventListener("message", (event) => follow(JSON.parse(event.data)));
    }
  }
  document.addEventListener("visibilitychange", listen);
  listen();
})();
