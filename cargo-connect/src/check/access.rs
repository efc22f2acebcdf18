//! Rules about who may open what.

use connect_model::declaration::{Auth, Declaration, kind};
use connect_model::guard::{asks_for_administrators, is_for_administrators};
use connect_model::module_kind;

use super::ledger::{Ledger, Place};
use super::project::{Module, Project};
use super::rule::Rule;

pub(super) fn judge(project: &Project, ledger: &mut Ledger) {
    for module in project.modules() {
        if is_meant_for_administrators(&module) {
            administrators(project, &module, ledger);
        }
        cacheable(project, &module, ledger);
    }
    for route in public_routes(project) {
        public(project, route, ledger);
    }
}

/// Whether the host shows a module only to administrators.
pub(super) fn is_meant_for_administrators(module: &Module<'_>) -> bool {
    is_for_administrators(&module.declaration.kind, module.text("location"))
        || module
            .properties
            .get("conditions")
            .is_some_and(asks_for_administrators)
}

fn is_page(declaration: &Declaration) -> bool {
    declaration.kind == "iframe"
        || module_kind(&declaration.kind)
            .is_some_and(|kind| kind.invocation == module_kind::Invocation::Iframe)
}

/// The page that a module opens: its own, or the one that its URL refers to.
pub(super) fn page<'a>(project: &'a Project, module: &Module<'a>) -> Option<&'a Declaration> {
    match module.declaration.route {
        Some(_) => Some(module.declaration),
        None => project.route_of(module.text("url")?),
    }
}

fn administrators(project: &Project, module: &Module<'_>, ledger: &mut Ledger) {
    let Some(page) = page(project, module) else {
        return;
    };
    let believed = page
        .route
        .as_ref()
        .is_some_and(|route| route.auth == Auth::Request);
    if !is_page(page) || !believed {
        return;
    }
    let passes = page.guard.admin_only || is_explained(project, page);
    let at = Some(Place::from(&page.origin));
    ledger.expect(Rule::AdminPageWithoutGuard, at, passes, || {
        format!(
            "{} is for administrators, and is served to every user",
            page.label()
        )
    });
}

/// Whether the source says why a page for administrators is served to every user.
pub(super) fn is_explained(project: &Project, page: &Declaration) -> bool {
    let above = project.above(&page.origin);
    above.is_some_and(|above| above.contains("not_needed("))
}

fn cacheable(project: &Project, module: &Module<'_>, ledger: &mut Ledger) {
    let declaration = module.declaration;
    let takes =
        module_kind(&declaration.kind).is_some_and(|kind| kind.property("cacheable").is_some());
    let Some(url) = module.text("url").filter(|_| takes) else {
        return;
    };
    let at = Some(Place::from(&declaration.origin));
    let cacheable = module.is_cacheable();
    if cacheable {
        let why = project
            .above(&declaration.origin)
            .and_then(|above| reason(&above));
        let why = why.map_or(String::new(), |why| format!(": {why}"));
        let message = format!("{} is served to anybody{why}", declaration.label());
        ledger.find(Rule::CacheablePages, at.clone(), message);
    }
    let Some(page) = project.route_of(url) else {
        return;
    };
    let auth = page.route.as_ref().map(|route| route.auth);
    let page_is_cacheable = page.is_module() && auth == Some(Auth::Public);
    let message = match (cacheable, auth) {
        (true, Some(Auth::Request)) => "is opened without a token, and its page requires one",
        (false, _) if page_is_cacheable => "is opened with a token, and its page checks none",
        _ => return ledger.judge(Rule::CacheableMixed),
    };
    ledger.find(
        Rule::CacheableMixed,
        at,
        format!("{} {message}", declaration.label()),
    );
}

fn public_routes(project: &Project) -> impl Iterator<Item = &Declaration> {
    project
        .declarations
        .iter()
        .filter(|one| one.kind == kind::PUBLIC)
}

fn public(project: &Project, route: &Declaration, ledger: &mut Ledger) {
    let path = route.route.as_ref().map_or("", |route| &route.path);
    let at = Some(Place::from(&route.origin));
    // Without its source, that is unknown.
    let Some(above) = project.above(&route.origin) else {
        let why = format!("{} is not in a file of the package", route.label());
        return ledger.not_judged(Rule::PublicRouteWithoutReason, why);
    };
    match reason(&above) {
        Some(why) => {
            ledger.find(Rule::PublicRoutes, at, format!("{path}: {why}"));
            ledger.judge(Rule::PublicRouteWithoutReason);
        }
        None => {
            ledger.find(
                Rule::PublicRouteWithoutReason,
                at,
                format!("{} at {path} does not say why it is public", route.label()),
            );
        }
    }
}

