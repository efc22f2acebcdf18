//! Apps that can be emitted but are probably not as intended: translations that nobody serves, links to pages
//! that expect to be opened in another way.

use super::*;

const ITEM: &str = "/// I\n#[web_item(location = \"system.top.navigation.bar\", ";

fn warnings(files: &[(&str, &str)]) -> Vec<String> {
    Workspace::new(files).emit().unwrap()
}

fn of_main(source: &str) -> Vec<String> {
    warnings(&[("app/src/main.rs", &format!("{APP}{source}"))])
}

fn translated() -> String {
    let paths = ", translations = { paths = { \"de-DE\" = \"/i18n/de.json\" } } }";
    APP.replace(" }", paths)
}

fn served(route: &str) -> String {
    format!("#[public({route})]\nasync fn texts() {{}}\n")
}

const PANEL: &str = "#[web_panel(name = { value = \"Votes\", i18n = \"votes.name\" }, \
    location = \"atl.jira.view.issue.right.context\")]\nasync fn votes() {}\n";

#[test]
fn translations_that_no_route_serves_are_warned_about() {
    let unserved = "src/main.rs:1:1: app! names /i18n/de.json as the translations for de-DE, and no route \
        of the app serves it; write #[public(GET \"/i18n/de.json\")]";
    for (route, expected) in [
        ("GET \"/i18n/de.json\"", &[][..]),
        ("GET \"/i18n/{file}\"", &[]),
        ("GET \"/{folder}/{file}\"", &[]),
        ("POST \"/i18n/de.json\"", &[unserved]),
        ("GET \"/i18n/en.json\"", &[unserved]),
        ("GET \"/i18n\"", &[unserved]),
        ("GET \"/i18n/{file}/{more}\"", &[unserved]),
    ] {
        let source = format!("{}{}", translated(), served(route));
        assert_eq!(
            warnings(&[("app/src/main.rs", &source)]),
            expected,
            "{route}"
        );
    }
    // The host has no context token.
    let endpoint = format!(
        "{}#[endpoint(GET \"/i18n/de.json\")]\nasync fn texts() {{}}\n",
        translated()
    );
    assert_eq!(warnings(&[("app/src/main.rs", &endpoint)]), [unserved]);
}

#[test]
fn translations_may_be_assets() {
    let assets = |folder: &str| format!("{}#[assets({folder:?})] struct Files;\n", translated());
    let file = ("app/i18n/de.json", "{}");
    let right = assets("i18n");
    assert_eq!(warnings(&[("app/src/main.rs", &right), file]), [""; 0]);
    let unserved = "src/main.rs:1:1: app! names /i18n/de.json as the translations for de-DE, and no route \
        of the app serves it; write #[assets(\"i18n\")] struct Files;";
    let other = assets("static");
    for source in [&other, &translated()] {
        assert_eq!(warnings(&[("app/src/main.rs", source), file]), [unserved]);
    }
}

#[test]
fn keys_that_a_file_lacks_are_warned_about() {
    let main = format!("{}{}{PANEL}", translated(), served("GET \"/i18n/de.json\""));
    let lacks = "src/main.rs:5:10: web panel \"votes\" has the i18n key \"votes.name\", and \
        static/i18n/de.json has no text for it";
    for (texts, expected) in [
        ("{ \"votes.name\": \"Stimmen\" }", &[][..]),
        ("{ \"votes.nmae\": \"Stimmen\" }", &[lacks]),
        (
            "[]",
            &["static/i18n/de.json: translations are a JSON object of texts by their keys"],
        ),
    ] {
        let files = [
            ("app/src/main.rs", &*main),
            ("app/static/i18n/de.json", texts),
        ];
        assert_eq!(warnings(&files), expected, "{texts}");
    }
    let broken = warnings(&[("app/src/main.rs", &main), ("app/i18n/de.json", "{")]);
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(
        broken[0].starts_with("i18n/de.json: these translations are not JSON: "),
        "{broken:?}"
    );
    // What a handler generates can't be seen.
    assert_eq!(warnings(&[("app/src/main.rs", &main)]), [""; 0]);
}

