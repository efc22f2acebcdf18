//! Submitting a form as a browser does. Source: "HTML Standard", form submission.

use http::Method;
use scraper::ElementRef;
use url::{Url, form_urlencoded};

use super::Document;
use super::error::DocumentError;
use super::step::Step;

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// The request of submitting the form that matches the selector, with these fields filled in.
pub(crate) fn submit(
    body: &str,
    url: &Url,
    selector: &str,
    filled_in: &[(String, String)],
) -> Result<Step, DocumentError> {
    let document = Document::parse(body, url);
    let form = document.one(selector)?;
    if form.value().name() != "form" {
        return Err(DocumentError::NotAForm {
            selector: selector.to_owned(),
        });
    }
    // Without a click, as with the Enter key, the first submit button is used.
    let controls = controls(&document, form)?;
    let first = controls.into_iter().find(|it| submits(*it));
    step(
        &document,
        form,
        first.filter(|it| !is_disabled(*it)),
        filled_in,
    )
}

/// The request of submitting a form with this button.
pub(super) fn step(
    document: &Document,
    form: ElementRef<'_>,
    button: Option<ElementRef<'_>>,
    filled_in: &[(String, String)],
) -> Result<Step, DocumentError> {
    let attribute = |of_form: &str, of_button: &str| {
        let by_button = button.and_then(|button| button.attr(of_button));
        by_button.or_else(|| form.attr(of_form)).unwrap_or_default()
    };
    let mut url = document.resolve(attribute("action", "formaction"))?;
    url.set_fragment(None);
    let fields = fields(document, form, button, filled_in)?;
    let sent = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&fields)
        .finish();
    let method = attribute("method", "formmethod").to_ascii_lowercase();
    match method.as_str() {
        "post" => {
            let kind = attribute("enctype", "formenctype");
            if !kind.is_empty() && !kind.eq_ignore_ascii_case(URL_ENCODED) {
                return Err(DocumentError::Kind {
                    kind: kind.to_owned(),
                });
            }
            Ok(Step {
                method: Method::POST,
                url,
                body: Some(sent),
            })
        }
        "dialog" => Err(DocumentError::Kind { kind: method }),
        // Anything else counts as GET.
        _ => {
            url.set_query(Some(&sent));
            Ok(Step {
                method: Method::GET,
                url,
                body: None,
            })
        }
    }
}

/// The form that an element belongs to: the one it names, or the one around it.
pub(super) fn owner<'a>(document: &'a Document, control: ElementRef<'a>) -> Option<ElementRef<'a>> {
    if let Some(id) = control.attr("form") {
        let forms = document.all("form[id]").ok()?;
        return forms.into_iter().find(|form| form.attr("id") == Some(id));
    }
    let mut around = control.ancestors().filter_map(ElementRef::wrap);
    around.find(|element| element.value().name() == "form")
}

/// Whether a click on it submits its form.
pub(super) fn submits(control: ElementRef<'_>) -> bool {
    let kind = kind(control);
    match control.value().name() {
        // Any other type counts as `submit`.
        "button" => kind != "button" && kind != "reset",
        "input" => kind == "submit",
        _ => false,
    }
}

/// Whether it, or a fieldset around it, is disabled.
pub(super) fn is_disabled(control: ElementRef<'_>) -> bool {
    let mut around = control.ancestors().filter_map(ElementRef::wrap);
    control.attr("disabled").is_some()
        || around
            .any(|outer| outer.value().name() == "fieldset" && outer.attr("disabled").is_some())
}

fn kind(control: ElementRef<'_>) -> String {
    control
        .attr("type")
        .unwrap_or_default()
        .to_ascii_lowercase()
}

fn controls<'a>(
    document: &'a Document,
    form: ElementRef<'a>,
) -> Result<Vec<ElementRef<'a>>, DocumentError> {
    let all = document.all("input, select, textarea, button")?;
    let own = |control: &ElementRef<'a>| {
        owner(document, *control).is_some_and(|owner| owner.id() == form.id())
    };
    Ok(all.into_iter().filter(own).collect())
}

/// The names and values that are submitted, in document order.
fn fields(
    document: &Document,
    form: ElementRef<'_>,
    button: Option<ElementRef<'_>>,
    filled_in: &[(String, String)],
) -> Result<Vec<(String, String)>, DocumentError> {
    let mut sent = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for control in controls(document, form)? {
        let is_button = control.value().name() == "button" || submits(control);
        let is_sender = button.is_some_and(|button| button.id() == control.id());
        let Some(name) = control.attr("name").filter(|name| !name.is_empty()) else {
            continue;
        };
        if is_disabled(control) || (is_button && !is_sender) {
            continue;
        }
        let first = !known.iter().any(|it| it == name);
        if first {
            known.push(name.to_owned());
        }
        let mut given = filled_in.iter().filter(|(it, _)| it == name).peekable();
        if given.peek().is_some() && !is_button {
            // Filled-in values take the place of the first field of that name: for checkboxes, all ticked ones.
            if first {
                sent.extend(given.cloned());
            }
            continue;
        }
        for value in values(control)? {
            sent.push((name.to_owned(), value));
        }
    }
    match filled_in.iter().find(|(name, _)| !known.contains(name)) {
        Some((name, _)) => Err(DocumentError::NoField {
            name: name.clone(),
            fields: known,
        }),
        None => Ok(sent),
    }
}

/// The values that a control submits if left as it is.
fn values(control: ElementRef<'_>) -> Result<Vec<String>, DocumentError> {
    let value = control.attr("value");
    let values = match control.value().name() {
        "textarea" => {
            let text: String = control.text().collect();
            vec![text]
        }
        "select" => chosen(control),
        "button" => vec![value.unwrap_or_default().to_owned()],
        _ => match kind(control).as_str() {
            "checkbox" | "radio" if control.attr("checked").is_none() => Vec::new(),
            "checkbox" | "radio" => vec![value.unwrap_or("on").to_owned()],
            "reset" | "button" => Vec::new(),
            file @ ("file" | "image") => {
                return Err(DocumentError::Kind {
                    kind: file.to_owned(),
                });
            }
            _ => vec![value.unwrap_or_default().to_owned()],
        },
    };
    Ok(values)
}

/// The selected options; if none is, the first of a list that needs a selection.
fn chosen(select: ElementRef<'_>) -> Vec<String> {
    let options: Vec<_> = select
        .descendent_elements()
        .filter(|option| option.value().name() == "option" && option.attr("disabled").is_none())
        .collect();
    let value = |option: &ElementRef<'_>| match option.attr("value") {
        Some(value) => value.to_owned(),
        None => super::element::text(*option),
    };
    let selected = options.iter().filter(|it| it.attr("selected").is_some());
    let mut selected: Vec<String> = selected.map(value).collect();
    if select.attr("multiple").is_none() {
        if selected.is_empty() {
            selected.extend(options.first().map(value));
        }
        // Only the last of several counts.
        selected.drain(..selected.len().saturating_sub(1));
    }
    selected
}
