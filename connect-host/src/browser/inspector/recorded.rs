//! One journal entry, in either direction.

use std::time::{Duration, SystemTime};

use http::{Method, StatusCode};
use maud::{Markup, html};

use super::address::of_host;
use super::text::{duration, moment, size};
use crate::host::Host;
use crate::requests::{RecordedExchange, RecordedToken};
use crate::rest::{AnswerSource, RestCall, RestSender};

/// A recorded request.
pub(super) enum Recorded {
    /// A request from the host to the app.
    ToApp(Box<RecordedExchange>),
    /// A call from the app to the product.
    ToProduct(Box<RestCall>),
}

impl Recorded {
    /// The entry with this number.
    pub(super) fn find(host: &Host, id: u64) -> Option<Recorded> {
        let exchange = host.recorded_exchange(id).map(Box::new);
        exchange.map(Recorded::ToApp).or_else(|| {
            let call = host.recorded_call(id).map(Box::new);
            call.map(Recorded::ToProduct)
        })
    }

    /// All entries of a host, newest first.
    pub(super) fn all(host: &Host) -> Vec<Recorded> {
        let exchanges = host.journal().into_iter().map(Box::new);
        let calls = host.rest_calls().into_iter().map(Box::new);
        let mut all: Vec<_> = exchanges.map(Recorded::ToApp).collect();
        all.extend(calls.map(Recorded::ToProduct));
        all.sort_by_key(|entry| std::cmp::Reverse(entry.id()));
        all
    }

    pub(super) fn id(&self) -> u64 {
        match self {
            Recorded::ToApp(exchange) => exchange.id,
            Recorded::ToProduct(call) => call.id,
        }
    }

    pub(super) fn at(&self) -> SystemTime {
        match self {
            Recorded::ToApp(exchange) => exchange.at,
            Recorded::ToProduct(call) => call.at,
        }
    }

    pub(super) fn took(&self) -> Duration {
        match self {
            Recorded::ToApp(exchange) => exchange.took,
            Recorded::ToProduct(call) => call.took,
        }
    }

    pub(super) fn method(&self) -> &Method {
        match self {
            Recorded::ToApp(exchange) => &exchange.method,
            Recorded::ToProduct(call) => &call.method,
        }
    }

    /// The URL at the app, or the path at the product.
    pub(super) fn address(&self) -> &str {
        match self {
            Recorded::ToApp(exchange) => &exchange.url,
            Recorded::ToProduct(call) => &call.target,
        }
    }

    pub(super) fn status(&self) -> Option<StatusCode> {
        match self {
            Recorded::ToApp(exchange) => exchange.status,
            Recorded::ToProduct(call) => Some(call.status),
        }
    }

    pub(super) fn token(&self) -> Option<&RecordedToken> {
        match self {
            Recorded::ToApp(exchange) => exchange.token.as_ref(),
            Recorded::ToProduct(call) => call.token.as_ref(),
        }
    }

    /// The account id of the user on whose behalf it was sent.
    pub(super) fn user(&self) -> Option<&str> {
        match self {
            Recorded::ToApp(exchange) => {
                let claims = &exchange.token.as_ref()?.claims;
                claims.get("sub")?.as_str()
            }
            Recorded::ToProduct(call) => call.user.as_deref(),
        }
    }

    /// What the request is for.
    pub(super) fn purpose(&self) -> String {
        match self {
            Recorded::ToApp(exchange) => exchange.purpose.clone(),
            Recorded::ToProduct(call) if call.is_token_request() => "token for a user".to_owned(),
            Recorded::ToProduct(call) => match call.sender {
                RestSender::Page => "AP.request".to_owned(),
                RestSender::Person => "the product's page".to_owned(),
                RestSender::App if call.user.is_some() => "REST, as a user".to_owned(),
                RestSender::App => "REST".to_owned(),
            },
        }
    }

    /// What is wrong with it, in a few words each.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let token = self.token();
        match self {
            Recorded::ToApp(exchange) => {
                if let Some(Err(reason)) = token.map(|token| &token.verdict) {
                    problems.push(format!("{reason} (sent so on purpose)"));
                }
                problems.extend(exchange.findings.iter().map(|found| found.what.clone()));
            }
            Recorded::ToProduct(call) => {
                problems.extend(call.refused.iter().map(ToString::to_string));
                if call.source == AnswerSource::Fault {
                    problems.push("a fault on purpose".to_owned());
                }
            }
        }
        let mistake = token.and_then(|token| token.qsh.as_ref()?.mistake.clone());
        problems.extend(mistake);
        problems
    }

    fn direction(&self) -> (&'static str, &'static str) {
        match self {
            Recorded::ToApp(_) => ("app", "to the app"),
            Recorded::ToProduct(_) => ("product", "to the product"),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Recorded::ToApp(exchange) => exchange.body.bytes,
            Recorded::ToProduct(call) => call.answer.bytes,
        }
    }

    /// One row in the list of requests.
    pub(super) fn row(&self, host: &Host) -> Markup {
        let (direction, label) = self.direction();
        let problems = self.problems();
        let page = of_host(host, &format!("/_host/requests/{}", self.id()));
        html! {
            tr data-id=(self.id()) data-direction=(direction) data-problem[!problems.is_empty()] {
                td { (moment(self.at())) }
                td { span class={ "direction " (direction) } { (label) } }
                td { (self.purpose()) }
                td { a href=(page) { code { (self.method()) " " (short(self.address())) } } }
                td { (status(self.status())) }
                td { (duration(self.took())) }
                td { (size(self.bytes())) }
                td {
                    @if let Recorded::ToProduct(call) = self {
                        span class="lozenge" { (call.source.name()) } " "
                    }
                    @for problem in &problems { span class="error" { (problem) } " " }
                }
            }
        }
    }
}

/// A status, or a note that there was none.
pub(super) fn status(status: Option<StatusCode>) -> Markup {
    let class = match status {
        Some(status) if status.is_success() => "lozenge done",
        Some(status) if status.is_redirection() => "lozenge progress",
        _ => "lozenge failed",
    };
    html! {
        span class=(class) {
            @match status { Some(status) => (status.as_u16()), None => "no answer" }
        }
    }
}

/// The start of a long address.
fn short(address: &str) -> String {
    const LENGTH: usize = 120;
    match address.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}…", &address[..at]),
        None => address.to_owned(),
    }
}
