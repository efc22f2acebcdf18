//! The cores of the machine: what is measured and what loads it are kept apart. And the time on them, which
//! moves less than the clock's when the machine is busy.

use std::fs;
use std::time::Duration;

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

/// Processor time of this thread until now; `None` where there is no `/proc`.
pub fn of_thread() -> Option<Duration> {
    // It begins with the time on a processor, in nanoseconds.
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = schedule.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
