//! The modules of `AP` that every product has.

use connect_host::Method;
use connect_host::rest::Answer;
use connect_testing::browser::ESCAPE;
use serde_json::json;

use crate::app::KEY;
use crate::site::Site;
use crate::table::At::{Frame, Page};
use crate::table::Step::{Click, Connects, Do, Go, Is, Press, Until};
use crate::table::{DIALOG, PANEL, Row, hold};

/// Sizes, the context, the user, and what the product stores for the app.
const BASICS: &[Row<'_>] = &[
    (
        "the modules that the iframe sees",
        &[Is(
            PANEL,
            "['context', 'cookie', 'customContent', 'dialog', 'dropdown', 'env', 'events', 'flag', 'history', 'host', 'inlineDialog', 'jira', 'messages', 'navigator', 'page', 'scrollPosition', 'theming', 'user'].filter((name) => !AP._hostModules[name])",
            r#"["customContent"]"#,
        )],
    ),
    (
        "automatic size",
        &[Until(
            Page,
            "(height => height > 10 && height < 100)(parseInt(document.querySelector('.ap-iframe').style.height))",
        )],
    ),
    (
        "AP.resize",
        &[
            Do(PANEL, "AP.resize('100%', '222px')"),
            Until(
                Page,
                "document.querySelector('.ap-iframe').style.height === '222px'",
            ),
        ],
    ),
    (
        "automatic size after growth",
        &[
            Do(
                PANEL,
                "document.querySelector('.ac-content').insertAdjacentHTML('beforeend', '<div id=more style=\"height:300px\">more</div>')",
            ),
            Until(
                Page,
                "(height => height > 300 && height < 420)(parseInt(document.querySelector('.ap-iframe').style.height))",
            ),
        ],
    ),
    (
        "automatic size after shrinking",
        &[
            Do(PANEL, "document.getElementById('more').remove()"),
            Until(
                Page,
                "parseInt(document.querySelector('.ap-iframe').style.height) < 200",
            ),
        ],
    ),
    ("AP.size", &[Is(PANEL, "typeof AP.size().h", r#""number""#)]),
    (
        "AP.context.getToken with a callback",
        &[Is(
            PANEL,
            "new Promise((done) => AP.context.getToken((token) => done(JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).qsh)))",
            r#""context-qsh""#,
        )],
    ),
    (
        "AP.context.getToken as a promise",
        &[Is(
            PANEL,
            "AP.context.getToken().then((token) => token.split('.').length)",
            "3",
        )],
    ),
    (
        "the token is of the page's context",
        &[Is(
            PANEL,
            "AP.context.getToken().then((token) => JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).context)",
            r#"{"jira": {"issue": {"key": "DEMO-1"}}}"#,
        )],
    ),
    (
        "the token reaches the app",
        &[Is(
            PANEL,
            "AP.context.getToken().then((token) => fetch('/echo', { headers: { authorization: `JWT ${token}` } })).then((answer) => answer.json()).then(({ authorization }) => authorization.slice(0, 7))",
            r#""JWT eyJ""#,
        )],
    ),
    (
        "AP.context.getContext",
        &[Is(
            PANEL,
            "new Promise((done) => AP.context.getContext(done))",
            r#"{"jira": {"issue": {"key": "DEMO-1"}}}"#,
        )],
    ),
    (
        "an old token is replaced",
        &[
            Do(
                Page,
                "for (const frame of __localHost.frames.values()) frame.at = -1e6; window.old = [...__localHost.frames.values()][0].options.contextJwt",
            ),
            Is(
                PANEL,
                "AP.context.getToken().then((token) => token.split('.').length)",
                "3",
            ),
            Is(Page, "[...__localHost.frames.values()][0].at > 0", "true"),
        ],
    ),
    (
        "AP.user.getCurrentUser",
        &[Is(
            PANEL,
            "new Promise((done) => AP.user.getCurrentUser(done))",
            r#"{"atlassianAccountId": "557058:ann", "accountType": "atlassian"}"#,
        )],
    ),
    (
        "AP.user.getLocale",
        &[Is(
            PANEL,
            "new Promise((done) => AP.user.getLocale(done))",
            r#""en-GB""#,
        )],
    ),
    (
        "AP.user.getTimeZone",
        &[Is(
            PANEL,
            "new Promise((done) => AP.user.getTimeZone(done))",
            r#""Etc/UTC""#,
        )],
    ),
    // Members that are null do not cross the bridge.
    (
        "AP.user.getUser",
        &[Is(
            PANEL,
            "new Promise((done) => AP.user.getUser(done))",
            "{}",
        )],
    ),
    (
        "AP.cookie",
        &[Is(
            PANEL,
            "new Promise((done) => { AP.cookie.save('a', 'one', 1); AP.cookie.read('a', (first) => { AP.cookie.erase('a'); AP.cookie.read('a', (second) => done([first, second ?? null])); }); })",
            r#"["one", null]"#,
        )],
    ),
    (
        "AP.cookie is the app's own",
        &[
            Do(PANEL, "AP.cookie.save('b', 'two', 1)"),
            Until(
                Page,
                "localStorage.getItem('com.example.bridge$$b') !== null",
            ),
        ],
    ),
    (
        "AP.getLocation",
        &[Is(
            PANEL,
            "new Promise((done) => AP.getLocation((at) => done(new URL(at).pathname)))",
            r#""/modules/panel""#,
        )],
    ),
    (
        "AP.navigator.getLocation",
        &[Is(
            PANEL,
            "new Promise((done) => AP.navigator.getLocation((at) => done(new URL(at.href).pathname)))",
            r#""/modules/panel""#,
        )],
    ),
    (
        "AP.scrollPosition on a panel never answers",
        &[Is(
            PANEL,
            "Promise.race([new Promise((done) => AP.scrollPosition.getPosition(done)), new Promise((done) => AP.user.getLocale(() => AP.user.getLocale(() => done('never'))))])",
            r#""never""#,
        )],
    ),
    ("AP.host.focus", &[Do(PANEL, "AP.host.focus()")]),
    (
        "AP.require, AP.define",
        &[Is(
            PANEL,
            "new Promise((done) => AP.require(['messages', 'dialog'], (messages, dialog) => done([typeof messages.info, typeof dialog.create])))",
            r#"["function", "function"]"#,
        )],
    ),
    (
        "the product's cookies do not reach the app",
        &[Is(
            PANEL,
            "fetch('/echo').then((answer) => answer.json()).then(({ cookie }) => (cookie ?? '').includes('connect-local-host'))",
            "false",
        )],
    ),
    (
        "a SameSite=Lax cookie of the app's is withheld in the frame, as in production",
        &[Is(
            PANEL,
            "fetch('/echo').then((answer) => answer.json()).then(({ cookie }) => cookie)",
            "null",
        )],
    ),
    (
        "the calls are in the journal's batch",
        &[Is(Page, "typeof __localHost.onBridgeCall", r#""function""#)],
    ),
];

const REQUESTS: &[Row<'_>] = &[
    (
        "AP.request as a promise",
        &[Is(
            PANEL,
            "AP.request('/rest/api/3/myself').then(({ body, xhr }) => [JSON.parse(body).displayName, xhr.status, xhr.getResponseHeader('Content-Type')])",
            r#"["Ann Bell", 200, "application/json"]"#,
        )],
    ),
    (
        "AP.request with callbacks",
        &[Is(
            PANEL,
            "new Promise((done) => AP.request({ url: '/rest/api/3/issue/DEMO-1', success: (text, status, xhr) => done([JSON.parse(text).key, status, xhr.status, xhr.responseText === text]) }))",
            r#"["DEMO-1", "success", 200, true]"#,
        )],
    ),
    (
        "AP.request PUT, then GET",
        &[Is(
            PANEL,
            "AP.request('/rest/api/3/issue/DEMO-1/properties/votes', { type: 'PUT', contentType: 'application/json', data: JSON.stringify({ up: 7 }) }).then((put) => AP.request('/rest/api/3/issue/DEMO-1/properties/votes').then((get) => [put.xhr.status, JSON.parse(get.body).value]))",
            r#"[201, {"up": 7}]"#,
        )],
    ),
    (
        "a refused AP.request rejects",
        &[Is(
            PANEL,
            "AP.request('/rest/api/3/issue/DEMO-1/properties/none').then(() => 'resolved', (why) => [why.xhr.status, JSON.parse(why.err).errorMessages.length])",
            "[404, 1]",
        )],
    ),
    (
        "a refused AP.request calls error",
        &[Is(
            PANEL,
            "new Promise((done) => AP.request({ url: '/rest/api/3/nothing', success: () => done('success'), error: (xhr, status, err) => done([xhr.status, status, typeof err]) }).catch(() => {}))",
            r#"[404, "error", "string"]"#,
        )],
    ),
    (
        "AP.request to another origin is refused",
        &[Is(
            PANEL,
            "AP.request(location.origin + '/echo').then(() => 'resolved', (why) => [why.xhr.status, /and not http:/.test(why.err)])",
            "[0, true]",
        )],
    ),
    (
        "AP.request without the app's scope",
        &[Is(
            PANEL,
            "AP.request('/rest/api/3/issue/DEMO-1/properties/votes', { type: 'DELETE' }).then(() => 'resolved', (why) => why.xhr.status)",
            "403",
        )],
    ),
    (
        "AP.request needs no ACT_AS_USER, and the user is the caller",
        &[Is(
            PANEL,
            "AP.request('/rest/api/3/myself').then(({ xhr }) => xhr.status)",
            "200",
        )],
    ),
    (
        "AP.request binaryAttachment",
        &[Is(
            PANEL,
            "AP.request({ url: '/rest/api/3/attachment/content/1', binaryAttachment: true }).then(({ body }) => [body instanceof ArrayBuffer, [...new Uint8Array(body)]])",
            "[true, [0, 255, 1, 254]]",
        )],
    ),
    (
        "AP.request passes on three headers, a query, and the experimental sign",
        &[Is(
            PANEL,
            "AP.request({ url: '/rest/api/3/myself', data: { expand: 'groups' }, experimental: true, headers: { Accept: 'application/json', 'X-Evil': '1' } }).then(({ xhr }) => xhr.status)",
            "200",
        )],
    ),
    (
        "AP.request with a form",
        &[Is(
            PANEL,
            "AP.request({ url: '/rest/api/3/issue/DEMO-1/attachments', type: 'POST', contentType: 'multipart/form-data', data: { file: new File(['hello'], 'a.txt') } }).then(({ body }) => JSON.parse(body))",
            "[]",
        )],
    ),
    (
        "AP.require('request')",
        &[Is(PANEL, "typeof AP.request", r#""function""#)],
    ),
];

const NAVIGATION: &[Row<'_>] = &[
    (
        "AP.history: push, state, back, popState",
        &[
            Do(
                PANEL,
                "window.pops = []; AP.history.popState((event) => pops.push([event.oldURL, event.newURL])); AP.history.pushState('one'); AP.history.pushState('two')",
            ),
            Until(Page, "location.hash === '#!two'"),
            Is(
                PANEL,
                "new Promise((done) => AP.history.getState('hash', (state) => done([state, AP.history.getState()])))",
                r#"["two", "two"]"#,
            ),
            Do(PANEL, "AP.history.back()"),
            Until(PANEL, "AP.history.getState() === 'one'"),
            Is(PANEL, "pops", r#"[["two", "one"]]"#),
        ],
    ),
    (
        "AP.history.getState('all')",
        &[Is(
            PANEL,
            "new Promise((done) => AP.history.getState('all', ({ key, hash }) => done([key, hash])))",
            r##"["com.example.bridge", "#!one"]"##,
        )],
    ),
    (
        "AP.history: replaceState, go, forward",
        &[
            Do(
                PANEL,
                "AP.history.pushState('p'); AP.history.replaceState('q')",
            ),
            Until(Page, "location.hash === '#!q'"),
            Do(PANEL, "AP.history.go(-1)"),
            Until(Page, "location.hash === '#!one'"),
            Do(PANEL, "AP.history.forward()"),
            Until(PANEL, "AP.history.getState() === 'q'"),
        ],
    ),
    (
        "AP.navigator.go to an issue",
        &[
            Do(PANEL, "AP.navigator.go('issue', { issueKey: 'DEMO-9' })"),
            Until(Page, "location.pathname === '/browse/DEMO-9'"),
        ],
    ),
    (
        "AP.navigator.go to a page of the app",
        &[
            Go("/modules/panel?issue.key=DEMO-1"),
            Connects("panel"),
            Do(
                PANEL,
                "AP.navigator.go('addonModule', { moduleKey: 'page', customData: { tab: 'a b' } })",
            ),
            Until(
                Page,
                "location.pathname + location.search === '/plugins/servlet/ac/com.example.bridge/page?ac.tab=a+b'",
            ),
            Connects("page"),
        ],
    ),
    (
        "AP.navigator.go to the site, and not to another",
        &[
            Do(
                Frame("page"),
                "AP.navigator.go('site', { absoluteUrl: 'https://example.com/' })",
            ),
            Do(
                Frame("page"),
                "AP.navigator.go('site', { relativeUrl: '/modules/other' })",
            ),
            Until(Page, "location.pathname === '/modules/other'"),
            Connects("other"),
        ],
    ),
    (
        "AP.navigator.reload",
        &[
            Do(Page, "window.old = true"),
            Do(Frame("other"), "AP.navigator.reload()"),
            Until(
                Page,
                "window.old === undefined && document.readyState === 'complete'",
            ),
            Connects("other"),
        ],
    ),
];

const EVENTS: &[Row<'_>] = &[
    (
        "AP.events within the app",
        &[
            Do(PANEL, "heard.length = 0; AP.events.emit('hi', 'there')"),
            Until(PANEL, "heard.length === 1"),
            Is(PANEL, "heard", r#"[["hi", "there"]]"#),
        ],
    ),
    (
        "AP.events reach the app's other frames",
        &[
            Do(
                Page,
                "const place = document.createElement('div'); document.querySelector('main').append(place); __localHost.mount(place, { key: 'second', context: {} })",
            ),
            Connects("second"),
            Do(
                Frame("second"),
                "window.got = new Promise((done) => AP.events.on('across', done))",
            ),
            Do(PANEL, "AP.events.emit('across', 7)"),
            Is(Frame("second"), "got", "7"),
            Do(
                Page,
                "document.querySelector('iframe[id*=__second]').parentElement.remove()",
            ),
        ],
    ),
    // The bridge drops a listener for the one event at which a `once` before it removes itself.
    (
        "AP.events.once, off",
        &[
            Do(
                PANEL,
                "window.counts = []; window.every = () => counts.push('every'); AP.events.once('tick', () => counts.push('once')); AP.events.on('tick', every); AP.events.emit('tick'); AP.events.emit('tick')",
            ),
            Until(PANEL, "counts.length === 2"),
            Do(
                PANEL,
                "AP.events.off('tick', every); AP.events.emit('tick'); await new Promise((done) => AP.user.getLocale(done))",
            ),
            Is(PANEL, "counts", r#"["once", "every"]"#),
        ],
    ),
    (
        "AP.events.onPublic, emitPublic",
        &[Is(
            PANEL,
            "new Promise((done) => { AP.events.onPublic('loud', (data) => done(data), (sender) => sender.addonKey === 'com.example.bridge'); AP.events.emitPublic('loud', 'x'); })",
            r#""x""#,
        )],
    ),
];

const NOTICES: &[Row<'_>] = &[
    (
        "AP.flag.create",
        &[
            Do(
                PANEL,
                "heard.length = 0; window.flag = AP.flag.create({ title: 'Saved', body: '<b>text</b>', type: 'success', actions: { undo: 'Undo' } })",
            ),
            Until(Page, "document.querySelector('#ap-flags .success')"),
            Is(
                Page,
                "document.querySelector('#ap-flags p').textContent",
                r#""<b>text</b>""#,
            ),
        ],
    ),
    (
        "flag.action",
        &[
            Click(Page, "#ap-flags button"),
            Until(
                PANEL,
                "heard.some(([name, given]) => name === 'flag.action' && given.actionIdentifier === 'undo')",
            ),
        ],
    ),
    (
        "flag.close",
        &[
            Do(PANEL, "flag.close()"),
            Until(PANEL, "heard.some(([name]) => name === 'flag.close')"),
            Is(
                Page,
                "document.querySelector('#ap-flags').children.length",
                "0",
            ),
        ],
    ),
    (
        "AP.messages of all types",
        &[
            Do(
                PANEL,
                "window.messages = ['generic', 'error', 'warning', 'success', 'info', 'hint'].map((type) => AP.messages[type](type, 'body'))",
            ),
            Until(
                Page,
                "document.querySelector('#ap-flags').children.length === 6",
            ),
            Is(
                Page,
                "[...document.querySelector('#ap-flags').children].map((box) => box.className)",
                r#"["generic", "error", "warning", "success", "info", "hint"]"#,
            ),
        ],
    ),
    (
        "AP.messages.clear",
        &[
            Do(
                PANEL,
                "messages.slice(1).forEach((message) => AP.messages.clear(message))",
            ),
            Until(
                Page,
                "document.querySelector('#ap-flags').children.length === 1",
            ),
        ],
    ),
    (
        "AP.messages.onClose",
        &[
            Do(
                PANEL,
                "window.dismissed = new Promise((done) => AP.messages.onClose(messages[0], () => done('closed'))); await new Promise((done) => AP.user.getLocale(done))",
            ),
            Click(Page, "#ap-flags button"),
            Is(PANEL, "dismissed", r#""closed""#),
        ],
    ),
    (
        "AP.dropdown",
        &[
            Do(
                PANEL,
                "heard.length = 0; AP.dropdown.create({ dropdownId: 'menu', list: [{ heading: 'Section', list: [{ itemId: 'one', text: 'One' }, { itemId: 'two', text: 'Two' }] }] }); AP.dropdown.itemDisable('menu', 'one'); AP.dropdown.showAt('menu', 10, 10, 120)",
            ),
            Until(Page, "document.querySelector('.ap-dropdown')"),
            Is(
                Page,
                "[...document.querySelectorAll('.ap-dropdown button')].map((one) => [one.textContent, one.disabled])",
                r#"[["One", true], ["Two", false]]"#,
            ),
            Click(Page, ".ap-dropdown button:enabled"),
            Until(
                PANEL,
                "heard.some(([name, given]) => name === 'dropdown-item-selected' && given.dropdownId === 'menu')",
            ),
            Is(Page, "document.querySelector('.ap-dropdown')", "null"),
        ],
    ),
    (
        "AP.dropdown.hide",
        &[
            Do(
                PANEL,
                "AP.dropdown.itemEnable('menu', 'one'); AP.dropdown.showAt('menu', 10, 10, 120)",
            ),
            Until(
                Page,
                "document.querySelectorAll('.ap-dropdown button:enabled').length === 2",
            ),
            Do(PANEL, "AP.dropdown.hide('menu')"),
            Until(Page, "!document.querySelector('.ap-dropdown')"),
        ],
    ),
];

const DIALOGS: &[Row<'_>] = &[
    (
        "AP.dialog.create with the descriptor's options",
        &[
            Click(PANEL, "#what"),
            Do(
                PANEL,
                "heard.length = 0; AP.dialog.create({ key: 'dialog', customData: { from: 'panel' } })",
            ),
            Connects("dialog"),
            Is(
                Page,
                "document.querySelector('dialog h2').textContent",
                r#""From the descriptor""#,
            ),
            Is(
                Page,
                "document.querySelector('dialog').getBoundingClientRect().width",
                "600",
            ),
            Until(
                Page,
                "[...document.querySelectorAll('dialog button')].every((one) => !one.disabled)",
            ),
            Is(
                Page,
                "[...document.querySelectorAll('dialog button')].map((one) => one.textContent)",
                r#"["Submit", "Cancel"]"#,
            ),
        ],
    ),
    (
        "AP.dialog.getCustomData",
        &[Is(
            DIALOG,
            "new Promise((done) => AP.dialog.getCustomData(done))",
            r#"{"from": "panel"}"#,
        )],
    ),
    (
        "the focus can't leave a dialog, which is modal",
        &[Is(
            Page,
            "document.querySelector('dialog').matches(':modal')",
            "true",
        )],
    ),
    (
        "AP.dialog.getButton, createButton",
        &[
            Do(
                DIALOG,
                "heard.length = 0; AP.dialog.getButton('submit').disable(); AP.dialog.createButton({ text: 'More', identifier: 'more' })",
            ),
            Until(
                Page,
                "document.querySelector('dialog [data-identifier=submit]').disabled && document.querySelector('dialog [data-identifier=more]')",
            ),
            Is(
                DIALOG,
                "new Promise((done) => AP.dialog.getButton('submit').isEnabled(done))",
                "false",
            ),
            Do(DIALOG, "AP.dialog.getButton('cancel').hide()"),
            Until(
                Page,
                "document.querySelector('dialog [data-identifier=cancel]').hidden",
            ),
            Do(
                DIALOG,
                "AP.dialog.getButton('cancel').show(); AP.dialog.getButton('submit').enable(); AP.dialog.getButton('submit').toggle()",
            ),
            Until(
                Page,
                "document.querySelector('dialog [data-identifier=submit]').disabled && !document.querySelector('dialog [data-identifier=cancel]').hidden",
            ),
        ],
    ),
    (
        "dialog.button.click",
        &[
            Click(Page, "dialog [data-identifier=more]"),
            Until(
                DIALOG,
                "heard.some(([name, given]) => name === 'dialog.button.click' && given.button.identifier === 'more')",
            ),
        ],
    ),
    (
        "AP.dialog.close with data reaches the opener",
        &[
            Do(DIALOG, "AP.dialog.close({ saved: true })"),
            Until(Page, "!document.querySelector('dialog')"),
            Until(
                PANEL,
                "heard.some(([name, given]) => name === 'dialog.close' && given.saved)",
            ),
        ],
    ),
    (
        "the focus goes back to where it was",
        &[Is(
            Page,
            "document.activeElement.className",
            r#""ap-iframe""#,
        )],
    ),
    (
        "submit closes the dialog on its own",
        &[
            Do(
                PANEL,
                "heard.length = 0; AP.dialog.create({ key: 'dialog' })",
            ),
            Connects("dialog"),
            Until(
                Page,
                "!document.querySelector('dialog [data-identifier=submit]').disabled",
            ),
            Click(Page, "dialog [data-identifier=submit]"),
            Until(Page, "!document.querySelector('dialog')"),
            Until(PANEL, "heard.some(([name]) => name === 'dialog.close')"),
        ],
    ),
    (
        "AP.dialog.disableCloseOnSubmit",
        &[
            Do(PANEL, "AP.dialog.create({ key: 'dialog' })"),
            Connects("dialog"),
            Do(DIALOG, "heard.length = 0; AP.dialog.disableCloseOnSubmit()"),
            Click(Page, "dialog [data-identifier=submit]"),
            Until(
                DIALOG,
                "heard.some(([name]) => name === 'dialog.button.click')",
            ),
            Is(
                DIALOG,
                "heard.map(([name]) => name)",
                r#"["dialog.submit", "dialog.button.click"]"#,
            ),
            Is(Page, "document.querySelectorAll('dialog').length", "1"),
        ],
    ),
    (
        "Escape in the app's page closes a dialog",
        &[
            Do(PANEL, "heard.length = 0"),
            Click(DIALOG, "#what"),
            Press(ESCAPE),
            Until(Page, "!document.querySelector('dialog')"),
            Until(PANEL, "heard.some(([name]) => name === 'dialog.close')"),
        ],
    ),
    (
        "Escape on the product's page closes a dialog",
        &[
            Do(
                PANEL,
                "heard.length = 0; AP.dialog.create({ key: 'dialog' })",
            ),
            Connects("dialog"),
            Do(
                Page,
                "document.querySelector('dialog [data-identifier=cancel]').focus()",
            ),
            Press(ESCAPE),
            Until(Page, "!document.querySelector('dialog')"),
            Until(PANEL, "heard.some(([name]) => name === 'dialog.close')"),
        ],
    ),
    (
        "closeOnEscape: false, without chrome, with its own size",
        &[
            Do(
                PANEL,
                "AP.dialog.create({ key: 'dialog', closeOnEscape: false, chrome: false, size: undefined, width: '300px', height: '200px' })",
            ),
            Connects("dialog"),
            Click(DIALOG, "#what"),
            Press(ESCAPE),
            Is(
                DIALOG,
                "new Promise((done) => AP.user.getLocale(done))",
                r#""en-GB""#,
            ),
            Is(
                Page,
                "(({ width, height }) => [width, height, document.querySelectorAll('dialog button').length])(document.querySelector('dialog').getBoundingClientRect())",
                "[300, 200, 0]",
            ),
            Do(DIALOG, "AP.dialog.close()"),
            Until(Page, "!document.querySelector('dialog')"),
        ],
    ),
    (
        "a dialog in a dialog",
        &[
            Do(
                PANEL,
                "AP.dialog.create({ key: 'dialog', header: 'Outer' })",
            ),
            Connects("dialog"),
            Do(
                DIALOG,
                "AP.dialog.create({ key: 'inline', header: 'Inner', size: 'small', chrome: true })",
            ),
            Connects("inline"),
            Is(
                Page,
                "[...document.querySelectorAll('dialog h2')].map((one) => one.textContent)",
                r#"["Outer", "Inner"]"#,
            ),
            Do(Frame("inline"), "AP.dialog.close()"),
            Until(Page, "document.querySelectorAll('dialog').length === 1"),
            Do(DIALOG, "AP.dialog.close()"),
            Until(Page, "!document.querySelector('dialog')"),
        ],
    ),
    (
        "the bridge forgets frames that are gone",
        &[Until(
            Page,
            "Object.keys(connectHost.getExtensions()).length === 1 && __localHost.frames.size === 1",
        )],
    ),
    (
        "a dialog of an unknown module says so, and can be closed",
        &[
            Do(PANEL, "AP.dialog.create({ key: 'nothing', chrome: true })"),
            Until(
                Page,
                "/unknown module/.test(document.querySelector('dialog .ap-fault')?.textContent)",
            ),
            Click(Page, "dialog [data-identifier=cancel]"),
            Until(Page, "!document.querySelector('dialog')"),
        ],
    ),
    (
        "a web item that opens a dialog module",
        &[
            Do(
                Page,
                "const item = document.createElement('a'); item.id = 'item'; item.className = 'ap-item'; item.href = '#'; item.textContent = 'Item'; Object.assign(item.dataset, { target: 'dialog', key: 'item', context: '{}', options: '{\"key\": \"dialog\"}' }); document.querySelector('main').prepend(item)",
            ),
            Click(Page, "#item"),
            Connects("dialog"),
            Is(
                Page,
                "document.querySelector('dialog h2').textContent",
                r#""From the descriptor""#,
            ),
            Do(DIALOG, "AP.dialog.close()"),
            Until(Page, "!document.querySelector('dialog')"),
        ],
    ),
    (
        "a web item that opens an inline dialog; AP.inlineDialog.hide",
        &[
            Do(
                Page,
                "const item = document.createElement('a'); item.id = 'inline-item'; item.className = 'ap-item'; item.href = '#'; item.textContent = 'Inline'; Object.assign(item.dataset, { target: 'inlinedialog', key: 'inline', context: '{}', options: '{\"width\": \"260px\"}' }); document.querySelector('main').prepend(item)",
            ),
            Click(Page, "#inline-item"),
            Connects("inline"),
            Is(
                Page,
                "document.getElementById('inline-item').getAttribute('aria-expanded')",
                r#""true""#,
            ),
            Do(Frame("inline"), "AP.inlineDialog.hide()"),
            Until(Page, "!document.querySelector('.local-inline-dialog')"),
        ],
    ),
];

const THEMES: &[Row<'_>] = &[
    (
        "AP.theming.initializeTheming",
        &[
            Do(PANEL, "AP.theming.initializeTheming()"),
            Until(
                PANEL,
                "getComputedStyle(document.documentElement).getPropertyValue('--ds-text').trim() === '#172B4D'",
            ),
            Is(
                PANEL,
                "document.documentElement.dataset.colorMode",
                r#""light""#,
            ),
        ],
    ),
    (
        "the theme follows the product",
        &[
            Do(Page, "document.documentElement.dataset.colorMode = 'dark'"),
            Until(
                PANEL,
                "document.documentElement.dataset.colorMode === 'dark' && getComputedStyle(document.documentElement).getPropertyValue('--ds-text').trim() !== '#172B4D'",
            ),
        ],
    ),
    (
        "stylesheets come from the product",
        &[Is(
            PANEL,
            "[...document.querySelectorAll('link[rel=stylesheet]')].map(({ href }) => new URL(href).pathname).filter((path) => !path.startsWith('/atlassian-connect/'))",
            "[]",
        )],
    ),
];

const FULL_PAGES: &[Row<'_>] = &[
    (
        "data-options sizeToParent and margin",
        &[
            Go("/plugins/servlet/ac/com.example.bridge/options"),
            Connects("options"),
            Until(
                Page,
                "parseInt(document.querySelector('.ap-iframe').style.height) > 400",
            ),
            Is(
                Frame("options"),
                "getComputedStyle(document.body).marginTop !== '0px'",
                "true",
            ),
        ],
    ),
    (
        "AP.scrollPosition.getPosition",
        &[
            Go("/plugins/servlet/ac/com.example.bridge/page"),
            Connects("page"),
            Is(
                Frame("page"),
                "new Promise((done) => AP.scrollPosition.getPosition(({ height }) => done(height > 100)))",
                "true",
            ),
        ],
    ),
    (
        "AP.sizeToParent",
        &[
            Do(Frame("page"), "AP.sizeToParent(true)"),
            Until(
                Page,
                "parseInt(document.querySelector('.ap-iframe').style.height) > 400",
            ),
            Is(
                Page,
                "document.documentElement.dataset.footer",
                r#""hidden""#,
            ),
        ],
    ),
    (
        "AP.scrollPosition.setVerticalPosition",
        &[
            Do(Page, "document.body.style.height = '5000px'"),
            Do(Frame("page"), "AP.scrollPosition.setVerticalPosition(500)"),
            Until(Page, "scrollY > 400"),
        ],
    ),
    (
        "AP.page.setTitle",
        &[
            Do(Frame("page"), "AP.page.setTitle('My page')"),
            Until(Page, "document.title === 'My page - Jira'"),
        ],
    ),
    (
        "AP on the app's next page in the same frame",
        &[
            Do(Frame("page"), "location.href = '/second'"),
            Until(
                Frame("page"),
                "document.title === 'second' && typeof AP === 'object'",
            ),
            Is(
                Frame("page"),
                "new Promise((done) => AP.user.getLocale(done))",
                r#""en-GB""#,
            ),
        ],
    ),
];

#[tokio::test]
async fn each_call_of_every_product_does_what_is_documented() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let jira = &site.jira;
    let answer = |path: &str| jira.rest(Method::GET, path).unwrap();
    answer("/rest/api/3/myself").answer_json(json!({"displayName": "Ann Bell"}));
    answer("/rest/api/3/issue/{issueIdOrKey}").answer_json(json!({"key": "DEMO-1"}));
    answer("/rest/api/3/attachment/content/{id}")
        .answer_with(|_| Answer::status(200).body("image/png", vec![0, 255, 1, 254]));
    let attach = jira.rest(Method::POST, "/rest/api/3/issue/{issueIdOrKey}/attachments");
    attach.unwrap().answer_json(json!([]));

    site.open("/modules/panel?issue.key=DEMO-1").await;
    let tables = [
        BASICS, REQUESTS, EVENTS, NOTICES, DIALOGS, THEMES, NAVIGATION, FULL_PAGES,
    ];
    hold(&site.browser, &site.origin, &tables.concat()).await;

    // What reached the product.
    let request = jira.rest_calls();
    let myself = request
        .iter()
        .rfind(|call| call.target.starts_with("/rest/api/3/myself"));
    assert_eq!(myself.unwrap().user.as_deref(), Some("557058:ann"));
    assert!(
        request
            .iter()
            .any(|call| call.target == "/rest/api/3/myself?expand=groups")
    );
    let calls = jira.bridge_calls();
    let called = |call: &str| calls.iter().find(|it| it.call == call);
    let created = called("AP.dialog.create");
    assert!(
        created.is_some_and(|it| it.module == "panel" && it.arguments.contains("customData")),
        "{:?}",
        calls
            .iter()
            .map(|it| &*it.call)
            .collect::<std::collections::BTreeSet<_>>()
    );
    assert!(called("AP.request").is_some_and(|it| it.user.as_deref() == Some("557058:ann")));

    // No other server got a request.
    let outside: Vec<String> = site.browser.requested().await;
    let ours = |url: &String| {
        [&site.origin, &site.app.url]
            .iter()
            .any(|it| url.starts_with(it.as_str()))
    };
    let outside: Vec<_> = outside
        .iter()
        .filter(|url| url.starts_with("http") && !ours(url))
        .collect();
    // The redirect to another origin is the app's own; see the pitfalls.
    assert!(outside.is_empty(), "{outside:?}");
    assert_eq!(KEY, "com.example.bridge");
    site.close().await;
}
