//! The rules: one table for the command, its documentation and its tests.

use serde::Serialize;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// Atlassian would refuse the app, or someone could misuse it.
    Error,
    /// Something is doubtful and worth a look.
    Warning,
    /// Nothing is wrong, but it is worth knowing.
    Note,
}

/// What a rule examines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Asks {
    /// The code and the descriptor.
    Static,
    /// A running app, through requests.
    Dynamic,
    /// The app's listing on the Marketplace.
    Listing,
    /// A person who knows the app.
    Person,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// The name used in reports and exceptions.
    pub(crate) id: &'static str,
    pub(crate) severity: Severity,
    pub(crate) asks: Asks,
    /// What must hold.
    pub(crate) holds: &'static str,
    /// How to fix a finding.
    pub(crate) mend: &'static str,
    /// The title of the page that it is based on, with the number of the requirement if there is one.
    pub(crate) source: &'static str,
}

/// Defines the enumeration and the table, in the same order.
macro_rules! rules {
    ($($name:ident $id:literal $severity:ident $asks:ident $holds:literal $mend:literal $source:literal;)*) => {
        /// A rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Rule { $($name,)* }

        impl Rule {
            /// All rules, in the order of the documentation.
            pub(crate) const ALL: &[Rule] = &[$(Rule::$name,)*];
        }

        static ROWS: &[Row] = &[$(Row {
            id: $id,
            severity: Severity::$severity,
            asks: Asks::$asks,
            holds: $holds,
            mend: $mend,
            source: $source,
        },)*];
    };
}

impl Rule {
    /// Its row.
    pub(crate) fn row(self) -> &'static Row {
        // Both are generated from one list.
        &ROWS[self as usize]
    }
}

