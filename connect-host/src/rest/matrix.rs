//! Which calls the product lets in, and which it refuses when one scope is missing.

use std::collections::BTreeMap;
use std::fmt;

use connect_model::{Scope, ScopeSet};

use super::call::RestCall;
use super::refusal::Refusal;
use crate::journal::REMEMBERED;

/// What became of a row's calls in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cell {
    /// All of them were let in, whatever was answered then.
    LetIn,
    /// All of them were refused for the scope that was withheld.
    Refused,
    /// Some were let in and some refused.
    Mixed,
    /// The app did not come so far, because an earlier call had failed; the host would have let the
    /// call in.
    WouldBeLetIn,
    /// The app did not come so far, because an earlier call had failed; the host would have refused
    /// the call for the scope that was withheld.
    WouldBeRefused,
    /// There were none.
    None,
}

/// One kind of call: an operation, by the app itself or as a user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The method and the documented path: `PUT /rest/api/3/issue/{issueIdOrKey}`.
    pub call: String,
    /// Whether the app acts as a user.
    pub as_user: bool,
    /// Every scope that it needs.
    pub needs: ScopeSet,
    /// What became of it: first with all scopes, then in the order of [`Matrix::withheld`].
    pub cells: Vec<Cell>,
}

/// What [`proof`](super::proof) saw: each call in each run.
///
/// Displays a table: `ok` for a call that was let in, `403` for one that was refused, `mixed` for
/// both. Where the app did not come so far, the cell stands in parentheses: the host has judged the
/// call that the first run saw once more, by the same rules. `-` is for a call that the first run
/// did not see either.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Matrix {
    /// The scopes that were withheld, one in each run after the first.
    pub withheld: Vec<Scope>,
    /// The calls, in the order in which they first came.
    pub rows: Vec<Row>,
    /// What happened that should not in any run.
    wrong: Vec<String>,
}

/// The matrix is not what the scopes say. Displays every difference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the calls and the scopes don't agree:{}", .differences.iter().map(|it| format!("\n  {it}")).collect::<String>())]
#[non_exhaustive]
pub struct Mismatch {
    /// The differences, each in a sentence.
    pub differences: Vec<String>,
}

impl Matrix {
    /// Adds what one run saw, and the judgement on what it might have seen.
    pub(super) fn add(
        &mut self,
        withheld: Option<Scope>,
        calls: &[RestCall],
        unreached: &[(RestCall, Option<Scope>)],
    ) {
        let column = self.rows.first().map_or(0, |row| row.cells.len());
        self.withheld.extend(withheld);
        let run = match withheld {
            None => "with all scopes".to_owned(),
            Some(scope) => format!("without {scope}"),
        };
        if calls.len() >= REMEMBERED {
            let wrong = format!("{run}: more calls were made than the host remembers");
            self.wrong.push(wrong);
        }
        let mut seen: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        for call in calls {
            let refused = match &call.refused {
                None => false,
                Some(Refusal::Scope(scope)) if Some(*scope) == withheld => true,
                Some(_) => {
                    self.wrong.push(format!("{run}: {call}"));
                    continue;
                }
            };
            seen.entry(self.row(call, column))
                .or_default()
                .push(refused);
        }
        let mut judged: BTreeMap<usize, Option<Scope>> = BTreeMap::new();
        for (call, lacking) in unreached {
            judged.insert(self.row(call, column), *lacking);
        }
        for (index, row) in self.rows.iter_mut().enumerate() {
            row.cells.push(match seen.get(&index) {
                None => match judged.get(&index) {
                    Some(None) => Cell::WouldBeLetIn,
                    Some(Some(_)) => Cell::WouldBeRefused,
                    None => Cell::None,
                },
                Some(calls) if calls.iter().all(|refused| *refused) => Cell::Refused,
                Some(calls) if calls.iter().any(|refused| *refused) => Cell::Mixed,
                Some(_) => Cell::LetIn,
            });
        }
    }

