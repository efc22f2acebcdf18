//! The crate as the macros and the build script use it.

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod context;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod seeds;
