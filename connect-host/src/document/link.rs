//! What clicking an element requests.

use http::Method;
use scraper::ElementRef;
use url::Url;

use super::Document;
use super::error::DocumentError;
use super::form;
use super::step::Step;

/// The request of a click on the only element that matches the selector. A click inside a link or button
/// counts as a click on it, as in a browser.
pub(crate) fn click(body: &str, url: &Url, selector: &str) -> Result<Step, DocumentError> {
    let document = Document::parse(body, url);
    let clicked = document.one(selector)?;
    let around = clicked.ancestors().filter_map(ElementRef::wrap);
    let active = std::iter::once(clicked)
        .chain(around)
        .find(|element| matches!(element.value().name(), "a" | "button" | "input"));
    let nothing = |why| {
        Err(DocumentError::NotClickable {
            html: clicked.html(),
            why,
        })
    };
    let Some(active) = active else {
        return nothing("it is neither in a link nor in a button");
    };
    if active.value().name() == "a" {
        return match active.attr("href") {
            None => nothing("the link has no `href`"),
            Some(href) if href.starts_with('#') => nothing("it leads to a place in the same page"),
            Some(href) => Ok(Step {
                method: Method::GET,
                url: document.resolve(href)?,
                body: None,
            }),
        };
    }
    if form::is_disabled(active) {
        return nothing("it is disabled");
    }
    if !form::submits(active) {
        return nothing("only a script of the page knows what it does; call what that calls");
    }
    match form::owner(&document, active) {
        Some(form) => form::step(&document, form, Some(active), &[]),
        None => nothing("it belongs to no form"),
    }
}
