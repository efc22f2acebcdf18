//! The arguments of the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use connect_model::HostProduct;

use crate::products::Products;

/// Cargo calls `cargo-connect connect …` for `cargo connect …`.
#[derive(Debug, Parser)]
#[command(name = "cargo", bin_name = "cargo")]
pub(crate) enum Cargo {
    /// Atlassian Connect apps in Rust.
    Connect(Connect),
}

#[derive(Debug, Args)]
#[command(version)]
pub(crate) struct Connect {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a package for a new app, with a page and a test.
    ///
    /// It depends on the checkout that this command was built from, on the repository that it was
    /// installed from, or on the registry; --path and --git choose. Inside a workspace it becomes a
    /// member.
    New(New),
    /// Builds an app, installs it into a local host and opens its modules; again after each change.
    ///
    /// The local host's pages stay at one address and reload by themselves: they show what the compiler
    /// reports while the sources are wrong, and the last good app until there is a better one. Files of
    /// `#[assets]` folders are shown without a build.
    Dev(Dev),
    /// Explains why an app asks for its scopes: each place in the code that needs one.
    Scopes(Scopes),
    /// What the app becomes on Forge: checks and compares its manifest, and lists what has no place there.
    Forge(Forge),
    /// Judges an app by Atlassian's rules for Connect apps: what is wrong, doubtful or worth knowing.
    ///
    /// Each rule is in docs/check.md, with the page that it rests on. What could not be judged is
    /// listed, with the reason.
    Check(Check),
    /// Writes a new package from an existing descriptor, with handlers to fill in.
    ///
    /// The package builds, and emits a descriptor that means the same. Modules become items with
    /// their attributes; the pages, callbacks and remote conditions that they name by URL become
    /// functions of their own, whose bodies are `not_written!`; sections, links, pages and dialogs
    /// are named by item; comments (`"//key"`) stay comments. What connect does not know is written as
    /// `unlisted("…")`, and the scopes become the ceiling.
    ///
    /// Everything that could not be kept is printed with its line, and kept as a comment in the code:
    /// unknown fields and kinds, templates in place of numbers, keys that hosts refuse, modules that
    /// lack what hosts require. So is what the framework does itself: the base URL, the
    /// authentication, the lifecycle.
    #[command(after_help = "Status: 0 if the package is written, 1 if nothing is.")]
    Import(Import),
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder to make, whose name is the package's. Asked for on a terminal.
    #[arg(value_name = "NAME")]
    pub(crate) folder: Option<PathBuf>,
    /// The product that the app is for; by default Jira. Asked for on a terminal.
    #[arg(long)]
    pub(crate) product: Option<Products>,
    /// With an endpoint, a webhook, a job, settings for administrators, assets, and files for CI and
    /// deployment.
    #[arg(long)]
    pub(crate) full: bool,
    /// For Forge as well: with `forge = native`, so that the build writes a manifest, too.
    #[arg(long)]
    pub(crate) forge: bool,
    /// The package's name, if it is not the folder's.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The app's key; by default com.example.NAME. It can't change once the app is published.
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// A checkout of the framework to depend on by path.
    #[arg(long, value_name = "CHECKOUT", conflicts_with = "git")]
    pub(crate) path: Option<PathBuf>,
    /// A repository of the framework to depend on.
    #[arg(long, value_name = "URL")]
    pub(crate) git: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// The package of the app; optional in the package's own folder.
    #[arg(short, long, value_name = "PACKAGE")]
    pub(crate) package: Option<String>,
    /// The program, when the package has several.
    #[arg(long, value_name = "NAME")]
    pub(crate) bin: Option<String>,
    /// Exits after the table: status 0 if every request ended as it should, 1 otherwise.
    #[arg(long)]
    pub(crate) once: bool,
    /// The product that the local host stands in for; by default the one that the modules are for,
    /// or each that has a descriptor of its own.
    #[arg(long, value_parser = products())]
    pub(crate) product: Option<HostProduct>,
    /// Where the local host listens for the browser; by default 127.0.0.1:4000, or the next port
    /// that is free.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Where the app is reached; by default 127.0.0.1:3000, or the next port that is free.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "CONNECT_BIND",
        conflicts_with = "once"
    )]
    pub(crate) app: Option<SocketAddr>,
    /// Shows the app as on Forge: installs the manifest that the build writes, and shows its pages in
    /// Forge's frames, under Forge's policy. For apps with `forge = native` in `app!`.
    #[arg(long)]
    pub(crate) forge: bool,
    /// Opens the browser as soon as the app is installed.
    #[arg(long, conflicts_with = "once")]
    pub(crate) open: bool,
    /// Builds with optimisations.
    #[arg(long)]
    pub(crate) release: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Status: 0; with --diff, 1 if the scopes increased; 2 on an error.")]
