//! A text in a token.

use std::borrow::Cow;

use serde::Deserialize;

/// A text, borrowed when the JSON has no escape in it; `Option<Cow>` alone would copy.
#[derive(Deserialize)]
pub(super) struct Text<'p>(#[serde(borrow)] pub(super) Cow<'p, str>);
