//! Settings that only administrators see and change.
use connect_runtime::axum::Form;
use connect_runtime::extract::FormToken;
use connect_runtime::prelude::*;
use serde::{Deserialize, Serialize};

// readme: settings
#[derive(Default, Serialize, Deserialize)]
struct Settings {
    greeting: String,
}

impl Settings {
    async fn of(jira: &Jira) -> Result<Self> {
        let kept = jira.app_properties().get("settings").await?;
        Ok(kept.unwrap_or_default())
    }
}
// readme: administrators
/// Greeting settings
#[admin_page(location = "admin_plugins_menu", admin_only = true)]
async fn greeting_settings(jira: Jira, token: FormToken) -> Result<Page> {
    let settings = Settings::of(&jira).await?;
    Ok(Page::new("Settings").body(html! {
        form method="post" action="settings/greeting" {
            (token)
            input name="greeting" value=(settings.greeting);
            button { "Save" }
        }
    }))
}

#[endpoint(POST "/settings/greeting", admin_only = true)]
async fn keep_greeting_settings(jira: Jira, Form(settings): Form<Settings>) -> Result<Page> {
    jira.app_properties().set("settings", &settings).await?;
    Ok(Page::new("Settings").body("Saved."))
}
// readme: end
