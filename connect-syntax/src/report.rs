//! Gathers every error of an item, so that the user sees them all at once.

use proc_macro2::Span;
use syn::spanned::Spanned;

/// The errors found so far.
#[derive(Debug, Default)]
pub struct Report {
    errors: Option<syn::Error>,
}

impl Report {
    /// Adds an error under the tokens of `at`.
    pub fn error(&mut self, at: &impl Spanned, message: impl std::fmt::Display) {
        self.error_at(at.span(), message);
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

    /// The value of a result; its error is kept.
    pub fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.absorb(error)).ok()
    }

    /// Whether anything is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.errors.is_none()
    }

    /// All errors as one, or the value when there are none.
    ///
    /// # Errors
    /// The gathered errors, if there are any.
    pub fn finish<T>(self, value: T) -> syn::Result<T> {
        match self.errors {
            Some(errors) => Err(errors),
            None => Ok(value),
        }
    }
}