    /// The number of a call's row, which is made if there is none.
    fn row(&mut self, call: &RestCall, column: usize) -> usize {
        let name = format!("{} {}", call.method, call.path.unwrap_or(&call.target));
        let as_user = call.user.is_some() && !call.is_grant();
        let found = self
            .rows
            .iter()
            .position(|row| row.call == name && row.as_user == as_user);
        found.unwrap_or_else(|| {
            self.rows.push(Row {
                call: name,
                as_user,
                needs: call.needs(),
                cells: vec![Cell::None; column],
            });
            self.rows.len() - 1
        })
    }

    /// Says whether the calls failed exactly as they must: with all scopes none, and without one
    /// scope each call that needs it and no other.
    ///
    /// A call that a run did not reach counts as the host would have judged it; see
    /// [`Matrix::unreached`]. And withholding a scope that some call needs must have made at least
    /// one fail.
    ///
    /// # Errors
    /// [`Mismatch`] lists every difference.
    pub fn exact(&self) -> Result<(), Mismatch> {
        let mut differences = self.wrong.clone();
        for (index, scope) in self.withheld.iter().copied().enumerate() {
            let mut needed = false;
            let mut felt = false;
            for row in &self.rows {
                let needs = row.needs.contains(scope);
                let cell = row.cells.get(index + 1).copied();
                needed |= needs;
                felt |= cell == Some(Cell::Refused);
                match (needs, cell) {
                    (true, Some(Cell::LetIn | Cell::WouldBeLetIn | Cell::Mixed)) => {
                        differences.push(format!("without {scope}: {row} was let in"));
                    }
                    (false, Some(Cell::Refused | Cell::WouldBeRefused | Cell::Mixed)) => {
                        differences.push(format!("without {scope}: {row} was refused"));
                    }
                    _ => {}
                }
            }
            if needed && !felt {
                differences.push(format!("without {scope}: no call was refused"));
            }
        }
        if differences.is_empty() {
            Ok(())
        } else {
            Err(Mismatch { differences })
        }
    }

    /// The calls that a run did not reach, though the first one did, with the scope that was
    /// withheld then.
    pub fn unreached(&self) -> impl Iterator<Item = (Scope, &Row)> {
        self.withheld
            .iter()
            .enumerate()
            .flat_map(move |(index, scope)| {
                self.rows
                    .iter()
                    .filter(move |row| {
                        matches!(
                            row.cells.get(index + 1),
                            Some(Cell::WouldBeLetIn | Cell::WouldBeRefused)
                        )
                    })
                    .map(move |row| (*scope, row))
            })
    }
}

/// Displays the call as messages name it: `` `GET /rest/api/3/myself` as a user ``.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.call)?;
        f.write_str(if self.as_user { " as a user" } else { "" })
    }
}

/// Displays `ok`, `403`, `mixed`, `(ok)`, `(403)` or `-`.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Cell::LetIn => "ok",
            Cell::Refused => "403",
            Cell::Mixed => "mixed",
            Cell::WouldBeLetIn => "(ok)",
            Cell::WouldBeRefused => "(403)",
            Cell::None => "-",
        })
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![vec![
            "call".to_owned(),
            "needs".to_owned(),
            "all".to_owned(),
        ]];
        if let Some(head) = lines.first_mut() {
            head.extend(self.withheld.iter().map(|scope| format!("-{scope}")));
        }
        for row in &self.rows {
            let who = if row.as_user { " (as a user)" } else { "" };
            let needs = match row.needs.is_empty() {
                true => "nothing".to_owned(),
                false => row.needs.to_string(),
            };
            let mut line = vec![format!("{}{who}", row.call), needs];
            line.extend(row.cells.iter().map(Cell::to_string));
            lines.push(line);
        }
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        for line in &lines {
            let padded: Vec<String> = line
                .iter()
                .enumerate()
                .map(|(column, cell)| format!("{cell:<0$}", width(column)))
                .collect();
            writeln!(f, "{}", padded.join("  ").trim_end())?;
        }
        Ok(())
    }
}
