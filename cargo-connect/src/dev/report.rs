//! The table of requests and their outcomes.

use comfy_table::{ContentLineStyle, LineStyle, Table, TableStyle};
use connect_host::requests::RecordedExchange;

/// The header with the location of a handler that is still to be written, which the runtime answers with 501.
const NOT_WRITTEN: &str = "x-connect-not-written";

/// The header with the outcome of a webhook after its response: `done`, or why its function failed.
const HANDLED: &str = "x-connect-handled";

/// A request and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    purpose: String,
    request: String,
    signed: Option<u16>,
    unsigned: Option<u16>,
    /// The location of a handler that is still to be written.
    not_written: Option<String>,
    /// Why the function of a webhook failed after the response.
    failed: Option<String>,
    milliseconds: u128,
}

impl Row {
    /// The row for a request of the host, and for the same request without a token if it was sent.
    pub(crate) fn of(exchange: &RecordedExchange, unsigned: Option<u16>) -> Self {
        let path = exchange
            .url
            .split_once("://")
            .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)))
            .unwrap_or("/");
        let header = |name: &str| {
            let value = exchange.headers.get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        Self {
            purpose: exchange.purpose.clone(),
            request: format!(
                "{} {}",
                exchange.method,
                path.split('?').next().unwrap_or(path)
            ),
            signed: exchange.status.map(|status| status.as_u16()),
            unsigned,
            not_written: header(NOT_WRITTEN),
            failed: header(HANDLED).filter(|how| !matches!(how.as_str(), "done" | "still running")),
            milliseconds: exchange.took.as_millis(),
        }
    }

    /// Whether the signed request was served, and the one without a token refused.
    pub(crate) fn is_right(&self) -> bool {
        self.signed
            .is_some_and(|status| (200..400).contains(&status))
            && self.failed.is_none()
            && self.unsigned.is_none_or(|status| status == 401)
    }

    /// The outcome of the signed request, then of the one without a token. A handler that fails was
    /// reached, so its token was accepted.
    fn outcome(&self) -> String {
        let signed = match (self.signed, &self.not_written) {
            (None, _) => return "no answer".to_owned(),
            (Some(401 | 403), _) => return "REFUSED although signed".to_owned(),
            (Some(501), Some(place)) => format!("not written yet: {place}"),
            (Some(501), None) => "not written yet".to_owned(),
            (Some(200..=399), _) => match &self.failed {
                None => "verified".to_owned(),
                Some(place) if place.contains("not written yet: ") => place.clone(),
                Some(reason) => format!("handler FAILED: {reason}"),
            },
            (Some(404 | 405), _) => "NOT SERVED".to_owned(),
            (Some(_), _) => "handler FAILED".to_owned(),
        };
        match self.unsigned {
            None if signed == "verified" => "public".to_owned(),
            None => signed,
            Some(401) => format!("{signed}; refused without a token"),
            // There is no route, with a token or without.
            Some(404 | 405) => signed,
            Some(_) => format!("{signed}; OPEN without a token"),
        }
    }

    fn cells(&self) -> [String; 6] {
        let status =
            |status: Option<u16>| status.map_or_else(|| "–".to_owned(), |it| it.to_string());
        [
            self.purpose.clone(),
            self.request.clone(),
            status(self.signed),
            status(self.unsigned),
            self.outcome(),
            format!("{} ms", self.milliseconds),
        ]
    }
}

const HEADER: [&str; 6] = ["step", "request", "signed", "unsigned", "outcome", "took"];

/// Columns two spaces apart, with a line below the header.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill('─').junction(' '))
    .content_lines(ContentLineStyle::none().junction(' '));

/// The rows as a text table.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(HEADER);
    table.add_rows(rows.iter().map(Row::cells));
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    table.trim_fmt() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(signed: Option<u16>, unsigned: Option<u16>) -> Row {
        Row {
            purpose: "open \"hello\"".to_owned(),
            request: "GET /hello".to_owned(),
            signed,
            unsigned,
            not_written: None,
            failed: None,
            milliseconds: 1,
        }
    }

    #[test]
    fn a_row_is_right_only_if_both_requests_ended_as_they_should() {
        for (signed, unsigned, right, says) in [
            (
                Some(200),
                Some(401),
                true,
                "verified; refused without a token",
            ),
            (Some(204), None, true, "public"),
            (
                Some(200),
                Some(200),
                false,
                "verified; OPEN without a token",
            ),
            (Some(401), Some(401), false, "REFUSED although signed"),
            (Some(403), None, false, "REFUSED although signed"),
            (
                Some(500),
                Some(401),
                false,
                "handler FAILED; refused without a token",
            ),
            (Some(400), None, false, "handler FAILED"),
            (
                Some(500),
                Some(200),
                false,
                "handler FAILED; OPEN without a token",
            ),
            (Some(404), Some(404), false, "NOT SERVED"),
            (
                Some(501),
                Some(401),
                false,
                "not written yet; refused without a token",
            ),
            (None, None, false, "no answer"),
        ] {
            let row = row(signed, unsigned);
            assert_eq!(row.is_right(), right, "{row:?}");
            assert_eq!(row.outcome(), says);
        }
    }

    #[test]
    fn a_webhook_that_was_answered_and_failed_says_why() {
        let failed = Row {
            failed: Some("the disk is on fire".to_owned()),
            ..row(Some(204), Some(401))
        };
        assert!(!failed.is_right());
        assert_eq!(
            failed.outcome(),
            "handler FAILED: the disk is on fire; refused without a token"
        );
    }

    #[test]
    fn a_handler_that_is_not_written_is_named_by_its_place() {
        let row = Row {
            not_written: Some("src/jira.rs:8".to_owned()),
            ..row(Some(501), Some(401))
        };
        assert_eq!(
            row.outcome(),
            "not written yet: src/jira.rs:8; refused without a token"
        );
        assert!(!row.is_right());
    }

    #[test]
    fn columns_line_up() {
        let text = table(&[row(Some(200), Some(401)), row(None, None)]);
        let columns: Vec<_> = text
            .lines()
            .filter_map(|line| line.find("GET /hello").or(line.find("request")))
            .collect();
        assert_eq!(columns.len(), 3, "{text}");
        assert!(
            columns.windows(2).all(|pair| pair.first() == pair.last()),
            "{text}"
        );
    }
}
