//! Scopes: what an app may do, and which of them imply others.

use crate::fact::{Confidence, Unknown};
use crate::generated::scopes::{SCOPES, implied};
use crate::product::Product;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A scope of Jira or Confluence ("Scopes for Connect apps" in their documentation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// View, browse, read.
    Read,
    /// Create and edit, but not delete.
    Write,
    /// Delete.
    Delete,
    /// Administer a project (Jira).
    ProjectAdmin,
    /// Administer a space (Confluence).
    SpaceAdmin,
    /// Administer the site.
    Admin,
    /// Act as a user; not implied by any other scope.
    ActAsUser,
    /// See users' email addresses, once Atlassian has approved; not implied by any other scope.
    AccessEmailAddresses,
}

/// The platform's notation for no required scope.
pub const NO_SCOPE: &str = "NONE";

/// A scope of a product, as in the table, including Bitbucket's own vocabulary.
#[derive(Debug, PartialEq, Eq)]
pub struct ScopeFact {
    /// The name: `READ`; for Bitbucket `repository`.
    pub name: &'static str,
    /// The product.
    pub product: Product,
    /// The scopes that it implies there.
    pub implies: &'static [&'static str],
    /// Its name in a Forge app.
    pub forge: Option<&'static str>,
    /// The confidence of the row.
    pub confidence: Confidence,
}

/// The scopes of all products, sorted by name, then product.
pub fn scope_facts() -> &'static [ScopeFact] {
    &SCOPES
}

impl Scope {
    /// All scopes, in a stable order: one that implies more comes later.
    pub const ALL: [Scope; 8] = [
        Scope::Read,
        Scope::Write,
        Scope::Delete,
        Scope::ProjectAdmin,
        Scope::SpaceAdmin,
        Scope::Admin,
        Scope::ActAsUser,
        Scope::AccessEmailAddresses,
    ];

    /// The name in a descriptor, in upper case: `PROJECT_ADMIN`.
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Read => "READ",
            Scope::Write => "WRITE",
            Scope::Delete => "DELETE",
            Scope::ProjectAdmin => "PROJECT_ADMIN",
            Scope::SpaceAdmin => "SPACE_ADMIN",
            Scope::Admin => "ADMIN",
            Scope::ActAsUser => "ACT_AS_USER",
            Scope::AccessEmailAddresses => "ACCESS_EMAIL_ADDRESSES",
        }
    }

    /// Parses a name that may also be [`NO_SCOPE`], which is no scope.
    ///
    /// # Errors
    /// [`Unknown`] if the name is neither.
    pub fn named(name: &str) -> Result<Option<Scope>, Unknown> {
        if name.eq_ignore_ascii_case(NO_SCOPE) {
            return Ok(None);
        }
        name.parse().map(Some)
    }

    /// Whether this scope includes the other one.
    pub const fn implies(self, other: Scope) -> bool {
        self as u16 == other as u16 || implied(self) & other.bit() != 0
    }

    pub(crate) const fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// Displays the name in upper case, as in a descriptor.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Parses a name in either case: the host accepts both.
impl FromStr for Scope {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        let known = Scope::ALL
            .iter()
            .find(|scope| scope.name().eq_ignore_ascii_case(name));
        known
            .copied()
            .ok_or_else(|| Unknown::new("scope", name, Scope::ALL.iter().map(|scope| scope.name())))
    }
}

/// A set of scopes. Small, `Copy`, and usable in `const` assertions.
///
/// ```
/// use connect_model::{Scope, ScopeSet};
/// const GRANTED: ScopeSet = ScopeSet::of(&[Scope::Write]);
/// const _: () = assert!(GRANTED.covers(Scope::Read), "WRITE implies READ");
/// const _: () = assert!(!GRANTED.covers(Scope::Admin));
/// assert_eq!(GRANTED.to_string(), "WRITE");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ScopeSet(u16);

impl ScopeSet {
    /// The empty set.
    pub const EMPTY: ScopeSet = ScopeSet(0);

    /// The set of these scopes.
    pub const fn of(scopes: &[Scope]) -> ScopeSet {
        let mut set = ScopeSet::EMPTY;
        let mut rest = scopes;
        // `for` is not const-stable.
        while let [first, tail @ ..] = rest {
            set = set.with(*first);
            rest = tail;
        }
        set
    }

    /// The least set that covers all of these: scopes that others among them imply are left out. No
    /// member can be removed, and no other set that covers them grants less.
    ///
    /// ```
    /// use connect_model::{Scope, ScopeSet};
    /// let set = ScopeSet::least([Scope::Read, Scope::Write, Scope::ActAsUser]);
    /// assert_eq!(set, ScopeSet::of(&[Scope::Write, Scope::ActAsUser]));
    /// ```
    pub fn least(scopes: impl IntoIterator<Item = Scope>) -> ScopeSet {
        let all: ScopeSet = scopes.into_iter().collect();
        all.iter()
            .filter(|scope| {
                !all.iter()
                    .any(|other| other != *scope && other.implies(*scope))
            })
            .collect()
    }

    /// All scopes: what a library may use, whose apps set the ceiling.
    pub const ALL: ScopeSet = ScopeSet::of(&Scope::ALL);

    /// The set with another scope.
    pub const fn with(self, scope: Scope) -> ScopeSet {
        ScopeSet(self.0 | scope.bit())
    }

    /// The set without one scope; what the others imply stays implied.
    pub const fn without(self, scope: Scope) -> ScopeSet {
        ScopeSet(self.0 & !scope.bit())
    }

