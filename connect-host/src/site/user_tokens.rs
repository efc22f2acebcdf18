//! Access tokens with which the app acts as users.

use std::collections::BTreeMap;

use connect_model::ScopeSet;

/// How many tokens a site keeps: expired ones are dropped first.
const MAX_TOKENS: usize = 1000;

/// A token with which the app acts as a user.
#[derive(Clone)]
pub(crate) struct UserToken {
    pub(crate) account_id: String,
    pub(crate) expires_at: i64,
    /// The scopes that the app asked for; `None` when it asked for all that it has.
    pub(crate) scopes: Option<ScopeSet>,
}

/// The tokens that were issued.
#[derive(Default)]
pub(crate) struct UserTokens(BTreeMap<String, UserToken>);

impl UserTokens {
    /// The token, if it is valid at `now`.
    pub(crate) fn get(&self, token: &str, now: i64) -> Option<&UserToken> {
        self.0.get(token).filter(|token| token.expires_at > now)
    }

    pub(crate) fn insert(&mut self, token: String, value: UserToken, now: i64) {
        if self.0.len() >= MAX_TOKENS {
            self.0.retain(|_, token| token.expires_at > now);
        }
        if self.0.len() >= MAX_TOKENS {
            self.0.clear();
        }
        self.0.insert(token, value);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
