//! What goes wrong on a site on purpose, to show what the app does then.

use std::time::Duration;

use http::StatusCode;

use super::Site;
use crate::wire::token::TokenBuilder;

/// The longest delay of an answer.
const MAX_LATENCY: Duration = Duration::from_secs(60);

/// The faults that a site makes on purpose. See [`Faults`](crate::Faults).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultPlan {
    /// How long each answer of the REST API takes longer.
    pub latency: Duration,
    /// What the REST API answers instead.
    pub rest: Option<RestFault>,
    /// Whether the site's requests don't reach the app.
    pub app_unreachable: bool,
    /// What is wrong with the tokens that the site sends.
    pub tokens: Option<TokenFault>,
}

/// What the product's REST API answers to any call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestFault {
    /// This status, with an error in the product's form.
    Status(StatusCode),
    /// 429 with Jira's headers: the app has used up what it may ask for, and is to wait.
    RateLimited {
        /// `Retry-After`, in whole seconds.
        retry_after: Duration,
    },
}

/// What is wrong with a token: an app must answer each with 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenFault {
    /// It has expired an hour ago.
    Expired,
    /// It is signed with another key.
    Forged,
    /// It is not signed, and says so.
    Unsigned,
    /// Its `qsh` belongs to another request; on Forge, whose tokens have none, it is for another app.
    OtherRequest,
}

impl TokenFault {
    /// All of them.
    pub const ALL: [TokenFault; 4] = [
        TokenFault::Expired,
        TokenFault::Forged,
        TokenFault::Unsigned,
        TokenFault::OtherRequest,
    ];

    /// The word for it, as in the inspector's forms: `expired`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TokenFault::Expired => "expired",
            TokenFault::Forged => "forged",
            TokenFault::Unsigned => "unsigned",
            TokenFault::OtherRequest => "other-request",
        }
    }
}

impl Site {
    /// The faults of now.
    pub(crate) fn faults(&self) -> FaultPlan {
        self.state().faults.clone()
    }

    /// Changes the faults, within what a developer can wait for.
    pub(crate) fn change_faults(&self, change: impl FnOnce(&mut FaultPlan)) {
        let faults = &mut self.state().faults;
        change(faults);
        faults.latency = faults.latency.min(MAX_LATENCY);
    }

    /// The token as it is sent: with what is to be wrong with it.
    pub(crate) fn with_fault(&self, token: TokenBuilder) -> TokenBuilder {
        let fault = self.state().faults.tokens;
        match fault {
            None => token,
            Some(TokenFault::Expired) => {
                let issued = self.clock.now() - 2 * 3600;
                token.claim("iat", issued).expires_in(-3600)
            }
            // Valid in form for either algorithm, but made without a key.
            Some(TokenFault::Forged) => token.raw_signature([0x5a; 32]),
            Some(TokenFault::Unsigned) => token.unsigned(),
            Some(TokenFault::OtherRequest) if self.forge.is_some() => {
                token.claim("aud", "ari:cloud:ecosystem::app/another")
            }
            Some(TokenFault::OtherRequest) => {
                let hash = self.hashed("GET", "/another/request");
                token.qsh(hash)
            }
        }
    }
}
