//! The Confluence Query Language: from its text to an SQL condition. Source: "Advanced searching
//! using CQL", "CQL fields", "CQL operators", "CQL functions".

mod field;
mod moment;
mod parse;
mod sql;
mod token;
mod words;

use parse::Query;
pub(crate) use sql::{Context, Sql};
pub(crate) use words::words;

/// Why a query can't be answered, in the product's words, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Could not parse cql : {cql} ({what})")]
pub(crate) struct CqlError {
    cql: String,
    what: String,
}

/// Translates a query to a condition and an order.
pub(crate) fn translate(cql: &str, context: &Context<'_>) -> Result<Sql, CqlError> {
    let error = |what: String| CqlError {
        cql: cql.to_owned(),
        what,
    };
    let query = Query::parse(cql).map_err(error)?;
    sql::translate(&query, context).map_err(error)
}

/// The field, operator and value of a query that is a single clause.
pub(crate) fn only_clause(cql: &str) -> Result<(String, &'static str, String), CqlError> {
    let error = |what: &str| CqlError {
        cql: cql.to_owned(),
        what: what.to_owned(),
    };
    let query = Query::parse(cql).map_err(|what| error(&what))?;
    query
        .only_clause()
        .ok_or_else(|| error("it must be one clause"))
}

#[cfg(test)]
mod tests;
