//! The cores of the machine: what is measured and what loads it are kept apart.

/// Keeps this thread, and those that it starts from now on, on one core.
///
/// Returns whether that worked: where it does not, the operating system decides.
pub fn pin(core: usize) -> bool {
    core_affinity::set_for_current(core_affinity::CoreId { id: core })
}

/// The cores that this process may run on.
pub fn cores() -> Vec<usize> {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    cores.into_iter().map(|core| core.id).collect()
}
