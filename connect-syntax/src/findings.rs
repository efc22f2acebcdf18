//! What reading an item found: its errors, and what must be checked against the rest of the app.

use connect_model::{Product, Unknown};
use proc_macro2::Span;
use syn::Path;
use syn::spanned::Spanned;

use crate::property_tree::PropertyTree;
use crate::reference::{Reference, ReferenceTarget};
use crate::report::Report;
use crate::wording;

/// A location in a section that the app itself must declare.
#[derive(Debug, Clone)]
pub struct SectionUse {
    /// The section's key.
    pub section: String,
    /// Where it is named.
    pub span: Span,
}

/// A name that is not in the tables and was written as `unlisted("…")`.
#[derive(Debug, Clone)]
pub struct UnlistedUse {
    /// The name.
    pub name: String,
    /// Where `unlisted` is written.
    pub span: Span,
    /// Whether it is unnecessary, because the tables have the name for this place.
    pub is_listed: bool,
}

/// A use of something that the platform advises against.
#[derive(Debug, Clone)]
pub struct Deprecation {
    /// The text of rustc's warning.
    pub note: String,
    /// Where it is used.
    pub span: Span,
}

/// What reading an item has found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// The errors.
    pub(crate) report: Report,
    /// Sections that the app must declare somewhere.
    pub(crate) sections: Vec<SectionUse>,
    /// Names written as `unlisted("…")`.
    pub(crate) unlisted: Vec<UnlistedUse>,
    /// Items of the app that are referred to.
    pub(crate) references: Vec<Reference>,
    /// Uses of what the platform advises against.
    pub(crate) deprecations: Vec<Deprecation>,
    /// The products that the module can be for; empty for all.
    pub(crate) products: Vec<Product>,
}

impl Findings {
    /// Adds an error under the given tokens.
    pub(crate) fn error(&mut self, tokens: &impl Spanned, message: impl std::fmt::Display) {
        self.report.error(tokens, message);
    }

    /// Adds an error at a span.
    pub(crate) fn error_at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.report.error_at(span, message);
    }

    /// Records a name written as `unlisted("…")`.
    pub(crate) fn vouched(&mut self, name: String, span: Span, is_listed: bool) {
        self.unlisted.push(UnlistedUse {
            name,
            span,
            is_listed,
        });
    }

    /// Whether reading something would find no error, for the same products.
    pub(crate) fn would_accept<T>(&self, read: impl FnOnce(&mut Self) -> T) -> bool {
        let mut apart = Self {
            products: self.products.clone(),
            ..Self::default()
        };
        read(&mut apart);
        apart.report.is_empty()
    }

    /// Records an item that an argument refers to.
    pub(crate) fn refer(
        &mut self,
        path: &Path,
        target: ReferenceTarget,
        argument: &str,
    ) -> PropertyTree {
        self.references.push(Reference {
            path: path.clone(),
            target,
            argument: argument.to_owned(),
            products: self.products.clone(),
        });
        PropertyTree::Reference(self.references.len() - 1)
    }

    /// The fact with this name; an unknown name is an error.
    pub(crate) fn known<T>(&mut self, fact: Result<T, Unknown>, span: Span) -> Option<T> {
        fact.map_err(|unknown| self.error_at(span, wording::unknown(&unknown)))
            .ok()
    }
}
