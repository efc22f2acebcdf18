//! What an administrator reads when a site refuses an app, for the rules whose message is known.
//!
//! The messages are those of the Atlassian Connect framework (its `i18n.properties`), in which today's
//! sites say "app" where it said "add-on". A site shows them after "Installation failed.", one
//! at a time; the local host shows all of them.

/// A message in which `{0}`, `{1}`, … stand for details.
#[derive(Debug, Clone, Copy)]
pub(super) struct SiteMessage(&'static str);

macro_rules! site_messages {
    ($($(#[$about:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$about])* pub(super) const $name: SiteMessage = SiteMessage($text);)*

        #[cfg(test)]
        const ALL: &[SiteMessage] = &[$($name),*];
    };
}

site_messages! {
    /// `{0}`: what the parser reports ("App descriptor": it is JSON).
    MALFORMED = "Invalid Atlassian Connect descriptor: JSON is not well-formed ({0})";

    /// `{0}`: the scope ("Webhooks", "Scopes for Connect apps").
    MISSING_SCOPE = "The app defines features that require the {0} scope, but does not request the {0} scope in its descriptor";

    /// `{0}`: the name under `modules` ("App descriptor", modules).
    UNKNOWN_MODULE = "The app defined an unknown module ({0})";

    /// "App descriptor", authentication: `jwt` is the default, and needs the callback.
    NO_INSTALLED_CALLBACK = "The app descriptor requested JWT authentication (or did not specify an \"authentication\" property, and defaulted to JWT) but did not specify an \"installed\" lifecycle callback to receive the authentication credentials";

    /// "App descriptor", baseUrl.
    NO_SCHEME = "The app defines a base URL that does not include a HTTP scheme (e.g. https)";

    /// "App descriptor", baseUrl: it must start with `https://`.
    NOT_SECURE = "The app requested authentication but did not specify a secure base URL (beginning with https://) in its descriptor";

    /// `{0}`: the condition, `{1}`: what is wrong ("Conditions").
    CONDITION_PARAMETERS = "The app includes a web fragment condition ({0}) with invalid parameters ({1})";

    /// `{0}`: the key of the web item ("Web item").
    NO_URL = "The app includes a web item ({0}) with no url";

    /// `{0}`: the dimension ("Dialog options").
    DIALOG_DIMENSION = "The app includes dialog options with an invalid dimension ({0})";

    /// "Dialog options": without a size, height and width belong together.
    DIALOG_DIMENSIONS = "The app includes dialog options with only one of height and width specified";
}

impl SiteMessage {
    /// The message with its details filled in.
    pub(super) fn with(self, details: &[&str]) -> String {
        let mut text = self.0.to_owned();
        for (index, detail) in details.iter().enumerate() {
            text = text.replace(&format!("{{{index}}}"), detail);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_filled_in_wherever_they_are() {
        assert_eq!(
            MISSING_SCOPE.with(&["READ"]),
            "The app defines features that require the READ scope, but does not request the READ \
             scope in its descriptor"
        );
    }

    #[test]
    fn each_text_is_a_sentence_to_which_help_can_be_added() {
        for SiteMessage(text) in ALL {
            assert!(text.starts_with(char::is_uppercase), "{text}");
            assert!(!text.ends_with('.'), "{text}");
        }
    }
}
