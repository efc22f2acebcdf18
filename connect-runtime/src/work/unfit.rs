//! Why a run failed, for operators.

use std::borrow::Cow;

use axum::response::Response;

use crate::error::{Again, Reported};

/// Why an argument could not be extracted, on its way from the extractor's response to the log.
#[derive(Debug, Clone)]
pub(crate) struct Unfit(pub(crate) Cow<'static, str>);

impl Unfit {
    /// JSON that doesn't match the handler's type. The error itself may quote users' content.
    pub(crate) fn json(what: &str, error: &serde_json::Error) -> Self {
        let how = match error.classify() {
            serde_json::error::Category::Data => "it is other data",
            serde_json::error::Category::Eof => "it breaks off",
            _ => "it is not JSON",
        };
        let (line, column) = (error.line(), error.column());
        Self(format!("{what}: {how}, at line {line}, column {column}").into())
    }
}

/// Why a handler's response is a failure, and when to retry; `None` if it is not a failure.
pub(crate) fn reason_of(response: &mut Response) -> Option<(String, Again)> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let reported = response.extensions_mut().remove::<Reported>();
    let reason = match (&reported, response.extensions().get::<Unfit>()) {
        (Some(Reported(error)), _) => error.to_string(),
        (None, Some(Unfit(why))) => why.to_string(),
        (None, None) => format!("its handler answered {status}"),
    };
    let again = reported.map_or(Again::AsUsual, |Reported(error)| error.again());
    Some((reason, again))
}
