//! The program: arguments, panic hook, exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use planwalk::cli;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(cli::on_panic));
    ExitCode::from(cli::run(std::env::args_os()))
}
