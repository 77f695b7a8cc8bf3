//! The program on the real plan, with none of this machine's settings.

use std::fs;
use std::path::Path;

use super::{Setup, Terminal};

/// The real plan, in a folder of it and in this repository.
pub const PLAN: &str = "plans/xinhuang-2021-h2.toml";

/// What the program is told: the language, and nothing of this machine.
pub const fn surroundings(locale: &str) -> [(&str, &str); 4] {
    [
        ("LANG", locale),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ]
}

/// A folder with the real plan.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("plans")).expect("a folder");
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join(PLAN);
    fs::copy(plan, folder.path().join(PLAN)).expect("a copy");
    // Or nobody could sign a note before git was asked.
    fs::write(folder.path().join("planwalk.toml"), "name = \"张三\"\n").expect("a file");
    folder
}

/// The program over a folder, in one of its languages.
pub fn begun(folder: &Path, locale: &str, size: (u16, u16)) -> Terminal {
    let mut setup = Setup::new(folder, &["--plan", PLAN]);
    setup.size = size;
    let env = surroundings(locale);
    setup.env = &env;
    setup.start()
}

/// The same in Chinese, once the plan is seen.
pub fn started(folder: &Path, size: (u16, u16)) -> Terminal {
    let terminal = begun(folder, "zh_CN.UTF-8", size);
    terminal.wait_for("计划概况");
    terminal
}
