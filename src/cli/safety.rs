//! What must not end the program badly: a limit on file sizes, and a panic.

use std::io::{self, Write};
use std::panic::PanicHookInfo;

use crate::runtime;
use crate::text;

/// Makes a write past `ulimit -f` an error that is told, where the signal would end the program.
pub(super) fn outlive_file_size_limit() {
    #[cfg(unix)]
    {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;
        // A handler that only sets a flag: the write then fails with EFBIG. Without it the program
        // would still be right, only less polite, so a failure here is not worth a word.
        let seen = Arc::new(AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
    }
}

/// Says what a panic means for the person at the keyboard, and where it was.
///
/// For `std::panic::set_hook`. Whoever holds the terminal in raw mode gives it back first.
pub fn on_panic(panic: &PanicHookInfo<'_>) {
    let language = runtime::language();
    let payload = panic.payload();
    let cause = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("?");
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    let (what, way_out) = language.pick(
        (
            "程序内部出错，没有完成",
            "计划文件要么是上一次保存的样子，要么已完整保存，不会只写一半。请重新运行 planwalk；可用 planwalk check 检查计划。若再次出现，请把以上内容报告给开发者。",
        ),
        (
            "an error inside the program: it did not finish",
            "The plan file is either as it was last saved or saved in full, never half of it. Run planwalk again; planwalk check looks the plan over. If it happens again, please report the lines above.",
        ),
    );
    let cause = text::sanitize_lines(cause);
    let _ = writeln!(
        io::stderr().lock(),
        "planwalk {}: {what}\n  {cause}\n  {place}\n{way_out}",
        env!("CARGO_PKG_VERSION")
    );
}
