//! Collecting all errors of an item, so that the user sees them at once.

use proc_macro2::Span;
use syn::spanned::Spanned;

/// The errors found so far.
#[derive(Debug, Default)]
pub struct Report {
    errors: Option<syn::Error>,
}

impl Report {
    /// Adds an error under the given tokens.
    pub fn error(&mut self, tokens: &impl Spanned, message: impl std::fmt::Display) {
        self.error_at(tokens.span(), message);
    }

    /// Adds an error at a span.
    pub fn error_at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.absorb(syn::Error::new(span, message));
    }

    /// Adds an error that a parser returned.
    pub fn absorb(&mut self, error: syn::Error) {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Returns the value, or records the error.
    pub fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.absorb(error)).ok()
    }

    /// Whether no error has been recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.errors.is_none()
    }

    /// Returns the value if there are no errors.
    ///
    /// # Errors
    /// All recorded errors, combined into one.
    pub fn finish<T>(self, value: T) -> syn::Result<T> {
        match self.errors {
            Some(errors) => Err(errors),
            None => Ok(value),
        }
    }
}
