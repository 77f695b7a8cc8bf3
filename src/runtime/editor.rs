//! The editor of a person's choice, on a text.
//!
//! Owns which program that is, the file that it is given, and reading the text back. No shell takes part, so
//! that nothing in a path or in a variable is carried out by accident. Whoever calls sees to it that the
//! terminal is the editor's meanwhile.
//!
//! The rule for `$VISUAL`, or else `$EDITOR`: if the whole value is the path of a program, it is that. Otherwise
//! it is cut into words at blanks; quotes and backslashes keep blanks together, as in a shell; nothing is
//! expanded. The first word is the program, the others come before the file.

use std::borrow::Cow;
use std::env;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, ExitStatus};

use tempfile::TempPath;

use super::{children, files};
use crate::app::Failure;
use crate::language::Language;

/// The largest text that goes out or is taken back, in bytes: far more than anybody writes on a task.
const LARGEST: usize = 1 << 20;

/// Editors to look for where none is chosen, the easiest first.
#[cfg(not(windows))]
const USUAL: [&str; 5] = ["nano", "micro", "vim", "vi", "emacs"];
#[cfg(windows)]
const USUAL: [&str; 1] = ["notepad.exe"];

/// Refuses a text that could not be taken back: nobody should find that out after the work.
///
/// # Errors
/// It is too large.
pub(super) fn check_size(text: &str) -> Result<(), Failure> {
    if sent(text).len() <= LARGEST {
        return Ok(());
    }
    Err(Failure::new(Path::new("$EDITOR"), |language| {
        language
            .pick(
                "内容超过 1 MB，不能交给外部编辑器",
                "the text is larger than 1 MB, too large for an editor outside",
            )
            .to_owned()
    })
    .lasting())
}

/// Lets a person edit a text, and gives it as it was left, without a byte order mark. The editor finds it with
/// one end of line behind its last line; no text is no line.
///
/// # Errors
/// There is no editor, it failed, or what it left is no text. What was written is then kept in the file that
/// the failure names.
pub(super) fn edit(text: &str, suffix: &str) -> Result<String, Failure> {
    let words = chosen(|name| env::var(name).ok(), is_program)?;
    edit_with(&words, &env::temp_dir(), text, suffix)
}

/// The file lies in this folder.
fn edit_with(words: &[String], folder: &Path, text: &str, suffix: &str) -> Result<String, Failure> {
    let [program, arguments @ ..] = words else {
        return Err(no_editor());
    };
    let sent = &*sent(text);
    let file = private_file(folder, sent, suffix)
        .map_err(|error| Failure::new(folder, |language| files::system_words(&error, language)))?;
    let started = children::start(Command::new(program).args(arguments).arg(&file));
    let ended = started.and_then(|mut editor| editor.wait());
    let reason = match ended {
        Ok(status) if status.success() => match left_in(&file) {
            Ok(text) => return Ok(text),
            Err(reason) => reason,
        },
        Ok(status) => ended_badly(program, status),
        Err(error) => {
            // Nothing was written.
            return Err(Failure::new(Path::new(program), |language| {
                match error.kind() {
                    io::ErrorKind::NotFound => language
                        .pick(
                            "没有这个编辑器（见环境变量 VISUAL、EDITOR）",
                            "there is no such editor (see the variables VISUAL and EDITOR)",
                        )
                        .to_owned(),
                    _ => files::system_words(&error, language),
                }
            }));
        }
    };
    Err(kept(file, sent, program, &*reason))
}

/// What is written for the editor: whole lines, or a tool that appends one would glue it to the last.
fn sent(text: &str) -> Cow<'_, str> {
    let lines = text.trim_end_matches(['\n', '\r']);
    if lines.is_empty() {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{lines}\n"))
}

/// A file that only its owner can read, under a name that nobody can guess.
fn private_file(folder: &Path, text: &str, suffix: &str) -> io::Result<TempPath> {
    let mut file = tempfile::Builder::new()
        .prefix("planwalk-")
        .suffix(suffix)
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    Ok(file.into_temp_path())
}

type Reason = Box<dyn Fn(Language) -> String>;

