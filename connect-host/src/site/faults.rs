//! The faults that a site produces on purpose, to show how the app copes.

use std::time::Duration;

use http::StatusCode;

use super::Site;
use crate::wire::token::TokenBuilder;

/// The longest delay of an answer.
const MAX_LATENCY: Duration = Duration::from_secs(60);

/// The faults that a site produces on purpose. See [`Faults`](crate::Faults).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultPlan {
    /// By how much each answer of the REST API is delayed.
    pub latency: Duration,
    /// What the REST API answers instead.
    pub rest: Option<RestFault>,
    /// Whether the site's requests don't reach the app.
    pub app_unreachable: bool,
    /// What is wrong with the tokens that the site sends.
    pub tokens: Option<TokenFault>,
}

/// A faulty answer of the product's REST API to every call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestFault {
    /// This status, with an error in the product's format.
    Status(StatusCode),
    /// 429 with Jira's headers: the app has exhausted its rate limit, and must wait.
    RateLimited {
        /// `Retry-After`, in whole seconds.
        retry_after: Duration,
    },
}

/// A fault in a token: an app must respond to each with 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenFault {
    /// It expired an hour ago.
    Expired,
    /// It is signed with another key.
    Forged,
    /// It is unsigned, and its header admits that.
    Unsigned,
    /// Its `qsh` belongs to another request; on Forge, whose tokens have none, it is for another app.
    OtherRequest,
}

impl TokenFault {
    /// All token faults.
    pub const ALL: [TokenFault; 4] = [
        TokenFault::Expired,
        TokenFault::Forged,
        TokenFault::Unsigned,
        TokenFault::OtherRequest,
    ];

    /// The name of the fault in the inspector's forms: `expired`.
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
    /// The current faults.
    pub(crate) fn faults(&self) -> FaultPlan {
        self.state().faults.clone()
    }

    /// Changes the faults, keeping delays within what a developer can wait for.
    pub(crate) fn change_faults(&self, change: impl FnOnce(&mut FaultPlan)) {
        let faults = &mut self.state().faults;
        change(faults);
        faults.latency = faults.latency.min(MAX_LATENCY);
    }

    /// The token to be sent, with the current fault.
    pub(crate) fn with_fault(&self, token: TokenBuilder) -> TokenBuilder {
        let fault = self.state().faults.tokens;
        match fault {
            None => token,
            Some(TokenFault::Expired) => {
                let issued = self.clock.now() - 2 * 3600;
                token.claim("iat", issued).expires_in(-3600)
            }
            // Well-formed for either algorithm, but made without a key.
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
