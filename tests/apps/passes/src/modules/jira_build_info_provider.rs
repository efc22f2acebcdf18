use connect_runtime::prelude::*;

/// Example CI
#[jira_build_info_provider(
    home_url = "https://ci.example.com",
    logo_url = "https://ci.example.com/logo.svg",
    documentation_url = "https://ci.example.com/docs"
)]
struct ExampleCi;
