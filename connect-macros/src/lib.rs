//! The attributes and macros of connect. Use them through `connect_runtime`, which re-exports
//! them; nothing here works without it.
//!
//! Each entry point parses with [`connect_syntax`] and expands to data and one function. Set
//! `CONNECT_MACROS_DEBUG=1` in the environment to print each expansion to standard error.
//!
#![doc = include_str!("../docs/attributes.md")]

mod expand;

use connect_model::Product;
use connect_syntax::Attribute;
use proc_macro::TokenStream;

include!("generated/attributes.rs");

#[doc = include_str!("../docs/app.md")]
#[proc_macro]
pub fn app(tokens: TokenStream) -> TokenStream {
    expand::app(tokens.into(), runtime()).into()
}

/// Declares a library of handlers, in the root of a crate that has handlers but is not an app.
///
/// The handlers become part of the app that links the library. Its build script finds libraries that are
/// path dependencies; others are named there: `connect_build::Emit::new().library("…").run()`.
///
/// # Example
/// ```no_run
/// connect_runtime::library!();
///
/// use connect_runtime::prelude::*;
///
/// #[public(GET "/privacy")]
/// async fn privacy() -> &'static str {
///     "We keep nothing."
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// Both fields are optional: `state = Type` is the state that the crate's handlers share, and
/// `crate = path` is the path to `connect_runtime`, if it differs from the path of the macro call.
///
/// # What it generates
/// A hidden module from which the expansions of the crate's other macros import.
#[proc_macro]
pub fn library(tokens: TokenStream) -> TokenStream {
    expand::library(tokens.into(), runtime()).into()
}

/// Derives `ContextParameters` for a struct with all context parameters of a URL, the argument of a
/// [`Parameters`](https://docs.rs/connect-runtime/latest/connect_runtime/extract/struct.Parameters.html).
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[derive(ContextParameters)]
/// struct Place {
///     #[context("key")]
///     issue_key: String,
///     #[context("project")]
///     project_id: Option<u64>,
/// }
///
/// /// Votes
/// #[general_page(url = "/votes?key={issue.key}&project={project.id}")]
/// async fn votes(place: Parameters<Place>) -> String {
///     place.issue_key.clone()
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// A struct with named fields, each with `#[context("name")]`: the name in the URL's query or
/// path. An `Option` is `None` where the host can't fill it in.
///
/// # What it generates
/// An implementation of the trait `ContextParameters` that reads each field.
#[proc_macro_derive(ContextParameters, attributes(context))]
pub fn context_parameters(tokens: TokenStream) -> TokenStream {
    expand::context_parameters(tokens.into()).into()
}

/// The program's entry point: runs an `async fn main` on a multi-threaded tokio runtime.
///
/// An error is printed to standard error with its causes, and the exit status is 1. Its type is
/// [`Error`](https://docs.rs/connect-runtime/latest/connect_runtime/struct.Error.html), any standard
/// error, a box of one, or anything else that a `main` without the attribute can return.
///
/// # Example
/// ```no_run
/// #[connect_runtime::main]
/// async fn main() -> Result<(), std::io::Error> {
///     println!("{}", std::fs::read_to_string("greeting.txt")?);
///     Ok(())
/// }
/// ```
///
/// # Grammar
/// Nothing, or `crate = path` if the path to `connect_runtime` differs from that of the attribute. `app!` can
/// be in another crate, such as the library of the same package.
#[proc_macro_attribute]
pub fn main(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::main(args.into(), item.into(), runtime()).into()
}

/// Serves a folder of files that browsers load, such as scripts and stylesheets: `#[assets("static")]`.
///
/// The files are served below the folder's name, at `/static/…`, without a token, since a browser has none
/// for a script. A release build embeds them in the program; a debug build reads them from disk each
/// time. Hidden files (`.env`) and symbolic links are skipped.
///
/// # Example
/// ```ignore
/// #[assets("static")]
/// struct Static;
///
/// /// Votes
/// #[web_panel(location = "atl.jira.view.issue.right.context")]
/// async fn votes() -> Page {
///     Page::new("Votes").head(html! { script src=(asset!("votes.js")) {} })
/// }
/// ```
///
/// # Grammar
/// The folder, relative to the package's `Cargo.toml`, on a unit struct.
///
/// # Requirements
/// A build script that calls `connect_build::emit()`, as for `app!`: it rebuilds the package
/// when the folder changes.
#[proc_macro_attribute]
pub fn assets(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::assets(args.into(), item.into()).into()
}

