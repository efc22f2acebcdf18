//! Where an answer of the product comes from.

/// Where an answer of the product comes from. Also sent in the answer's header `X-Local-Host`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerSource {
    /// The host refused the request.
    Refused,
    /// A test has set it.
    Set,
    /// It comes from the product's stored data.
    Remembered,
    /// It is an example made up in the operation's documented format.
    Example,
    /// It is a fault that was asked for.
    Fault,
}

impl AnswerSource {
    /// All sources.
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

    /// The source with this name.
    pub(super) fn named(name: &str) -> Option<AnswerSource> {
        AnswerSource::ALL
            .into_iter()
            .find(|source| source.name() == name)
    }
}
