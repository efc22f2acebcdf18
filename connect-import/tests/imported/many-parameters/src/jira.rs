use connect_runtime::prelude::*;

#[jira_workflow_post_function(
    name = "F",
    description = "D",
    url = "/triggered/after/a/transition/of/an/issue/with/a/path/that/is/long/enough/to/be/broken",
    create = two,
    edit = one,
)]
async fn f() -> Result<()> {
    not_written!()
}

#[web_panel(
    name = "Twice",
    location = "atl.jira.view.issue.right.context",
    url = "/twice?a={issue.key}&type={issue.id}&issue_key={issue.key}"
)]
async fn twice(
    #[context("issue.key")] issue_key: Option<String>,
    #[context("issue.id")] issue_id: Option<String>,
) -> Page {
    not_written!(issue_key, issue_id)
}

#[iframe(
    "/workflow/create/page/with/a/path/that/is/long/enough/to/be/broken/in/two?key={project.key}"
)]
async fn two(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[iframe("/workflow/edit/page/with/a/path/that/is/just/short/enough/for/one?key={project.key}")]
async fn one(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}
