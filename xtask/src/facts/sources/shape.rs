//! The possible types of a module's property.

use crate::facts::cell::Form;
use std::collections::BTreeMap;

/// The members of an object, by name.
pub(crate) type Shape = BTreeMap<String, Property>;

/// One property as stated in the facts.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) default: Option<String>,
    pub(crate) max_length: Option<u32>,
    pub(crate) pattern: Option<String>,
    /// The forms that it belongs to, if the surrounding object has several.
    pub(crate) forms: Vec<Form>,
}

/// The type of a property; objects still contain their members.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    /// One of the table's own words, such as `string` or `conditions`.
    Word(&'static str),
    Enum(Vec<String>),
    Object(Shape),
    Array(Box<Type>),
}