fn left_in(file: &Path) -> Result<String, Reason> {
    let system = |error: io::Error| -> Reason {
        Box::new(move |language| files::system_words(&error, language))
    };
    // Never more than that of it, whatever an editor has left in its place: a pipe, a device.
    let bytes = files::bytes(file, LARGEST).map_err(|error| -> Reason {
        if error.kind() != io::ErrorKind::FileTooLarge {
            return system(error);
        }
        Box::new(|language| {
            language
                .pick("内容超过 1 MB", "the text is larger than 1 MB")
                .to_owned()
        })
    })?;
    let text = String::from_utf8(bytes).map_err(|_| -> Reason {
        Box::new(|language| {
            language
                .pick("内容不是 UTF-8 文字", "it is no text in UTF-8")
                .to_owned()
        })
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

fn ended_badly(program: &str, status: ExitStatus) -> Reason {
    let program = program.to_owned();
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    Box::new(move |language| match (status.code(), signal) {
        (Some(code), _) => language.pick(
            format!("编辑器 {program} 退出码为 {code}"),
            format!("the editor {program} ended with exit code {code}"),
        ),
        (None, Some(signal)) => language.pick(
            format!("编辑器 {program} 被信号 {signal} 中止"),
            format!("the editor {program} was ended by signal {signal}"),
        ),
        (None, None) => language.pick(
            format!("编辑器 {program} 没有正常退出"),
            format!("the editor {program} did not end well"),
        ),
    })
}

/// A failure; the file stays if there is more in it than what was sent.
fn kept(file: TempPath, sent: &str, program: &str, reason: &dyn Fn(Language) -> String) -> Failure {
    let is_unchanged = files::bytes(&file, LARGEST).is_ok_and(|left| left == sent.as_bytes());
    if is_unchanged || !file.exists() {
        return Failure::new(Path::new(program), reason).lasting();
    }
    // What cannot be kept is where it is, anyway.
    let path = file.keep().unwrap_or_else(|error| error.path.to_path_buf());
    Failure::new(&path, |language| {
        let reason = reason(language);
        language.pick(
            format!("{reason}；写下的内容留在这个文件里"),
            format!("{reason}; what was written is kept in this file"),
        )
    })
    .lasting()
}

fn no_editor() -> Failure {
    Failure::new(Path::new("$EDITOR"), |language| {
        language
            .pick(
                "找不到编辑器；请设置环境变量 EDITOR",
                "no editor was found; set the variable EDITOR",
            )
            .to_owned()
    })
    .lasting()
}

/// The program and its arguments.
fn chosen(
    get: impl Fn(&str) -> Option<String>,
    is_program: impl Fn(&str) -> bool,
) -> Result<Vec<String>, Failure> {
    let set = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| Some((name, get(name).filter(|value| !value.trim().is_empty())?)));
    let Some((name, value)) = set else {
        let usual = USUAL.into_iter().find(|name| is_program(name));
        return Ok(vec![usual.ok_or_else(no_editor)?.to_owned()]);
    };
    if value.contains(std::path::MAIN_SEPARATOR) && is_program(&value) {
        return Ok(vec![value]);
    }
    match shell_words::split(&value) {
        Ok(words) if !words.is_empty() => Ok(words),
        _ => Err(Failure::new(Path::new(&format!("${name}")), |language| {
            language
                .pick("引号没有配对", "a quote is not closed")
                .to_owned()
        })
        .lasting()),
    }
}

/// Whether a name or a path is that of a program that can be started.
fn is_program(name: &str) -> bool {
    if name.contains(std::path::MAIN_SEPARATOR) {
        return is_executable(Path::new(name));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| is_executable(&folder.join(name)))
}

fn is_executable(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else {
        return false;
    };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    metadata.is_file() && may_run
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn words(visual: Option<&str>, editor: Option<&str>) -> Result<Vec<String>, Failure> {
        let get = |name: &str| {
            let value = if name == "VISUAL" { visual } else { editor };
            value.map(str::to_owned)
        };
        let programs = ["/opt/my editor/ed", "vim", "vi"];
        chosen(get, |name| programs.contains(&name))
    }

    #[test]
    fn the_editor_is_the_one_that_a_person_chose() {
        for (visual, editor, expected) in [
            (Some("code --wait"), Some("vi"), &["code", "--wait"][..]),
            (None, Some("vi"), &["vi"]),
            (Some("  "), Some("vi"), &["vi"]),
            (Some("/opt/my editor/ed"), None, &["/opt/my editor/ed"]),
            (
                Some("'/opt/your editor/ed' -n"),
                None,
                &["/opt/your editor/ed", "-n"],
            ),
            (
                Some("emacs -nw $HOME *"),
                None,
                &["emacs", "-nw", "$HOME", "*"],
            ),
            (None, None, &["vim"]),
        ] {
            assert_eq!(words(visual, editor).unwrap(), expected);
        }
        assert!(words(Some("vi 'x"), None).is_err());
    }

    #[test]
    fn without_any_editor_it_says_so() {
        let failure = chosen(|_| None, |_| false).unwrap_err();
        let words = failure.words(Language::Chinese);
        assert!(words.contains("找不到编辑器"), "{words}");
    }

    /// An editor: what it does to the file `$1`.
    fn script(folder: &Path, body: &str) -> Vec<String> {
        let path = folder.join("editor of mine");
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        vec![path.to_str().unwrap().to_owned()]
    }

    /// With everything in this folder.
    fn edited_in(folder: &Path, body: &str, text: &str) -> Result<String, Failure> {
        edit_with(&script(folder, body), folder, text, ".txt")
    }

    fn edited(body: &str, text: &str) -> Result<String, Failure> {
        let folder = tempfile::tempdir().unwrap();
        edited_in(folder.path(), body, text)
    }

    #[test]
    fn a_text_goes_out_and_comes_back() {
        let body = "printf '第三句。\\n' >> \"$1\"";
        assert_eq!(
            edited(body, "第一句。\n第二句。\n").unwrap(),
            "第一句。\n第二句。\n第三句。\n"
        );
        // Behind a line that was not ended too: what is appended is a line of its own.
        assert_eq!(
            edited(body, "一。\n\n二。").unwrap(),
            "一。\n\n二。\n第三句。\n"
        );
        // As editors do that write a new file and give it the name.
        let body = "printf '新的。' > \"$1.new\" && mv \"$1.new\" \"$1\"";
        assert_eq!(edited(body, "旧的。").unwrap(), "新的。");
    }

    #[test]
    fn the_last_line_is_ended_once_and_no_text_is_no_line() {
        for (text, expected) in [
            ("一。", "一。\n"),
            ("一。\n", "一。\n"),
            ("一。\n\n\n", "一。\n"),
            ("\n一。", "\n一。\n"),
            ("", ""),
            ("\n", ""),
        ] {
            assert_eq!(edited("true", text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_has_no_end_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert!(left_in(&pipe).is_err());
        assert!(left_in(Path::new("/dev/zero")).is_err());
    }

    #[test]
    fn a_text_goes_out_if_it_can_come_back() {
        let mut text = "x".repeat(LARGEST - 1);
        assert_eq!(check_size(&text), Ok(()));
        assert!(edited("true", &text).is_ok());
        text.push('x');
        let failure = check_size(&text).unwrap_err();
        assert!(failure.words(Language::Chinese).contains("超过 1 MB"));
        assert!(
            failure
                .words(Language::English)
                .contains("larger than 1 MB")
        );
        assert!(edited("true", &text).is_err());
    }

    #[test]
    fn the_file_is_private_has_the_suffix_and_is_gone_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let seen = folder.path().join("seen");
        let seen = seen.to_str().unwrap();
        let body = format!("stat -c '%a %n' \"$1\" > '{seen}'");
        edited(&body, "一句。").unwrap();
        let line = fs::read_to_string(seen).unwrap();
        let (mode, path) = line.trim().split_once(' ').unwrap();
        assert_eq!(mode, "600");
        assert!(path.ends_with(".txt"), "{path}");
        assert!(!Path::new(path).exists());
    }

    #[test]
    fn a_failure_keeps_what_was_written() {
        for (body, reason) in [
            ("printf '新的。' > \"$1\"; exit 3", "退出码为 3"),
            ("printf '新的。' > \"$1\"; kill -TERM $$", "信号 15"),
            ("printf '\\377新的。' > \"$1\"", "不是 UTF-8"),
            (
                "head -c 1100000 /dev/zero | tr '\\0' x > \"$1\"; printf '新的。' >> \"$1\"",
                "超过 1 MB",
            ),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let failure = edited_in(folder.path(), body, "旧的。").unwrap_err();
            let words = failure.words(Language::Chinese);
            assert!(words.contains(reason), "{words}");
            let kept = fs::read(&failure.path).unwrap();
            assert!(kept.ends_with("新的。".as_bytes()), "{words}");
        }
    }

    #[test]
    fn a_failure_that_wrote_nothing_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let failure = edited_in(folder.path(), "exit 1", "旧的。").unwrap_err();
        assert!(failure.path.ends_with("editor of mine"));
        assert!(failure.words(Language::English).contains("exit code 1"));
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "the editor alone");
        let words = ["no-such-editor".to_owned()];
        let missing = edit_with(&words, folder.path(), "旧的。", ".txt").unwrap_err();
        let words = missing.words(Language::Chinese);
        assert!(words.contains("没有这个编辑器"), "{words}");
    }
}
