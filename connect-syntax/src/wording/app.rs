//! What is said of the fields of `app!`.

use connect_model::Unknown;
use connect_model::app_field::Address;

pub(crate) fn written_for_you(field: &str, by: &str) -> String {
    format!("`{field}` of `app!` is not written by hand: {by}\nhelp: remove `{field}`")
}

pub(crate) fn always_on(migration: &str) -> String {
    format!(
        "`{migration}` is on for every app: the runtime accepts nothing older\n\
         help: remove it"
    )
}

pub(crate) fn bad_app_key(key: &str) -> String {
    format!(
        "app key {key:?} may hold only letters, digits, `.`, `-` and `_`\n\
         help: write a name that is the app's alone, such as `key = \"com.example.votes\"`"
    )
}

pub(crate) const UNLISTED_MIGRATION: &str = "`unlisted` here vouches for the migration's name, and takes whether it is on\n\
     help: write `unlisted(true)`";

pub(crate) fn unknown_migration(unknown: &Unknown) -> String {
    let near = unknown.suggestion().map(|near| format!("help: {near}\n"));
    format!(
        "{unknown}\n{}help: if the host knows it, write `{:?} = unlisted(true)`",
        near.unwrap_or_default(),
        unknown.name
    )
}

pub(crate) const SELF_PER_PRODUCT: &str = "`self` of `links` is not written by hand: each product's descriptor gets its own address\n\
     help: remove `self`";

/// The name of a map's member, as it is written: quoted where Rust could not spell it.
pub(crate) fn member(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

pub(crate) fn address_example(must: Address) -> &'static str {
    match must {
        Address::Whole | Address::Linked | Address::Https => "\"https://example.com\"",
        Address::Below => "\"/path\"",
    }
}

pub(crate) fn bad_address(name: &str, text: &str, must: Address) -> String {
    let what = match must {
        Address::Whole | Address::Linked => "a whole URL",
        Address::Https => "a whole URL with `https`",
        Address::Below => "a path below the app's base URL",
    };
    format!(
        "`{name}` is {what}, and {text:?} is none\nhelp: write `{name} = {:?}`",
        mended(text, must)
    )
}

/// The address that was meant, as far as that can be guessed.
fn mended(text: &str, must: Address) -> String {
    let text = text.trim();
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    let whole = text.contains("://");
    if must == Address::Below {
        let path = match (whole, bare.split_once('/')) {
            (true, Some((_, path))) => path,
            (true, None) => "",
            (false, _) => bare.trim_start_matches('/'),
        };
        return format!("/{}", path.split(char::is_whitespace).next().unwrap_or(""));
    }
    let host = bare.split('/').next().unwrap_or("");
    if host.contains('.') && !host.starts_with('.') && !bare.contains(char::is_whitespace) {
        format!("https://{bare}")
    } else if text.starts_with('/') && !text.contains(char::is_whitespace) {
        format!("https://example.com{text}")
    } else {
        "https://example.com".to_owned()
    }
}
