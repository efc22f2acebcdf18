//! One request, with everything known about it.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use connect_model::{Scope, ScopeSet};
use maud::{Markup, html};

use super::curl;
use super::look::Look;
use super::recorded::{Recorded, status};
use super::shell::{action, page};
use super::text::{body, duration, moment, pretty, size};
use crate::host::Host;
use crate::requests::{
    ExchangeKind, QshCheck, RecordedBody, RecordedExchange, RecordedToken, TokenPlace,
};
use crate::rest::{AnswerSource, Refusal, RestCall};

pub(super) async fn show(mut look: Look, Path(id): Path<u64>) -> Response {
    // A number identifies one entry among those of all hosts.
    let hosts = look.inspector.hosts();
    let found = hosts
        .into_iter()
        .find_map(|host| Some((Recorded::find(&host, id)?, host)));
    let Some((recorded, host)) = found else {
        let message = "this request is not among the last thousand";
        return (StatusCode::NOT_FOUND, message).into_response();
    };
    look.host = host;
    let shown = html! {
        (summary(&recorded))
        @if let Recorded::ToApp(exchange) = &recorded { (findings(exchange)) }
        @if let Recorded::ToProduct(call) = &recorded { (scopes(&look.host, call)) }
        @if let Some(token) = recorded.token() { (token_of(token)) }
        @match &recorded {
            Recorded::ToApp(exchange) => {
                (message("Request", &exchange.request_headers, &exchange.request_body))
                (message("Answer", &exchange.headers, &exchange.body))
            }
            Recorded::ToProduct(call) => {
                (message("Request", &call.headers, &call.body))
                (message("Answer", &call.answer_headers, &call.answer))
            }
        }
        (again(&look, &recorded))
    };
    page(&look, &format!("Request {id}"), &shown)
}

fn summary(recorded: &Recorded) -> Markup {
    html! {
        dl class="fields" {
            dt { "Request" } dd { code { (recorded.method()) " " (recorded.address()) } }
            dt { "What for" } dd { (recorded.purpose()) }
            dt { "Status" } dd { (status(recorded.status())) }
            dt { "When" } dd { (moment(recorded.at())) " UTC, answered in " (duration(recorded.took())) }
            dt { "User" } dd { (recorded.user().unwrap_or("anonymous")) }
            @if let Recorded::ToProduct(call) = recorded {
                dt { "Operation" }
                dd { @match call.path { Some(path) => code { (call.method) " " (path) }, None => "not documented" } }
                dt { "Answer" } dd { (source(call)) }
            }
        }
    }
}

/// Where a response of the product comes from.
fn source(call: &RestCall) -> String {
    match (&call.refused, call.source) {
        (Some(refusal), _) => format!("refused: {refusal}"),
        (None, AnswerSource::Set) => "set by a test".to_owned(),
        (None, AnswerSource::Remembered) => "what the product remembers".to_owned(),
        (None, AnswerSource::Example) => "an example in the documented form".to_owned(),
        (None, AnswerSource::Fault) => "a fault on purpose".to_owned(),
        (None, source) => source.name().to_owned(),
    }
}

fn findings(exchange: &RecordedExchange) -> Markup {
    html! {
        @if !exchange.findings.is_empty() {
            h2 { "What the app did wrong" }
            ul class="text" {
                @for found in &exchange.findings {
                    li class="text" { strong { (found.what) } ": " (found.rule) "." }
                }
            }
        }
    }
}

/// The scopes that a call needs, and what grants them.
fn scopes(host: &Host, call: &RestCall) -> Markup {
    let needs = call.needs();
    let descriptor = host.descriptor().and_then(|descriptor| descriptor.scopes);
    let named = descriptor.unwrap_or_default();
    let grants = |scope: Scope| {
        named.iter().find(|name| {
            name.parse()
                .is_ok_and(|it| ScopeSet::of(&[it]).covers(scope))
        })
    };
    html! {
        h2 { "Scopes" }
        @if matches!(call.refused, Some(Refusal::Inaccessible)) {
            p { "Connect apps can't call this operation, whatever their scopes." }
        } @else if needs.is_empty() {
            p { "It needs none." }
        }
        ul class="text" {
            @for scope in needs.iter() {
                li class="text" {
                    "It needs " code { (scope) } ", which "
                    @if call.granted.contains(scope) {
                        "the app has"
                        @if let Some(name) = grants(scope) { " by " code { (name) } " in its descriptor" }
                        "."
                    } @else {
                        strong class="error" { "the app did not have" } "."
                    }
                }
            }
        }
    }
}

