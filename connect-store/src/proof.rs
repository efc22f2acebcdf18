//! Proofs of lifecycle changes, and when they are rejected.

/// The verified token of a lifecycle callback, and the body that it came with.
///
/// The host signs the URL of a callback and not its body ("Installation lifecycle security"), so a
/// store remembers each pair until the token expires, and accepts no token twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// SHA-256 of the signed part of the token.
    pub token: [u8; 32],
    /// SHA-256 of the body.
    pub body: [u8; 32],
    /// When the token was issued (`iat`), in seconds since 1970.
    pub issued_at: i64,
    /// When it expires (`exp`), in seconds since 1970.
    pub expires_at: i64,
    /// The name of the environment whose keys vouched for it.
    pub environment: Option<String>,
}

/// The result of a lifecycle change.
#[derive(Debug, Clone)]
#[must_use]
pub enum Applied<T> {
    /// It is stored.
    Done(T),
    /// Nothing has changed, for this reason.
    Unchanged(Unchanged),
}

impl<T> Applied<T> {
    /// The stored result, if there is one.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(done) => Some(done),
            Self::Unchanged(_) => None,
        }
    }
}

impl<T> From<Result<T, Unchanged>> for Applied<T> {
    fn from(result: Result<T, Unchanged>) -> Self {
        match result {
            Ok(done) => Self::Done(done),
            Err(unchanged) => Self::Unchanged(unchanged),
        }
    }
}

/// Why a verified callback changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unchanged {
    /// The same token with the same body was accepted before: the host did not get the response,
    /// and may be told again that all is well.
    #[error("the callback was taken before")]
    Repeated,
    /// The same token came before with another body: someone who has seen it is sending what the
    /// host did not.
    #[error("the token came before with another body")]
    Replayed,
    /// A later callback has been accepted: this one was delayed on its way, and does not count.
    #[error(
        "the token was made at {issued_at}, and one that was made at {believed_at} has been accepted"
    )]
    Stale {
        /// When its token was issued, in seconds since 1970.
        issued_at: i64,
        /// When the previously accepted token was issued.
        believed_at: i64,
    },
    /// The keys of an environment other than the tenant's vouch for it.
    #[error(
        "the tenant was installed from the environment `{known}`, and the token is of {}",
        .claimed.as_deref().unwrap_or("none")
    )]
    OtherEnvironment {
        /// The tenant's environment.
        known: String,
        /// The callback's environment.
        claimed: Option<String>,
    },
}

/// The allowed clock skew between a host's machines, in seconds: a callback that is older than the
/// last one by no more than this is accepted.
pub(crate) const SLACK: i64 = 5;

/// How long a token is remembered after its expiry, in seconds: the allowed clock skew.
pub(crate) const REMEMBERED: i64 = 60;

/// What a store knows about a tenant before a lifecycle change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before<'r> {
    pub(crate) believed_at: i64,
    pub(crate) environment: Option<&'r str>,
}

impl Proof {
    /// The reason why the change must not be made; one rule for all stores. `seen` is the hash of
    /// the body that the token came with before.
    pub(crate) fn objection(
        &self,
        seen: Option<&[u8]>,
        before: Option<Before<'_>>,
    ) -> Option<Unchanged> {
        if let Some(body) = seen {
            return Some(if body == self.body {
                Unchanged::Repeated
            } else {
                Unchanged::Replayed
            });
        }
        let before = before?;
        if let Some(known) = before.environment
            && self.environment.as_deref() != Some(known)
        {
            return Some(Unchanged::OtherEnvironment {
                known: known.to_owned(),
                claimed: self.environment.clone(),
            });
        }
        let stale = self.issued_at.saturating_add(SLACK) < before.believed_at;
        stale.then_some(Unchanged::Stale {
            issued_at: self.issued_at,
            believed_at: before.believed_at,
        })
    }
}
