//! What the code needs scopes for: every call of a macro that needs some, wherever it is.
//!
//! Such a call counts where it is written, whether or not it is ever executed: in functions that are
//! never called, in closures, constants and traits, among the arguments of other macros and in the
//! rules of the crate's own macros. Code that a `cfg` excludes from the build doesn't count.
//!
//! So do calls of the client's methods that call operations on their own.

pub(crate) mod attributes;
mod cfg_macros;
mod method;
mod scan;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connect_model::Method;
use connect_model::operation::check_operation;
use connect_model::{Origin, ScopeSet, ScopeUse, ScopeUseKind};
use connect_syntax::ScopedMacro;
use connect_syntax::rest::AsUser;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::visit::Visit;
use syn::{Expr, Item, LitStr};

use crate::cfg::Cfg;
use crate::origin::origin;
use crate::policy::{self, Blocked};
use scan::Scan;

/// The macro calls of one crate, and which names refer to which macros.
///
/// Calls are judged only once the whole crate has been seen, because any of its files may rename
/// a macro.
#[derive(Debug, Default)]
pub(crate) struct MacroCalls {
    calls: Vec<MacroCall>,
    methods: Vec<MethodCall>,
    /// `use connect_runtime::jira as j` becomes (`j`, `jira`).
    renames: Vec<(String, String)>,
    /// Names of our macros that the crate uses for macros of its own.
    own: BTreeSet<String>,
    /// Files that are included inside a function.
    files: Vec<PathBuf>,
    /// Scripts that are written into pages outside of macros.
    in_pages: Vec<(Origin, Blocked)>,
}

/// A macro call as written.
#[derive(Debug)]
struct MacroCall {
    /// The last segment of its path.
    name: Ident,
    /// Whether that is the whole path.
    alone: bool,
    arguments: TokenStream,
    /// The file name, as in origins.
    file: String,
}

/// A call of a method named like one of the client's that call operations on their own.
#[derive(Debug)]
struct MethodCall {
    name: Ident,
    arguments: TokenStream,
    /// The file name, as in origins.
    file: String,
}

/// The needs of a crate's calls.
#[derive(Debug, Default)]
pub(crate) struct CallNeeds {
    /// What they need scopes for, in source order within each file.
    pub needs: Vec<ScopeUse>,
    /// Whether one names a nonexistent operation, which the macro itself reports.
    pub broken: bool,
    /// Whether there is one whose operation can't be seen, such as in a `macro_rules!` macro that
    /// takes the path.
    pub unread: bool,
    /// Files that were read along the way.
    pub files: Vec<PathBuf>,
    /// What Forge's content policy would block in the pages that the code generates.
    pub blocked: Vec<(Origin, Blocked)>,
    /// Where scopes limit what is done as a user.
    pub limits: BTreeSet<Origin>,
}

/// The macros for code that is still to be written, such as those that an import generates.
const UNWRITTEN: [&str; 3] = ["not_written", "todo", "unimplemented"];

impl MacroCalls {
    /// Collects the calls in one item of a file. Origins are relative to `base`.
    pub(crate) fn collect(&mut self, file: &Path, base: &Path, item: &Item, cfg: &Cfg) {
        Scan::new(self, file, base, cfg).visit_item(item);
    }

    /// Judges what was collected.
    #[must_use]
    pub(crate) fn found(self) -> CallNeeds {
        let mut found = CallNeeds::default();
        for call in &self.calls {
            let name = call.name.unraw().to_string();
            if self.names(&name).iter().any(|name| name == policy::MARKUP) {
                let blocked = policy::blocked_in_markup(call.arguments.clone());
                let blocked = blocked.into_iter();
                let placed = blocked.map(|(span, blocked)| (origin(span, &call.file), blocked));
                found.blocked.extend(placed);
            }
            if self.meant(&name).any(|it| it == ScopedMacro::AsUser) {
                found.limits.extend(self.limit(call));
            }
            // Code that is still to be written may need anything.
            found.unread |= UNWRITTEN.contains(&&*name);
            let own = call.alone && self.own.contains(&name);
            let read = self
                .meant(&name)
                // The crate's own `scopes!` means something else. Its own `jira!` may pass its
                // arguments on, and these show whether they are a call.
                .filter(|it| !own || matches!(it, ScopedMacro::Call(_)))
                .map(|it| (it, it.scopes(&call.arguments)))
                .reduce(|first, second| if first.1.is_some() { first } else { second });
            match read {
                Some((_, Some(needed))) => found.needs.push(ScopeUse {
                    kind: needed.kind,
                    scopes: needed.scopes,
                    origin: origin(needed.span.unwrap_or(call.name.span()), &call.file),
                }),
                Some((ScopedMacro::Call(_), None)) if !own && names_operation(&call.arguments) => {
                    found.broken = true;
                }
                Some((_, None)) => found.unread = true,
                _ => {}
            }
        }
        let of_methods = self.methods.iter().flat_map(|call| self.of_method(call));
        found.needs.extend(of_methods);
        found.files = self.files;
        found.blocked.extend(self.in_pages);
        found.blocked.sort_by(|(a, _), (b, _)| a.cmp(b));
        found
    }

