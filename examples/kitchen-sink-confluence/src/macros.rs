//! Macros in a page's body.

mod tally;

use connect_runtime::prelude::*;

/// Question
#[dynamic_content_macro(
    description = "Asks a question, and keeps what was decided",
    categories = ["communication"],
    output_type = block,
    body_type = none,
    width = "100%",
    height = "120px",
    parameters = [
        { identifier = "question", name = "Question", type = string, required = true },
        { identifier = "style", name = "Style", type = "enum", values = ["plain", "boxed"] },
    ],
    editor = { url = question_editor, insert_title = "Ask", edit_title = "Ask differently" },
    image_placeholder = { url = "/images/decided.svg", width = 320, height = 120 },
)]
async fn question(
    #[context("question")] question: Option<String>,
    #[context("style")] style: Option<String>,
    #[context("page.id")] page: String,
) -> Page {
    let style = style.unwrap_or_else(|| "plain".to_owned());
    Page::new(question.unwrap_or_default()).body(format!("{page} {style}"))
}

#[iframe]
async fn question_editor() -> Page {
    Page::new("Question").body("What has to be decided?")
}