/// The documentation of an item, on one line.
fn reason(above: &str) -> Option<String> {
    let lines = above
        .lines()
        .filter_map(|line| line.trim().strip_prefix("///"));
    let text: Vec<_> = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    (!text.is_empty()).then(|| text.join(" "))
}

#[cfg(test)]
mod tests {
    use connect_model::declaration::Route;
    use connect_model::{Method, Origin};

    use super::super::project::tests::{good_app, project};
    use super::*;

    const PAGE: &str = r#"{"key":"votes","url":"/votes","name":{"value":"Votes"}}"#;
    const CACHEABLE: &str =
        r#"{"cacheable":true,"key":"votes","url":"/votes","name":{"value":"Votes"}}"#;

    fn module(kind: &'static str, properties: &'static str, route: Route) -> Declaration {
        let origin = Origin::new("src/main.rs", 3, 10);
        Declaration::module(kind, "votes", properties, Some(route), origin)
    }

    fn found(declarations: Vec<Declaration>, source: &str, rule: Rule) -> usize {
        let project = project(good_app(), declarations, &[("src/main.rs", source)]);
        let mut ledger = Ledger::default();
        judge(&project, &mut ledger);
        ledger.outcome(rule).findings.len()
    }

    #[test]
    fn a_page_for_administrators_has_a_guard_or_a_reason() {
        let rule = Rule::AdminPageWithoutGuard;
        let page = |kind| module(kind, PAGE, Route::iframe("/votes"));
        let plain = "/// Votes\n#[admin_page]\nasync fn votes() {}\n";
        assert_eq!(found(vec![page("adminPages")], plain, rule), 1);
        assert_eq!(found(vec![page("adminPages").admin_only()], plain, rule), 0);
        assert_eq!(found(vec![page("generalPages")], plain, rule), 0);
        let explained = "/// Votes\n#[admin_page(admin_only = not_needed(\"it shows nothing\"))]\nasync fn votes() {}\n";
        assert_eq!(found(vec![page("adminPages")], explained, rule), 0);
        let condition =
            r#"{"key":"votes","url":"/votes","conditions":[{"condition":"user_is_admin"}]}"#;
        let hidden = module("generalPages", condition, Route::iframe("/votes"));
        assert_eq!(found(vec![hidden], plain, rule), 1);
    }

    #[test]
    fn a_module_and_its_page_agree_on_the_token() {
        let rule = Rule::CacheableMixed;
        let cacheable = || module("generalPages", CACHEABLE, Route::cacheable("/votes"));
        assert_eq!(found(vec![cacheable()], "", rule), 0);
        assert_eq!(found(vec![cacheable()], "", Rule::CacheablePages), 1);
        let mut other = module("generalPages", PAGE, Route::iframe("/votes"));
        assert_eq!(found(vec![other.clone()], "", rule), 0);
        assert_eq!(found(vec![other.clone()], "", Rule::CacheablePages), 0);
        other.key = "other".into();
        other.route = None;
        other.properties = PAGE.replace("\"votes\"", "\"other\"").into();
        assert_eq!(found(vec![cacheable(), other], "", rule), 1);
        let mixed = module("generalPages", CACHEABLE, Route::iframe("/votes"));
        assert_eq!(found(vec![mixed], "", rule), 1);
    }

    #[test]
    fn a_public_route_says_why() {
        let route = || {
            let route = Route::own(&[Method::Get], "/a.js", Auth::Public);
            Declaration::own(
                kind::PUBLIC,
                "a",
                Some(route),
                Origin::new("src/main.rs", 3, 10),
            )
        };
        let source = "/// The same for everybody.\n#[public(GET \"/a.js\")]\nasync fn a() {}\n";
        let unsaid = "\n#[public(GET \"/a.js\")]\nasync fn a() {}\n";
        assert_eq!(found(vec![route()], source, Rule::PublicRoutes), 1);
        assert_eq!(
            found(vec![route()], source, Rule::PublicRouteWithoutReason),
            0
        );
        assert_eq!(found(vec![route()], unsaid, Rule::PublicRoutes), 0);
        assert_eq!(
            found(vec![route()], unsaid, Rule::PublicRouteWithoutReason),
            1
        );
    }
}
