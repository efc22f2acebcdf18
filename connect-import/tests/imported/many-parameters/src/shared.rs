use connect_runtime::prelude::*;

#[general_page(
    name = "Context",
    url = "/context?issue={issue.key}&id={issue.id}&type={issuetype.id}&p={project.key}&pid={project.id}&space={space.key}&sid={space.id}&page={page.id}&new={brand.new.thing}"
)]
async fn context(
    parameters: Parameters<ContextParametersStruct>,
    #[context(unlisted("brand.new.thing"))] brand_new_thing: Option<String>,
) -> Page {
    not_written!(parameters, brand_new_thing)
}

#[derive(ContextParameters)]
#[expect(dead_code, reason = "not written yet")]
struct ContextParametersStruct {
    #[context("issue")]
    issue_key: Option<String>,
    #[context("id")]
    issue_id: Option<String>,
    #[context("type")]
    issuetype_id: Option<String>,
    #[context("p")]
    project_key: Option<String>,
    #[context("pid")]
    project_id: Option<String>,
    #[context("space")]
    space_key: Option<String>,
    #[context("sid")]
    space_id: Option<String>,
    #[context("page")]
    page_id: Option<String>,
}
