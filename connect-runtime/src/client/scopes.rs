//! Scopes by their names.

/// A set of scopes, written as a descriptor writes them: what an
/// [unchecked](crate::client::Client::unchecked) call says it needs.
///
/// ```
/// use connect_model::Scope;
/// use connect_runtime::scopes;
///
/// let needs = scopes![WRITE, ACT_AS_USER];
/// assert!(needs.covers(Scope::Read));
/// assert!(scopes![].is_empty());
/// ```
#[macro_export]
macro_rules! scopes {
    ($($scope:ident),* $(,)?) => {
        const {
            $crate::__private::ScopeSet::of(&[$($crate::__connect_scope!($scope)),*])
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __connect_scope {
    (NONE) => {
        $crate::__private::Scope::None
    };
    (READ) => {
        $crate::__private::Scope::Read
    };
    (WRITE) => {
        $crate::__private::Scope::Write
    };
    (DELETE) => {
        $crate::__private::Scope::Delete
    };
    (PROJECT_ADMIN) => {
        $crate::__private::Scope::ProjectAdmin
    };
    (SPACE_ADMIN) => {
        $crate::__private::Scope::SpaceAdmin
    };
    (ADMIN) => {
        $crate::__private::Scope::Admin
    };
    (ACT_AS_USER) => {
        $crate::__private::Scope::ActAsUser
    };
    (ACCESS_EMAIL_ADDRESSES) => {
        $crate::__private::Scope::AccessEmailAddresses
    };
    ($other:ident) => {
        ::core::compile_error!(::core::concat!(
            "unknown scope `",
            ::core::stringify!($other),
            "`: write NONE, READ, WRITE, DELETE, \
             PROJECT_ADMIN, SPACE_ADMIN, ADMIN, ACT_AS_USER or ACCESS_EMAIL_ADDRESSES"
        ))
    };
}
