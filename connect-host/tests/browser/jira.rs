//! `AP.jira`.

use crate::site::Site;
use crate::table::At::{Frame, Page};
use crate::table::Step::{Click, Connects, Do, Is, Until};
use crate::table::{PANEL, Row, hold};

const GADGET: &str = "const item = document.createElement('section'); item.dataset.dashboardItem = ''; item.innerHTML = '<h3 data-item-title>Gadget</h3><button data-edit-dashboard-item>Edit</button>'; const place = document.createElement('div'); item.append(place); document.querySelector('main').append(item); __localHost.mount(place, { key: 'gadget', context: {} })";
const FORM: &str = "const form = document.createElement('form'); form.id = 'function'; form.innerHTML = '<button>Save</button>'; const place = document.createElement('div'); place.className = 'ap-frame'; place.dataset.configuration = 'old'; form.append(place); document.querySelector('main').append(form); form.submit = () => { window.saved = form.elements.configuration.value; }; __localHost.mount(place, { key: 'function', part: 'create', context: {} })";

const JIRA: &[Row<'_>] = &[
    (
        "AP.jira.isNativeApp",
        &[Is(
            PANEL,
            "new Promise((done) => AP.jira.isNativeApp(done))",
            "false",
        )],
    ),
    (
        "AP.jira.initJQLEditor",
        &[Do(PANEL, "AP.jira.initJQLEditor()")],
    ),
    (
        "AP.jira.openCreateIssueDialog(callback, params)",
        &[
            Do(
                PANEL,
                "window.made = new Promise((done) => AP.jira.openCreateIssueDialog((issues) => done(issues), { fields: { summary: 'From the app', project: { key: 'DEMO' } } }))",
            ),
            Until(
                Page,
                "document.querySelector('dialog [name=summary]')?.value === 'From the app'",
            ),
            Click(Page, "dialog [type=button]"),
            Is(PANEL, "made", "[]"),
        ],
    ),
    (
        "AP.jira.openIssueDialog",
        &[
            Do(
                PANEL,
                "window.shown = new Promise((done) => AP.jira.openIssueDialog('DEMO-1', done))",
            ),
            Until(
                Page,
                "document.querySelector('dialog a')?.getAttribute('href') === '/browse/DEMO-1'",
            ),
            Click(Page, "dialog button"),
            Is(PANEL, "shown", r#""DEMO-1""#),
        ],
    ),
    (
        "AP.jira.openDatePicker",
        &[
            Do(
                PANEL,
                "window.picked = new Promise((done) => AP.jira.openDatePicker({ element: document.body, date: '2026-01-02', onSelect: (iso, date) => done([iso, date instanceof Date]) }))",
            ),
            Until(
                Page,
                "document.querySelector('dialog input')?.value === '2026-01-02'",
            ),
            Click(Page, "dialog .primary"),
            Is(PANEL, "picked", r#"["2026-01-02", true]"#),
        ],
    ),
    (
        "AP.jira.showJQLEditor",
        &[
            Do(
                PANEL,
                "window.query = new Promise((done) => AP.jira.showJQLEditor({ jql: 'project = DEMO' }, done))",
            ),
            Until(
                Page,
                "document.querySelector('dialog textarea')?.value === 'project = DEMO'",
            ),
            Click(Page, "dialog .primary"),
            Is(PANEL, "query", r#"{"jql": "project = DEMO"}"#),
        ],
    ),
    (
        "AP.jira.setDashboardItemTitle, isDashboardItemEditable",
        &[
            Do(Page, GADGET),
            Connects("gadget"),
            Is(
                Frame("gadget"),
                "new Promise((done) => AP.jira.isDashboardItemEditable(done))",
                "true",
            ),
            Do(Frame("gadget"), "AP.jira.setDashboardItemTitle('Mine')"),
            Until(
                Page,
                "document.querySelector('[data-item-title]').textContent === 'Mine'",
            ),
        ],
    ),
    (
        "AP.jira.DashboardItem.onDashboardItemEdit",
        &[
            Do(
                Frame("gadget"),
                "window.edited = new Promise((done) => AP.jira.DashboardItem.onDashboardItemEdit(() => done('edited')))",
            ),
            Click(Page, "[data-edit-dashboard-item]"),
            Is(Frame("gadget"), "edited", r#""edited""#),
        ],
    ),
    (
        "AP.jira.getWorkflowConfiguration",
        &[
            Do(Page, FORM),
            Connects("function"),
            Is(
                Frame("function"),
                "new Promise((done) => AP.jira.getWorkflowConfiguration(done))",
                r#""old""#,
            ),
        ],
    ),
    (
        "AP.jira.WorkflowConfiguration: a value that is not valid is not saved",
        &[
            Do(
                Frame("function"),
                "AP.jira.WorkflowConfiguration.onSaveValidation(() => false)",
            ),
            Click(Page, "#function button"),
            Until(
                Page,
                "/does not accept/.test(document.getElementById('host-notes')?.textContent)",
            ),
            Is(Page, "window.saved ?? null", "null"),
        ],
    ),
    (
        "AP.jira.WorkflowConfiguration.onSave",
        &[
            Do(
                Frame("function"),
                "AP.jira.WorkflowConfiguration.onSaveValidation(() => true); AP.jira.WorkflowConfiguration.onSave(() => JSON.stringify({ to: 'x' }))",
            ),
            Click(Page, "#function button"),
            Until(Page, r#"window.saved === '{"to":"x"}'"#),
        ],
    ),
    (
        "AP.jira.refreshIssuePage",
        &[
            Do(Page, "window.old = true"),
            Do(PANEL, "AP.jira.refreshIssuePage()"),
            Until(
                Page,
                "window.old === undefined && document.readyState === 'complete'",
            ),
        ],
    ),
];

#[tokio::test]
async fn each_call_of_jira_does_what_is_documented() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    site.open("/modules/panel?issue.key=DEMO-1").await;
    hold(&site.browser, &site.origin, JIRA).await;
    site.close().await;
}
