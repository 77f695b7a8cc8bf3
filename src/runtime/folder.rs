//! Which plans there are in a folder, and what a typed path means.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::app::{CONFIGURATION_NAME, Key, Listed};
use crate::document::Document;

/// The title is looked for in so many bytes at the beginning of a file.
const BEGINNING: u64 = 1 << 14;

/// The folder that plans are kept in, below that of the work.
pub const PLANS: &str = "plans";

/// The nearest folder, from the current one upwards, that has plans in its [`PLANS`]; the current one,
/// which is the empty path, where none has. Only the current folder can hold plans itself: in those
/// above, a TOML file with a title is rarely one.
pub fn nearest() -> PathBuf {
    let depth = std::env::current_dir().map_or(1, |folder| folder.components().count());
    // `..` and not the folder's full name: what is shown stays short and is right from here.
    let up = |base: &PathBuf| Some(base.join(".."));
    std::iter::successors(Some(PathBuf::new()), up)
        .take(depth)
        .find(|base| !plan_files(&base.join(PLANS)).is_empty())
        .unwrap_or_default()
}

/// The folder that plans are kept in, and the plans there by name: [`PLANS`] under `base`, or `base`
/// itself where that holds plans and the other none. The one rule for the screens and the commands.
pub fn plans_under(base: &Path) -> (PathBuf, Vec<Listed>) {
    let folder = base.join(PLANS);
    let plans = list(&folder);
    if !plans.is_empty() {
        return (folder, plans);
    }
    match list(base) {
        none if none.is_empty() => (folder, none),
        plans => (base.to_owned(), plans),
    }
}

fn list(folder: &Path) -> Vec<Listed> {
    let listed = |path: PathBuf| {
        let title = title(&path)?;
        Some(Listed { path, title })
    };
    plan_files(folder).into_iter().filter_map(listed).collect()
}

/// The files in a folder that are plans by their names, sorted. A folder that cannot be read has none.
fn plan_files(folder: &Path) -> Vec<PathBuf> {
    let readable = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let entries = fs::read_dir(readable).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| folder.join(entry.file_name()))
        .filter(|path| is_plan_name(path) && path.is_file())
        .collect();
    paths.sort();
    paths
}

