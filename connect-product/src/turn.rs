//! A request's turn with the database: a transaction, the caller, and what changes.

use std::time::UNIX_EPOCH;

use http::StatusCode;
use serde_json::Value;
use sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sqlx::{AssertSqlSafe, Decode, Row as _, Sqlite, SqliteConnection, Type};

use crate::failure::Failure;
use crate::request::{Change, Reply, Request};

/// The result of an operation's function.
pub(crate) type Outcome = Result<Reply, Failure>;

/// A request's turn. Nothing else happens to the site's data in the meantime, and none of its changes stay if
/// the request fails.
pub(crate) struct Turn<'t> {
    pub(crate) request: &'t Request,
    pub(crate) database: Database<'t>,
    /// What has changed so far.
    pub(crate) changes: Vec<Change>,
}

impl Turn<'_> {
    /// The account id of the user who makes the request.
    pub(crate) fn user(&self) -> Option<&str> {
        self.request.caller.user.as_deref()
    }

    /// Whether an app acts as itself.
    pub(crate) fn is_app(&self) -> bool {
        self.request.caller.user.is_none() && self.request.caller.app.is_some()
    }

    /// A path parameter's value; functions only use parameters that their operations have.
    pub(crate) fn value(&self, name: &str) -> String {
        self.request.value(name).unwrap_or_default().to_owned()
    }

    /// A query parameter, if present and not empty.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let given = self.request.parameter(name);
        given.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A query parameter that lists names, separated by commas or given several times.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        let values = self.request.parameters(name);
        let names = values.flat_map(|value| value.split(','));
        let names = names.map(|name| name.trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.request.parameter(name)?.trim().parse().ok()
    }

    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        let given = self.request.parameter(name);
        given.map_or(default, |given| given == "true")
    }

    /// The body as JSON, or null.
    pub(crate) fn json(&self) -> Value {
        self.request.body.json.clone().unwrap_or_default()
    }

    /// The site's time, in milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        let since = self.request.now.duration_since(UNIX_EPOCH);
        i64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
    }

    /// A URL on the site: this path below its base URL.
    pub(crate) fn link(&self, path: &str) -> String {
        format!(
            "{}{path}",
            self.request.base_url.as_str().trim_end_matches('/')
        )
    }

    /// Reports a change to webhooks.
    pub(crate) fn changed(&mut self, event: &'static str, issue: Option<i64>, body: Value) {
        let user = self.user().map(str::to_owned);
        self.changes.push(Change {
            event,
            body,
            user,
            issue,
        });
    }

    /// Refuses callers who are not logged in, except the app.
    pub(crate) fn authenticated(&self) -> Result<(), Failure> {
        if self.user().is_some() || self.is_app() {
            return Ok(());
        }
        let message =
            "You are not authenticated. Authentication required to perform this operation.";
        Err(Failure::new(StatusCode::UNAUTHORIZED, message))
    }
}

/// The database, within a transaction.
pub(crate) struct Database<'t>(pub(crate) &'t mut SqliteConnection);

impl Database<'_> {
    pub(crate) async fn rows(
        &mut self,
        sql: impl Into<String>,
        cells: Vec<Cell>,
    ) -> Result<Vec<Row>, Failure> {
        let query = bound(sql.into(), cells);
        let rows = query.fetch_all(&mut *self.0).await?;
        Ok(rows.into_iter().map(Row).collect())
    }

    pub(crate) async fn row(
        &mut self,
        sql: impl Into<String>,
        cells: Vec<Cell>,
    ) -> Result<Option<Row>, Failure> {
        let query = bound(sql.into(), cells);
        Ok(query.fetch_optional(&mut *self.0).await?.map(Row))
    }

    /// The number in the first column of the first row.
    pub(crate) async fn count(
        &mut self,
        sql: impl Into<String>,
        cells: Vec<Cell>,
    ) -> Result<i64, Failure> {
        let row = self.row(sql, cells).await?;
        Ok(row.map_or(0, |row| row.0.try_get(0).unwrap_or_default()))
    }

    /// Executes a statement and returns the number of affected rows.
    pub(crate) async fn run(
        &mut self,
        sql: impl Into<String>,
        cells: Vec<Cell>,
    ) -> Result<u64, Failure> {
        let query = bound(sql.into(), cells);
        Ok(query.execute(&mut *self.0).await?.rows_affected())
    }

    /// Inserts a row and returns its id.
    pub(crate) async fn insert(
        &mut self,
        sql: impl Into<String>,
        cells: Vec<Cell>,
    ) -> Result<i64, Failure> {
        let query = bound(sql.into(), cells);
        Ok(query.execute(&mut *self.0).await?.last_insert_rowid())
    }
}

type Query = sqlx::query::Query<'static, Sqlite, sqlx::sqlite::SqliteArguments>;

fn bound(sql: String, cells: Vec<Cell>) -> Query {
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for cell in cells {
        query = match cell {
            Cell::Text(text) => query.bind(text),
            Cell::Number(number) => query.bind(number),
            Cell::Real(number) => query.bind(number),
            Cell::Bytes(bytes) => query.bind(bytes),
            Cell::Nothing => query.bind(None::<String>),
        };
    }
    query
}

/// A value for a statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(i64),
    Real(f64),
    Bytes(Vec<u8>),
    Nothing,
}

/// Values for a statement.
macro_rules! cells {
    ($($cell:expr),* $(,)?) => { vec![$($crate::turn::Cell::from($cell)),*] };
}
pub(crate) use cells;

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        Cell::Text(text.clone())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Real(number)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Cell {
        Cell::Number(flag.into())
    }
}

impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Cell {
        Cell::Bytes(bytes)
    }
}

/// JSON is stored as its text, and `null` as NULL.
impl From<&Value> for Cell {
    fn from(value: &Value) -> Cell {
        match value {
            Value::Null => Cell::Nothing,
            value => Cell::Text(value.to_string()),
        }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Nothing, Into::into)
    }
}

/// A row. A column that is empty, or not of the requested type, reads as the type's default.
#[derive(Debug)]
pub(crate) struct Row(SqliteRow);

impl Row {
    pub(crate) fn text(&self, column: &str) -> String {
        self.get(column).unwrap_or_default()
    }

    pub(crate) fn text_if(&self, column: &str) -> Option<String> {
        self.get(column)
    }

    pub(crate) fn number(&self, column: &str) -> i64 {
        self.get(column).unwrap_or_default()
    }

    pub(crate) fn number_if(&self, column: &str) -> Option<i64> {
        self.get(column)
    }

    pub(crate) fn flag(&self, column: &str) -> bool {
        self.number(column) != 0
    }

    pub(crate) fn bytes(&self, column: &str) -> Vec<u8> {
        self.get(column).unwrap_or_default()
    }

    /// The JSON that a column stores as text.
    pub(crate) fn json(&self, column: &str) -> Value {
        let text: Option<String> = self.get(column);
        let value = text.and_then(|text| serde_json::from_str(&text).ok());
        value.unwrap_or_default()
    }

    fn get<T: Type<Sqlite> + for<'r> Decode<'r, Sqlite>>(&self, column: &str) -> Option<T> {
        let value: SqliteValueRef<'_> = self.0.try_get_raw(column).ok()?;
        Option::<T>::decode(value).ok().flatten()
    }
}
