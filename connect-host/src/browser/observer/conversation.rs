//! The requests and responses on one connection.

use std::collections::VecDeque;
use std::time::Instant;

use http::{Method, StatusCode, header};

use super::framing::{Framing, Unreadable};
use super::message::{Message, Reading, Start, head};
use crate::host::Host;
use crate::requests::observed::Observed;
use crate::site::journal::token::SentToken;

/// How many requests may wait for their responses.
const MAX_WAITING: usize = 64;

/// Marks the user agent of the host's own requests, which are recorded when they are sent.
pub(crate) const OWN_AGENT: &str = "connect-host";

/// A browser's connection to the app.
pub(super) struct Conversation {
    hosts: Vec<Host>,
    request: Reading,
    answer: Reading,
    /// Requests without a response, oldest first.
    waiting: VecDeque<(Message, Instant)>,
    /// Whether the rest is not parsed: it is not HTTP/1, or no longer.
    over: bool,
}

impl Conversation {
    pub(super) fn of(hosts: Vec<Host>) -> Conversation {
        Conversation {
            over: hosts.is_empty(),
            hosts,
            request: Reading::default(),
            answer: Reading::default(),
            waiting: VecDeque::new(),
        }
    }

    /// Parses what the browser has sent.
    pub(super) fn browser_sent(&mut self, bytes: &[u8]) {
        if !self.over && self.read_request(bytes).is_err() {
            self.over = true;
        }
    }

    /// Parses what the app has sent; empty at the end of its stream.
    pub(super) fn app_sent(&mut self, bytes: &[u8]) {
        if !self.over && self.read_answer(bytes).is_err() {
            self.over = true;
        }
    }

    fn read_request(&mut self, mut bytes: &[u8]) -> Result<(), Unreadable> {
        while !bytes.is_empty() {
            match &mut self.request {
                Reading::Head(begun) => {
                    if let Some(message) = head(begun, &mut bytes, false)? {
                        let framing = Framing::of(&message.headers, false)?;
                        self.request = Reading::Body(message, framing);
                    }
                }
                Reading::Body(message, framing) => message.add(framing.take(&mut bytes)?),
            }
            self.end_request()?;
        }
        Ok(())
    }

    fn end_request(&mut self) -> Result<(), Unreadable> {
        if !matches!(&self.request, Reading::Body(_, framing) if framing.is_over()) {
            return Ok(());
        }
        if self.waiting.len() == MAX_WAITING {
            return Err(Unreadable);
        }
        if let Reading::Body(message, _) = std::mem::take(&mut self.request) {
            self.waiting.push_back((message, Instant::now()));
        }
        Ok(())
    }

    fn read_answer(&mut self, mut bytes: &[u8]) -> Result<(), Unreadable> {
        if bytes.is_empty()
            && let Reading::Body(answer, Framing::UntilEnd) = std::mem::take(&mut self.answer)
        {
            self.record(answer);
        }
        while !bytes.is_empty() {
            match &mut self.answer {
                Reading::Head(begun) => {
                    if let Some(message) = head(begun, &mut bytes, true)? {
                        self.begin_answer(message)?;
                    }
                }
                Reading::Body(message, framing) => message.add(framing.take(&mut bytes)?),
            }
            if matches!(&self.answer, Reading::Body(_, framing) if framing.is_over())
                && let Reading::Body(answer, _) = std::mem::take(&mut self.answer)
            {
                self.record(answer);
            }
        }
        Ok(())
    }

    fn begin_answer(&mut self, message: Message) -> Result<(), Unreadable> {
        let Start::Answer(status) = message.start else {
            return Err(Unreadable);
        };
        if status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(Unreadable);
        }
        if status.is_informational() {
            self.answer = Reading::default();
            return Ok(());
        }
        let start = self.waiting.front().map(|(request, _)| &request.start);
        let is_head = matches!(start, Some(Start::Request(method, _)) if *method == Method::HEAD);
        let without = is_head || matches!(status.as_u16(), 204 | 304);
        let framing = if without {
            Framing::Length(0)
        } else {
            Framing::of(&message.headers, true)?
        };
        self.answer = Reading::Body(message, framing);
        Ok(())
    }

    /// Records a request with its response.
    fn record(&mut self, answer: Message) {
        // An app that responds before the end of a request leaves the rest unread.
        let Some((request, began)) = self.waiting.pop_front() else {
            self.over = true;
            return;
        };
        let (Start::Request(method, target), Start::Answer(status)) = (request.start, answer.start)
        else {
            return;
        };
        let agent = request.headers.get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok());
        if agent.is_some_and(|agent| agent.contains(OWN_AGENT)) {
            return;
        }
        let query = target.split_once('?').map(|(_, query)| query.to_owned());
        let issuer =
            SentToken::of(query.as_deref(), &request.headers).and_then(|token| token.claim("iss"));
        let of_token = |host: &&Host| Some(host.client_key()) == issuer.as_deref();
        let host = self.hosts.iter().find(of_token);
        if let Some(host) = host.or(self.hosts.first()) {
            host.record_observed(Observed {
                method,
                target,
                request_headers: request.headers,
                request_body: request.kept,
                request_length: request.length,
                status,
                headers: answer.headers,
                body: answer.kept,
                length: answer.length,
                took: began.elapsed(),
            });
        }
    }
}
