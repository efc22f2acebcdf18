//! `AP.confluence` and `AP.customContent`.

use crate::site::Site;
use crate::table::At::{Frame, Page};
use crate::table::Step::{Click, Connects, Do, Go, Is, Until};
use crate::table::{Row, hold};

const HERE: crate::table::At<'static> = Frame("page");

const CONFLUENCE: &[Row<'_>] = &[
    (
        "AP.confluence exists, and AP.jira does not",
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
        "AP.customContent: the product handles what is not intercepted",
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

/// On the page that edits a page.
const EDITOR: &[Row<'_>] = &[
    (
        "a macro's editor opens in its dialog",
        &[
            Go("/wiki/spaces/DEMO/pages/65537/edit"),
            Do(
                Page,
                "document.querySelector('#editor textarea').setSelectionRange(0, 0)",
            ),
            Click(Page, "[data-target=macro][data-key=macro]"),
            Connects("macro"),
            Is(
                Page,
                "document.querySelector('dialog h2').textContent",
                r#""Insert a level""#,
            ),
            Is(
                Frame("macro"),
                "document.getElementById('what').textContent",
                r#""editor""#,
            ),
        ],
    ),
    (
        "what it saves is in the body, which has the focus again",
        &[
            Do(
                Frame("macro"),
                "AP.confluence.saveMacro({ level: 'a < \"b\"' }, '<p>new</p>'); AP.confluence.closeMacroEditor()",
            ),
            Until(Page, "!document.querySelector('dialog')"),
            Is(
                Page,
                "document.querySelector('#editor textarea').value.split('</ac:structured-macro>')[0]",
                r#""<ac:structured-macro ac:name=\"macro\">\n  <ac:parameter ac:name=\"level\">a &lt; &quot;b&quot;</ac:parameter>\n  <ac:rich-text-body><p>new</p></ac:rich-text-body>\n""#,
            ),
            Is(Page, "document.activeElement.name", r#""body""#),
        ],
    ),
    (
        "a macro in the body can be edited again",
        &[
            Click(Page, "#macros-here button"),
            Connects("macro"),
            Is(
                Page,
                "document.querySelector('dialog h2').textContent",
                r#""Edit Macro""#,
            ),
            Is(
                Frame("macro"),
                "Promise.all([new Promise((done) => AP.confluence.getMacroData(done)), new Promise((done) => AP.confluence.getMacroBody(done))])",
                r#"[{"level": "a < \"b\""}, "<p>new</p>"]"#,
            ),
            Do(
                Frame("macro"),
                "AP.confluence.saveMacro({ level: '2' }); AP.confluence.closeMacroEditor()",
            ),
            Until(
                Page,
                "document.querySelector('#macros-here').textContent.includes('level: 2')",
            ),
            Is(
                Page,
                "document.querySelector('#editor textarea').value.match(/<ac:structured-macro[^]*<p>new/g).length",
                "1",
            ),
        ],
    ),
    (
        "an editor that is cancelled changes nothing",
        &[
            Do(
                Page,
                "window.before = document.querySelector('#editor textarea').value",
            ),
            Click(Page, "#macros-here button"),
            Connects("macro"),
            Click(Page, "dialog footer button:last-child"),
            Until(Page, "!document.querySelector('dialog')"),
            Is(
                Page,
                "before === document.querySelector('#editor textarea').value",
                "true",
            ),
        ],
    ),
    (
        "a macro without an editor is filled in by the product's form",
        &[
            Click(Page, "[data-target=macro][data-key=simple]"),
            Is(
                Page,
                "[...document.querySelectorAll('dialog form [name]')].map((one) => [one.name, one.type, one.value])",
                r#"[["size", "select-one", "small"], ["bold", "checkbox", "true"]]"#,
            ),
            Do(
                Page,
                "document.querySelector('dialog [name=bold]').checked = true",
            ),
            Click(Page, "dialog footer button[type=submit]"),
            Until(
                Page,
                "/Simple \\(size: small, bold: true\\)/.test(document.querySelector('#macros-here').textContent)",
            ),
        ],
    ),
    (
        "the published page has the macro",
        &[
            Click(Page, "#editor button.primary"),
            Until(Page, "!location.pathname.endsWith('/edit')"),
            Connects("macro"),
            Is(
                Page,
                "JSON.parse(document.querySelector('.prose .ap-frame[data-key=macro]').dataset.context).level",
                r#""2""#,
            ),
        ],
    ),
];

#[tokio::test]
async fn macros_are_written_into_a_page() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    hold(&site.browser, &site.origin, EDITOR).await;
    site.close().await;
}

#[tokio::test]
async fn each_call_of_confluence_does_what_is_documented() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    site.open("/wiki/modules/page?content.id=65537").await;
    hold(&site.browser, &site.origin, CONFLUENCE).await;
    site.close().await;
}
