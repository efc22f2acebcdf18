use connect_runtime::prelude::*;

#[dynamic_content_macro(
    name = "Question",
    description = "Asks a question, and keeps what was decided",
    body_type = none,
    categories = ["communication"],
    editor = { edit_title = "Ask differently", insert_title = "Ask", url = question_editor },
    height = "120px",
    image_placeholder = { height = 120, url = "/images/question.png", width = 320 },
    output_type = block,
    parameters = [
        { identifier = "question", name = "Question", required = true, type = string },
        { identifier = "style", name = "Style", type = "enum", values = ["plain", "boxed"] },
    ],
    width = "100%",
)]
async fn question(
    #[context("question")] question: Option<String>,
    #[context("style")] style: Option<String>,
    #[context("page.id")] page_id: Option<String>,
) -> Page {
    todo!("question: {question:?}, {style:?}, {page_id:?}")
}

#[static_content_macro(
    name = "Tally",
    description = "How many decisions a page holds",
    body_type = none,
    output_type = inline,
    parameters = [{ identifier = "page", name = "Page", type = confluence_content }],
)]
async fn tally(#[context("page.id")] page_id: Option<String>) -> String {
    todo!("tally: {page_id:?}")
}

#[iframe]
async fn question_editor() -> Page {
    todo!("question_editor")
}
