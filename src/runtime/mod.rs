//! The shell: everything that touches the world outside the program.
//!
//! Owns files, terminal, clock, threads. Holds no rule of the plan or of the screens: it carries
//! effects out and hands their results back as events.

pub mod files;
