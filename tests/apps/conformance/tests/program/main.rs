//! The app as a program: what it does with a bad environment, what it logs, how it ends.

mod bad_input;
mod logs;
mod running;
mod stopping;