    /// The location of a `scopes!` that is the third argument of `as_user!`.
    fn limit(&self, call: &MacroCall) -> Option<Origin> {
        let acting = AsUser::parse(call.arguments.clone()).ok()?;
        let Expr::Macro(scopes) = acting.scopes? else {
            return None;
        };
        let name = &scopes.mac.path.segments.last()?.ident;
        let (name, place) = (name.unraw().to_string(), name.span());
        let is_scopes = self.meant(&name).any(|it| it == ScopedMacro::Scopes);
        is_scopes.then(|| origin(place, &call.file))
    }

    /// The operations that a method may call: among those for which it names scopes, the ones that these
    /// cover.
    fn of_method(&self, call: &MethodCall) -> Vec<ScopeUse> {
        let Some(read) = method::read(&call.name, &call.arguments) else {
            return Vec::new();
        };
        let (place, covers) = match &read.scopes {
            None => (call.name.span(), None),
            Some((name, arguments)) => {
                let spelled = name.unraw().to_string();
                let mut meant = self.meant(&spelled);
                let named = meant
                    .find(|it| matches!(it, ScopedMacro::Scopes))
                    .and_then(|it| it.scopes(arguments));
                let Some(named) = named else {
                    return Vec::new();
                };
                (name.span(), Some(named.scopes))
            }
        };
        let origin = origin(place, &call.file);
        let operations = read.method.operations.iter();
        operations
            .filter_map(|(method, path)| {
                let operation = check_operation(read.method.product, *method, path).ok()?;
                let scopes: ScopeSet = operation.check_access().ok()?.into_iter().collect();
                let is_covered = covers.is_none_or(|covers| covers.covers_all(scopes));
                is_covered.then(|| ScopeUse {
                    kind: ScopeUseKind::MethodCall {
                        by: read.method.label().into(),
                        product: read.method.product,
                        method: *method,
                        path: (*path).into(),
                    },
                    scopes,
                    origin: origin.clone(),
                })
            })
            .collect()
    }

    /// Our macros that a name may refer to. Renames are those of the whole crate, whichever module
    /// contains them: no two of our macros take the same arguments.
    fn meant(&self, name: &str) -> impl Iterator<Item = ScopedMacro> {
        let names = self.names(name).into_iter();
        names.filter_map(|name| ScopedMacro::named(&name))
    }

    /// A name, and those that it may stand for.
    fn names(&self, name: &str) -> Vec<String> {
        let mut names = vec![name.to_owned()];
        let mut next = 0;
        while let Some(known) = names.get(next).cloned() {
            next += 1;
            for (to, from) in &self.renames {
                if *to == known && !names.contains(from) {
                    names.push(from.clone());
                }
            }
        }
        names
    }

    fn rename(&mut self, from: &Ident, to: &Ident) {
        let (from, to) = (from.unraw().to_string(), to.unraw().to_string());
        if ScopedMacro::named(&from).is_none() && ScopedMacro::named(&to).is_some() {
            self.own.insert(to.clone());
        }
        self.renames.push((to, from));
    }

    fn define(&mut self, name: &Ident) {
        self.own.insert(name.unraw().to_string());
    }
}

/// Whether the arguments contain a `METHOD "path"` at all: if they do, but no need can be read, the
/// path is wrong.
fn names_operation(arguments: &TokenStream) -> bool {
    let mut method = false;
    for token in arguments.clone() {
        match token {
            TokenTree::Ident(name) => method = Method::named(&name.to_string()).is_some(),
            TokenTree::Literal(path) => {
                if method && syn::parse2::<LitStr>(TokenTree::Literal(path).into()).is_ok() {
                    return true;
                }
                method = false;
            }
            _ => method = false,
        }
    }
    false
}

#[cfg(test)]
mod tests;
