//! Types that a response can be read as.

use std::any::{TypeId, type_name};

use serde::de::DeserializeOwned;

use super::context::CallContext;
use super::error::{CallError, CallErrorKind};
use super::response::{Blob, Response};

/// A type that a response can be read as: any type with `serde::Deserialize` (JSON), `()` (any
/// response, which is discarded), [`Blob`] (bytes), [`Response`] (a stream).
#[diagnostic::on_unimplemented(
    message = "a response can't be read as `{Self}`",
    label = "not a type that a response is read as",
    note = "a response is read as a type that implements `serde::Deserialize`, or as `()`, `Blob` or `Response`",
    note = "where the response is not needed, write so: `let () = jira!(…).await?;`"
)]
pub trait FromResponse: Sized {
    /// The content type to request.
    #[doc(hidden)]
    const ACCEPT: &'static str;

    /// Reads the response.
    #[doc(hidden)]
    fn read(response: Response) -> impl Future<Output = Result<Self, CallError>> + Send;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + 'static> FromResponse for T {
    const ACCEPT: &'static str = "application/json";

    // Not an `async fn`, whose future would have room for the response twice.
    #[allow(clippy::manual_async_fn)]
    fn read(mut response: Response) -> impl Future<Output = Result<Self, CallError>> + Send {
        async move {
            if TypeId::of::<T>() == TypeId::of::<()>() {
                response.drain().await;
                return decode(&response.into_context(), b"null");
            }
            let bytes = response.json().await?;
            decode(&response.into_context(), &bytes)
        }
    }
}

impl FromResponse for Response {
    const ACCEPT: &'static str = "*/*";

    async fn read(response: Response) -> Result<Self, CallError> {
        Ok(response)
    }
}

impl FromResponse for Blob {
    const ACCEPT: &'static str = "*/*";

    async fn read(response: Response) -> Result<Self, CallError> {
        response.blob().await
    }
}

/// Deserializes JSON; an empty body is read as `null`, which optional values and `()` accept.
fn decode<T: DeserializeOwned>(context: &CallContext, bytes: &[u8]) -> Result<T, CallError> {
    let kind = match bytes {
        [] => match serde_json::from_slice(b"null") {
            Ok(value) => return Ok(value),
            Err(_) => CallErrorKind::NotJson { content_type: None },
        },
        bytes => match serde_json::from_slice(bytes) {
            Ok(value) => return Ok(value),
            Err(source) => CallErrorKind::Decode {
                expected: type_name::<T>(),
                source,
            },
        },
    };
    Err(CallError::new(context, kind))
}
