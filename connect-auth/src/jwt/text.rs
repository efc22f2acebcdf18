//! A string in a token.

use std::borrow::Cow;

use serde::Deserialize;

/// A string, borrowed if the JSON contains no escapes; `Option<Cow>` alone would copy.
#[derive(Deserialize)]
pub(super) struct Text<'p>(#[serde(borrow)] pub(super) Cow<'p, str>);
