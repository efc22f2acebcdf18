//! Two modules at one path, with parameters of their own.
use connect_runtime::prelude::*;

#[general_page(name = "Diagram", url = diagram_viewer("d={project.key}"))]
struct Diagram;

#[general_page(name = "Linked", url = diagram_viewer("linked=1&from={project.id}"))]
struct Linked;

#[general_page(name = "Empty", url = diagram_viewer)]
struct EmptyDiagram;

#[iframe("/diagram-viewer.html")]
async fn diagram_viewer(parameters: Parameters<Viewer>, tenant: Tenant) -> Page {
    let from = parameters.from.map(|from| from.to_string());
    let title = parameters.diagram.clone().or(from);
    Page::new(title.unwrap_or_else(|| tenant.client_key().to_owned()))
}

#[derive(ContextParameters)]
struct Viewer {
    #[context("d")]
    diagram: Option<String>,
    #[context("from")]
    from: Option<u64>,
}

#[general_page(name = "To be written")]
async fn to_be_written(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}
