//! Where an answer of the product comes from.

/// Where an answer of the product comes from. The answer says it too, in the header `X-Local-Host`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerSource {
    /// The host refused the request.
    Refused,
    /// A test has set it.
    Set,
    /// The product remembers it.
    Remembered,
    /// It is made up in the form that the operation documents.
    Example,
    /// A fault that was asked for.
    Fault,
}

impl AnswerSource {
    /// All of them.
    const ALL: [AnswerSource; 5] = [
        AnswerSource::Refused,
        AnswerSource::Set,
        AnswerSource::Remembered,
        AnswerSource::Example,
        AnswerSource::Fault,
    ];

    /// The value of `X-Local-Host`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AnswerSource::Refused => "refused",
            AnswerSource::Set => "set",
            AnswerSource::Remembered => "remembered",
            AnswerSource::Example => "example",
            AnswerSource::Fault => "fault",
        }
    }

    /// The source that an answer names.
    pub(super) fn named(name: &str) -> Option<AnswerSource> {
        AnswerSource::ALL
            .into_iter()
            .find(|source| source.name() == name)
    }
}
