//! What the shell promises, one check for each promise.

use serde_json::{Value, json};

use super::site::{Permits, Site, panel};

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"de\"><head><title>Votes</title>\
         <link rel=\"stylesheet\" href=\"/app.css\">\
         <link rel=\"stylesheet\" href=\"/static/packed.0123456789abcdef.css\">\
         <style>#styled {{ color: rgb(4, 5, 6) }}</style></head>\
         <body class=\"panel\" data-issue=\"DEMO-1\"><script src=\"/atlassian-connect/all.js\"></script>\
         <script src=\"/app.js\"></script><script>document.documentElement.dataset.inline = 'ran';</script>\
         {body}</body></html>"
    )
}

fn answered(url: &str, text: &str) -> Value {
    json!({ "status": 200, "type": "text/html; charset=utf-8", "text": text, "url": url })
}

const FIRST: &str = r##"<h1 style="font-size: 30px">First</h1><p id="styled">styled</p>
<a id="next" href="second?x=1">next</a> <a id="out" href="https://example.com/">out</a>
<a id="blank" href="/second" target="_blank">blank</a> <a id="part" href="#styled">part</a>
<a id="script" href="javascript:document.documentElement.dataset.href = 'ran'">script</a>
<a id="handled" href="/second">handled</a>
<button id="inline" type="button" onclick="document.documentElement.dataset.handler = 'ran'">inline</button>
<form id="post" method="post" action="/save?a=1"><input name="note" value="hello &amp; bye">
<button id="go" name="how" value="well">Save</button>
<button id="other" formaction="/away" formnovalidate>Elsewhere</button></form>
<form id="get" action="/second?old=1"><input name="x" value="7"><button>Find</button></form>
<form id="file" method="post" action="/save"><input type="file" name="file"><button>Send</button></form>
<script src="/static/packed.js"></script><script src="/static/after.0123456789abcdef.js"></script>
<script type="application/json" id="data">{"a": 1}</script>"##;

fn app(asked: &Value) -> Value {
    let url = asked["url"].as_str().unwrap();
    match url.split('?').next().unwrap() {
        "" | "/votes/panel" => answered("/votes/panel", &page(FIRST)),
        "/save" => answered(
            "/done?n=1",
            &page(&format!(
                "<h1>Saved</h1><p>{}</p>",
                asked["form"][0][1].as_str().unwrap()
            )),
        ),
        "/away" => json!({ "status": 302, "redirect": "https://example.com/away" }),
        "/plain" => {
            json!({ "status": 200, "type": "text/plain", "text": "<b id=bold>bold</b>", "url": "/plain" })
        }
        "/refused" => {
            json!({ "status": 403, "type": "text/html", "text": page("<h1>Not for you</h1>"), "url": "/refused" })
        }
        "/api/votes" => json!({
            "status": 201, "type": "application/json", "url": url,
            "text": json!({ "got": asked["text"], "headers": asked["headers"] }).to_string(),
        }),
        "/api/nothing" => json!({ "status": 204, "type": null, "text": "", "url": url }),
        "/styled" => answered(
            url,
            "<h1>Styled</h1><link rel=\"stylesheet\" href=\"/static/missing.css\">",
        ),
        _ => answered(
            url,
            &page(&format!(
                "<h1>Second {url}</h1><a id=\"back\" href=\"/votes/panel\">back</a>"
            )),
        ),
    }
}

const COLOUR: &str = "getComputedStyle(document.querySelector('h1')).color";
const STYLED: &str = "getComputedStyle(document.querySelector('#styled')).color";
const SIZE: &str = "getComputedStyle(document.querySelector('h1')).fontSize";
const RAN: &str = "({ ...document.documentElement.dataset })";

/// Waits for the first page.
async fn first(permits: Permits, context: Value) -> Option<Site> {
    let site = Site::open(permits, context, app).await?;
    site.shows("h1").await;
    Some(site)
}

