//! The recorded body of a request or response.

use super::mask;

/// In bytes: a longer body is truncated.
const MAX_TEXT: usize = 64 * 1024;

/// The recorded body of a request or response: the first 64 KiB of text, without tokens and
/// secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedBody {
    /// The length of the original body in bytes.
    pub bytes: usize,
    /// The text; `None` if the body is not text.
    pub text: Option<String>,
    /// Whether the text is truncated.
    pub cut: bool,
}

impl RecordedBody {
    pub(crate) fn of(body: &[u8]) -> RecordedBody {
        let cut = body.len() > MAX_TEXT;
        let kept = &body[..body.len().min(MAX_TEXT)];
        let text = match std::str::from_utf8(kept) {
            Ok(text) => Some(text),
            // The body may have been cut within a character.
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

    /// A body from its first part and its full length.
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
    fn bytes_that_are_not_text_are_counted() {
        let recorded = RecordedBody::of(b"\x89PNG\xff");
        assert_eq!((recorded.bytes, recorded.text), (5, None));
    }
}
