//! `app! { … }` and `library! { … }`: what the crate root says once.

mod rules;

use connect_model::{Scope, ScopeSet, app_fields};
use proc_macro2::{Span, TokenStream};
use serde_json::Value as Json;
use syn::Path;

use crate::args::Args;
use crate::check::{self, Findings, UnlistedUse};
use crate::reference::{self, Reference};
use crate::value::Value;
use crate::wording;

/// A validated `app!`.
#[derive(Debug, Clone)]
pub struct App {
    /// The JSON object that it adds to the descriptor, with a mark for each item that it names.
    pub properties: String,
    /// The app's key.
    pub key: String,
    /// The type of the crate's state, for `State<…>` extractors.
    pub state: Option<Path>,
    /// What the app grants at most; none when scopes are inferred without a ceiling.
    pub ceiling: Option<ScopeSet>,
    /// Items that `properties` names, in the order of their marks.
    pub references: Vec<Reference>,
    /// Names of the host's that the user vouches for.
    pub unlisted: Vec<UnlistedUse>,
}

/// A validated `library!`.
#[derive(Debug, Clone)]
pub struct Library {
    /// The type of the crate's state.
    pub state: Option<Path>,
}

impl App {
    /// Reads the fields of `app!` and reports everything that is wrong with them.
    ///
    /// # Errors
    /// All faults, each at its own token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut findings = Findings::default();
        let mut args = Args::parse_tokens(tokens, &mut findings.report);
        let state = state(&mut args, &mut findings);
        rules::written_for_you(&mut args, &mut findings);
        rules::migrations(&mut args, &mut findings);
        let fields = app_fields();
        let properties = check::object("`app!`", None, &args, fields, &["state"], &mut findings);
        check::required(
            "`app!`",
            Span::call_site(),
            &args,
            fields,
            &[],
            &mut findings.report,
        );
        rules::key(&args, &mut findings);
        rules::addresses(&args, &mut findings);
        rules::own_address(&args, &mut findings);
        let ceiling = properties
            .get("scopes")
            .and_then(Json::as_array)
            .map(|list| {
                ScopeSet::least(
                    list.iter()
                        .filter_map(|scope| scope.as_str()?.parse::<Scope>().ok()),
                )
            });
        let key = properties
            .get("key")
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned();
        let unlisted = std::mem::take(&mut findings.unlisted);
        let references = std::mem::take(&mut findings.references);
        findings.report.finish(Self {
            properties: Json::Object(properties).to_string(),
            key,
            state,
            ceiling,
            references,
            unlisted,
        })
    }
}

impl App {
    /// The properties, with what each reference stands for.
    #[must_use]
    pub fn resolved(&self, stands_for: &[String]) -> String {
        reference::filled(&self.properties, stands_for)
    }
}

impl Library {
    /// Reads the fields of `library!`.
    ///
    /// # Errors
    /// All faults, each at its own token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut findings = Findings::default();
        let mut args = Args::parse_tokens(tokens, &mut findings.report);
        let state = state(&mut args, &mut findings);
        check::object("`library!`", None, &args, &[], &["state"], &mut findings);
        findings.report.finish(Self { state })
    }
}

/// `state = AppState`: the type that `State<…>` extractors of this crate draw from.
fn state(args: &mut Args, findings: &mut Findings) -> Option<Path> {
    let arg = args.remove("state")?;
    while let Some(again) = args.remove("state") {
        let message = wording::repeated_argument("state");
        findings.report.error_at(again.span, message);
    }
    match arg.value {
        Value::Path(path) => Some(path),
        other => {
            findings.report.error_at(
                other.span(),
                wording::expected("state", "a type", "AppState"),
            );
            None
        }
    }
}
