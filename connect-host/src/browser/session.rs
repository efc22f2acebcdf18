//! Sessions: who a browser's visitor is, and how the pages look to them.
//!
//! A browser is identified by a cookie, which pages of the app never get: the app is at another site. A
//! request that changes something also needs the session's secret, which only our own pages hold, in
//! `<meta name="local-session">`; they send it as the header `X-Local-Session`, or as the field
//! `session` of a form.

pub(super) mod choose;
pub(super) mod cookie;
pub(super) mod page_session;

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Deserialize;

use crate::host::Host;
use crate::requests::Open;
use crate::wire::secret::random_secret;

/// How many sessions are kept; the least recently used one is dropped.
const MAX_SESSIONS: usize = 256;

/// The sessions of one origin.
#[derive(Default)]
pub(super) struct Sessions(Mutex<VecDeque<Arc<Session>>>);

/// One browser's session.
pub(super) struct Session {
    cookie: String,
    secret: String,
    choice: Mutex<Choice>,
}

/// What a visitor has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// The account id; `None` if the visitor is not logged in.
    pub(super) user: Option<String>,
    pub(super) theme: Theme,
    pub(super) locale: String,
    pub(super) time_zone: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Theme {
    #[default]
    Light,
    Dark,
}

impl Theme {
    pub(super) fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub(super) fn other(self) -> Theme {
        match self {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        }
    }
}

impl Choice {
    /// The request for a module's page, as this visitor opens it.
    pub(super) fn open(&self, host: &Host, key: &str) -> Open {
        let open = host.open(key);
        match &self.user {
            Some(user) => open.as_user(user),
            None => open.anonymous(),
        }
    }
}

impl Session {
    /// The secret, for the session's own pages.
    pub(super) fn secret(&self) -> &str {
        &self.secret
    }

    /// A word that can't be guessed from outside, but need not be kept secret.
    pub(super) fn mark(&self) -> String {
        let letters = self.cookie.chars().filter(char::is_ascii_alphanumeric);
        letters.skip(4).take(12).collect()
    }

    pub(super) fn choice(&self) -> Choice {
        self.choice.lock().clone()
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Choice)) {
        change(&mut self.choice.lock());
    }
}

impl Sessions {
    /// The session with this secret, marked as used.
    pub(super) fn with_secret(&self, secret: &str) -> Option<Arc<Session>> {
        self.used(|session| session.secret == secret)
    }

    fn with_cookie(&self, cookie: &str) -> Option<Arc<Session>> {
        self.used(|session| session.cookie == cookie)
    }

    fn used(&self, is_it: impl Fn(&Session) -> bool) -> Option<Arc<Session>> {
        let mut known = self.0.lock();
        let at = known.iter().position(|session| is_it(session))?;
        let session = known.remove(at)?;
        known.push_back(Arc::clone(&session));
        Some(session)
    }

    fn begin(&self, user: Option<String>) -> Result<Arc<Session>, crate::HostError> {
        let session = Arc::new(Session {
            cookie: random_secret()?,
            secret: random_secret()?,
            choice: Mutex::new(Choice {
                user,
                theme: Theme::default(),
                locale: "en-GB".to_owned(),
                time_zone: "Etc/UTC".to_owned(),
            }),
        });
        let mut known = self.0.lock();
        if known.len() >= MAX_SESSIONS {
            known.pop_front();
        }
        known.push_back(Arc::clone(&session));
        Ok(session)
    }
}
