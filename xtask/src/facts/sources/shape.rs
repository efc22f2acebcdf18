//! What a property of a module may hold.

use crate::facts::cell::Form;
use std::collections::BTreeMap;

/// The members of an object, by name.
pub(crate) type Shape = BTreeMap<String, Property>;

/// One property as the facts state it.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) default: Option<String>,
    pub(crate) max_length: Option<u32>,
    pub(crate) pattern: Option<String>,
    /// The forms that it belongs to, where the object around it has several.
    pub(crate) forms: Vec<Form>,
}

/// The type of a property; objects still carry their members.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    /// A word of the table's own, such as `string` or `conditions`.
    Word(&'static str),
    Enum(Vec<String>),
    Object(Shape),
    Array(Box<Type>),
}
