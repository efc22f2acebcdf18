//! The fact tables as the build script laid them out: sorted, static, private.

use crate::condition::{Condition, ConditionParameter};
use crate::context_parameter::{ContextParameter, Rule};
use crate::environment::{Environment, EnvironmentKind};
use crate::event::Event;
use crate::fact::Confidence;
use crate::form::Form;
use crate::location::Location;
use crate::module_kind::{Item, ModuleKind, Property, Shape, Type, Url};
use crate::product::Product;
use crate::scope::{Scope, ScopeFact};

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

/// The rows of one name in a table that is sorted by name.
pub(crate) fn named<T>(rows: &'static [T], name: &str, of: impl Fn(&T) -> &str) -> &'static [T] {
    let start = rows.partition_point(|row| of(row) < name);
    let rest = rows.get(start..).unwrap_or_default();
    let len = rest.partition_point(|row| of(row) == name);
    rest.get(..len).unwrap_or_default()
}
