//! Reads the value at one path of a JSON body without building a tree of the rest: a webhook's body
//! may be megabytes long.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::registry::InOrder;

/// The maximum length of a value that is used, in bytes: an id is short.
const LONGEST: usize = 128;

/// The key by which a webhook's deliveries are ordered. Deliveries without a value at the path share
/// one order.
pub(crate) fn order_of(in_order: InOrder, body: &[u8]) -> String {
    match in_order {
        InOrder::Tenant => "tenant".to_owned(),
        InOrder::Field(place) => {
            format!("{place}:{}", value_at(place, body).unwrap_or_default())
        }
    }
}

/// The value at a path, if it is short.
pub(crate) fn value_at(place: &'static str, body: &[u8]) -> Option<String> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = At(Some(place)).deserialize(&mut json).ok().flatten();
    value.filter(|value| (1..=LONGEST).contains(&value.len()))
}

/// The rest of the path to the value; `None` at its end.
#[derive(Clone, Copy)]
struct At(Option<&'static str>);

impl<'de> DeserializeSeed<'de> for At {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Option<String>, D::Error> {
        json.deserialize_any(self)
    }
}

/// A scalar only counts at the end of the path.
macro_rules! scalar {
    ($($visit:ident: $type:ty),*) => {$(
        fn $visit<E>(self, value: $type) -> Result<Option<String>, E> {
            Ok(self.0.is_none().then(|| value.to_string()))
        }
    )*};
}

impl<'de> Visitor<'de> for At {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    scalar!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<String>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<String>, A::Error> {
        let (name, rest) = match self.0 {
            Some(place) => match place.split_once('.') {
                Some((name, rest)) => (Some(name), Some(rest)),
                None => (Some(place), None),
            },
            None => (None, None),
        };
        let mut found = None;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if Some(&*key) == name {
                found = map.next_value_seed(At(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_at_a_place() {
        let body = br#"{"timestamp":1,"issue":{"fields":{"id":"no"},"id":"10001","keys":[{"id":7}]},"n":{"id":12},"ok":{"id":true},"e\u0061":{"id":"x"}}"#;
        for (place, value) in [
            ("issue.id", "10001"),
            ("n.id", "12"),
            ("ok.id", "true"),
            ("issue.fields.id", "no"),
            ("ea.id", "x"),
            ("issue", ""),
            ("issue.keys.id", ""),
            ("issue.id.more", ""),
            ("timestamp", "1"),
            ("none.id", ""),
        ] {
            let order = order_of(InOrder::Field(place), body);
            assert_eq!(order, format!("{place}:{value}"));
        }
        assert_eq!(order_of(InOrder::Tenant, b""), "tenant");
        assert_eq!(
            order_of(InOrder::Field("issue.id"), b"not JSON"),
            "issue.id:"
        );
        let long = format!("{{\"id\":\"{}\"}}", "x".repeat(LONGEST + 1));
        assert_eq!(order_of(InOrder::Field("id"), long.as_bytes()), "id:");
        let deep = "{\"a\":".repeat(100_000);
        assert_eq!(order_of(InOrder::Field("id"), deep.as_bytes()), "id:");
    }
}
