use connect_runtime::prelude::*;

#[dynamic_content_macro(
    name = "One",
    url = viewer("d={diagram}"),
    parameters = [{ identifier = "diagram", name = "D", type = string }],
)]
struct One;

#[dynamic_content_macro(
    name = "Two",
    url = viewer("linked=1&from={source}"),
    parameters = [{ identifier = "source", name = "S", type = string }],
)]
struct Two;

#[general_page(name = "Three", location = "none", url = shared("type=page"))]
struct Three;

#[space_tools_tab(name = "Four", location = "contenttools", url = shared)]
struct Four;

// Serves generalPages "three" and spaceToolsTabs "four".
#[iframe("/shared/{page.id}")]
async fn shared(parameters: Parameters<SharedParameters>) -> Page {
    not_written!(parameters)
}

#[derive(ContextParameters)]
#[expect(dead_code, reason = "not written yet")]
struct SharedParameters {
    #[context("page.id")]
    page_id: Option<String>,
    #[context("type")]
    type_parameter: Option<String>,
}

// Serves dynamicContentMacros "one" and dynamicContentMacros "two".
#[iframe("/viewer.html")]
async fn viewer(parameters: Parameters<ViewerParameters>) -> Page {
    not_written!(parameters)
}

#[derive(ContextParameters)]
#[expect(dead_code, reason = "not written yet")]
struct ViewerParameters {
    #[context("d")]
    d: Option<String>,
    #[context("linked")]
    linked: Option<String>,
    #[context("from")]
    from: Option<String>,
}