/// The URL of a file in an [`macro@assets`] folder, as a `String`: `asset!("votes.js")`.
///
/// The URL contains a hash of the file's content, so that browsers cache the file until it changes,
/// and starts with the path of the app's base URL. A missing file is a compile error.
///
/// # Grammar
/// The file's path relative to the folder, separated by `/`.
#[proc_macro]
pub fn asset(tokens: TokenStream) -> TokenStream {
    expand::asset(tokens.into()).into()
}

/// A route for the app's own pages, authenticated by a context token: `#[endpoint(POST "/vote")]`.
///
/// The page gets the token from `AP.context.getToken()` and sends it in the `Authorization`
/// header ("Context JWTs").
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::axum::Json;
/// use connect_runtime::prelude::*;
///
/// #[endpoint(POST "/vote")]
/// async fn vote(tenant: Tenant, user: User, Json(up): Json<bool>) -> Json<String> {
///     Json(format!("{} of {} voted {up}", user.account_id(), tenant.client_key()))
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `METHOD`, then the path below the app's base URL, which defaults to the function's name. Path
/// parameters are axum's: `"/issues/{issue}"` with `Path<String>`. A page's path is taken for
/// `POST` as well, since a host may post the parameters of a page.
///
/// Requirements in addition to the token follow after a comma: `admin_only = true` requires that the user
/// administers the product; `licensed = required` that the site has a licence for the app, and `licensed =
/// optional` waives that in an app that requires one everywhere. If they are not met, the response is 403
/// or 402, with JSON.
#[proc_macro_attribute]
pub fn endpoint(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("endpoint", args, item)
}

/// A route without authentication: `#[public(GET "/privacy")]`. No other route is public.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[public(GET "/help")]
/// async fn help() -> &'static str {
///     "Ask your administrator."
/// }
///
/// /// Help
/// #[web_item(location = "system.top.navigation.bar", url = help)]
/// struct Help;
/// # fn main() {}
/// ```
///
/// # Grammar
/// As for [`macro@endpoint`]. A property that takes a URL can name the function, if its method is `GET`
/// and its path has no parameters: `url = help`.
#[proc_macro_attribute]
pub fn public(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("public", args, item)
}

/// An iframe page that another module's property names, such as the editor of a macro or the configuration
/// of a workflow rule.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[iframe]
/// async fn edit_votes(user: Option<User>) -> Page {
///     Page::new("Edit").body(if user.is_some() { "Hello" } else { "Log in" })
/// }
///
/// /// Votes
/// #[dynamic_content_macro(editor = edit_votes)]
/// async fn votes() -> Page {
///     Page::new("Votes").body("Votes")
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `#[iframe]` or `#[iframe("/path")]`; the path can be a URL template, such as
/// `"/edit?key={issue.key}"`. Context parameters are arguments marked `#[context("…")]`. A property
/// that takes a URL names the function: `editor = edit_votes`, `create = { url = edit_votes }`.
/// `admin_only` and `licensed` follow the path, or stand alone, as for [`macro@endpoint`].
///
/// # What it generates
/// A route that accepts only the host's requests, but no module, and next to the function a
/// hidden type with the same name, through which other attributes refer to it.
#[proc_macro_attribute]
pub fn iframe(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("iframe", args, item)
}

/// A function that the host's server calls because another module's property names it, such as an action of
/// a provider or the template of a blueprint.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[callback]
/// async fn minutes_page() -> &'static str {
///     "<p>Minutes</p>"
/// }
///
/// /// Minutes
/// #[blueprint(template = minutes_page)]
/// struct Minutes;
/// # fn main() {}
/// ```
///
/// # Grammar
/// As for [`macro@iframe`].
///
/// # What it generates
/// A route that accepts only the host's requests, but no module, and next to the function a
/// hidden type with the same name, through which other attributes refer to it.
#[proc_macro_attribute]
pub fn callback(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("callback", args, item)
}

/// A remote condition: the app decides whether the host shows a module ("Conditions").
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[condition]
/// async fn beta(user: Option<User>) -> bool {
///     user.is_some()
/// }
///
/// /// Votes
/// #[web_panel(location = "atl.jira.view.issue.right.context", conditions = remote(beta))]
/// async fn votes() -> Page {
///     Page::new("Votes").body("Votes")
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// As for [`macro@iframe`]; the function returns `bool` or `Result<bool>`.
///
/// # What it generates
/// A route that accepts only the host's requests and responds with `{"shouldDisplay": …}`, and next to the
/// function a hidden type with the same name, through which other attributes refer to it.
#[proc_macro_attribute]
pub fn condition(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("condition", args, item)
}