#[tokio::test]
async fn a_page_of_the_server_is_shown_without_any_permission() {
    let Some(site) = first(Permits::Nothing, panel()).await else {
        return;
    };
    assert_eq!(
        site.last_request(),
        json!({ "method": "GET", "url": "" }),
        "nothing of the context"
    );
    let browser = &site.browser;
    browser.until("globalThis.traced?.length === 4").await;
    for (what, expected) in [
        ("document.title", json!("Votes")),
        ("document.documentElement.lang", json!("de")),
        ("document.body.className", json!("panel")),
        ("document.body.dataset.issue", json!("DEMO-1")),
        (
            "JSON.parse(document.querySelector('#data').textContent)",
            json!({ "a": 1 }),
        ),
        // Files beside the shell work; inline code and files at the app do not.
        (COLOUR, json!("rgb(1, 2, 3)")),
        (
            "traced",
            json!(["packed First", "after First", "ready First", "loaded First"]),
        ),
    ] {
        assert_eq!(browser.read(what).await, expected, "{what}");
    }
    assert_ne!(browser.read(STYLED).await, "rgb(4, 5, 6)");
    assert_ne!(browser.read(SIZE).await, "30px");
    assert_eq!(
        browser.read(RAN).await,
        json!({}),
        "only packed scripts run"
    );
    browser.click("#inline").await;
    assert_eq!(browser.read(RAN).await, json!({}));
    // The shell reports everything that was blocked, with what to do about it.
    let complaints = site.complaints().await;
    for blocked in [
        "Forge blocks inline (script-src-elem)",
        "Forge blocks inline (script-src-attr)",
        "Forge blocks inline (style-src-elem)",
        "Forge blocks inline (style-src-attr)",
        &format!("Forge blocks {}/app.js (script-src-elem)", site.app),
        &format!("Forge blocks {}/app.css (style-src-elem)", site.app),
    ] {
        let reported = |line: &&String| line.contains(blocked) && line.contains("#[assets]");
        assert!(
            complaints.iter().any(|line| reported(&line)),
            "{blocked}: {complaints:#?}"
        );
    }
    let bridge = complaints.iter().find(|line| line.contains("all.js"));
    assert_eq!(bridge, None, "Connect's bridge is not even requested");
    let commands = site.in_product("calls.map(({ command }) => command)").await;
    assert_eq!(
        commands,
        json!(["getContext", "enableTheming", "on", "invoke"])
    );
    site.close().await;
}

#[tokio::test]
async fn permissions_admit_inline_styles_and_the_apps_own_files() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    assert_eq!(site.browser.read(STYLED).await, "rgb(4, 5, 6)");
    assert_eq!(site.browser.read(SIZE).await, "30px");
    site.browser.click("#inline").await;
    assert_eq!(site.browser.read(RAN).await, json!({}), "scripts stay out");
    site.close().await;

    let Some(site) = first(Permits::AppsFiles, panel()).await else {
        return;
    };
    site.browser
        .until("document.documentElement.dataset.app === 'ran'")
        .await;
    assert_ne!(site.browser.read(STYLED).await, "rgb(4, 5, 6)");
    site.close().await;
}

#[tokio::test]
async fn links_open_own_pages_in_the_frame_and_others_through_the_product() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    // Relative to the current page.
    browser.click("#next").await;
    browser
        .until("document.querySelector('h1').textContent === 'Second /votes/second?x=1'")
        .await;
    assert_eq!(
        site.last_request(),
        json!({ "method": "GET", "url": "/votes/second?x=1" })
    );
    assert_eq!(browser.read("scrollY").await, 0);
    browser.click("#back").await;
    site.shows("#next").await;
    assert_eq!(site.last_request()["url"], "/votes/panel");

    let before = site.request_count();
    for link in ["#out", "#blank", "#part", "#script"] {
        browser.click(link).await;
    }
    let product = site.in_product("location.origin").await;
    let product = product.as_str().unwrap();
    browser
        .run(&format!(
            "document.querySelector('#out').href = '{product}/browse/DEMO-2'; document.querySelector('#out').click();
             document.querySelector('#handled').addEventListener('click', (event) => event.preventDefault());
             document.querySelector('#handled').click();"
        ))
        .await;
    site.until_in_product("said('navigate').length === 3").await;
    assert_eq!(
        site.calls_of("navigate").await,
        [
            json!({ "url": "https://example.com/", "type": "new-tab" }),
            json!({ "url": format!("{}/second", site.app), "type": "new-tab" }),
            json!({ "url": format!("{product}/browse/DEMO-2"), "type": "same-tab" }),
        ]
    );
    assert_eq!(site.request_count(), before);
    assert_eq!(browser.read("location.hash").await, "#styled");
    assert_eq!(browser.read(RAN).await, json!({}));
    site.close().await;
}

