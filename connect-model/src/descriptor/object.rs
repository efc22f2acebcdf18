//! How a typed object preserves fields that it has no type for.

use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// Fields in their original JSON form, by name.
pub type Fields = Map<String, Value>;

/// A type that can be a field: it takes values with its shape, and returns others.
pub(super) trait Field: Sized {
    /// Takes the value.
    ///
    /// # Errors
    /// The same value, if it has another shape. (Boxing it would cost every caller an allocation;
    /// errors are rare and end in `other`.)
    fn read(value: Value) -> Result<Self, Value>;
}

/// Moves a field out of the others, if it has the right shape.
pub(super) fn take<T: Field>(others: &mut Fields, key: &str) -> Option<T> {
    match T::read(others.remove(key)?) {
        Ok(field) => Some(field),
        Err(value) => {
            others.insert(key.to_owned(), value);
            None
        }
    }
}

impl Field for String {
    fn read(value: Value) -> Result<Self, Value> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(other),
        }
    }
}

impl Field for bool {
    fn read(value: Value) -> Result<Self, Value> {
        value.as_bool().ok_or(value)
    }
}

impl Field for i64 {
    fn read(value: Value) -> Result<Self, Value> {
        value.as_i64().ok_or(value)
    }
}

impl Field for Number {
    fn read(value: Value) -> Result<Self, Value> {
        match value {
            Value::Number(number) => Ok(number),
            other => Err(other),
        }
    }
}

impl Field for Value {
    fn read(value: Value) -> Result<Self, Value> {
        Ok(value)
    }
}

impl Field for Fields {
    fn read(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(fields) => Ok(fields),
            other => Err(other),
        }
    }
}

/// All or nothing: a list with one unexpected member is left as it was.
impl<T: Field + Clone> Field for Vec<T> {
    fn read(value: Value) -> Result<Self, Value> {
        let Value::Array(items) = &value else {
            return Err(value);
        };
        let read: Result<Vec<T>, Value> = items.iter().cloned().map(T::read).collect();
        read.map_err(|_| value)
    }
}

/// All or nothing: a map with one unexpected member is left as it was.
impl<T: Field + Clone> Field for BTreeMap<String, T> {
    fn read(value: Value) -> Result<Self, Value> {
        let Value::Object(members) = &value else {
            return Err(value);
        };
        let one = |(key, value): (&String, &Value)| Ok((key.clone(), T::read(value.clone())?));
        let read: Result<BTreeMap<String, T>, Value> = members.iter().map(one).collect();
        read.map_err(|_| value)
    }
}

/// A struct with optional typed fields and `other`, deserialized from and serialized as a JSON
/// object.
macro_rules! object {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $( $(#[$field_about:meta])* pub $field:ident: $ty:ty = $key:literal, )*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $( $(#[$field_about])* pub $field: Option<$ty>, )*
            /// All other fields in their original form: unknown ones, comments, known ones with
            /// another shape. A known one in here only counts while its typed field is `None`.
            pub other: $crate::descriptor::Fields,
        }

        impl $crate::descriptor::object::Field for $name {
            fn read(value: serde_json::Value) -> Result<Self, serde_json::Value> {
                match value {
                    serde_json::Value::Object(mut other) => Ok($name {
                        $( $field: $crate::descriptor::object::take(&mut other, $key), )*
                        other,
                    }),
                    value => Err(value),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(
                    if let Some(value) = &self.$field {
                        map.serialize_entry($key, value)?;
                    } else if let Some(value) = self.other.get($key) {
                        map.serialize_entry($key, value)?;
                    }
                )*
                let known = [$($key),*];
                for (key, value) in &self.other {
                    if !known.contains(&key.as_str()) {
                        map.serialize_entry(key, value)?;
                    }
                }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                $crate::descriptor::object::Field::read(value)
                    .map_err(|_| serde::de::Error::custom("must be an object"))
            }
        }
    };
}

pub(super) use object;
