use connect_runtime::prelude::*;

#[dynamic_content_macro(name = "Chart", parameters = [{ identifier = "chartType", name = "Type", type = "string" }])]
async fn chart(
    #[context("chartType")] chart_type: Option<String>,
    #[context("page.id")] page: String,
) -> String {
    format!("{chart_type:?} {page}")
}