fn token_of(token: &RecordedToken) -> Markup {
    let place = match token.place {
        TokenPlace::Query => "in the query, as jwt",
        TokenPlace::Header => "in the header Authorization, after JWT",
        TokenPlace::Bearer | TokenPlace::Invocation => "in the header Authorization, after Bearer",
        TokenPlace::Assertion => "in the form, as assertion",
    };
    html! {
        h2 { "Token" }
        dl class="fields" {
            dt { "Where" } dd { (place) }
            dt { "Verdict" }
            dd {
                @match &token.verdict {
                    Ok(()) => span class="lozenge done" { "verified" },
                    Err(reason) => { span class="lozenge failed" { "refused" } " " (reason) }
                }
            }
        }
        @if token.place == TokenPlace::Bearer {
            p class="subtle" { "An access token of a user, which has nothing in it to read." }
        } @else {
            div class="columns" {
                div { h3 { "Header" } pre tabindex="0" { (pretty(&token.header.to_string())) } }
                div { h3 { "Claims" } pre tabindex="0" { (pretty(&token.claims.to_string())) } }
            }
        }
        @if let Some(qsh) = &token.qsh { (qsh_of(qsh)) }
    }
}

fn qsh_of(qsh: &QshCheck) -> Markup {
    html! {
        h3 { "Query string hash" }
        @if qsh.is_right() {
            p { "It belongs to this request." }
            dl class="fields" {
                dt { "Hashed" } dd { code { (qsh.canonical) } }
                dt { "Hash" } dd { code { (qsh.expected) } }
            }
        } @else if qsh.is_of_context() {
            p { "It is " code { "context-qsh" } ": the token is that of a page, and fits any endpoint." }
        } @else {
            p class="error" {
                "It belongs to another request"
                @if let Some(mistake) = &qsh.mistake { ": " (mistake) }
                "."
            }
            dl class="fields" {
                dt { "This request" } dd { code { (qsh.canonical) } }
                dt { "Its hash" } dd { code { (qsh.expected) } }
                dt { "Was hashed" }
                dd { @match &qsh.hashed { Some(text) => code { (text) }, None => "something else, not known" } }
                dt { "Claimed hash" }
                dd { @match &qsh.found { Some(found) => code { (found) }, None => "none" } }
            }
        }
    }
}

fn message(heading: &str, headers: &HeaderMap, content: &RecordedBody) -> Markup {
    html! {
        h2 { (heading) " (" (size(content.bytes)) ")" }
        @if !headers.is_empty() {
            details {
                summary { (headers.len()) " headers" }
                pre tabindex="0" {
                    @for (name, value) in headers {
                        (name) ": " (String::from_utf8_lossy(value.as_bytes())) "\n"
                    }
                }
            }
        }
        (body(content))
    }
}

/// Ways to send the request again, here or from a terminal.
fn again(look: &Look, recorded: &Recorded) -> Markup {
    let id = html! { input type="hidden" name="id" value=(recorded.id()); };
    let same = html! { (id) input type="hidden" name="same_token" value="true"; };
    let repetition = html! { (id) input type="hidden" name="repetition" value="true"; };
    let webhook = matches!(recorded, Recorded::ToApp(sent) if sent.kind == ExchangeKind::Webhook);
    html! {
        h2 { "Again" }
        div class="bar" {
            (action(look, "replay", "Send it again with a fresh token", &id))
            @if matches!(recorded, Recorded::ToApp(_)) {
                (action(look, "replay", "Send it again with the same token", &same))
            }
            @if webhook {
                (action(look, "replay", "Repeat it, as a host does after a failure", &repetition))
            }
            button type="button" data-copy="curl" { "Copy as curl" }
        }
        pre id="curl" tabindex="0" { (curl::command(&look.host, recorded)) }
    }
}