/// Runs when a site has installed the app, after the tenant is stored ("App lifecycle").
///
/// Hooks run from the queue after the response to the host, in the order of a tenant's callbacks. A hook
/// that returns an error is retried with increasing delays; the installation stays valid.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[installed]
/// async fn welcome(tenant: Tenant) -> Result<()> {
///     tracing::info!(tenant = tenant.client_key(), "hello");
///     Ok(())
/// }
/// # fn main() {}
/// ```
#[proc_macro_attribute]
pub fn installed(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("installed", args, item)
}

/// Runs when a site has uninstalled the app and its tenant is no longer served.
#[proc_macro_attribute]
pub fn uninstalled(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("uninstalled", args, item)
}

/// Runs when a site has enabled the app.
#[proc_macro_attribute]
pub fn enabled(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("enabled", args, item)
}

/// Runs when a site has disabled the app.
#[proc_macro_attribute]
pub fn disabled(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("disabled", args, item)
}

/// One of the steps by which the app moves a site's data to another region ("Data residency for Connect
/// apps").
///
/// An app that supports data residency lists its base URLs with `region_base_urls` in `app!`, and has a
/// function for each of the five steps: the build fails if one is missing, because a migration would.
/// The descriptor then declares the callback.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::data_residency::{Migration, MigrationFault, MigrationSchedule};
/// use connect_runtime::prelude::*;
///
/// #[dare_migration(step = schedule)]
/// async fn schedule(migration: Migration<MigrationSchedule>, tenant: Tenant) -> Result<()> {
///     let to = migration.location.as_deref();
///     tracing::info!(tenant = tenant.client_key(), to, "moves to another region");
///     match to {
///         Some("EU") => Ok(()),
///         _ => Err(MigrationFault::RegionUnsupported.into()),
///     }
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `step = …` is one of these:
///
/// | step | the host calls | the function |
/// |---|---|---|
/// | `schedule` | `POST …/schedule` | confirms that the app will take part |
/// | `start` | `POST …/start` | starts copying the data, leaving the original in place |
/// | `status` | `GET …/status`, every five minutes | returns a [`MigrationStatus`] |
/// | `commit` | `POST …/commit` | makes the copy the live data |
/// | `rollback` | `POST …/rollback`, when a step has failed or time is up | drops the copy |
///
/// A function with two attributes handles two steps.
///
/// # What it can take
/// `Migration<MigrationSchedule>` in `schedule` and `start`, `Migration<MigrationCommand>` in the others;
/// `Tenant`, `Jira` and `Confluence`; `Jobs`; `State<…>`. Move slow work to a job: the host waits for
/// the response.
///
/// # Errors
/// A [`MigrationFault`] ends the migration with its code. After any other error, the host retries the step
/// twice and then rolls the migration back.
///
/// # What it generates
/// A route that accepts only the host's requests, at `/lifecycle/dare-migration/` followed by the step's name.
///
/// [`MigrationStatus`]: https://docs.rs/connect-runtime/latest/connect_runtime/data_residency/enum.MigrationStatus.html
/// [`MigrationFault`]: https://docs.rs/connect-runtime/latest/connect_runtime/data_residency/enum.MigrationFault.html
#[proc_macro_attribute]
pub fn dare_migration(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("dare_migration", args, item)
}

/// A background job that a handler enqueues and that runs later, outside of any request.
///
/// A handler takes [`Jobs`] and enqueues the job by the function's name. The job is stored before the
/// handler continues, and runs at least once: if the function returns an error or panics, it is retried
/// with increasing delays, and listed as dead once it has failed too often.
///
/// [`Jobs`]: https://docs.rs/connect-runtime/latest/connect_runtime/jobs/struct.Jobs.html
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use std::time::Duration;
///
/// use connect_runtime::prelude::*;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Recount {
///     project: String,
/// }
///
/// #[job]
/// async fn recount(job: Job<Recount>, tenant: Tenant, jira: Jira) -> Result<()> {
///     tracing::info!(tenant = tenant.client_key(), project = job.project, "counting");
///     Ok(())
/// }
///
/// #[endpoint(POST "/recount")]
/// async fn ask(jobs: Jobs) -> Result<()> {
///     let project = "DEMO".to_owned();
///     jobs.enqueue::<recount>(&Recount { project }).after(Duration::from_secs(60)).await?;
///     Ok(())
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `key = "…"` is the key under which jobs are stored, which defaults to the function's name. A renamed
/// function keeps its waiting jobs by stating the old key.
///
/// # What it can take
/// `Job<T>` with the arguments, which are stored as JSON; `Tenant`, `Jira` and `Confluence`; `Jobs`;
/// `State<…>`. There is no request, and so no user and no context parameter.
#[proc_macro_attribute]
pub fn job(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("job", args, item)
}

