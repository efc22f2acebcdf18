//! The table of what happened.

use connect_host::requests::RecordedExchange;

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    purpose: String,
    request: String,
    signed: Option<u16>,
    unsigned: Option<u16>,
    milliseconds: u128,
}

impl Row {
    /// The row of a request of the host's, and of its twin without a token if there was one.
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

    /// Whether the signed request was served, and its twin without a token refused.
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
            (Some(_), Some(_)) => "OPEN to anybody",
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

const HEAD: [&str; 6] = [
    "step",
    "request",
    "signed",
    "unsigned",
    "verification",
    "took",
];

/// The rows as a table of text.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let widths: Vec<usize> = (0..HEAD.len())
        .map(|column| {
            let lengths = lines
                .iter()
                .filter_map(|line| line.get(column))
                .map(|it| it.chars().count());
            lengths.max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        for (cell, width) in line.iter().zip(&widths) {
            text.push_str(&format!("{cell:<width$}  "));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        if at == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            text.push_str(&rule.join("  "));
            text.push('\n');
        }
    }
    text
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
    fn a_row_is_right_only_when_both_requests_ended_as_they_must() {
        for (signed, unsigned, right, says) in [
            (
                Some(200),
                Some(401),
                true,
                "verified; refused without a token",
            ),
            (Some(204), None, true, "public"),
            (Some(200), Some(200), false, "OPEN to anybody"),
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
