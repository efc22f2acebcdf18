use connect_runtime::prelude::*;

// dropped featured: "yes"
// dropped parameters[1].note: 1
#[dynamic_content_macro(
    name = "M",
    body_type = unlisted("poetry"),
    categories = ["media", "hologram"],
    output_type = block,
    parameters = [
        { identifier = "a", name = "A", type = unlisted("hologram") },
        { identifier = "b", name = "B", type = string },
    ],
    width = "wide",
)]
async fn m() -> Page {
    not_written!()
}