/// Runs a function periodically for each tenant: once per tenant and interval, however many
/// processes serve the app.
///
/// A run is a job like those of [`macro@job`]: it is stored, and retried when it fails. Runs start
/// at whole multiples of the interval since 1970 (UTC), so `"1h"` means every full hour. Runs missed
/// while no process was running are made up for by a single one. Sites that have disabled the app are
/// skipped.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[scheduled(every = "1h")]
/// async fn sweep(tenant: Tenant, jira: Jira) -> Result<()> {
///     tracing::info!(tenant = tenant.client_key(), "sweeping");
///     Ok(())
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `every` is a whole number followed by `s`, `m`, `h`, `d` or `w`, from a minute to a year. `key = "…"` is
/// as for [`macro@job`].
#[proc_macro_attribute]
pub fn scheduled(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute("scheduled", args, item)
}

/// Calls Jira's REST API, checked against its documentation at compile time.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// #[derive(serde::Deserialize)]
/// struct Votes {
///     votes: u32,
/// }
///
/// async fn vote(jira: &Jira, key: &str, limit: Option<u32>) -> Result<u32> {
///     let votes: Votes = jira!(
///         jira,
///         GET "/rest/api/3/issue/{issueIdOrKey}/votes",
///         issueIdOrKey = key,
///     )
///     .await?;
///     // The response has no content: a statement.
///     jira!(
///         jira,
///         PUT "/rest/api/3/issue/{issueIdOrKey}",
///         issueIdOrKey = key,
///         query(notifyUsers = false),
///         json = serde_json::json!({ "fields": { "customfield_10001": votes.votes } }),
///     )
///     .await?;
///     // The response has content that is not needed.
///     let () = jira!(
///         jira,
///         POST "/rest/api/3/issue/{issueIdOrKey}/comment",
///         issueIdOrKey = key,
///         json = serde_json::json!({ "body": {} }),
///     )
///     .await?;
///     // All pages.
///     let projects: Vec<serde_json::Value> =
///         jira!(jira, GET "/rest/api/3/project/search", query(maxResults = limit)).items().all().await?;
///     tracing::info!(projects = projects.len(), "voted");
///     Ok(votes.votes)
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `client, METHOD "path"`, then any of these, separated by commas:
///
/// | clause | |
/// |---|---|
/// | `name = value` | a path parameter; its value can be anything with `Display` |
/// | `query(name = value, "wire-name" = value)` | query parameters; a value is text, a number, a boolean, an `Option` of one (`None` omits the parameter) or, where documented as a list, a list |
/// | `headers("Name" = value)` | documented headers |
/// | `json = value` | a JSON body, from any `serde::Serialize` |
/// | `json_patch = value` | the same, as `application/json-patch+json` |
/// | `text = value` | a text body |
/// | `multipart = form` | a form with files, a `Multipart` |
/// | `bytes("content/type", value)` | any other body |
///
/// The client is a `Jira`, a `Client`, or a reference to one. The path is a string literal, as
/// documented. Names are the documented ones; one that is not an identifier is written as a string
/// or with `_` (`body_format` for `body-format`). Values are borrowed.
///
/// # What is checked
/// - The operation exists in this product, and a Connect app can call it.
/// - All path parameters and the required query parameters are present. Query parameters and headers
///   exist and are given only once, with a single value where the operation takes one.
/// - Literals are valid: a number, `true` or `false`, one of the listed words. Other values have a
///   suitable type.
/// - The body is of a kind that the operation accepts, and present if required.
/// - `app!` grants the scope that the operation needs, if it has `scopes`.
///
/// All errors of a call are reported at once, each at its token. Whatever is documented as
/// deprecated causes a `deprecated` warning. A path that is built at run time goes through
/// `Client::unchecked`, which states its scopes with [`scopes!`].
///
/// # What it generates
/// A `Call<T>`, which does nothing until it is awaited. `T` is inferred from the context; where the
/// response is documented to have no content, it is `()`, and `.response::<T>()` names another type. Where
/// the response is documented to be one object or nothing, `.items()` does not compile, and `.items_by(…)`
/// overrides the documentation. The expansion contains a static with the operation and the scope, which the
/// linker collects, so that the app is compared with its descriptor when it starts.
///
/// # Requirements
/// The crate root contains `app!` or `library!`. A program that is neither an app nor a library of
/// handlers, and only makes calls, needs `connect_runtime::library!();` there.
#[proc_macro]
pub fn jira(tokens: TokenStream) -> TokenStream {
    expand::call(Product::Jira, tokens.into()).into()
}

