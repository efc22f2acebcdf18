//! `app! { … }` and `library! { … }`, one of which is in each crate root.

mod rules;

use connect_model::{Scope, ScopeSet, app_fields};
use proc_macro2::{Span, TokenStream};
use syn::{Path, Type, TypePath};

use crate::args::Args;
use crate::check::{Checker, Read};
use crate::findings::{Findings, UnlistedUse};
use crate::property_tree::PropertyTree;
use crate::reference::Reference;
use crate::value::Value;
use crate::wording;

/// A validated `app!`.
#[derive(Debug, Clone)]
pub struct App {
    /// The members that it adds to the descriptor.
    pub properties: PropertyTree,
    /// The app's key.
    pub key: String,
    /// The type of the crate's state, for `State<…>` extractors.
    pub state: Option<Type>,
    /// The path to `connect_runtime`, if not `::connect_runtime`.
    pub crate_path: Option<Path>,
    /// The most that the app grants; `None` if scopes are inferred without a limit.
    pub ceiling: Option<ScopeSet>,
    /// Items that `properties` refers to by index.
    pub references: Vec<Reference>,
    /// Names accepted because of `unlisted("…")`.
    pub unlisted: Vec<UnlistedUse>,
}

/// A validated `library!`.
#[derive(Debug, Clone)]
pub struct Library {
    /// The type of the crate's state.
    pub state: Option<Type>,
    /// The path to `connect_runtime`, if not `::connect_runtime`.
    pub crate_path: Option<Path>,
}

/// The fields that are about the crate and not part of the descriptor.
const CRATE_FIELDS: [&str; 2] = ["state", "crate"];

impl App {
    /// Parses and checks the fields of `app!`.
    ///
    /// # Errors
    /// All faults, each at its own token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut findings = Findings::default();
        let mut args = Args::parse_tokens(tokens, &mut findings.report);
        let state = state(&mut args, &mut findings);
        let crate_path = crate_path(&mut args, &mut findings);
        args.resolve(app_fields());
        rules::written_for_you(&mut args, &mut findings);
        rules::migrations(&mut args, &mut findings);
        let mut checker = Checker::new(None, &mut findings);
        let Read {
            members: properties,
            misnamed,
        } = checker.object("`app!`", &args, app_fields(), &CRATE_FIELDS, &[]);
        let at = Span::call_site();
        checker.required("`app!`", at, &args, app_fields(), &[], &misnamed);
        rules::key(&args, &mut findings);
        rules::addresses(&args, &mut findings);
        rules::own_address(&args, &mut findings);
        rules::licensed(&args, &mut findings);
        let ceiling = properties.get("scopes").map(|scopes| {
            let names = scopes.elements().iter().filter_map(PropertyTree::as_text);
            ScopeSet::least(names.filter_map(|name| name.parse::<Scope>().ok()))
        });
        let key = properties.get("key").and_then(PropertyTree::as_text);
        let key = key.unwrap_or_default().to_owned();
        // `app!` names no sections, uses nothing deprecated and is for all products.
        let Findings {
            report,
            unlisted,
            references,
            sections: _,
            deprecations: _,
            products: _,
        } = findings;
        report.finish(Self {
            properties: properties.into(),
            key,
            state,
            crate_path,
            ceiling,
            references,
            unlisted,
        })
    }
}

impl Library {
    /// Parses and checks the fields of `library!`.
    ///
    /// # Errors
    /// All faults, each at its own token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut findings = Findings::default();
        let mut args = Args::parse_tokens(tokens, &mut findings.report);
        let state = state(&mut args, &mut findings);
        let crate_path = crate_path(&mut args, &mut findings);
        Checker::new(None, &mut findings).object("`library!`", &args, &[], &CRATE_FIELDS, &[]);
        findings.report.finish(Self { state, crate_path })
    }
}

/// `state = AppState`: the type behind this crate's `State<…>` extractors.
fn state(args: &mut Args, findings: &mut Findings) -> Option<Type> {
    match crate_field("state", args, findings)? {
        Value::Path(path) => Some(Type::Path(TypePath {
            attrs: Vec::new(),
            qself: None,
            path,
        })),
        Value::Type(ty) => Some(*ty),
        other => wrong(&other, "state", "a type", "AppState", findings),
    }
}

/// `crate = my_framework::connect_runtime`: where this crate's expansions find the runtime.
fn crate_path(args: &mut Args, findings: &mut Findings) -> Option<Path> {
    match crate_field("crate", args, findings)? {
        Value::Path(path) => Some(path),
        other => {
            let what = "a path to `connect_runtime`";
            wrong(&other, "crate", what, "::connect_runtime", findings)
        }
    }
}

/// Removes a field that is about the crate.
fn crate_field(name: &str, args: &mut Args, findings: &mut Findings) -> Option<Value> {
    let arg = args.remove(name)?;
    while let Some(again) = args.remove(name) {
        let message = wording::repeated_argument(name);
        findings.error_at(again.span, message);
    }
    Some(arg.value)
}

fn wrong<T>(
    value: &Value,
    name: &str,
    what: &str,
    example: &str,
    findings: &mut Findings,
) -> Option<T> {
    if !value.is_unreadable() {
        findings.error_at(value.span(), wording::expected(name, what, example));
    }
    None
}

/// The crate fields of `app!` or `library!`, if they can be read: the crate's handlers are
/// fine even if another field is wrong.
#[must_use]
pub fn crate_fields(tokens: TokenStream) -> (Option<Type>, Option<Path>) {
    let mut findings = Findings::default();
    let mut args = Args::parse_tokens(tokens, &mut findings.report);
    (
        state(&mut args, &mut findings),
        crate_path(&mut args, &mut findings),
    )
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn text(path: Option<&impl ToTokens>) -> String {
        path.map(|path| path.to_token_stream().to_string())
            .unwrap_or_default()
    }

    #[test]
    fn the_runtime_may_be_found_elsewhere_and_the_descriptor_does_not_say_so() {
        let source = r#"key = "com.example.votes", crate = crate::framework::connect_runtime"#;
        let app = App::parse(source.parse().unwrap()).unwrap();
        let path = text(app.crate_path.as_ref());
        assert_eq!(path, "crate :: framework :: connect_runtime");
        assert_eq!(
            app.properties.resolve(&[]).to_string(),
            r#"{"key":"com.example.votes"}"#
        );
        let library = Library::parse("crate = ::renamed, state = S".parse().unwrap()).unwrap();
        assert_eq!(text(library.crate_path.as_ref()), ":: renamed");
        assert_eq!(text(library.state.as_ref()), "S");
        assert!(
            Library::parse("".parse().unwrap())
                .unwrap()
                .crate_path
                .is_none()
        );
    }

    #[test]
    fn the_path_to_the_runtime_is_a_path_and_given_once() {
        for (source, expected) in [
            (
                r#"crate = "runtime""#,
                "`crate` takes a path to `connect_runtime`",
            ),
            ("crate = a, crate = b", "argument `crate` is given twice"),
        ] {
            let error = Library::parse(source.parse().unwrap()).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{error}");
        }
    }
}
