//! Every field that `app!` takes.

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.votes",
    name = "Votes",
    description = "Votes on issues and pages.",
    vendor = { name = "Example", url = "https://example.com" },
    links = {
        homepage = "https://example.com/votes",
        documentation = "{{localBaseUrl}}/docs",
        "source code" = "https://example.com/votes.git",
    },
    scopes = [WRITE, ACT_AS_USER, repository, unlisted("BRAND_NEW")],
    enable_licensing = true,
    editions_enabled = true,
    api_version = 2,
    version = "2.0.1",
    api_migrations = { gdpr = true, "signed-install" = true, "brand-new" = unlisted(true) },
    contexts = [account, unlisted("team")],
    translations = { paths = { "en-US" = "/i18n/en.json", "de-DE" = "/i18n/de.json" } },
    region_base_urls = { EU = "https://eu.example.com", NEW = "https://new.example.com/app" },
    data_residency = { max_migration_duration_hours = 0.5 },
    cloud_app_migration = { migration_webhook_path = migrated },
    descriptors = one,
    licensed = required,
    forge = wrap,
    state = Votes,
}

struct Votes;

#[callback]
async fn migrated() -> Result<()> {
    Ok(())
}
