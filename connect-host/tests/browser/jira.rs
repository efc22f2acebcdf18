//! `AP.jira`.

use crate::site::Site;
use crate::table::At::{Frame, Page};
use crate::table::Step::{Click, Connects, Do, Go, Is, Until};
use crate::table::{PANEL, Row, hold};

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
            Go("/jira/dashboards/10500"),
            Connects("gadget"),
            Is(
                Frame("gadget"),
                "new Promise((done) => AP.jira.isDashboardItemEditable(done))",
                "true",
            ),
            Do(Frame("gadget"), "AP.jira.setDashboardItemTitle('Mine')"),
            Until(
                Page,
                "document.querySelector('.ap-frame[data-key=gadget]').closest('section').querySelector('h2').textContent === 'Mine'",
            ),
        ],
    ),
    (
        "AP.jira.DashboardItem.onDashboardItemEdit",
        &[
            Do(
                Frame("gadget"),
                "window.edited = new Promise((done) => AP.jira.DashboardItem.onDashboardItemEdit(() => done('edited'))); await new Promise((done) => AP.user.getLocale(done))",
            ),
            Click(Page, ".ap-item-edit"),
            Is(Frame("gadget"), "edited", r#""edited""#),
        ],
    ),
    (
        "AP.jira.getWorkflowConfiguration",
        &[
            Go("/jira/settings/workflow?rule=function&part=create&config=old"),
            Connects("function"),
            Is(
                Frame("function"),
                "new Promise((done) => AP.jira.getWorkflowConfiguration(done))",
                r#""old""#,
            ),
        ],
    ),
    (
        "AP.jira.WorkflowConfiguration: an invalid value is not saved",
        &[
            Do(
                Frame("function"),
                "AP.jira.WorkflowConfiguration.onSaveValidation(() => false)",
            ),
            Click(Page, ".ap-workflow-save"),
            Until(
                Page,
                "/does not accept/.test(document.getElementById('host-notes')?.textContent)",
            ),
            Is(
                Page,
                "new URLSearchParams(location.search).get('config')",
                r#""old""#,
            ),
        ],
    ),
    (
        "AP.jira.WorkflowConfiguration.onSave",
        &[
            Do(
                Frame("function"),
                "AP.jira.WorkflowConfiguration.onSaveValidation(() => true); AP.jira.WorkflowConfiguration.onSave(() => JSON.stringify({ to: 'x' }))",
            ),
            Click(Page, ".ap-workflow-save"),
            Until(
                Page,
                r#"new URLSearchParams(location.search).get('config') === '{"to":"x"}' && document.readyState === 'complete'"#,
            ),
            Connects("function"),
            Is(
                Frame("function"),
                "new Promise((done) => AP.jira.getWorkflowConfiguration(done))",
                r#""{\"to\":\"x\"}""#,
            ),
        ],
    ),
    (
        "AP.jira: back to the issue",
        &[Go("/modules/panel?issue.key=DEMO-1"), Connects("panel")],
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