#[tokio::test]
async fn forms_are_sent_through_the_bridge() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    browser.click("#go").await;
    browser
        .until("document.querySelector('h1').textContent === 'Saved'")
        .await;
    assert_eq!(site.text("p").await, "hello & bye");
    let form = json!([["note", "hello & bye"], ["how", "well"]]);
    assert_eq!(
        site.last_request(),
        json!({ "method": "POST", "url": "/save?a=1", "form": form })
    );
    // After a redirect, addresses are relative to its target.
    let relative = browser
        .run("const answer = await fetch('api/votes'); return answer.status;")
        .await;
    assert_eq!(
        (relative, &site.last_request()["url"]),
        (json!(201), &json!("/api/votes"))
    );

    site.show().await;
    site.shows("#get").await;
    browser.click("#get button").await;
    browser
        .until("document.querySelector('h1').textContent === 'Second /second?x=7'")
        .await;
    assert_eq!(
        site.last_request(),
        json!({ "method": "GET", "url": "/second?x=7" })
    );

    // A script's `submit()` fires no event.
    site.show().await;
    site.shows("#post").await;
    browser
        .run("document.querySelector('#post').submit()")
        .await;
    browser
        .until("document.querySelector('h1').textContent === 'Saved'")
        .await;
    assert_eq!(
        site.last_request()["form"],
        json!([["note", "hello & bye"]])
    );

    site.show().await;
    site.shows("#other").await;
    browser.click("#other").await;
    site.until_in_product("said('navigate').length === 1").await;
    assert_eq!(
        site.calls_of("navigate").await,
        [json!({ "url": "https://example.com/away", "type": "new-tab" })]
    );
    assert_eq!(site.text("h1").await, "First");

    let before = site.request_count();
    let file = "const files = new DataTransfer(); files.items.add(new File(['content'], 'a.txt'));
        document.querySelector('[type=file]').files = files.files;
        document.querySelector('#file').requestSubmit();";
    browser.run(file).await;
    site.until_in_product("said('showFlag').length === 1").await;
    assert_eq!(site.calls_of("showFlag").await[0]["type"], "error");
    assert_eq!(site.request_count(), before);
    // Without a file it is a form like any other.
    browser.run("document.querySelector('#file').reset(); document.querySelector('#file').requestSubmit();").await;
    browser
        .until("document.querySelector('h1').textContent === 'Saved'")
        .await;
    assert_eq!(site.last_request()["form"], json!([["file", ""]]));
    site.close().await;
}