#[test]
fn keys_without_any_translations_are_warned_about() {
    assert_eq!(
        of_main(PANEL),
        [
            "src/main.rs:3:10: web panel \"votes\" has the i18n key \"votes.name\", and app! names no \
             translations; write translations = { paths = { \"en-US\" = \"/i18n/en.json\" } }"
        ]
    );
    // Any other `i18n` is not a translation's key.
    let other = "/// T\n#[jira_entity_property(entity_type = issue, key_configurations = \
        [{ property_key = \"a\", extractions = [{ object_name = \"i18n\", type = text }] }])] struct T;\n";
    assert_eq!(of_main(other), [""; 0]);
}

#[test]
fn a_link_and_its_page_are_both_cacheable_or_neither() {
    let about = "/// A\n#[general_page(cacheable = true, public = true)]\nasync fn about() {}\n";
    let plain = "/// P\n#[general_page]\nasync fn plain() {}\n";
    let help = "#[public(GET \"/help\")]\nasync fn help() {}\n";
    for (page, name, cacheable, expected) in [
        (
            about,
            "about",
            "",
            Some(
                "`about`, which `url` of this web item names, is cacheable, so it checks no token, while this module is opened with one; write `cacheable = true` here as well",
            ),
        ),
        (about, "about", ", cacheable = true", None),
        (plain, "plain", "", None),
        (
            plain,
            "plain",
            ", cacheable = true",
            Some(
                "`plain`, which `url` of this web item names, requires a token, and the host opens a cacheable module without one; remove `cacheable`, or name a page that is cacheable or `#[public]`",
            ),
        ),
        (help, "help", "", None),
        (help, "crate::help", "", None),
        (help, "help", ", cacheable = true", None),
    ] {
        let found = of_main(&format!(
            "{page}{ITEM}url = {name}{cacheable})]\nstruct Link;\n"
        ));
        let expected: Vec<String> = expected
            .iter()
            .map(|text| {
                let line = 5 + page.lines().count() - 1;
                format!("src/main.rs:{line}:8: {text}")
            })
            .collect();
        assert_eq!(found, expected, "{name}{cacheable}");
    }
}

#[test]
fn other_urls_of_a_module_are_not_its_own() {
    let source = "#[iframe]\nasync fn edit() {}\n/// M\n\
        #[dynamic_content_macro(cacheable = true, public = true, editor = edit)]\nasync fn shown() {}\n";
    assert_eq!(of_main(source), [""; 0]);
}

#[test]
fn a_public_route_is_named_by_its_item() {
    let workspace = Workspace::new(&[(
        "app/src/main.rs",
        &format!(
            "{APP}mod pages {{ #[public(GET \"/help\")] pub async fn help() {{}} }}\n\
             {ITEM}url = pages::help)]\nstruct Link;\n"
        ),
    )]);
    assert_eq!(workspace.emit().unwrap(), [""; 0]);
    assert_eq!(
        workspace.descriptor()["modules"]["webItems"][0]["url"],
        "/help"
    );
    // A route that needs what a link can't provide is left to the compiler.
    for route in ["POST \"/help\"", "GET \"/help/{topic}\""] {
        let source =
            format!("#[public({route})]\nasync fn help() {{}}\n{ITEM}url = help)]\nstruct L;\n");
        let workspace = Workspace::new(&[("app/src/main.rs", &format!("{APP}{source}"))]);
        assert_eq!(workspace.emit().unwrap(), [""; 0]);
        assert!(
            !workspace
                .path("target/connect/app/descriptor.json")
                .exists()
        );
    }
}

/// The warnings about pages for administrators.
fn unguarded(source: &str) -> Vec<String> {
    of_main(source)
        .into_iter()
        .filter(|warning| warning.contains("administrators"))
        .collect()
}

