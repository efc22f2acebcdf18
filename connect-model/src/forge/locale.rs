//! The languages that Forge supports.

/// The locales of translations ("Translations").
const LOCALES: [&str; 26] = [
    "cs-CZ", "da-DK", "de-DE", "en-GB", "en-US", "es-ES", "et-EE", "fi-FI", "fr-FR", "hu-HU",
    "is-IS", "it-IT", "ja-JP", "ko-KR", "nl-NL", "no-NO", "pl-PL", "pt-BR", "pt-PT", "ro-RO",
    "ru-RU", "sk-SK", "sv-SE", "tr-TR", "zh-CN", "zh-TW",
];

/// Alternative names.
const OTHERS: [(&str, &str); 2] = [("en-UK", "en-GB"), ("nb-NO", "no-NO")];

/// The locale of untranslated texts.
const FIRST: &str = "en-US";

/// The Forge locale for a Connect locale.
///
/// ```
/// use connect_model::forge::locale::forge_locale;
/// assert_eq!(forge_locale("de_DE"), Some("de-DE"));
/// assert_eq!(forge_locale("tlh"), None);
/// ```
#[must_use]
pub fn forge_locale(locale: &str) -> Option<&'static str> {
    let locale = locale.replace('_', "-");
    let other = OTHERS.iter().find(|(name, _)| *name == locale);
    let name = other.map_or(&*locale, |(_, name)| name);
    LOCALES.into_iter().find(|known| *known == name)
}

/// The locale whose texts are shown if a language has none of its own.
#[must_use]
pub fn fallback<'a>(locales: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut locales = locales.into_iter();
    let first = locales.next()?;
    let mut all = std::iter::once(first).chain(locales);
    all.find(|locale| *locale == FIRST).or(Some(first))
}

/// Whether Forge accepts a text's key ("Translations").
#[must_use]
pub fn is_text_key(key: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let parts = key.split('.');
    key.len() <= 300
        && parts
            .into_iter()
            .all(|part| !part.is_empty() && part.chars().all(fits))
}
