//! What a licence decides, in pages and in endpoints.
use connect_runtime::axum::Json;
use connect_runtime::axum::http::StatusCode;
use connect_runtime::prelude::*;

// readme: required
/// Reports
#[general_page(licensed = required)]
async fn reports() -> Page {
    Page::new("Reports").body("…")
}

#[endpoint(GET "/reports/data", licensed = required)]
async fn report_data() -> Json<Vec<u32>> {
    Json(vec![3, 1, 2])
}
// readme: by-hand
#[endpoint(POST "/reports/export")]
async fn export(license: License) -> Result<Json<Vec<u32>>> {
    if license.is_active() {
        return Ok(Json(vec![3, 1, 2]));
    }
    Err(Error::new("exports need a licence").with_status(StatusCode::PAYMENT_REQUIRED))
}
// readme: end
