//! The `forms` column: the forms of an object that a member belongs to, `button!,text`, where `!`
//! requires it.

use crate::table::{Row, literal};

/// The Rust expression for a cell.
pub(crate) fn expression(row: &Row, column: usize) -> String {
    let forms: Vec<String> = row
        .list(column)
        .map(|form| {
            let name = literal(form.trim_end_matches('!'));
            format!("Form {{ name: {name}, required: {} }}", form.ends_with('!'))
        })
        .collect();
    format!("&[{}]", forms.join(", "))
}
