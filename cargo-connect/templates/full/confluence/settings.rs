//! What administrators set: the note that a new page begins with. It is kept in a property of the app.

use connect_runtime::axum::Form;
use connect_runtime::extract::FormToken;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

const PROPERTY: &str = "settings";

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) first_note: String,
}

impl Settings {
    pub(super) async fn of(confluence: &Confluence) -> Result<Self> {
        let kept = confluence.app_properties().get(PROPERTY).await?;
        Ok(kept.unwrap_or_default())
    }
}

/// My app
#[admin_page(location = "system.admin/configuration", admin_only = true)]
async fn page_settings(confluence: Confluence, token: FormToken) -> Result<Page> {
    let settings = Settings::of(&confluence).await?;
    Ok(Page::new("Settings").lang("en").body(html! {
        form method="post" action="settings/pages" {
            (token)
            label { "New pages begin with " input name="first_note" value=(settings.first_note); }
            button { "Save" }
        }
    }))
}

#[endpoint(POST "/settings/pages", admin_only = true)]
async fn keep_page_settings(
    confluence: Confluence,
    Form(settings): Form<Settings>,
) -> Result<Page> {
    confluence.app_properties().set(PROPERTY, &settings).await?;
    Ok(Page::new("Settings")
        .lang("en")
        .body(html! { p { "Saved." } }))
}
