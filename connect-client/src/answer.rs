//! What a call can be answered with.

use std::any::{TypeId, type_name};

use serde::de::DeserializeOwned;

use super::error::CallError;
use super::reply::{Blob, Reply};

/// A kind of answer: any type with `serde::Deserialize` (JSON), `()` (whatever the answer is, it is
/// dropped), [`Blob`] (bytes), [`Reply`] (the answer as it comes in).
#[diagnostic::on_unimplemented(
    message = "a call can't be answered with `{Self}`",
    label = "not a type that is read from an answer",
    note = "an answer is a type that implements `serde::Deserialize`, or `()`, `Blob` or `Reply`",
    note = "where nothing is wanted of the answer, say so: `let () = jira!(…).await?;`"
)]
pub trait Answer: Sized {
    /// What the host is asked to answer with.
    #[doc(hidden)]
    const ACCEPT: &'static str;

    /// Reads it.
    #[doc(hidden)]
    fn read(reply: Reply) -> impl Future<Output = Result<Self, CallError>> + Send;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + 'static> Answer for T {
    const ACCEPT: &'static str = "application/json";

    // Not an `async fn`, whose future would have room for the reply twice.
    #[allow(clippy::manual_async_fn)]
    fn read(mut reply: Reply) -> impl Future<Output = Result<Self, CallError>> + Send {
        async move {
            if TypeId::of::<T>() == TypeId::of::<()>() {
                reply.drain().await;
                return reply.end().decode(b"null");
            }
            let bytes = reply.json().await?;
            reply.end().decode(&bytes)
        }
    }
}

impl Answer for Reply {
    const ACCEPT: &'static str = "*/*";

    async fn read(reply: Reply) -> Result<Self, CallError> {
        Ok(reply)
    }
}

impl Answer for Blob {
    const ACCEPT: &'static str = "*/*";

    async fn read(reply: Reply) -> Result<Self, CallError> {
        reply.blob().await
    }
}

/// The end of an answer, from which only errors are still made.
pub(super) struct End(pub(super) super::send::Label);

impl End {
    /// Reads JSON; nothing at all is read as `null`, which optional values and `()` are.
    pub(super) fn decode<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, CallError> {
        match bytes {
            [] => serde_json::from_slice(b"null").map_err(|_| CallError::NotJson {
                whence: self.0.whence(),
                content_type: None,
            }),
            bytes => serde_json::from_slice(bytes).map_err(|source| CallError::Decode {
                whence: self.0.whence(),
                expected: type_name::<T>(),
                source,
            }),
        }
    }
}
