//! The `aud` claim, which RFC 7519 allows to be a string or a list of strings.

use std::borrow::Cow;
use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::text::Text;

/// The audience of a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience<'p>(Members<'p>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Members<'p> {
    #[default]
    None,
    One(Cow<'p, str>),
    Several(Vec<Cow<'p, str>>),
}

impl<'p> Audience<'p> {
    /// Whether the claim is missing or empty.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Its members.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        match &self.0 {
            Members::None => &[][..],
            Members::One(one) => std::slice::from_ref(one),
            Members::Several(several) => several,
        }
        .iter()
        .map(|member: &Cow<'p, str>| &**member)
    }

    /// Its only member; `None` if it has several or none.
    pub fn only(&self) -> Option<&str> {
        let mut members = self.iter();
        members.next().filter(|_| members.next().is_none())
    }
}

impl<'de: 'p, 'p> Deserialize<'de> for Audience<'p> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrSeveral;

        impl<'de> Visitor<'de> for OneOrSeveral {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_borrowed_str<E>(self, one: &'de str) -> Result<Members<'de>, E> {
                Ok(Members::One(Cow::Borrowed(one)))
            }

            fn visit_str<E>(self, one: &str) -> Result<Members<'de>, E> {
                Ok(Members::One(Cow::Owned(one.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Members<'de>, A::Error> {
                let Some(Text(first)) = list.next_element()? else {
                    return Ok(Members::None);
                };
                let Some(Text(second)) = list.next_element()? else {
                    return Ok(Members::One(first));
                };
                let mut several = vec![first, second];
                while let Some(Text(next)) = list.next_element()? {
                    several.push(next);
                }
                Ok(Members::Several(several))
            }
        }

        deserializer.deserialize_any(OneOrSeveral).map(Audience)
    }
}