#[test]
fn a_page_for_administrators_that_every_user_can_open_is_warned_about() {
    for (source, because) in [
        (
            "/// A\n#[admin_page(location = \"admin_plugins_menu\")] async fn a() {}\n",
            "by its kind",
        ),
        ("/// A\n#[configure_page] async fn a() {}\n", "by its kind"),
        (
            "/// A\n#[general_page(location = \"system.admin/configuration\")] async fn a() {}\n",
            "by its location",
        ),
        (
            "/// A\n#[general_page(conditions = user_is_admin)] async fn a() {}\n",
            "by its conditions",
        ),
        (
            "/// I\n#[web_item(location = \"admin_plugins_menu/x\", url = a)] struct I;\n\
             /// X\n#[web_section(location = \"admin_plugins_menu\")] struct X;\n\
             #[iframe] async fn a() {}\n",
            "by its location",
        ),
    ] {
        let found = unguarded(source);
        let [warning] = found.as_slice() else {
            panic!("{source}: {found:?}");
        };
        let expected = format!(
            "`a` is meant for administrators {because}, and the app serves it to every user with a \
             token: write `admin_only = true`, or `admin_only = not_needed(\"why\")`"
        );
        assert!(warning.ends_with(&expected), "{warning}");
        // Both ways to silence it.
        for guard in ["admin_only = true", "admin_only = not_needed(\"all may\")"] {
            let guarded = source
                .replace("menu\")] async", &format!("menu\", {guard})] async"))
                .replace("configuration\")]", &format!("configuration\", {guard})]"))
                .replace("user_is_admin)", &format!("user_is_admin, {guard})"))
                .replace("[configure_page]", &format!("[configure_page({guard})]"))
                .replace("[iframe]", &format!("[iframe({guard})]"));
            assert_ne!(guarded, source);
            assert_eq!(unguarded(&guarded), [""; 0], "{guarded}");
        }
    }
}

#[test]
fn a_page_for_all_is_not_one_for_administrators() {
    for source in [
        "/// A\n#[general_page] async fn a() {}\n",
        "/// A\n#[general_page(conditions = not(user_is_admin))] async fn a() {}\n",
        "/// A\n#[web_panel(location = \"atl.jira.view.issue.right.context\")] async fn a() {}\n",
        "/// A\n#[jira_project_admin_tab_panel(location = \"projectgroup1\")] async fn a() {}\n",
    ] {
        assert_eq!(unguarded(source), [""; 0], "{source}");
    }
}

#[test]
fn a_page_of_the_administration_that_asks_for_an_issue_is_warned_about() {
    let page = |more: &str, ty: &str| {
        format!(
            "/// S\n#[admin_page(admin_only = true{more})]\n\
             async fn settings(#[context(\"issue.key\")] issue: {ty}) {{}}\n"
        )
    };
    let link = |url: &str| format!("{ITEM}url = {url}, context = page)] struct I;\n");
    let warning = "src/main.rs:4:10: `settings` takes \"issue.key\", and the host opens an administrators' \
        page where it shows nothing that has one: the page would answer 400 each time; remove the \
        argument, or make it an `Option<…>` if a link of yours brings it";
    assert_eq!(of_main(&page("", "String")), [warning]);
    assert_eq!(of_main(&page("", "Option<String>")), [""; 0]);
    for linked in [link("settings"), link("\"settings\"")] {
        assert_eq!(of_main(&(page("", "String") + &linked)), [""; 0]);
    }
    // A page of an administration that knows what it is about.
    let repository = "/// S\n#[admin_page(location = \"org.bitbucket.repository.admin\", admin_only = \
        true)]\nasync fn settings(#[context(\"repository.uuid\")] of: String) {}\n";
    assert_eq!(of_main(repository), [""; 0]);
    let general =
        "/// G\n#[general_page]\nasync fn page(#[context(\"issue.key\")] of: String) {}\n";
    assert_eq!(of_main(general), [""; 0]);
}
