//! The macros that need scopes, and which scopes each needs, judging by its first tokens.
//!
//! The build script reads calls this way wherever they are, including in the arguments of other macros,
//! where the rest may not be Rust. The macro itself checks the whole call.

use connect_model::Method;
use connect_model::operation::check_operation;
use connect_model::{Product, Scope, ScopeSet, ScopeUseKind};
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Ident, LitStr, Path};

use crate::rest::NamedScopes;

/// One of the macros that need scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopedMacro {
    /// `jira!` or `confluence!`.
    Call(Product),
    /// `as_user!`.
    AsUser,
    /// `scopes!`.
    Scopes,
}

/// The scopes that a macro call needs.
#[derive(Debug, Clone)]
pub struct MacroScopes {
    /// What needs them.
    pub kind: ScopeUseKind,
    /// The scopes that it needs.
    pub scopes: ScopeSet,
    /// Where it is written; `None` to point at the macro's name.
    pub span: Option<Span>,
}

const MACROS: [(&str, ScopedMacro); 4] = [
    ("jira", ScopedMacro::Call(Product::Jira)),
    ("confluence", ScopedMacro::Call(Product::Confluence)),
    ("as_user", ScopedMacro::AsUser),
    ("scopes", ScopedMacro::Scopes),
];

impl ScopedMacro {
    /// The macro with this name.
    ///
    /// ```
    /// use connect_model::Product;
    /// use connect_syntax::ScopedMacro;
    ///
    /// assert_eq!(ScopedMacro::named("jira"), Some(ScopedMacro::Call(Product::Jira)));
    /// assert_eq!(ScopedMacro::named("println"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        MACROS
            .iter()
            .find(|(macro_name, _)| *macro_name == name)
            .map(|(_, found)| *found)
    }

    /// The macro at a path, by its last segment: `connect_runtime::jira`.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::named(&path.segments.last()?.ident.to_string())
    }

    /// The scopes of a call with these arguments; `None` if they are wrong, which the macro itself
    /// reports.
    #[must_use]
    pub fn scopes(self, arguments: &TokenStream) -> Option<MacroScopes> {
        match self {
            Self::Call(product) => {
                let (method, path) = method_and_path(arguments)?;
                let operation =
                    check_operation(product, method_of(&method)?, &path.value()).ok()?;
                Some(MacroScopes {
                    kind: ScopeUseKind::call(product, operation.method(), operation.path()),
                    scopes: operation.check_access().ok()?.into_iter().collect(),
                    span: Some(path.span()),
                })
            }
            Self::AsUser => Some(MacroScopes {
                kind: ScopeUseKind::Impersonation,
                scopes: ScopeSet::of(&[Scope::ActAsUser]),
                span: None,
            }),
            Self::Scopes => {
                let named = NamedScopes::parse(arguments.clone()).ok()?;
                Some(MacroScopes {
                    kind: ScopeUseKind::ByHand {
                        forge: named.of_forge().into(),
                    },
                    scopes: named.set(),
                    span: None,
                })
            }
        }
    }
}

fn method_of(ident: &Ident) -> Option<Method> {
    Method::named(&ident.to_string())
}

/// `METHOD "path"` after the client, whatever that is.
fn method_and_path(arguments: &TokenStream) -> Option<(Ident, LitStr)> {
    let mut tokens = arguments.clone().into_iter();
    let mut before = None;
    loop {
        let token = tokens.next()?;
        if let (Some(TokenTree::Ident(method)), TokenTree::Literal(path)) = (&before, &token)
            && method_of(method).is_some()
            && let Ok(path) = syn::parse2::<LitStr>(TokenTree::Literal(path.clone()).into())
        {
            return Some((method.clone(), path));
        }
        before = Some(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(name: &str, arguments: &str) -> Option<(String, String)> {
        let needed = ScopedMacro::named(name)
            .unwrap()
            .scopes(&arguments.parse().unwrap())?;
        Some((format!("{:?}", needed.kind), needed.scopes.to_string()))
    }

    #[test]
    fn a_call_needs_what_its_operation_needs_whatever_the_client_is() {
        for client in [
            "jira",
            "&self.clients.jira",
            "pick::<A, B>(x, |c| c)",
            "$jira",
        ] {
            let call = format!(r#"{client}, PUT "/rest/api/3/issue/{{issueIdOrKey}}", a = b"#);
            let (of, scopes) = need("jira", &call).unwrap();
            assert!(of.contains("/rest/api/3/issue/{issueIdOrKey}"), "{of}");
            assert_eq!(scopes, "WRITE", "{client}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_to_the_macro() {
        assert!(need("jira", r#"jira, GET "/rest/api/3/nothing""#).is_none());
        assert!(need("jira", r#"jira, GET $path"#).is_none());
        assert!(need("jira", r#"jira, FETCH "/rest/api/3/myself""#).is_none());
        assert!(need("confluence", r#"c, GET "/rest/api/3/myself""#).is_none());
        assert!(need("scopes", "READ, WRIET").is_none());
        assert!(need("scopes", "$($scope),*").is_none());
    }

    #[test]
    fn scopes_by_hand_and_impersonation() {
        assert_eq!(need("scopes", "READ, WRITE").unwrap().1, "WRITE");
        assert_eq!(need("scopes", "").unwrap().1, "");
        assert_eq!(need("as_user", "jira, user").unwrap().1, "ACT_AS_USER");
    }
}
