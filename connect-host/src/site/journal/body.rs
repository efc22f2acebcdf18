//! The body of a recorded request or answer.

use super::mask;

/// In bytes: what is longer is recorded up to here.
const MAX_TEXT: usize = 64 * 1024;

/// The body of a request or of an answer, as far as it is recorded: the first 64 KiB of a text, without
/// tokens and secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedBody {
    /// How long it was, in bytes.
    pub bytes: usize,
    /// Its text; `None` when it is not text.
    pub text: Option<String>,
    /// Whether the text is only its beginning.
    pub cut: bool,
}

impl RecordedBody {
    pub(crate) fn of(body: &[u8]) -> RecordedBody {
        let cut = body.len() > MAX_TEXT;
        let kept = &body[..body.len().min(MAX_TEXT)];
        let text = match std::str::from_utf8(kept) {
            Ok(text) => Some(text),
            // The cut may have gone through a character.
            Err(error) if cut && error.error_len().is_none() => {
                std::str::from_utf8(&kept[..error.valid_up_to()]).ok()
            }
            Err(_) => None,
        };
        RecordedBody {
            bytes: body.len(),
            text: text.map(mask::text),
            cut,
        }
    }

    /// A body by its beginning and its whole length.
    #[cfg(feature = "browser")]
    pub(crate) fn beginning(beginning: &[u8], bytes: usize) -> RecordedBody {
        let recorded = RecordedBody::of(beginning);
        RecordedBody {
            bytes,
            cut: recorded.cut || bytes > beginning.len(),
            ..recorded
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.text.as_ref().map_or(0, String::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        let body = "ä".repeat(MAX_TEXT);
        let recorded = RecordedBody::of(format!("a{body}").as_bytes());
        assert!(recorded.cut);
        assert_eq!(recorded.bytes, 2 * MAX_TEXT + 1);
        let text = recorded.text.unwrap();
        assert_eq!(text.len(), MAX_TEXT - 1);
        assert!(text.ends_with('ä'));
    }

    #[test]
    fn bytes_that_are_no_text_are_counted() {
        let recorded = RecordedBody::of(b"\x89PNG\xff");
        assert_eq!((recorded.bytes, recorded.text), (5, None));
    }
}