pub(crate) struct Scopes {
    /// The package of the app; optional in the package's own folder.
    #[arg(short, long, value_name = "PACKAGE")]
    pub(crate) package: Option<String>,
    /// Prints JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Compares with the app at another revision: a commit, a branch, a tag. Builds it in a
    /// temporary worktree.
    #[arg(long, value_name = "REV")]
    pub(crate) diff: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    args_conflicts_with_subcommands = true,
    after_help = "Status: 0; 1 if something is wrong with the manifest, or with --diff if it makes a \
                  major version; 2 on an error."
)]
pub(crate) struct Forge {
    #[command(subcommand)]
    pub(crate) command: Option<ForgeCommand>,
    /// Compares the manifest with that at another revision: a commit, a branch, a tag. Says whether Forge
    /// makes a major version of it, which an administrator of each site must approve, and why. Builds
    /// the revision in a temporary worktree.
    #[arg(long, value_name = "REV")]
    pub(crate) diff: Option<String>,
    /// The package of the app; optional in the package's own folder.
    #[arg(short, long, value_name = "PACKAGE", requires = "diff")]
    pub(crate) package: Option<String>,
    /// Prints JSON instead of text.
    #[arg(long, requires = "diff")]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ForgeCommand {
    /// Checks the manifest that the build writes, or another one.
    Check {
        /// The package of the app; optional in the package's own folder.
        #[arg(short, long, value_name = "PACKAGE")]
        package: Option<String>,
        /// The manifest, if it is not that of the package's build.
        #[arg(long, value_name = "FILE", conflicts_with = "package")]
        manifest: Option<PathBuf>,
        /// Lets Forge's own validator check it, too: the npm package `@forge/manifest`, which must be
        /// installed in the manifest's folder or above it.
        #[arg(long)]
        validate: bool,
    },
    /// Shows what of the app is on Forge, what is not, and why; how far it has moved; and what an
    /// administrator must approve.
    Report {
        /// The package of the app; optional in the package's own folder.
        #[arg(short, long, value_name = "PACKAGE")]
        package: Option<String>,
        /// Prints JSON instead of text.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "Status: 0 if there is no error, 1 if there is one, 2 if it could not run.")]
pub(crate) struct Check {
    /// The package of the app; optional in the package's own folder.
    #[arg(short, long, value_name = "PACKAGE")]
    pub(crate) package: Option<String>,
    /// Prints JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Prints with each finding what to write there, where that is known.
    #[arg(long)]
    pub(crate) fix_hints: bool,
    /// Compares the scopes with those at another revision: a commit, a branch, a tag. Builds it in a
    /// temporary worktree.
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// The base URL of an app that runs. Requests go to it, without a token and with made-up tokens,
    /// instead of to one that is started here.
    #[arg(long, value_name = "URL", conflicts_with = "only_read")]
    pub(crate) url: Option<url::Url>,
    /// Reads the code and the descriptor, and starts no app.
    #[arg(long)]
    pub(crate) only_read: bool,
    /// The program, when the package has several.
    #[arg(long, value_name = "NAME")]
    pub(crate) bin: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The descriptor: `atlassian-connect.json`.
    #[arg(value_name = "FILE")]
    pub(crate) descriptor: PathBuf,
    /// The folder to write, which must be new or empty; by default the package's name.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) to: Option<PathBuf>,
    /// The package's name; by default made from the app's key.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A checkout of the framework to depend on by path.
    #[arg(long, value_name = "CHECKOUT")]
    pub(crate) path: Option<PathBuf>,
}

/// The products that the local host can stand in for.
fn products() -> impl TypedValueParser<Value = HostProduct> {
    PossibleValuesParser::new(HostProduct::ALL.map(HostProduct::name)).try_map(|name| name.parse())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    /// The command lines of a document's blocks.
    fn commands(document: &str) -> Vec<String> {
        let text = std::fs::read_to_string(folder().join(document)).unwrap();
        let lines = text.lines().filter_map(|line| line.strip_prefix("$ "));
        lines
            .map(|line| line.split(" #").next().unwrap_or(line).trim().to_owned())
            .collect()
    }

    #[test]
    fn the_commands_of_the_documents_can_be_run() {
        let mut connect = 0;
        let guides = std::fs::read_dir(folder().join("docs/how-to")).unwrap();
        let guides = guides.map(|guide| guide.unwrap().path().display().to_string());
        let written = [
            "README.md",
            "cargo-connect/README.md",
            "CONTRIBUTING.md",
            "docs/getting-started.md",
        ];
        for document in written.map(str::to_owned).into_iter().chain(guides) {
            for line in commands(&document) {
                let words: Vec<&str> = line.split(' ').collect();
                let words = match words.as_slice() {
                    // It runs the command beside a database server.
                    [".ci/postgres", command @ ..] => {
                        assert!(folder().join(".ci/postgres").is_file());
                        command
                    }
                    command => command,
                };
                match words {
                    ["cargo", "connect", ..] => {
                        let parsed = Cargo::try_parse_from(words);
                        assert!(
                            parsed.is_ok(),
                            "{document}: {line}: {}",
                            parsed.unwrap_err()
                        );
                        connect += 1;
                    }
                    // The program that cargo runs for `cargo connect` is this package's.
                    ["cargo", "install", "--path", folder] => {
                        assert_eq!(
                            (*folder, env!("CARGO_PKG_NAME")),
                            ("cargo-connect", "cargo-connect")
                        );
                    }
                    ["cargo", "install", "--git", "REPOSITORY", "cargo-connect"]
                    | ["cargo", "test"]
                    | ["cargo", "test", "--workspace"]
                    | ["cargo", "add", "serde", "--features", "derive"]
                    | ["cargo", "add", "serde_json", "--dev"]
                    | ["cd", "my-app"]
                    | ["cargo", "xtask", "facts" | "documents" | "shell", ..] => {}
                    [settings @ .., "cargo", "run"] => {
                        for setting in settings {
                            let (name, _) = setting.split_once('=').unwrap();
                            let table = "docs/deploying.md";
                            let table = std::fs::read_to_string(folder().join(table)).unwrap();
                            assert!(
                                table.contains(&format!("| `{name}` |")),
                                "{document}: {name}"
                            );
                        }
                    }
                    _ => panic!("{document}: nothing holds `{line}`"),
                }
            }
        }
        assert!(connect >= 2, "{connect}");
    }
}
