//! `AP.confluence` and `AP.customContent`.

use crate::site::Site;
use crate::table::At::{Frame, Page};
use crate::table::Step::{Connects, Do, Is, Until};
use crate::table::{Row, hold};

const HERE: crate::table::At<'static> = Frame("page");

const CONFLUENCE: &[Row<'_>] = &[
    (
        "confluence is there, and jira is not",
        &[Is(
            HERE,
            "[typeof AP.confluence, typeof AP.customContent, typeof AP.jira]",
            r#"["object", "object", "undefined"]"#,
        )],
    ),
    (
        "AP.confluence: the macro's editor",
        &[
            Do(
                Page,
                "window.edited = __localHost.macroEditor({ key: 'macro', context: {}, params: { level: '2' }, body: '<p>the body</p>' }, { header: 'Insert macro', width: '400px', height: '300px' })",
            ),
            Connects("macro"),
            Is(
                Page,
                "[...document.querySelectorAll('dialog button')].map((one) => one.textContent)",
                r#"["Insert", "Cancel"]"#,
            ),
            Is(
                Frame("macro"),
                "Promise.all([new Promise((done) => AP.confluence.getMacroData(done)), new Promise((done) => AP.confluence.getMacroBody(done))])",
                r#"[{"level": "2"}, "<p>the body</p>"]"#,
            ),
            Do(
                Frame("macro"),
                "AP.confluence.saveMacro({ level: '3' }, '<p>new</p>'); AP.confluence.closeMacroEditor()",
            ),
            Is(
                Page,
                "window.edited",
                r#"{"params": {"level": "3"}, "body": "<p>new</p>"}"#,
            ),
            Is(Page, "document.querySelectorAll('dialog').length", "0"),
        ],
    ),
    (
        "an editor that is left without saving",
        &[
            Do(
                Page,
                "window.edited = __localHost.macroEditor({ key: 'macro', context: {} }, { header: 'Insert macro' })",
            ),
            Connects("macro"),
            Do(Frame("macro"), "AP.confluence.closeMacroEditor()"),
            Is(Page, "window.edited", "null"),
        ],
    ),
    (
        "an editor in a part of the page writes the macro down",
        &[
            Do(
                Page,
                "const panel = document.createElement('details'); panel.open = true; panel.dataset.macro = 'macro'; panel.innerHTML = '<summary>Macro</summary><pre></pre>'; const place = document.createElement('div'); panel.append(place); document.querySelector('main').append(panel); __localHost.mount(place, { key: 'macro', part: 'editor', context: {} })",
            ),
            Connects("macro"),
            Do(
                Frame("macro"),
                "AP.confluence.saveMacro({ level: 'a < b' }, '<p>new</p>'); AP.confluence.closeMacroEditor()",
            ),
            Until(Page, "!document.querySelector('details[data-macro]').open"),
            Is(
                Page,
                "document.querySelector('[data-macro] pre').textContent",
                r#""<ac:structured-macro ac:name=\"macro\">\n  <ac:parameter ac:name=\"level\">a &lt; b</ac:parameter>\n  <ac:rich-text-body><p>new</p></ac:rich-text-body>\n</ac:structured-macro>""#,
            ),
        ],
    ),
    (
        "AP.confluence.setContentProperty, getContentProperty, syncPropertyFromServer",
        &[
            Is(
                HERE,
                "new Promise((done) => AP.confluence.setContentProperty({ key: 'k', value: 1, version: { number: 1 } }, ({ error }) => done(error ?? 'kept')))",
                r#""kept""#,
            ),
            Is(
                HERE,
                "new Promise((done) => AP.confluence.getContentProperty('k', ({ value }) => done(value)))",
                "1",
            ),
            Is(
                HERE,
                "new Promise((done) => AP.confluence.syncPropertyFromServer('k', ({ value }) => done(value)))",
                "1",
            ),
        ],
    ),
    (
        "AP.confluence.onMacroPropertyPanelEvent, closeMacroPropertyPanel",
        &[
            Do(
                Page,
                "const panel = document.createElement('div'); panel.dataset.propertyPanel = ''; document.body.append(panel)",
            ),
            Do(
                HERE,
                "AP.confluence.onMacroPropertyPanelEvent({ 'click.edit.macro.macro.property-panel': () => AP.confluence.closeMacroPropertyPanel() })",
            ),
            Do(Page, "__localHost.propertyPanel('edit', 'macro')"),
            Until(Page, "!document.querySelector('[data-property-panel]')"),
        ],
    ),
    (
        "AP.customContent.getEditComponent().intercept, submitCallback",
        &[
            Do(
                HERE,
                "const editor = AP.customContent.getEditComponent(); editor.intercept('confluence.customcontent.submit'); AP.events.on('confluence.customcontent.submit', ({ title }) => editor.submitCallback(`<p>${title}</p>`)); await new Promise((done) => AP.user.getLocale(done))",
            ),
            Is(
                Page,
                "__localHost.customContent('submit', { title: 't' }).then(({ value }) => value)",
                r#""<p>t</p>""#,
            ),
        ],
    ),
    (
        "AP.customContent: what is not intercepted is the product's business",
        &[Is(
            Page,
            "__localHost.customContent('cancel').then((answer) => answer === undefined)",
            "true",
        )],
    ),
    (
        "AP.customContent: the other callbacks",
        &[
            Do(
                HERE,
                "const editor = AP.customContent.getEditComponent(); editor.intercept('confluence.customcontent.submitError'); AP.events.on('confluence.customcontent.submitError', () => editor.submitErrorCallback(false, 'why')); await new Promise((done) => AP.user.getLocale(done))",
            ),
            Is(
                Page,
                "__localHost.customContent('submitError', {}).then(({ value, message }) => [value, message])",
                r#"[false, "why"]"#,
            ),
        ],
    ),
    (
        "AP.request with and without the context path",
        &[
            Is(
                HERE,
                "AP.request('/rest/api/user/current').then(({ xhr }) => xhr.status)",
                "200",
            ),
            Is(
                HERE,
                "AP.request('/wiki/rest/api/user/current').then(({ xhr }) => xhr.status)",
                "200",
            ),
        ],
    ),
    (
        "AP.navigator.go to a page",
        &[
            Do(HERE, "AP.navigator.go('contentview', { contentId: '7' })"),
            Until(
                Page,
                "location.pathname + location.search === '/wiki/pages/viewpage.action?pageId=7'",
            ),
        ],
    ),
];

#[tokio::test]
async fn each_call_of_confluence_does_what_is_documented() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    site.open("/wiki/modules/page?content.id=65537").await;
    hold(&site.browser, &site.origin, CONFLUENCE).await;
    site.close().await;
}