    /// The members of either.
    pub const fn union(self, other: ScopeSet) -> ScopeSet {
        ScopeSet(self.0 | other.0)
    }

    /// Whether the scope itself is a member. See [`ScopeSet::covers`] for what it allows.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether a member is this scope or implies it.
    pub const fn covers(self, scope: Scope) -> bool {
        let mut index = 0;
        while index < Scope::ALL.len() {
            let member = Scope::ALL[index];
            if self.contains(member) && member.implies(scope) {
                return true;
            }
            index += 1;
        }
        false
    }

    /// Whether every member of the other set is covered.
    pub const fn covers_all(self, other: ScopeSet) -> bool {
        let mut index = 0;
        while index < Scope::ALL.len() {
            let scope = Scope::ALL[index];
            if other.contains(scope) && !self.covers(scope) {
                return false;
            }
            index += 1;
        }
        true
    }

    /// Whether it has no members.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .into_iter()
            .filter(move |scope| self.contains(*scope))
    }
}

impl Extend<Scope> for ScopeSet {
    fn extend<I: IntoIterator<Item = Scope>>(&mut self, scopes: I) {
        *self = scopes.into_iter().fold(*self, ScopeSet::with);
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        scopes.into_iter().fold(ScopeSet::EMPTY, ScopeSet::with)
    }
}

/// Serialized as its name.
impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Deserialized from its name, in either case.
impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        name.parse().map_err(de::Error::custom)
    }
}

/// A scope that may be missing, which is then written as [`NO_SCOPE`].
pub(crate) mod or_none {
    use super::{NO_SCOPE, Scope};
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(
        scope: &Option<Scope>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(scope.map_or(NO_SCOPE, Scope::name))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Scope>, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Scope::named(&name).map_err(de::Error::custom)
    }
}

/// Serialized as a list of its members' names, as in a descriptor.
impl Serialize for ScopeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for ScopeSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Scope>::deserialize(deserializer).map(|scopes| scopes.into_iter().collect())
    }
}

/// Displays the names: `READ, ACT_AS_USER`.
impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{scope}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopeSet({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_read_in_either_case() {
        for scope in Scope::ALL {
            assert_eq!(scope.to_string().parse(), Ok(scope));
            assert_eq!(scope.name().to_lowercase().parse(), Ok(scope));
        }
        let unknown = "REED".parse::<Scope>().unwrap_err();
        assert_eq!(
            (unknown.to_string().as_str(), unknown.nearest),
            (r#"unknown scope "REED""#, vec!["READ"])
        );
    }

    #[test]
    fn the_lattice_is_the_tables() {
        for fact in scope_facts()
            .iter()
            .filter(|fact| fact.product != Product::Bitbucket && fact.name != NO_SCOPE)
        {
            let scope: Scope = fact.name.parse().unwrap();
            for name in fact.implies.iter().filter(|name| **name != NO_SCOPE) {
                assert!(
                    scope.implies(name.parse().unwrap()),
                    "{} implies {name}",
                    fact.name
                );
            }
        }
        assert!(!Scope::ProjectAdmin.implies(Scope::SpaceAdmin));
        assert!(!Scope::SpaceAdmin.implies(Scope::ProjectAdmin));
        assert!(!Scope::Admin.implies(Scope::ActAsUser));
        assert!(!Scope::ActAsUser.implies(Scope::Read));
        assert!(Scope::Admin.implies(Scope::Read));
    }

    #[test]
    fn implication_is_an_order() {
        for a in Scope::ALL {
            for b in Scope::ALL {
                assert!(a == b || !(a.implies(b) && b.implies(a)), "{a} and {b}");
                for c in Scope::ALL {
                    assert!(
                        !(a.implies(b) && b.implies(c)) || a.implies(c),
                        "{a}, {b}, {c}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_scope_is_a_name_without_a_scope() {
        assert_eq!(Scope::named("none"), Ok(None));
        assert_eq!(Scope::named("read"), Ok(Some(Scope::Read)));
        assert!(Scope::named("REED").is_err());
        assert!("NONE".parse::<Scope>().is_err());
        assert!(!ScopeSet::EMPTY.covers(Scope::Read));
    }

    fn scopes() -> impl Strategy<Value = Vec<Scope>> {
        prop::collection::vec(prop::sample::select(Scope::ALL.to_vec()), 0..12)
    }

    proptest! {
        #[test]
        fn the_least_set_covers_all_and_nothing_can_go(needs in scopes()) {
            let set = ScopeSet::least(needs.iter().copied());
            for need in &needs {
                prop_assert!(set.covers(*need));
            }
            prop_assert!(set.covers_all(needs.iter().copied().collect()));
            for member in set.iter() {
                let less: ScopeSet = set.iter().filter(|scope| *scope != member).collect();
                prop_assert!(needs.iter().any(|need| !less.covers(*need)), "{member} is not needed");
                // It grants nothing that was not asked for.
                prop_assert!(needs.contains(&member));
            }
        }

        #[test]
        fn union_covers_what_either_covers(a in scopes(), b in scopes()) {
            let (a, b): (ScopeSet, ScopeSet) = (a.into_iter().collect(), b.into_iter().collect());
            for scope in Scope::ALL {
                prop_assert_eq!(a.union(b).covers(scope), a.covers(scope) || b.covers(scope));
                prop_assert_eq!(a.union(b).contains(scope), a.contains(scope) || b.contains(scope));
            }
        }
    }
}
