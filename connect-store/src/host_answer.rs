//! The host's answers about a tenant, shared by all processes of an app.

/// An answer of the host that is worth caching: otherwise each process of the app would request it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAnswer {
    /// The answer, in the caller's own format. One longer than [`HostAnswer::MAX_BYTES`] is not stored.
    pub text: String,
    /// When it expires, in seconds since 1970.
    pub expires_at: i64,
}

impl HostAnswer {
    /// The longest answer that is stored, in bytes.
    pub const MAX_BYTES: usize = 16 * 1024;

    pub(crate) fn is_kept(&self) -> bool {
        self.text.len() <= Self::MAX_BYTES && !self.text.contains('\0')
    }
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod statements {
    //! In either database.

    pub(crate) const KEEP: &str = "
        INSERT INTO connect_host_answers (app_key, client_key, question, answer, expires_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (app_key, client_key, question) DO UPDATE SET answer = $4, expires_at = $5";

    pub(crate) const FIND: &str = "
        SELECT answer, expires_at FROM connect_host_answers
        WHERE app_key = $1 AND client_key = $2 AND question = $3 AND expires_at > $4";

    /// Deleted with the installation that they are about.
    pub(crate) const FORGET: &str =
        "DELETE FROM connect_host_answers WHERE app_key = $1 AND client_key = $2";

    pub(crate) const FORGET_EXPIRED: &str =
        "DELETE FROM connect_host_answers WHERE expires_at <= $1";
}
