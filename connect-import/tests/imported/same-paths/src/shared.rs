use connect_runtime::prelude::*;

#[general_page(name = "One", url = page)]
struct One;

#[general_page(name = "Two", url = page)]
struct Two;

#[general_page(name = "Three", url = page("tab=three"))]
struct Three;

#[general_page(name = "Four", url = "/project/{project.key}")]
async fn four(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[general_page(name = "Five", url = "/project/{project.id}")]
struct Five;

#[general_page(name = "Six", url = "/project/{project.id}/more")]
async fn six(#[context("project.id")] project_id: Option<String>) -> Page {
    not_written!(project_id)
}

#[general_page(name = "Seven", url = "/kept", cacheable = true, public = true)]
async fn seven() -> Page {
    not_written!()
}

#[general_page(name = "Eight", url = "/kept?issue={issue.key}")]
struct Eight;

#[general_page(name = "Nine", url = "/page#nine")]
struct Nine;

#[general_page(name = "Ten", url = "/healthz")]
struct Ten;

#[general_page(name = "Eleven", url = "/")]
async fn eleven() -> Page {
    not_written!()
}

// Serves generalPages "one", generalPages "two" and generalPages "three".
#[iframe]
async fn page(parameters: Parameters<PageParameters>) -> Page {
    not_written!(parameters)
}

#[derive(ContextParameters)]
#[expect(dead_code, reason = "not written yet")]
struct PageParameters {
    #[context("tab")]
    tab: Option<String>,
}
