//! The files of new packages: real files in which a name and a key are replaced.

use connect_model::title::title;

use crate::products::Products::{self, Both, Confluence, Jira};

/// The placeholders for the package's name, the app's key and its name in the files. The key comes first,
/// because it contains the name.
const KEY: &str = "com.example.my-app";
const TITLE: &str = "My app";
const NAME: &str = "my-app";

/// A line of `app!`, and what follows it in an app for Forge.
const NAMED: &str = "    name = \"My app\",\n";
const FORGE: &str = "    forge = native,\n";

/// How the tests create their hosts, and what makes them install the app on Forge.
const HOSTS: [&str; 2] = ["Host::jira()", "Host::confluence()"];
const ON_FORGE: &str = ".on_forge()";

/// Which files a package gets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) products: Products,
    pub(super) full: bool,
    pub(super) forge: bool,
}

/// A file: its path in the package, and its text.
pub(super) type File = (&'static str, &'static str);

macro_rules! files {
    ($($path:literal from $source:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../templates/", $source)))),*]
    };
}

const EVERY: &[File] = files!["build.rs" from "build.rs"];

/// The additional files of a full app, whatever its product.
const FULL: &[File] = files![
    "static/note.js" from "full/static/note.js",
    "Dockerfile" from "full/Dockerfile",
    ".github/workflows/ci.yml" from "full/ci.yml",
];

const MINIMAL_JIRA: &[File] = files!["src/main.rs" from "minimal/jira/main.rs"];
const MINIMAL_CONFLUENCE: &[File] = files!["src/main.rs" from "minimal/confluence/main.rs"];
const MINIMAL_BOTH: &[File] = files!["src/main.rs" from "minimal/both/main.rs"];

const FULL_JIRA: &[File] = files![
    "src/main.rs" from "full/jira/main.rs",
    "src/created.rs" from "full/jira/created.rs",
    "src/note.rs" from "full/jira/note.rs",
    "src/panel.rs" from "full/jira/panel.rs",
    "src/settings.rs" from "full/jira/settings.rs",
    "src/tests.rs" from "full/jira/tests.rs",
];
const FULL_CONFLUENCE: &[File] = files![
    "src/main.rs" from "full/confluence/main.rs",
    "src/byline.rs" from "full/confluence/byline.rs",
    "src/created.rs" from "full/confluence/created.rs",
    "src/note.rs" from "full/confluence/note.rs",
    "src/settings.rs" from "full/confluence/settings.rs",
    "src/tests.rs" from "full/confluence/tests.rs",
];
const FULL_BOTH: &[File] = files![
    "src/main.rs" from "full/both/main.rs",
    "src/jira.rs" from "full/both/jira.rs",
    "src/jira/created.rs" from "full/jira/created.rs",
    "src/jira/note.rs" from "full/jira/note.rs",
    "src/jira/panel.rs" from "full/jira/panel.rs",
    "src/jira/settings.rs" from "full/jira/settings.rs",
    "src/jira/tests.rs" from "full/jira/tests.rs",
    "src/confluence.rs" from "full/both/confluence.rs",
    "src/confluence/byline.rs" from "full/confluence/byline.rs",
    "src/confluence/created.rs" from "full/confluence/created.rs",
    "src/confluence/note.rs" from "full/confluence/note.rs",
    "src/confluence/settings.rs" from "full/confluence/settings.rs",
    "src/confluence/tests.rs" from "full/confluence/tests.rs",
];

/// The files for a shape.
pub(super) fn files(shape: Shape) -> impl Iterator<Item = File> {
    let own = match (shape.products, shape.full) {
        (Jira, false) => MINIMAL_JIRA,
        (Confluence, false) => MINIMAL_CONFLUENCE,
        (Both, false) => MINIMAL_BOTH,
        (Jira, true) => FULL_JIRA,
        (Confluence, true) => FULL_CONFLUENCE,
        (Both, true) => FULL_BOTH,
    };
    let shared = if shape.full { FULL } else { &[] };
    EVERY.iter().chain(own).chain(shared).copied()
}

/// The end of the manifest; placeholders such as `{connect-runtime}` are whole lines.
pub(super) fn dependencies(shape: Shape) -> &'static str {
    if shape.full {
        include_str!("../../templates/full/dependencies.toml")
    } else {
        include_str!("../../templates/minimal/dependencies.toml")
    }
}

/// The text of a file for an app with this name.
pub(super) fn fill(text: &str, name: &str, key: &str, shape: Shape) -> String {
    let mut text = text.to_owned();
    if shape.forge {
        text = text.replace(NAMED, &format!("{NAMED}{FORGE}"));
        for host in HOSTS {
            text = text.replace(host, &format!("{host}{ON_FORGE}"));
        }
    }
    text.replace(KEY, key)
        .replace(TITLE, &title(name))
        .replace(NAME, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(forge: bool) -> Shape {
        Shape {
            products: Products::Both,
            full: true,
            forge,
        }
    }

    #[test]
    fn each_app_may_go_to_forge() {
        for products in Products::ALL {
            for full in [false, true] {
                let shape = Shape {
                    products,
                    full,
                    forge: true,
                };
                let filled = files(shape).map(|(_, text)| fill(text, "votes", "votes", shape));
                let all: String = filled.collect();
                assert_eq!(all.matches(FORGE).count(), 1, "{shape:?}");
                let hosts = HOSTS.map(|host| all.matches(host).count());
                let on_forge = all.matches(ON_FORGE).count();
                assert!(on_forge > 0, "{shape:?}");
                assert_eq!(hosts.iter().sum::<usize>(), on_forge, "{shape:?}");
            }
        }
    }

    #[test]
    fn the_name_and_the_key_are_replaced() {
        let text =
            "key = \"com.example.my-app\" name = \"My app\" package my-app com.example.my-app.note";
        assert_eq!(
            fill(text, "issue-votes", "net.acme.votes", shape(false)),
            "key = \"net.acme.votes\" name = \"Issue votes\" package issue-votes net.acme.votes.note"
        );
    }
}
