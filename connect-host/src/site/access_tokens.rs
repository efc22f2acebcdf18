//! Access tokens with which the app calls the product: as users, and on Forge also as itself.

use std::collections::BTreeMap;

use connect_model::ScopeSet;

/// How many tokens a site keeps; expired ones are dropped first.
const MAX_TOKENS: usize = 1000;

/// A token with which the app calls the product.
#[derive(Clone)]
pub(crate) struct AccessToken {
    /// The user whom it acts as; `None` for the app itself.
    pub(crate) account_id: Option<String>,
    pub(crate) expires_at: i64,
    pub(crate) reach: Reach,
}

/// The part of the app's scopes that a token is valid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All of them.
    All,
    /// These Connect scopes, which it was requested with.
    Of(ScopeSet),
    /// The Forge scopes with which the app may act as users who are not viewing its pages.
    Impersonation,
}

/// The issued tokens.
#[derive(Default)]
pub(crate) struct AccessTokens(BTreeMap<String, AccessToken>);

impl AccessTokens {
    /// The token, if it is valid at `now`.
    pub(crate) fn get(&self, token: &str, now: i64) -> Option<&AccessToken> {
        self.0.get(token).filter(|token| token.expires_at > now)
    }

    /// A token like this one that is valid at least until then, and its expiry: Forge delivers
    /// the same one repeatedly.
    pub(crate) fn like(&self, wanted: &AccessToken, until: i64) -> Option<(String, i64)> {
        let mut issued = self.0.iter();
        let found = issued.find(|(_, known)| {
            known.account_id == wanted.account_id
                && known.reach == wanted.reach
                && known.expires_at >= until
        });
        found.map(|(token, known)| (token.clone(), known.expires_at))
    }

    pub(crate) fn insert(&mut self, token: String, value: AccessToken, now: i64) {
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
