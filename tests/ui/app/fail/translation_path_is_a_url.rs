//! The translations of a locale at an absolute URL.
//! fix: `https://example.com/i18n` → `/i18n`

connect_runtime::app! {
    key = "com.example.votes",
    translations = { paths = { "de-DE" = "https://example.com/i18n/de.json" } },
}

fn main() {}