rules! {
    AdminPageWithoutGuard "admin-page-without-guard" Warning Static
        "A page for administrators requires an administrator, or says why not"
        "write `admin_only = true`, or `admin_only = not_needed(\"why\")`"
        "Security requirements for cloud applications, 1.2";
    PublicRoutes "public-routes" Note Static
        "Routes that anyone may call are listed, each with its reason"
        "say in the item's documentation why it needs no token, or remove `#[public]`"
        "Security requirements for cloud applications, 1.1";
    PublicRouteWithoutReason "public-route-without-reason" Warning Static
        "A public route says in its documentation why it is public"
        "write a `///` line above `#[public]` that says why anyone may call it"
        "Security requirements for cloud applications, 1.1";
    CacheablePages "cacheable-pages" Note Static
        "Pages that are served without a token are listed"
        "keep the data of users and sites out of the page, and fetch it from an endpoint"
        "Cacheable app iframes";
    CacheableMixed "cacheable-mixed" Error Static
        "A module and the page that it opens agree on whether there is a token"
        "write `cacheable = true` on both or on neither"
        "Cacheable app iframes";
    LeastPrivilege "least-privilege" Warning Static
        "The app asks for no scope that its code does not need"
        "remove the scope from `scopes` in `app!`"
        "Security requirements for cloud applications, 4";
    PowerfulScopes "powerful-scopes" Note Static
        "Scopes with which the app may administer, or act as users, are listed"
        "`cargo connect scopes` lists each place that needs the scope"
        "Security requirements for cloud applications, 4";
    ScopesSinceRelease "scopes-since-release" Warning Static
        "The app asks for no more than at the last release"
        "`cargo connect scopes --diff REV` shows what asks for more; each site's administrator must approve it"
        "Upgrading and versioning cloud apps";
    SecretsInSources "secrets-in-sources" Error Static
        "The sources contain no secret"
        "revoke the secret, remove it from the history too, and read it from the environment"
        "Security requirements for cloud applications, 5";
    ProductionSettings "production-settings" Error Static
        "No deployment file has a setting for development"
        "remove the setting, or move it to a file that only development reads"
        "Security requirements for cloud applications, 1";
    SealedSecrets "sealed-secrets" Warning Static
        "Where the app is deployed, the secrets of its tenants are encrypted"
        "set CONNECT_SECRET_KEYS from the platform's secret store"
        "Security requirements for cloud applications, 2";
    UserCredentials "user-credentials" Warning Static
        "No page asks for a password or an API token"
        "act as a user with `as_user!`, and leave authentication to the product"
        "Security requirements for cloud applications, 10";
    InlineScripts "inline-scripts" Warning Static
        "Scripts are files, or have the page's nonce"
        "move the script to a file that the app serves, or write `nonce=(page.nonce())`"
        "Security requirements for cloud applications, 8";
    RawMarkup "raw-markup" Warning Static
        "Markup that is written without being escaped is a literal"
        "write values with `html!`, or in a script with `textContent`; of markup that the app has made, nothing else needs doing"
        "Security requirements for cloud applications, 8";
    BridgeByHand "bridge-by-hand" Warning Static
        "Pages load the host's bridge through the framework"
        "use `Page`, or `connect_runtime::bridge_url()` in a template of your own"
        "Getting started with Connect";
    OldAui "old-aui" Warning Static
        "Pages load no AUI from Atlassian's servers, where it is no longer maintained"
        "use the design tokens of `AP.theming`, or serve a library of your own"
        "AUI is no longer supported for Connect apps";
    AppKey "app-key" Error Static
        "The app's key has 1 to 64 of the characters a-z, A-Z, 0-9, `.`, `_` and `-`"
        "choose another key; once the app is published it can't change"
        "App descriptor";
    AppName "app-name" Error Listing
        "The app's name has at most 60 characters, does not begin with an Atlassian product, and does not say \"premium\""
        "write \"Votes for Jira\", not \"Jira Votes\""
        "Security requirements for cloud applications, 16";
    OwnDomains "own-domains" Warning Listing
        "The app's own domains do not contain the name of Atlassian or its products"
        "serve the app from a domain with a name of your own"
        "Security requirements for cloud applications, 16";
    AppDescribed "app-described" Warning Static
        "The descriptor has a name, a description, and the name and address of its vendor"
        "write `description = \"…\"` and `vendor = { name = \"…\", url = \"https://…\" }` in `app!`"
        "App descriptor";
    Https "https" Error Static
        "Every address of the app itself is https"
        "write the address with https"
        "Security requirements for cloud applications, 3";
    Ports "ports" Error Static
        "Each address at which hosts reach the app has port 443, 80 or 8080"
        "let the proxy listen at 443, and leave the port out of the address"
        "App descriptor";
    SignedInstall "signed-install" Error Static
        "The app declares signed install callbacks and context tokens, and authenticates by JWT"
        "remove what overrides `apiMigrations`: the framework writes it"
        "Connect active API migrations";
    Licensing "licensing" Error Static
        "An app that checks licences says so in its descriptor"
        "write `enable_licensing = true` in `app!`"
        "Licensing";
    DataResidency "data-residency" Error Static
        "An app with regional addresses moves its data when the host asks it to, in the time that hosts allow"
        "declare each step with `#[dare_migration]`, and 0.5 to 24 hours in halves"
        "Data residency for Connect apps";
    HostParameters "host-parameters" Error Static
        "No URL of a module has a parameter that hosts add themselves"
        "name the parameter differently"
        "Context parameters";
    TextLengths "text-lengths" Error Static
        "No text of a module is longer than hosts accept"
        "shorten it"
        "Module properties, in the documentation of each module";
    KnownNames "known-names" Warning Static
        "Kinds, locations and events are known to a host"
        "compare it with the documentation: hosts silently ignore unknown names"
        "Module kinds, locations and webhooks, in the documentation of each product";
    DeprecatedModules "deprecated-modules" Warning Static
        "No module is of a kind that the platform no longer lists"
        "use the module that has replaced it"
        "Module kinds, in the documentation of each product";
    DeprecatedOperations "deprecated-operations" Warning Static
        "No call uses a deprecated operation"
        "call the operation that replaces it"
        "REST API, in the documentation of each product";
    Translations "translations" Warning Static
        "Translation files are served without a token, and exist if a module has an i18n key"
        "serve it with `#[assets]` or `#[public]`"
        "Internationalization";
    Icons "icons" Warning Static
        "Each icon is served without a token, or from an https address elsewhere"
        "serve it with `#[assets]` or `#[public]`, or write its address with https"
        "Module properties, in the documentation of each module";
    ConnectsEnd "connects-end" Note Static
        "Support for Connect ends, so the app moves to Forge in time"
        "read docs/how-to/connects-end.md; `forge` in `app!` writes a manifest of the same app"
        "Connect end of support";
    HostAccepts "host-accepts" Error Dynamic
        "A host takes the descriptor and installs the app"
        "correct what the host reports"
        "App descriptor";
    DescriptorServed "descriptor-served" Error Dynamic
        "The app serves the descriptor that its build wrote"
        "leave /atlassian-connect.json to the framework, and let no proxy answer in its place"
        "App descriptor";
    GenuineToken "genuine-token" Error Dynamic
        "A request with a good token is answered"
        "`cargo connect dev` shows each request and the app's answer"
        "Understanding JWT for Connect apps";
    Unauthenticated "unauthenticated" Error Dynamic
        "A request without a token is refused with 401"
        "serve it through an attribute of the framework, not by a route of your own"
        "Security requirements for cloud applications, 1.1";
    ForgedToken "forged-token" Error Dynamic
        "A token that is wrong in one thing is refused with 401"
        "verify signature, algorithm, times, issuer and `qsh`, as the framework's extractors do"
        "Security requirements for cloud applications, 1.1";
    InstallKeys "install-keys" Error Dynamic
        "Lifecycle callbacks that the host's key has not signed are refused"
        "leave lifecycle callbacks to the framework"
        "Security requirements for cloud applications, 1.4";
    AdminAuthorization "admin-authorization" Error Dynamic
        "A page for administrators refuses other users with 403"
        "write `admin_only = true`"
        "Security requirements for cloud applications, 1.2";
    UnlicensedSites "unlicensed-sites" Error Dynamic
        "A page that requires a licence refuses a site that has none"
        "write `licensed = required` on the page, and leave the check to the framework"
        "Licensing";
    UninstalledSites "uninstalled-sites" Error Dynamic
        "Tokens of a site that has uninstalled the app, or made with its former secret, are refused with 401"
        "leave lifecycle callbacks to the framework, and keep no secret of your own"
        "Security requirements for cloud applications, 1.1";
    Hsts "hsts" Error Dynamic
        "Every answer has Strict-Transport-Security of a year or more"
        "serve the app below an https base URL, and let no proxy remove the header"
        "Security requirements for cloud applications, 3";
    Tls "tls" Error Dynamic
        "The app is reached over TLS 1.2 or later, with a certificate that browsers trust"
        "let the proxy speak TLS 1.2 and 1.3 only, with a certificate for this name"
        "Security requirements for cloud applications, 3 and 6.2";
    BaseAddress "base-address" Error Dynamic
        "The descriptor is served over https at port 443, 80 or 8080, and its `baseUrl` is such an address"
        "serve the app behind a proxy that speaks TLS at 443, and set CONNECT_BASE_URL to its address"
        "App descriptor";
    RegionalTls "regional-tls" Error Dynamic
        "Each regional address is reached over TLS 1.2 or later, with a certificate that browsers trust"
        "let the proxy of that region speak TLS 1.2 and 1.3 only, with a certificate for this name"
        "Security requirements for cloud applications, 3 and 6.2";
    ReferrerPolicy "referrer-policy" Error Dynamic
        "Every answer has a Referrer-Policy that gives no full URL to other sites"
        "leave the header to the framework, which says `origin`"
        "Security requirements for cloud applications, 7.2";
    CacheControl "cache-control" Error Dynamic
        "Answers to authenticated callers, and refusals, have Cache-Control: no-store, no-cache"
        "leave the header to the framework"
        "Security requirements for cloud applications, 7.3";
    Cookies "cookies" Error Dynamic
        "Cookies are Secure and HttpOnly"
        "set both; pages in frames also need SameSite=None, or better, no cookie at all"
        "Security requirements for cloud applications, 7.4";
    ContentSniffing "content-sniffing" Warning Dynamic
        "Every answer has X-Content-Type-Options: nosniff"
        "leave the header to the framework"
        "Security requirements for cloud applications, 7";
    FrameAncestors "frame-ancestors" Error Dynamic
        "A page says in its Content-Security-Policy who may frame it, and has no X-Frame-Options"
        "answer with `Page`, or leave the header to the framework"
        "Security requirements for cloud applications, 7";
    ReflectedInput "reflected-input" Error Dynamic
        "Markup in a parameter of a page's URL is escaped in the page"
        "write values into a page with `html!`, or another engine that escapes them"
        "Security requirements for cloud applications, 8";
    ErrorAnswers "error-answers" Error Dynamic
        "No error shows a secret, a token, a path on the server or a stack trace"
        "return an `Error`: its cause goes to the log only"
        "Security requirements for cloud applications, 8.1";
    SecretsInAnswers "secrets-in-answers" Error Dynamic
        "No answer contains a site's secret"
        "keep the secret in the store; a page gets its tokens from `AP.context`"
        "Security requirements for cloud applications, 5";
    SecretsInLogs "secrets-in-logs" Error Dynamic
        "The app's log contains neither a site's secret nor a token"
        "do not log queries, headers or bodies of the host's requests"
        "Security requirements for cloud applications, 5";
    BodyLimits "body-limits" Warning Dynamic
        "A body that is too long is refused"
        "leave CONNECT_LIFECYCLE_LIMIT and CONNECT_BODY_LIMIT as they are"
        "Security requirements for cloud applications, 8";
    Health "health" Warning Dynamic
        "`/healthz` answers without a token"
        "let the proxy pass on /healthz"
        "Cloud Fortified apps program: reliability requirements";
    AnswerTimes "answer-times" Error Dynamic
        "Pages, webhooks and lifecycle callbacks are answered within ten seconds, before a host gives up"
        "answer first and work later: webhooks of the framework do so, and `#[job]` is for the rest"
        "Webhooks, in the documentation of each product";
    PageWeight "page-weight" Warning Dynamic
        "The HTML of a page has at most 512 KiB"
        "fetch long lists from an endpoint, page by page, and serve scripts and styles as `#[assets]`"
        "Cacheable app iframes";
    HostFindings "host-findings" Warning Dynamic
        "A host finds nothing wrong with the app's answers"
        "the inspector of `cargo connect dev` shows each request, its answer and what is wrong with it"
        "About the JavaScript API";
    EndUserData "end-user-data" Note Person
        "User data that is kept outside Atlassian is encrypted on disk"
        "say so in the form \"Privacy & Security\""
        "Security requirements for cloud applications, 2";
    KnownVulnerabilities "known-vulnerabilities" Warning Person
        "No dependency has a known vulnerability"
        "run `cargo deny check advisories`, and look at the scripts that the app serves"
        "Security requirements for cloud applications, 9";
    BugFixTimes "bug-fix-times" Note Person
        "Someone receives reports of vulnerabilities, and fixes them in time"
        "name a contact in the form \"Privacy & Security\" and in /.well-known/security.txt"
        "Security requirements for cloud applications, 11";
    PersonalData "personal-data" Note Person
        "An app that keeps personal data reports whose data it has"
        "`serve().personal_data(…)` reports the accounts, and erases what Atlassian says must be erased"
        "User privacy guide for app developers";
    ListingLinks "listing-links" Note Person
        "The listing links to a privacy policy, terms, documentation and support, and every link works"
        "open each link"
        "App approval guidelines";
    OwnHosts "own-hosts" Note Person
        "Every host that the descriptor names, also those of regions, is under the vendor's control"
        "resolve each name, and let no DNS entry point to a service that you have given up"
        "Security requirements for cloud applications, 6.3";
    PersonalLogs "personal-logs" Note Person
        "The app's log contains no personal data and no content of users"
        "log identifiers in place of names, addresses and texts"
        "Security requirements for cloud applications";
    TenantIsolation "tenant-isolation" Note Person
        "No site can see or change what another site has stored in the app"
        "let every query of your own tables ask for the tenant's `clientKey`"
        "Security requirements for cloud applications";
    ListingImages "listing-images" Note Person
        "The listing's images have the sizes that the Marketplace asks for"
        "icon 144 × 144, banner 1120 × 548, screenshots 1840 × 900 pixels"
        "App approval guidelines";
    ReviewAnswers "review-answers" Note Person
        "Reviewers get a reason for each scope, and a list of the hosts that user data is sent to"
        "`cargo connect scopes` lists the scopes with what needs them"
        "App approval guidelines";
    Reliability "reliability" Note Person
        "An app in the Cloud Fortified programme is available 99.9 % of the time, and is monitored"
        "let a monitor ask /healthz, and answer urgent tickets within a day"
        "Cloud Fortified apps program: reliability requirements";
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_rule_has_a_row_of_its_own() {
        let ids: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.row().id).collect();
        assert_eq!(ids.len(), Rule::ALL.len());
        assert_eq!(ROWS.len(), Rule::ALL.len());
        for id in ids {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(id.bytes().all(plain), "{id}");
        }
        assert_eq!(Rule::Https.row().id, "https");
        assert_eq!(Rule::ListingLinks.row().id, "listing-links");
    }

    /// The table of rules in `docs/check.md`.
    fn table() -> String {
        let mut table =
            "| rule | severity | asks | what must hold | source |\n|---|---|---|---|---|\n"
                .to_owned();
        for rule in Rule::ALL {
            let row = rule.row();
            table += &format!(
                "| `{}` | {} | {} | {} | {} |\n",
                row.id,
                format!("{:?}", row.severity).to_lowercase(),
                format!("{:?}", row.asks).to_lowercase(),
                row.holds,
                row.source,
            );
        }
        table
    }

    const BEGIN: &str = "<!-- rules -->\n";
    const END: &str = "<!-- /rules -->\n";

    /// Set `CONNECT_WRITE_DOCUMENTS=1` to write it.
    #[test]
    fn the_documents_list_the_rules() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/check.md");
        let text = std::fs::read_to_string(path).unwrap();
        let (before, rest) = text.split_once(BEGIN).unwrap();
        let (written, after) = rest.split_once(END).unwrap();
        if std::env::var_os("CONNECT_WRITE_DOCUMENTS").is_some() {
            std::fs::write(path, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
        } else {
            assert_eq!(written, table(), "CONNECT_WRITE_DOCUMENTS=1 writes it");
        }
    }

    /// The requirements that Atlassian's own scanner for Connect apps checks ("Connect Security Requirements
    /// Tester"), and the rules that check at least as much.
    pub(in super::super) const SCANNER: &[(&str, &[Rule])] = &[
        ("1.1 modules without a token", &[Rule::Unauthenticated]),
        ("1.1 modules with a made-up key", &[Rule::ForgedToken]),
        ("1.1 modules with alg none", &[Rule::ForgedToken]),
        (
            "1.2 admin pages for users",
            &[Rule::AdminAuthorization, Rule::AdminPageWithoutGuard],
        ),
        ("1.4 install with another key", &[Rule::InstallKeys]),
        ("3 TLS version", &[Rule::Tls, Rule::RegionalTls]),
        ("3.0 HSTS", &[Rule::Hsts]),
        ("6.2 certificate", &[Rule::Tls, Rule::RegionalTls]),
        ("6.3 domain", &[Rule::Tls, Rule::OwnHosts]),
        ("7.2 Referrer-Policy", &[Rule::ReferrerPolicy]),
        ("7.3 Cache-Control", &[Rule::CacheControl]),
        ("7.4 cookies", &[Rule::Cookies]),
        (
            "5 secrets",
            &[
                Rule::SecretsInSources,
                Rule::SecretsInAnswers,
                Rule::SecretsInLogs,
            ],
        ),
        ("8 input", &[Rule::ReflectedInput, Rule::RawMarkup]),
        ("8.1 errors", &[Rule::ErrorAnswers]),
        ("9 vulnerabilities", &[Rule::KnownVulnerabilities]),
        ("10 credentials", &[Rule::UserCredentials]),
        ("11 fixes", &[Rule::BugFixTimes]),
        ("16 names", &[Rule::AppName, Rule::OwnDomains]),
    ];

    #[test]
    fn each_case_of_the_scanner_has_a_rule_with_its_number() {
        for (case, rules) in SCANNER {
            let number = case.split(['.', ' ']).next().unwrap();
            let sources = rules.iter().map(|rule| rule.row().source);
            let numbered: Vec<_> = sources
                .filter(|source| source.starts_with("Security requirements for cloud applications"))
                .collect();
            assert!(!numbered.is_empty(), "{case}");
            let has = |source: &&str| source.split([' ', '.', ',']).any(|word| word == number);
            assert!(numbered.iter().any(has), "{case}: {numbered:?}");
        }
    }
}