/// Calls Confluence's REST API: [`jira!`] for Confluence, with the same grammar.
///
/// Paths start with `/wiki`, as documented. The client is a `Confluence`, a `Client`, or a
/// reference to one.
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// async fn title(confluence: &Confluence, id: u64) -> Result<String> {
///     let page: serde_json::Value = confluence!(
///         confluence,
///         GET "/wiki/api/v2/pages/{id}",
///         id = id,
///         query("body-format" = "storage"),
///     )
///     .await?;
///     Ok(page["title"].to_string())
/// }
/// # fn main() {}
/// ```
#[proc_macro]
pub fn confluence(tokens: TokenStream) -> TokenStream {
    expand::call(Product::Confluence, tokens.into()).into()
}

/// Derives a client that acts as a user: its calls have the user's permissions and are
/// attributed to the user. Source: "User impersonation for Connect apps".
///
/// # Example
/// ```no_run
/// # connect_runtime::library!();
/// use connect_runtime::prelude::*;
///
/// async fn watch(jira: Jira, user: User, key: String) -> Result<()> {
///     let ann = as_user!(jira, user);
///     jira!(ann, POST "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = key).await?;
///     // With a token that only permits reading.
///     let reader = as_user!(jira, "557058:ann", scopes![READ]);
///     let me: serde_json::Value = jira!(reader, GET "/rest/api/3/myself").await?;
///     tracing::info!(name = %me["displayName"], "voted");
///     Ok(())
/// }
/// # fn main() {}
/// ```
///
/// # Grammar
/// `client, account` or `client, account, scopes`: any client, or a reference to one; an account id
/// as text, or a `User`; and the `ScopeSet` that the user's token is limited to, without which it
/// permits everything that the app may do. Forge does not limit tokens: there it permits what the manifest
/// requests, and Forge scopes can be named here as in any `scopes!`.
///
/// # What it generates
/// A client of the same type. The scope `ACT_AS_USER`, which the app needs for this, is checked and
/// collected like an operation's scope by [`jira!`].
#[proc_macro]
pub fn as_user(tokens: TokenStream) -> TokenStream {
    expand::as_user(tokens.into()).into()
}

/// A set of scopes, by their names in the descriptor, for needs that can't be inferred from a path. The app
/// requests the scopes of every `scopes!` in its code.
///
/// # Example
/// ```
/// # connect_runtime::library!();
/// use connect_runtime::Method;
/// use connect_runtime::prelude::*;
///
/// async fn report(jira: &Jira, path: String) -> Result<serde_json::Value> {
///     Ok(jira.unchecked(Method::Get, path, scopes![READ]).await?)
/// }
/// # fn main() { assert!(scopes![].is_empty()); }
/// ```
///
/// # Grammar
/// A list of `READ`, `WRITE`, `DELETE`, `PROJECT_ADMIN`, `SPACE_ADMIN`, `ADMIN`,
/// `ACT_AS_USER` and `ACCESS_EMAIL_ADDRESSES`. An app that also runs on Forge adds the Forge scopes for the
/// same code, as strings: `scopes![READ, "read:jira-work"]`. The manifest requests those.
///
/// # What it generates
/// A `ScopeSet`, usable in constants too. Each scope must be one that `app!` grants, if it has `scopes`.
#[proc_macro]
pub fn scopes(tokens: TokenStream) -> TokenStream {
    expand::scopes(tokens.into()).into()
}

fn attribute(name: &'static str, args: TokenStream, item: TokenStream) -> TokenStream {
    match Attribute::named(name) {
        Some(attribute) => expand::handler(attribute, args.into(), item.into()).into(),
        None => item,
    }
}

/// The path to the runtime, if the macro call names it.
fn runtime() -> Option<syn::Path> {
    let source = proc_macro::Span::call_site().source_text();
    expand::runtime_of(source.as_deref())
}
