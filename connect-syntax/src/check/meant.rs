//! Guessing from its value what an argument with an unrecognizable name was meant for.

use connect_model::Property;
use connect_model::module_kind::Type;
use syn::Lit;

use super::Checker;
use crate::value::Value;

impl Checker<'_> {
    /// Removes from the missing properties the one that a value was most likely meant for: one that accepts
    /// this very value and few others, else one that accepts it, else one whose values are
    /// written like it.
    pub(super) fn meant<'p>(
        &mut self,
        value: &Value,
        missing: &mut Vec<&'p Property>,
    ) -> Option<&'p Property> {
        let takes = |property: &&Property| is_written_so(&property.ty, value);
        let accepts = |property: &&Property| {
            let kind = self.kind;
            self.findings.would_accept(|apart| {
                Checker::new(kind, apart).value(property, &property.ty, value);
            })
        };
        let is_choosy = |property: &&Property| {
            matches!(property.ty, Type::Location | Type::Event | Type::Enum(_))
        };
        let find = |rule: &dyn Fn(&&Property) -> bool| missing.iter().position(rule);
        let at = find(&|it| is_choosy(it) && takes(it) && accepts(it))
            .or_else(|| find(&|it| takes(it) && accepts(it)))
            .or_else(|| find(&takes))?;
        Some(missing.remove(at))
    }
}

/// The argument name under which a property takes a value.
pub(super) fn name(property: &Property, value: &Value) -> &'static str {
    match (&property.ty, value) {
        (Type::Event, Value::Array(..)) => "events",
        _ => property.argument,
    }
}

/// Whether a type's values are written like this one.
fn is_written_so(ty: &Type, value: &Value) -> bool {
    let is_text = value.as_str().is_some();
    match ty {
        Type::Key(_) | Type::String | Type::Url => is_text,
        Type::Event => is_text || matches!(value, Value::Array(..)),
        Type::I18n => is_text || matches!(value, Value::Object(..)),
        Type::Location => is_text || matches!(value, Value::Path(_)),
        Type::Enum(_) => value.as_word().is_some(),
        Type::Integer => matches!(value, Value::Literal(Lit::Int(_)) | Value::Negative(..)),
        Type::HalfHours => matches!(value, Value::Literal(Lit::Int(_) | Lit::Float(_))),
        Type::Boolean => value.is_boolean(),
        Type::Object(_) | Type::Map => matches!(value, Value::Object(..)),
        Type::Array(_) => matches!(value, Value::Array(..)),
        Type::Conditions | Type::Any => false,
    }
}