fn is_plan_name(path: &Path) -> bool {
    let is_hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let ending = path.extension();
    !is_hidden && ending.is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

/// The title that the beginning of a file says; empty if it says none but may be a plan, none if it
/// is another kind of TOML file, such as a `Cargo.toml`.
fn title(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
    if read.is_err() {
        // It is listed, so that opening it says why it cannot be read.
        return Some(String::new());
    }
    let head_ends = bytes
        .windows(3)
        .position(|three| three == b"\n[[" || three == b"\n[p")
        .map(|end| end + 1);
    let is_whole = (bytes.len() as u64) < BEGINNING;
    let last_line = bytes.iter().rposition(|&byte| byte == b'\n');
    let end = head_ends.or(if is_whole { None } else { last_line });
    bytes.truncate(end.unwrap_or(bytes.len()));
    let title = Document::read(bytes).head().title.clone();
    let is_configuration = path.ends_with(CONFIGURATION_NAME);
    let near_plans =
        path.parent().is_some_and(|folder| folder.ends_with(PLANS)) && !is_configuration;
    (near_plans || !title.is_empty()).then_some(title)
}

/// The files that a typed path can mean, the likeliest first: as it stands, without the quotes that a
/// shell or a file manager puts round it, with `~` for the home folder, with full-width characters as
/// the half-width ones that they were typed for.
pub(super) fn meant_by(typed: &str, home: Option<&Path>) -> Vec<PathBuf> {
    let typed = typed.trim();
    let bare = bare(typed);
    let folded: String = bare.chars().map(fold).collect();
    let mut paths = Vec::new();
    for text in [typed, bare, &folded] {
        let in_home = home.and_then(|home| Some(home.join(text.strip_prefix("~/")?)));
        let path = in_home.unwrap_or_else(|| PathBuf::from(text));
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// The new file that a typed path means: in a folder it has the plan's name, and `.toml` is put behind it if it
/// was not typed. Full-width characters stay, but for those that make a path.
pub(super) fn place_for(typed: &str, name: &Path, home: Option<&Path>) -> PathBuf {
    let bare = bare(typed).replace('／', "/").replace('．', ".");
    let bare = bare.replacen('～', "~", usize::from(bare.starts_with('～')));
    let in_home = home.and_then(|home| match bare.strip_prefix('~')? {
        "" => Some(home.to_owned()),
        rest => Some(home.join(rest.strip_prefix('/')?)),
    });
    let ends_as_folder = bare.ends_with('/');
    let path = in_home.unwrap_or_else(|| PathBuf::from(bare));
    if path.is_dir() || ends_as_folder {
        return path.join(name);
    }
    if is_plan_name(&path) {
        return path;
    }
    let mut path = path.into_os_string();
    path.push(".toml");
    path.into()
}

/// What was typed, without what a shell or a file manager puts round a path.
fn bare(typed: &str) -> &str {
    let typed = typed.trim();
    let bare = typed.strip_prefix("file://").unwrap_or(typed);
    bare.trim_matches(['"', '\'', '“', '”', '‘', '’']).trim()
}

fn fold(character: char) -> char {
    match Key::char(character).folded().typed() {
        Some(folded) => folded,
        None => character,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn plans_are_listed_by_name_with_their_titles() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("plans");
        fs::create_dir(&folder).unwrap();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        write("b.toml", "format = 1\ntitle = \"乙\"\n\n[[pillar]]\nbroken");
        write("a.toml", "title = \"甲\"\n");
        write("c.toml", "不是 TOML");
        write("notes.md", "title = \"丙\"\n");
        write("planwalk.toml", "look = \"dark\"\n");
        write(".planwalk-1.tmp", "");
        let (found, listed) = plans_under(base.path());
        assert_eq!(found, folder);
        let names: Vec<_> = listed
            .iter()
            .map(|one| {
                let name = one.path.file_name().unwrap().to_string_lossy().into_owned();
                (name, one.title.as_str())
            })
            .collect();
        let expected = [("a.toml", "甲"), ("b.toml", "乙"), ("c.toml", "")];
        assert_eq!(
            names,
            expected.map(|(name, title)| (name.to_owned(), title))
        );
    }

    #[test]
    fn a_folder_of_other_toml_files_has_no_plans() {
        let base = tempfile::tempdir().unwrap();
        fs::write(base.path().join("Cargo.toml"), "[package]\nname = \"x\"\n").unwrap();
        let plans = base.path().join("plans");
        assert_eq!(plans_under(base.path()), (plans, vec![]));
        fs::write(base.path().join("plan.toml"), "title = \"甲\"\n").unwrap();
        let (found, listed) = plans_under(base.path());
        assert_eq!((found.as_path(), listed.len()), (base.path(), 1));
        assert_eq!(list(&base.path().join("nowhere")), []);
    }

    #[test]
    fn an_empty_folder_of_plans_hides_none() {
        let base = tempfile::tempdir().unwrap();
        fs::create_dir(base.path().join(PLANS)).unwrap();
        assert_eq!(plans_under(base.path()), (base.path().join(PLANS), vec![]));
        fs::write(base.path().join("plan.TOML"), "title = \"甲\"\n").unwrap();
        let (found, listed) = plans_under(base.path());
        assert_eq!((found.as_path(), listed.len()), (base.path(), 1));
    }

    #[test]
    fn a_place_to_save_to_is_a_new_plan_file() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        fs::create_dir(home.join("stick")).unwrap();
        let place = |typed: &str| place_for(typed, Path::new("a.toml"), Some(home));
        for (typed, expected) in [
            ("~", "a.toml"),
            ("~/", "a.toml"),
            ("~/b.toml", "b.toml"),
            (" “～／b” ", "b.toml"),
            ("~/b.txt", "b.txt.toml"),
            ("~/计划（新）．toml", "计划（新）.toml"),
            ("~/stick", "stick/a.toml"),
            ("~/nowhere/", "nowhere/a.toml"),
        ] {
            assert_eq!(place(typed), home.join(expected), "{typed}");
        }
        assert_eq!(place("/tmp/x/b.TOML"), Path::new("/tmp/x/b.TOML"));
        assert_eq!(place("b"), Path::new("b.toml"));
        assert_eq!(place("~other/b"), Path::new("~other/b.toml"));
        let homeless = place_for("~/b", Path::new("a.toml"), None);
        assert_eq!(homeless, Path::new("~/b.toml"));
    }

    #[test]
    fn a_typed_path_can_mean_several_files() {
        let home = Path::new("/home/office");
        let meant = |typed| meant_by(typed, Some(home));
        assert_eq!(meant(" a.txt "), [PathBuf::from("a.txt")]);
        assert!(meant("“计划 1.txt”").contains(&PathBuf::from("计划 1.txt")));
        assert!(meant("~/a.txt").contains(&home.join("a.txt")));
        assert!(meant("～／ａ．txt").contains(&home.join("a.txt")));
        assert!(meant("file:///tmp/a.txt").contains(&PathBuf::from("/tmp/a.txt")));
    }
}
