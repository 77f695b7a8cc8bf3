//! The program: arguments, panic hook, exit code.

use std::io::Write as _;
use std::process::ExitCode;

use planwalk::runtime::{self, Options, Target};

fn main() -> ExitCode {
    let target = std::env::args_os().nth(1);
    let options = Options {
        target: target.map_or_else(Target::here, |path| Target::of(path.into())),
        language: runtime::language(),
    };
    match runtime::open(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With nobody there to read it, the exit code has to say it alone.
            let _ = writeln!(std::io::stderr(), "planwalk: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
