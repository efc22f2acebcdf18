use connect_runtime::prelude::*;

#[blueprint(
    name = "Log",
    icon = "/log.png",
    template = { blueprint_context = log_context, url = log_template },
)]
struct Log;

#[dynamic_content_macro(
    name = "Map",
    description = "A map",
    url = "/map?lat={latitude}&page={page.id}",
    icon = { height = 80, url = "/images/map.png", width = 80 },
    editor = { insert_title = "Insert", url = map_editor, width = "100%" },
    image_placeholder = { height = 10, url = map_image, width = 10 },
    parameters = [{ identifier = "latitude", name = "Latitude", type = string }],
    property_panel = map_panel,
    render_modes = { default = map_text, pdf = map_pdf },
)]
async fn map(
    #[context("latitude")] latitude: Option<String>,
    #[context("page.id")] page_id: Option<String>,
) -> Page {
    not_written!(latitude, page_id)
}

#[dynamic_content_macro(
    name = "Chart",
    editor = map_editor,
    image_placeholder = { height = 10, url = "/images/chart.svg", width = 10 },
)]
async fn chart() -> Page {
    not_written!()
}

#[callback]
async fn log_context() -> String {
    not_written!()
}

#[callback]
async fn log_template() -> String {
    not_written!()
}

#[iframe]
async fn map_editor(#[context("place")] place: Option<String>) -> Page {
    not_written!(place)
}

#[callback("/map-image?lat={latitude}")]
async fn map_image(#[context("latitude")] latitude: Option<String>) -> Result<Vec<u8>> {
    not_written!(latitude)
}

#[iframe]
async fn map_panel() -> Page {
    not_written!()
}

#[callback]
async fn map_text() -> String {
    not_written!()
}

#[callback]
async fn map_pdf() -> String {
    not_written!()
}
