//! What the linker collects, before `main`: each expansion leaves one function that the loader
//! calls, and that function leaves its entry here.
//!
//! An app may have thousands of entries, and what one costs is paid at each check of the code, so
//! an entry is a single function; `benches/compile` holds this against routes by hand.

use std::sync::{Mutex, PoisonError};

use connect_model::ScopeUse;

use super::registration::{AppRegistration, Registration};

/// Everything so far. The standard library may be used before `main` as long as it asks neither for
/// the arguments nor for the thread, and a lock and a vector don't.
static COLLECTED: Mutex<Collected> = Mutex::new(Collected {
    apps: Vec::new(),
    items: Vec::new(),
    needs: Vec::new(),
});

struct Collected {
    apps: Vec<AppRegistration>,
    items: Vec<Registration>,
    needs: Vec<&'static ScopeUse>,
}

fn with<T>(take: impl FnOnce(&mut Collected) -> T) -> T {
    // Whoever was interrupted has pushed its entry or has not.
    take(&mut COLLECTED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Takes what `app!` declares.
pub fn collect_app(app: AppRegistration) {
    with(|collected| collected.apps.push(app));
}

/// Takes an annotated item.
pub fn collect_item(item: Registration) {
    with(|collected| collected.items.push(item));
}

/// Takes a place that needs scopes.
pub fn collect_need(need: &'static ScopeUse) {
    with(|collected| collected.needs.push(need));
}

/// The apps of this program, in no order.
#[must_use]
pub fn collected_apps() -> Vec<AppRegistration> {
    with(|collected| collected.apps.clone())
}

/// The annotated items of this program, in no order.
#[must_use]
pub fn collected_items() -> Vec<Registration> {
    with(|collected| collected.items.clone())
}

/// The places in this program that need scopes, in no order.
#[must_use]
pub fn collected_needs() -> Vec<ScopeUse> {
    with(|collected| collected.needs.iter().map(|need| (*need).clone()).collect())
}

/// Has the loader call a function before `main`.
///
/// The sections are where each system looks for such functions: ELF's `.init_array`, Mach-O's
/// `__mod_init_func`, and the C runtime's table on Windows.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_before_main {
    ($function:path) => {
        #[used]
        #[cfg_attr(
            any(target_os = "macos", target_os = "ios"),
            unsafe(link_section = "__DATA,__mod_init_func,mod_init_funcs")
        )]
        #[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
        #[cfg_attr(
            not(any(target_os = "macos", target_os = "ios", windows)),
            unsafe(link_section = ".init_array")
        )]
        static BEFORE_MAIN: extern "C" fn() = $function;
    };
}
