use connect_runtime::prelude::*;

// dropped name.note: "extra"
#[dynamic_content_macro(
    name = "M",
    url = "/m?label={prefLabel}",
    autoconvert = { matchers = [{ pattern = "https://{}" }], url_parameter = "url" },
    parameters = [{ identifier = "prefLabel", name = "L", type = string }],
)]
async fn m(#[context("prefLabel")] pref_label: Option<String>) -> Page {
    not_written!(pref_label)
}
