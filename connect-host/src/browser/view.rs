//! A page being rendered: its visitor, and the modules that are placed in it and shown to them,
//! sorted.

use connect_model::HostProduct;
use serde_json::Value;

use super::app::App;
use super::condition::{Judge, Verdict};
use super::context::Context;
use super::placement::{self, Page, Placement, Section, Slot, confluence, jira, title, weight};
use super::visit::Visit;
use crate::descriptor::module::Module;

/// One module in a page.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) module: Module,
    pub(super) slot: Slot,
    pub(super) sections: Vec<Section>,
    /// Why the product might not show it.
    pub(super) doubt: Option<String>,
}

/// A module that belongs on a page but is not shown to this visitor.
pub(super) struct Hidden {
    pub(super) module: Module,
    pub(super) slot: Slot,
    pub(super) reason: String,
}

/// A page being rendered: its visitor, its context, and its modules.
pub(super) struct View {
    pub(super) visit: Visit,
    pub(super) app: Option<App>,
    /// The context parameters of the page.
    pub(super) context: Context,
    /// The visitor's name.
    pub(super) user_name: String,
    /// The page's `AP.navigator` target, with its context.
    pub(super) location: Option<(&'static str, Value)>,
    pub(super) modules: Vec<Shown>,
    pub(super) hidden: Vec<Hidden>,
}

/// The outcome of a module's own conditions, and those of the app's sections that contain it.
async fn judged(judge: &Judge<'_>, app: &App, module: &Module, sections: &[Section]) -> Verdict {
    let own = sections
        .iter()
        .filter_map(|it| app.module(it.key.as_deref()?));
    let mut doubt = None;
    for it in own.chain([module]) {
        let Some(conditions) = it.properties.get("conditions") else {
            continue;
        };
        match judge.judge(conditions).await {
            Verdict::Met => {}
            Verdict::Unknown(why) => doubt = Some(why),
            Verdict::Failed(reason) if it.kind == "webSections" && module.kind != "webSections" => {
                return Verdict::Failed(format!("its section {}: {reason}", title(it)));
            }
            failed @ Verdict::Failed(_) => return failed,
        }
    }
    doubt.map_or(Verdict::Met, Verdict::Unknown)
}

impl View {
    /// What the visitor sees of the app on these pages, in addition to what is on every page.
    pub(super) async fn new(visit: Visit, pages: &[Page], context: Context) -> View {
        let everywhere = match visit.product() {
            HostProduct::Jira => jira::EVERYWHERE,
            HostProduct::Confluence => confluence::EVERYWHERE,
        };
        let app = App::on(&visit);
        let mut modules = Vec::new();
        let mut hidden = Vec::new();
        let mut context = context;
        if let Some(app) = &app {
            let judge = Judge::new(&visit, app, &context);
            for module in &app.modules {
                let placed = placement::place(visit.product(), &app.key, &app.modules, module);
                let Placement::At(slot, sections) = placed else {
                    continue;
                };
                if slot.page != everywhere && !pages.contains(&slot.page) {
                    continue;
                }
                match judged(&judge, app, module, &sections).await {
                    Verdict::Failed(reason) => hidden.push(Hidden {
                        module: module.clone(),
                        slot,
                        reason,
                    }),
                    verdict => modules.push(Shown {
                        module: module.clone(),
                        slot,
                        sections,
                        doubt: match verdict {
                            Verdict::Unknown(doubt) => Some(doubt),
                            _ => None,
                        },
                    }),
                }
            }
            let in_urls = judge.in_urls().await;
            context.extend(in_urls);
        }
        // Stable: equals keep the descriptor's order.
        modules.sort_by(|a, b| {
            let order = |it: &Shown| (it.sections.clone(), weight(&it.module));
            order(a).cmp(&order(b))
        });
        View {
            user_name: visit.user_name().await,
            visit,
            app,
            context,
            location: None,
            modules,
            hidden,
        }
    }

    /// The same page, known to `AP.navigator` as this target.
    pub(super) fn located(mut self, target: &'static str, context: Value) -> View {
        self.location = Some((target, context));
        self
    }

    /// The modules in a slot.
    pub(super) fn at(&self, slot: Slot) -> impl Iterator<Item = &Shown> {
        self.modules.iter().filter(move |it| it.slot == slot)
    }

    pub(super) fn has(&self, slot: Slot) -> bool {
        self.at(slot).any(|it| it.module.kind != "webSections")
    }
}
