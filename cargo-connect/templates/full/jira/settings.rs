//! What administrators set: the note that a new issue begins with. It is kept in a property of the app.

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
    pub(super) async fn of(jira: &Jira) -> Result<Self> {
        let kept = jira.app_properties().get(PROPERTY).await?;
        Ok(kept.unwrap_or_default())
    }
}

/// My app
#[admin_page(location = "admin_plugins_menu", admin_only = true)]
async fn issue_settings(jira: Jira, token: FormToken) -> Result<Page> {
    let settings = Settings::of(&jira).await?;
    Ok(Page::new("Settings").lang("en").body(html! {
        form method="post" action="settings/issues" {
            (token)
            label { "New issues begin with " input name="first_note" value=(settings.first_note); }
            button { "Save" }
        }
    }))
}

#[endpoint(POST "/settings/issues", admin_only = true)]
async fn keep_issue_settings(jira: Jira, Form(settings): Form<Settings>) -> Result<Page> {
    jira.app_properties().set(PROPERTY, &settings).await?;
    Ok(Page::new("Settings")
        .lang("en")
        .body(html! { p { "Saved." } }))
}