#[tokio::test]
async fn unchanged_page_code_can_fetch_from_the_app() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    let posted = browser
        .run(
            "const token = await AP.context.getToken();
             const answer = await fetch('/api/votes?x=1', { method: 'POST', headers: { Authorization: `JWT ${token}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ n: 1 }) });
             return [answer.status, answer.ok, answer.headers.get('content-type'), (await answer.json()).got];",
        )
        .await;
    assert_eq!(posted, json!([201, true, "application/json", "{\"n\":1}"]));
    let asked = site.last_request();
    assert_eq!(
        (&asked["method"], &asked["url"], &asked["data"]),
        (&json!("POST"), &json!("/api/votes?x=1"), &json!(true))
    );
    let headers = asked["headers"].as_array().unwrap();
    assert!(
        headers.contains(&json!(["content-type", "application/json"])),
        "{headers:?}"
    );

    let sent = browser
        .run("const own = await fetch('/api/votes', { method: 'PUT', body: new URLSearchParams({ a: '1 2' }) }); return (await own.json()).got;")
        .await;
    assert_eq!(sent, "a=1+2");
    let form = site.last_request()["headers"].to_string();
    assert!(form.contains("application/x-www-form-urlencoded"), "{form}");

    let nothing = "const answer = await fetch('/api/nothing', { method: 'DELETE' }); return [answer.status, await answer.text()];";
    assert_eq!(browser.run(nothing).await, json!([204, ""]));
    // Packed files are served from beside the shell.
    let before = site.request_count();
    let packed = "return (await fetch('/static/data.0123456789abcdef.json')).json();";
    assert_eq!(browser.run(packed).await, json!({ "packed": true }));
    let binary = browser
        .attempt("await fetch('/api/votes', { method: 'POST', body: new Blob(['x']) })")
        .await;
    assert_eq!(binary.unwrap_err(), "only text can be sent");
    assert_eq!(site.request_count(), before);
    site.close().await;
}

#[tokio::test]
async fn the_products_rest_api_answers_ap_request() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    let got = browser
        .run("const { body, xhr } = await AP.request('/rest/api/3/issue/DEMO-1'); return [JSON.parse(body).path, xhr.status, xhr.statusText, xhr.getResponseHeader('X-Seen'), xhr.responseText === body];")
        .await;
    assert_eq!(
        got,
        json!(["/rest/api/3/issue/DEMO-1", 200, "OK", "yes", true])
    );
    assert_eq!(
        site.last_fetch(),
        json!({
            "product": "jira", "restPath": "/rest/api/3/issue/DEMO-1", "isMultipartFormData": false,
            "fetchRequestInit": {
                "method": "GET", "body": null,
                "headers": [["accept", "application/json"], ["x-atlassian-token", "no-check"]],
            },
        })
    );
    let shown = browser
        .run("return new Promise((done) => AP.request({ url: '/rest/api/3/search?a=1', type: 'get', data: { jql: 'a b' }, success: (body, what) => done([body, what]) }))")
        .await;
    assert_eq!(
        shown,
        json!(["{\"path\":\"/rest/api/3/search?a=1&jql=a+b\"}", "success"])
    );
    browser
        .run("await AP.request({ url: '/rest/api/3/issue', type: 'POST', data: { a: 1 }, headers: { 'If-Match': '1' } })")
        .await;
    let init = &site.last_fetch()["fetchRequestInit"];
    assert_eq!(
        (&init["method"], &init["body"]),
        (&json!("POST"), &json!("{\"a\":1}"))
    );
    for header in [
        json!(["content-type", "application/json"]),
        json!(["if-match", "1"]),
    ] {
        assert!(
            init["headers"].as_array().unwrap().contains(&header),
            "{header}: {init}"
        );
    }
    let refused = "return AP.request('/rest/missing').then(() => 'fine', ({ err, xhr }) => [typeof err, xhr.status]);";
    assert_eq!(browser.run(refused).await, json!(["string", 404]));
    let called = "return new Promise((done) => AP.request({ url: '/rest/missing', error: (xhr, what, body) => done([xhr.status, what, typeof body]) }));";
    assert_eq!(browser.run(called).await, json!([404, "error", "string"]));
    site.close().await;
}

#[tokio::test]
async fn flags_dialogs_and_events_go_over_the_bridge() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    browser
        .run(
            "globalThis.heard = [];
             AP.events.on('flag.action', (data) => heard.push(data));
             AP.events.on('dialog.close', (data) => heard.push(data));
             AP.events.once('told', (...data) => heard.push(data));
             globalThis.one = AP.flag.create({ id: 'f', title: 'Kept', body: 'Really', type: 'success', close: 'auto', actions: { undo: 'Undo' } });
             AP.dialog.create({ key: 'details', size: 'x-large', header: 'Details', customData: { a: 1 } });
             AP.dialog.create({ key: 'sized', width: 300, height: '50%' }).on('close', () => heard.push('closed'));",
        )
        .await;
    site.until_in_product("said('openModal').length === 2")
        .await;
    assert_eq!(
        site.calls_of("showFlag").await,
        [json!({
            "id": "f", "title": "Kept", "description": "Really", "type": "success",
            "isAutoDismiss": true, "actions": [{ "text": "Undo" }],
        })]
    );
    let dialogs = site.calls_of("openModal").await;
    assert_eq!(
        dialogs[0],
        json!({
            "resource": null, "size": "xlarge", "title": "Details", "closeOnEscape": true, "closeOnOverlayClick": true,
            "context": { "connect": { "key": "details", "size": "x-large", "header": "Details", "customData": { "a": 1 } } },
        })
    );
    assert_eq!(
        dialogs[1]["size"],
        json!({ "width": "300px", "height": "50%" })
    );
    site.in_product(
        "(() => {
            calls.find(({ command }) => command === 'showFlag').data.actions[0].onClick();
            calls.find(({ command }) => command === 'openModal').data.onClose({ chosen: 2 });
            const listening = calls.find(({ command }) => command === 'on').data;
            for (const name of ['told', 'told', 'untold']) listening.callback({ me: 'another', name, data: [1, 2] });
        })()",
    )
    .await;
    browser.until("heard.length === 4").await;
    assert_eq!(
        browser.read("heard").await,
        json!([{ "flagIdentifier": "f", "actionIdentifier": "undo" }, { "chosen": 2 }, "closed", [1, 2]])
    );
    browser.run("one.close(); AP.events.on('own', (data) => heard.push(data)); AP.events.emit('own', { b: 2 });").await;
    assert_eq!(browser.read("heard.at(-1)").await, json!({ "b": 2 }));
    site.until_in_product("said('emit').length === 1 && said('closeFlag').length === 1")
        .await;
    let emitted = &site.calls_of("emit").await[0];
    assert_eq!(
        (&emitted["event"], &emitted["payload"]["data"]),
        (&json!("connect"), &json!([{ "b": 2 }]))
    );
    // The event that the product echoes is not heard twice.
    site.in_product("calls.find(({ command }) => command === 'on').data.callback(calls.find(({ command }) => command === 'emit').data.payload)").await;
    assert_eq!(browser.read("heard.length").await, 5);
    site.close().await;
}

#[tokio::test]
async fn a_dialogs_page_knows_that_it_is_one() {
    let mut context = panel();
    let connect = json!({ "key": "details", "customData": { "a": 1 }, "submitText": "Insert" });
    context["extension"]["modal"] = json!({ "connect": connect });
    let Some(site) = first(Permits::InlineStyles, context).await else {
        return;
    };
    let browser = &site.browser;
    assert_eq!(
        site.last_request(),
        json!({ "method": "GET", "url": "", "modal": "details" })
    );
    let data = "return new Promise((done) => AP.dialog.getCustomData(done));";
    assert_eq!(browser.run(data).await, json!({ "a": 1 }));
    browser
        .run(
            "globalThis.pressed = [];
             AP.events.on('dialog.submit', () => pressed.push('event'));
             AP.dialog.getButton('submit').bind(() => pressed.push('bound'));
             AP.dialog.getButton('cancel').bind(() => AP.dialog.close({ done: false }));
             for (const button of document.body.querySelectorAll(':scope > button')) button.id = button.textContent;",
        )
        .await;
    browser.click("#Insert").await;
    assert_eq!(browser.read("pressed").await, json!(["event", "bound"]));
    browser.click("#Cancel").await;
    site.until_in_product("said('close').length === 1").await;
    assert_eq!(site.calls_of("close").await, [json!({ "done": false })]);
    site.close().await;
}

#[tokio::test]
async fn pages_can_read_from_the_product_and_navigate_it() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let asked = "return [
        await AP.user.getLocale(), await AP.user.getTimeZone(), await AP.user.getCurrentUser(),
        await AP.context.getContext(), await new Promise((done) => AP.user.getCurrentUser(done))];";
    let ann = json!({ "atlassianAccountId": "557058:ann" });
    let context = json!({ "jira": { "issue": { "id": "1", "key": "DEMO-1" }, "project": { "id": "10", "key": "DEMO" } } });
    assert_eq!(
        site.browser.run(asked).await,
        json!(["en-US", "Europe/Berlin", ann, context, ann])
    );
    site.browser
        .run(
            "AP.resize(); AP.sizeToParent(); AP.hideFooter(true); AP.theming.initializeTheming(); AP.onReady(() => {});
             AP.navigator.go('issue', { issueKey: 'DEMO-2' });
             AP.navigator.go('addonModule', { moduleKey: 'ranking' });
             AP.navigator.go('site', { relativeUrl: '/browse/DEMO-3' });
             AP.navigator.reload(); AP.jira.refreshIssuePage();",
        )
        .await;
    site.until_in_product("said('refresh').length === 1 && said('reload').length === 1")
        .await;
    assert_eq!(
        site.calls_of("navigate").await,
        [
            json!({ "target": "issue", "issueKey": "DEMO-2", "type": "same-tab" }),
            json!({ "target": "module", "moduleKey": "ranking", "type": "same-tab" }),
            json!({ "url": "/browse/DEMO-3", "type": "same-tab" }),
        ]
    );
    site.close().await;
}

#[tokio::test]
async fn pages_of_a_page_module_are_in_the_products_history() {
    let mut context = panel();
    context["extension"] = json!({ "type": "jira:globalPage" });
    let Some(site) = first(Permits::InlineStyles, context).await else {
        return;
    };
    let browser = &site.browser;
    assert_eq!(site.last_request(), json!({ "method": "GET", "url": "" }));
    browser.click("#next").await;
    site.shows("#back").await;
    site.until_in_product("said('history.push').length === 1")
        .await;
    assert_eq!(
        site.calls_of("history.push").await,
        [json!("/votes/second?x=1")]
    );
    site.in_product("back()").await;
    site.shows("#next").await;
    assert_eq!(site.last_request()["url"], "");
    assert_eq!(site.calls_of("history.push").await.len(), 1);
    // A page starts at the place that the product reports.
    site.product_page().await;
    let route = "places = [{ pathname: '/ranking', search: '?a=1' }]; document.querySelector('iframe').src += '?'; ";
    browser.run(route).await;
    browser.enter("iframe").await;
    browser
        .until("document.querySelector('h1')?.textContent === 'Second /ranking?a=1'")
        .await;
    site.close().await;
}

#[tokio::test]
async fn a_macro_is_ready_once_its_page_is_shown() {
    let mut context = panel();
    context["moduleKey"] = json!("list");
    context["extension"] = json!({
        "type": "macro", "content": { "id": "65537", "type": "page" }, "space": { "id": "1", "key": "S" },
        "config": { "colour": "red" }, "macro": { "body": "{}" },
    });
    let Some(site) = first(Permits::InlineStyles, context).await else {
        return;
    };
    site.until_in_product("said('emitReadyEvent').length === 1")
        .await;
    let commands = site.in_product("calls.map(({ command }) => command)").await;
    assert_eq!(
        commands,
        json!([
            "getContext",
            "enableTheming",
            "on",
            "invoke",
            "emit",
            "emitReadyEvent"
        ])
    );
    assert_eq!(
        site.calls_of("emit").await,
        [json!({ "event": "EXTENSION_READY", "payload": { "localId": "local" } })]
    );
    let browser = &site.browser;
    let now = "return [await AP.confluence.getMacroData(), await AP.confluence.getMacroBody(), (await AP.context.getContext()).confluence.content.id];";
    assert_eq!(
        browser.run(now).await,
        json!([{ "colour": "red" }, "{}", "65537"])
    );
    browser
        .run("await AP.confluence.saveMacro({ colour: 'blue' }, 'body'); await AP.confluence.closeMacroEditor();")
        .await;
    assert_eq!(
        site.calls_of("submit").await,
        [json!({ "config": { "colour": "blue" }, "body": "body" })]
    );
    assert_eq!(site.calls_of("close").await.len(), 1);
    // Confluence's paths get its prefix.
    for (given, sent) in [
        ("/rest/api/user", "/wiki/rest/api/user"),
        ("/wiki/api/v2/pages", "/wiki/api/v2/pages"),
    ] {
        browser.run(&format!("await AP.request('{given}')")).await;
        let fetched = site.last_fetch();
        assert_eq!(
            (&fetched["product"], &fetched["restPath"]),
            (&json!("confluence"), &json!(sent))
        );
    }
    site.close().await;
}

#[tokio::test]
async fn a_failed_page_is_reported_and_can_be_retried() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    for (status, expected) in [
        (401, "Your session has ended."),
        (502, "The app could not be loaded."),
    ] {
        site.fails_next(status);
        browser.click("#next").await;
        site.shows("[role=alert]").await;
        let text = site.text("[role=alert]").await;
        assert!(text.starts_with(expected), "{text}");
        assert_eq!(
            browser.read("document.activeElement.textContent").await,
            "Try again"
        );
        browser.click("[role=alert] button").await;
        site.shows("#back").await;
        assert_eq!(site.last_request()["url"], "/votes/second?x=1");
        browser.click("#back").await;
        site.shows("#next").await;
    }
    // An error page of the app's own is shown as it is.
    browser.run("document.querySelector('#next').href = '/refused'; document.querySelector('#next').click();").await;
    browser
        .until("document.querySelector('h1').textContent === 'Not for you'")
        .await;

    // The first page fails before there is anything to show.
    site.fails_next(503);
    site.show().await;
    site.shows("[role=alert]").await;
    browser.click("[role=alert] button").await;
    site.shows("#next").await;
    site.close().await;
}

#[tokio::test]
async fn text_is_text_and_the_last_click_counts() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    let go = |to: &str| {
        format!("document.querySelector('a').href = '{to}'; document.querySelector('a').click();")
    };
    browser.run(&go("/plain")).await;
    browser
        .until("document.body.textContent === '<b id=bold>bold</b>'")
        .await;
    assert_eq!(
        browser.read("document.querySelector('#bold')").await,
        Value::Null
    );

    // The first answer arrives after the second.
    site.show().await;
    site.shows("#next").await;
    site.in_product(
        "(() => {
            const answer = answers.invoke;
            answers.invoke = async (data) => {
                const given = await answer(data);
                if (data.body.url === '/slow/deep') await new Promise((go) => { window.release = go; });
                return given;
            };
        })()",
    )
    .await;
    browser
        .run(&format!("{}{}", go("/slow/deep"), go("/quick")))
        .await;
    browser
        .until("document.querySelector('h1').textContent === 'Second /quick'")
        .await;
    site.until_in_product("window.release !== undefined").await;
    site.in_product("release()").await;
    // The next answer arrives after the released one.
    browser.run("await fetch('api/votes')").await;
    assert_eq!(
        site.last_request()["url"],
        "/api/votes",
        "relative to the current page"
    );
    assert_eq!(site.text("h1").await, "Second /quick");
    // A missing stylesheet does not hold up the page.
    browser.run(&go("/styled")).await;
    browser
        .until("document.querySelector('h1').textContent === 'Styled'")
        .await;
    site.close().await;
}

/// One document shows all pages, and each page's scripts find it as if it were only theirs.
#[tokio::test]
async fn a_pages_scripts_run_each_time_it_is_shown() {
    let Some(site) = first(Permits::InlineStyles, panel()).await else {
        return;
    };
    let browser = &site.browser;
    for _ in 0..2 {
        browser.until("globalThis.traced?.length === 4").await;
        assert_eq!(
            browser.read("traced").await,
            json!(["packed First", "after First", "ready First", "loaded First"])
        );
        browser
            .run("traced.length = 0; document.dispatchEvent(new Event('keyup'));")
            .await;
        // Without the listeners from the time before.
        assert_eq!(browser.read("traced").await, json!(["key on First First"]));
        browser.run("traced.length = 0").await;
        browser.click("#next").await;
        site.shows("#back").await;
        browser
            .run("document.dispatchEvent(new Event('keyup'))")
            .await;
        assert_eq!(browser.read("traced").await, json!([]));
        browser.click("#back").await;
    }
    // Each page removes the styles of the one before.
    browser
        .until("globalThis.traced?.length === 4 && document.querySelectorAll('head > [data-page]').length === 3")
        .await;
    let broken = site.complaints().await;
    let broken: Vec<_> = broken
        .iter()
        .filter(|line| line.contains("declared"))
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    site.close().await;
}
