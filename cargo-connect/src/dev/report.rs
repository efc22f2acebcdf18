//! The table of requests and their outcomes.

use comfy_table::{ContentLineStyle, LineStyle, Table, TableStyle};
use connect_host::requests::RecordedExchange;

/// A request and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    purpose: String,
    request: String,
    signed: Option<u16>,
    unsigned: Option<u16>,
    milliseconds: u128,
}

impl Row {
    /// The row of a request of the host, and of the same request without a token if it was sent.
    pub(crate) fn of(exchange: &RecordedExchange, unsigned: Option<u16>) -> Self {
        let path = exchange
            .url
            .split_once("://")
            .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)))
            .unwrap_or("/");
        Self {
            purpose: exchange.purpose.clone(),
            request: format!(
                "{} {}",
                exchange.method,
                path.split('?').next().unwrap_or(path)
            ),
            signed: exchange.status.map(|status| status.as_u16()),
            unsigned,
            milliseconds: exchange.took.as_millis(),
        }
    }

    /// Whether the signed request was served, and the one without a token refused.
    pub(crate) fn is_right(&self) -> bool {
        self.signed
            .is_some_and(|status| (200..400).contains(&status))
            && self.unsigned.is_none_or(|status| status == 401)
    }

    fn verification(&self) -> &'static str {
        match (self.signed, self.unsigned) {
            (None, _) => "no answer",
            (Some(401 | 403), _) => "REFUSED although signed",
            (Some(status), _) if !(200..400).contains(&status) => "FAILED",
            (Some(_), None) => "public",
            (Some(_), Some(401)) => "verified; refused without a token",
            (Some(_), Some(_)) => "OPEN without a token",
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
            self.verification().to_owned(),
            format!("{} ms", self.milliseconds),
        ]
    }
}

const HEADER: [&str; 6] = [
    "step",
    "request",
    "signed",
    "unsigned",
    "verification",
    "took",
];

/// Columns two spaces apart, with a line below the header.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill('─').junction(' '))
    .content_lines(ContentLineStyle::none().junction(' '));

/// The rows as a table of text.
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
            (Some(200), Some(200), false, "OPEN without a token"),
            (Some(401), Some(401), false, "REFUSED although signed"),
            (Some(500), Some(401), false, "FAILED"),
            (None, None, false, "no answer"),
        ] {
            let row = row(signed, unsigned);
            assert_eq!(row.is_right(), right, "{row:?}");
            assert_eq!(row.verification(), says);
        }
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
