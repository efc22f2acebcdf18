//! Times, sizes and bodies, formatted for people.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use maud::{Markup, html};

use crate::requests::RecordedBody;

/// The time of day in UTC, with milliseconds: `09:30:00.125`.
pub(super) fn moment(at: SystemTime) -> String {
    let at = Timestamp::try_from(at).unwrap_or_default();
    at.strftime("%H:%M:%S%.3f").to_string()
}

/// `12 ms`, `1.50 s`.
pub(super) fn duration(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.2} s", took.as_secs_f64())
    }
}

/// `120 B`, `1.5 KiB`.
pub(super) fn size(bytes: usize) -> String {
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    // Only for display, so the rounding does no harm.
    #[allow(clippy::cast_precision_loss)]
    let kib = bytes as f64 / 1024.0;
    format!("{kib:.1} KiB")
}

/// A body: JSON indented, other text as it is, and for binary content its size.
pub(super) fn body(body: &RecordedBody) -> Markup {
    html! {
        @match &body.text {
            _ if body.bytes == 0 => p class="subtle" { "No body." },
            None => p class="subtle" { (size(body.bytes)) " that are not text." },
            Some(text) => {
                pre tabindex="0" { (pretty(text)) }
                @if body.cut {
                    p class="subtle" { "Its beginning; all of it is " (size(body.bytes)) "." }
                }
            }
        }
    }
}

/// JSON indented; other text as it is.
pub(super) fn pretty(text: &str) -> String {
    let parsed = serde_json::from_str::<serde_json::Value>(text);
    let printed = parsed.and_then(|value| serde_json::to_string_pretty(&value));
    printed.unwrap_or_else(|_| text.to_owned())
}
