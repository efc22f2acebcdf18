//! All context parameters of a URL as one argument.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use bytes::Bytes;
use http::request::Parts;

use super::SignedParameters;
use crate::handler::{ContextValue, RejectionResponse, find_in};

/// The context parameters of a URL as one argument, for a URL with more of them than a handler can
/// have arguments, or for a page that several modules point to with parameters of their own.
///
/// The URL requests them, so it is written out; each field names its parameter as it appears in the
/// URL: by its name in the query or in the path. As with `#[context("…")]` on an argument, a
/// parameter that the host can't fill in is empty and becomes `None`; if the field is not an
/// `Option`, the response is 400 ("Context parameters").
///
/// ```
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[derive(ContextParameters)]
/// struct Diagram {
///     #[context("d")]
///     name: String,
///     #[context("zoom")]
///     zoom: Option<u8>,
/// }
///
/// /// A diagram
/// #[dynamic_content_macro(
///     url = "/diagram?d={diagram}&zoom={zoom}",
///     parameters = [{ identifier = "diagram", name = "Diagram", type = string }],
/// )]
/// async fn diagram(diagram: Parameters<Diagram>) -> String {
///     format!("{} at {}", diagram.name, diagram.zoom.unwrap_or(100))
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parameters<T>(pub T);

impl<T> Deref for Parameters<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A struct of context parameters: `#[derive(ContextParameters)]` implements it. See
/// [`Parameters`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct of context parameters",
    label = "`Parameters` takes a struct",
    note = "write `#[derive(ContextParameters)]` above the struct; for one parameter, write `#[context(\"issue.key\")] issue: String`"
)]
pub trait ContextParameters: Sized {
    /// Reads each field.
    ///
    /// # Errors
    /// A required one is missing, or has an unexpected form.
    #[doc(hidden)]
    fn read(parameters: &UrlParameters<'_>) -> Result<Self, RejectionResponse>;
}

/// The posted form of an iframe module, in addition to the request: the host may send context
/// parameters in it.
#[derive(Debug, Clone)]
pub(crate) struct PostedForm(pub(crate) Bytes);

/// The values in a URL: those of its path, its query and its posted form, by name.
pub struct UrlParameters<'a> {
    path: Option<&'a RawPathParams>,
    query: &'a str,
    form: Option<&'a [u8]>,
    /// The parameters of a call from Forge.
    signed: Option<&'a SignedParameters>,
}

impl fmt::Debug for UrlParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The query contains a token.
        f.debug_struct("UrlParameters").finish_non_exhaustive()
    }
}

impl UrlParameters<'_> {
    /// A parameter: a required one, or an `Option` of one that may be missing.
    ///
    /// # Errors
    /// 400 when a required one is missing, or when it can't be parsed as its type.
    pub fn parameter<T: ContextValue<M>, M>(
        &self,
        name: &'static str,
    ) -> Result<T, RejectionResponse> {
        T::read(self.text(name)?.as_deref(), name)
    }

    fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, RejectionResponse> {
        match self.signed {
            Some(signed) => signed.text(name, || self.asked(name)),
            None => self.asked(name),
        }
    }

    fn asked(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, RejectionResponse> {
        let in_path = self.path.into_iter().flatten();
        let in_path = in_path.into_iter().find(|(key, _)| *key == name);
        match in_path {
            Some((_, value)) => Ok(Some(Cow::Borrowed(value))),
            None => find_in(self.query, || self.form, name),
        }
    }
}

impl<S: Send + Sync, T: ContextParameters> FromRequestParts<S> for Parameters<T> {
    type Rejection = RejectionResponse;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let path = RawPathParams::from_request_parts(parts, state).await.ok();
        let parameters = UrlParameters {
            path: path.as_ref(),
            query: parts.uri.query().unwrap_or_default(),
            form: parts.extensions.get::<PostedForm>().map(|form| &*form.0),
            signed: parts
                .extensions
                .get::<Arc<SignedParameters>>()
                .map(|signed| &**signed),
        };
        T::read(&parameters).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Diagram {
        name: String,
        zoom: Option<u8>,
    }

    impl ContextParameters for Diagram {
        fn read(parameters: &UrlParameters<'_>) -> Result<Self, RejectionResponse> {
            Ok(Self {
                name: parameters.parameter("d")?,
                zoom: parameters.parameter("zoom")?,
            })
        }
    }

    async fn read(uri: &str, form: Option<&'static str>) -> Result<Diagram, u16> {
        let mut request = http::Request::get(uri).body(()).unwrap();
        if let Some(form) = form {
            let form = Bytes::from_static(form.as_bytes());
            request.extensions_mut().insert(PostedForm(form));
        }
        let (mut parts, ()) = request.into_parts();
        let read = Parameters::<Diagram>::from_request_parts(&mut parts, &()).await;
        read.map(|Parameters(diagram)| diagram)
            .map_err(|rejection| {
                use axum::response::IntoResponse as _;
                rejection.into_response().status().as_u16()
            })
    }

    #[tokio::test]
    async fn what_the_host_leaves_empty_is_missing() {
        let diagram = |name: &str, zoom| Diagram {
            name: name.to_owned(),
            zoom,
        };
        assert_eq!(read("/v?d=a+b&zoom=", None).await, Ok(diagram("a b", None)));
        assert_eq!(read("/v?d=x&zoom=7", None).await, Ok(diagram("x", Some(7))));
        assert_eq!(read("/v?zoom=7", None).await, Err(400));
        assert_eq!(read("/v?d=x&zoom=big", None).await, Err(400));
        assert_eq!(
            read("/v?zoom=7", Some("d=x")).await,
            Ok(diagram("x", Some(7)))
        );
    }
}
