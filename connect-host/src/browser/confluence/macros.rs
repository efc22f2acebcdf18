//! The app's macros in a body: dynamic ones as frames, static ones as rendered by the app.

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

use super::super::diagnosis::not_answered;
use super::super::frame::{frame, notice};
use super::super::placement::{confluence as place, title};
use super::super::view::{Shown, View};
use super::storage::{Macro, clean, split};
use crate::descriptor::module::Module;

/// How much of a static macro is shown on a page, in bytes. The platform documents no limit.
const MAX_RENDERED: usize = 1 << 20;

/// A body as readers see it: the app's macros in place, other macros by name.
pub(super) async fn body(view: &View, storage: &str) -> Markup {
    // The marker is a word that doesn't occur in content, and cleaning leaves it alone.
    let mark = |number: usize| format!("local-macro-{}-{number}-", view.visit.session.mark());
    let (text, macros) = split(storage, mark);
    let mut html = clean(&text).into_string();
    for (number, one) in macros.iter().enumerate() {
        let rendered = match find(view, &one.name) {
            Some(shown) => render(view, &shown.module, one).await,
            None => {
                html! { span class="lozenge" title="a macro" { (one.name) } (clean(&one.body)) }
            }
        };
        html = html.replacen(&mark(number), &rendered.into_string(), 1);
    }
    PreEscaped(html)
}

/// The app's macros that are not used in a body, with sample values for their parameters.
pub(super) async fn others(view: &View, storage: &str) -> Markup {
    let (_, used) = split(storage, |_| String::new());
    let mut rendered = Vec::new();
    for shown in view.at(place::PAGE_MACROS) {
        let key = shown.module.key.as_deref().unwrap_or_default();
        if !used.iter().any(|one| one.name == key) {
            rendered.push((
                shown,
                render(view, &shown.module, &sample(&shown.module)).await,
            ));
        }
    }
    html! {
        @if !rendered.is_empty() {
            section aria-labelledby="macros" {
                h2 id="macros" { "Macros of the app that are not in this page" }
                @for (shown, content) in &rendered {
                    section class="panel" aria-label=(title(&shown.module)) {
                        h3 { (title(&shown.module)) }
                        (content)
                    }
                }
            }
        }
    }
}

fn find<'v>(view: &'v View, name: &str) -> Option<&'v Shown> {
    let mut macros = view.at(place::PAGE_MACROS);
    macros.find(|it| {
        let aliases = it
            .module
            .properties
            .get("aliases")
            .and_then(Value::as_array);
        it.module.key.as_deref() == Some(name)
            || aliases.is_some_and(|all| all.iter().any(|alias| alias == name))
    })
}

/// A macro with its module's sample values.
pub(super) fn sample(module: &Module) -> Macro {
    let parameters = parameters(module).filter_map(|parameter| {
        let value = parameter.get("defaultValue")?.as_str()?;
        Some((
            parameter.get("identifier")?.as_str()?.to_owned(),
            value.to_owned(),
        ))
    });
    Macro {
        name: module.key.clone().unwrap_or_default(),
        id: String::new(),
        parameters: parameters.collect(),
        body: String::new(),
    }
}

/// The parameters declared by a macro's module.
pub(super) fn parameters(module: &Module) -> impl Iterator<Item = &Value> {
    let on_forge = || module.properties.get("config")?.get("parameters");
    let declared = module.properties.get("parameters").or_else(on_forge);
    let declared = declared.and_then(Value::as_array);
    declared.into_iter().flatten()
}

/// The id of a macro that has none yet.
const MACRO_ID: &str = "5c1ab5f6-0a5c-4b47-9b3c-000000000001";

async fn render(view: &View, module: &Module, one: &Macro) -> Markup {
    let id = if one.id.is_empty() { MACRO_ID } else { &one.id };
    let mut values: Vec<(&str, &str)> = vec![
        ("macro.id", id),
        ("macro.hash", id),
        ("macro.body", &one.body),
        ("macro.truncated", "false"),
        ("output.type", "display"),
    ];
    values.extend(
        one.parameters
            .iter()
            .map(|(name, value)| (&**name, &**value)),
    );
    if module.kind == "staticContentMacros" {
        rendered_by_app(view, module, &values).await
    } else {
        frame(view, module, None, &values)
    }
}

/// A static macro: the host requests it from the app and shows the response, cleaned ("Static content
/// macro").
async fn rendered_by_app(view: &View, module: &Module, values: &[(&str, &str)]) -> Markup {
    let mut open = view
        .visit
        .host()
        .open(module.key.as_deref().unwrap_or_default());
    open = match &view.visit.choice.user {
        Some(user) => open.as_user(user),
        None => open.anonymous(),
    };
    let context = view.context.iter().map(|(name, value)| (&**name, &**value));
    for (name, value) in context.chain(values.iter().copied()) {
        open = open.with(name, value);
    }
    match open.await {
        Err(error) => {
            let found = not_answered(view.visit.host(), &error);
            notice(&format!("{}: {}", title(module), found.join("; ")))
        }
        Ok(answer) if !answer.status.is_success() => {
            let found: Vec<_> = answer.findings.iter().map(ToString::to_string).collect();
            notice(&format!("{}: {}", title(module), found.join("; ")))
        }
        Ok(answer) if answer.body.len() > MAX_RENDERED => {
            let size = answer.body.len() / 1024;
            notice(&format!(
                "{}: the app answered {size} KiB; 1024 are shown at most",
                title(module)
            ))
        }
        Ok(answer) => html! {
            div class="macro" data-module=[module.key.as_deref()] { (clean(&answer.body)) }
        },
    }
}
