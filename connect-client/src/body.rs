//! The body of a call.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use super::multipart::Multipart;
use super::target::InvalidRequest;

/// The body to send: nothing, or bytes with a content type. The bytes are retained, so that a call
/// can be repeated.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub(super) content: Option<(HeaderValue, Bytes)>,
    /// Whether it is a form, which the host only accepts from scripts with an opt-out header.
    pub(super) is_form: bool,
}

impl Body {
    pub(super) fn json<B: Serialize + ?Sized>(body: &B) -> Result<Self, InvalidRequest> {
        let bytes = serde_json::to_vec(body).map_err(|error| {
            InvalidRequest::Body(Cow::Owned(format!("can't be written as JSON: {error}")))
        })?;
        Ok(Self {
            content: Some((
                HeaderValue::from_static("application/json"),
                Bytes::from(bytes),
            )),
            is_form: false,
        })
    }

    pub(super) fn bytes(content_type: &str, bytes: Bytes) -> Result<Self, InvalidRequest> {
        let content_type = HeaderValue::try_from(content_type).map_err(|_| {
            InvalidRequest::Body("has a content type that can't be in a header".into())
        })?;
        Ok(Self {
            content: Some((content_type, bytes)),
            is_form: false,
        })
    }

    pub(super) fn multipart(form: Multipart) -> Result<Self, InvalidRequest> {
        let (content_type, bytes) = form.finish();
        Ok(Self {
            is_form: true,
            ..Self::bytes(&content_type, bytes)?
        })
    }
}
