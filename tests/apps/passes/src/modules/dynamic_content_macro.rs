use connect_runtime::prelude::*;

/// Poll
#[dynamic_content_macro(
    output_type = block,
    parameters = [{ identifier = "question", name = "Question", type = string }],
    editor = { url = edit_poll, insert_title = "Insert poll" },
)]
async fn poll(#[context("question")] question: Option<String>) -> Page {
    Page::new("Poll").body(question.unwrap_or_default())
}

#[iframe]
async fn edit_poll() -> Page {
    Page::new("Poll").body("What do you ask?")
}
