//! Where configuration files lie, and reading them.
//!
//! Owns the two places: the person's own file, and the repository's. Never knows what is in them: that
//! is the application's business.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::folder::PLANS;
use super::{Target, files};
use crate::app::{CONFIGURATION_NAME, Configuration, ConfigurationProblem, Failure};

/// The largest file that is read, in bytes: far more than anybody sets.
const LARGEST: u64 = 1 << 16;

/// What the files say together, and what is wrong in them: the person's own first.
#[derive(Debug, Default)]
pub struct Found {
    /// What holds.
    pub configuration: Configuration,
    /// What has no effect, and why.
    pub problems: Vec<ConfigurationProblem>,
}

/// What is set for the work in the current folder.
pub fn here() -> Found {
    of(&Target::Folder(PathBuf::new()))
}

/// What is set for a plan, or for the plans of a folder.
pub fn of(target: &Target) -> Found {
    let home = env::home_dir().filter(|home| !home.as_os_str().is_empty());
    let own = own_file(|name| env::var_os(name), home.as_deref(), System::HERE);
    let folder = match target {
        Target::Plan(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
        Target::Folder(base) => Some(base.join(PLANS))
            .filter(|plans| plans.is_dir())
            .unwrap_or_else(|| base.clone()),
    };
    both(own, &folder, home.as_deref())
}

fn both(own: Option<Own>, folder: &Path, home: Option<&Path>) -> Found {
    let mut found = Found::default();
    if let Some(own) = &own {
        found.take(&own.path, own.is_asked_for);
    }
    let shared = shared_file(folder, home);
    let is_own = |shared: &Path| {
        let own = own
            .as_ref()
            .and_then(|own| fs::canonicalize(&own.path).ok());
        own.is_some_and(|own| fs::canonicalize(shared).is_ok_and(|shared| shared == own))
    };
    if let Some(shared) = shared.filter(|shared| !is_own(shared)) {
        found.take(&shared, false);
    }
    found
}

impl Found {
    /// Reads a file below what is there already. One that is not there says nothing, unless somebody asked for
    /// just this one.
    fn take(&mut self, path: &Path, is_asked_for: bool) {
        match read(path) {
            Ok(bytes) => {
                let (configuration, problems) = Configuration::read(path, &bytes);
                self.configuration = std::mem::take(&mut self.configuration).over(configuration);
                self.problems.extend(problems);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_asked_for => {}
            Err(error) => {
                let failure = Failure::new(path, |language| match error.kind() {
                    io::ErrorKind::FileTooLarge => language
                        .pick("超过 64 KB", "it is larger than 64 KB")
                        .to_owned(),
                    _ => files::system_words(&error, language),
                });
                let problem = ConfigurationProblem::unreadable(path, failure);
                self.problems.push(problem);
            }
        }
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        // A pipe would be waited for. An empty device is how people say that they want none.
        return Ok(Vec::new());
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// The person's own file.
#[derive(Debug, PartialEq, Eq)]
struct Own {
    path: PathBuf,
    /// Whether the environment names just this file.
    is_asked_for: bool,
}

/// Which habits the system has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    Unix,
    Mac,
    Windows,
}

impl System {
    const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::Mac
    } else {
        Self::Unix
    };
}

/// Where the person's own file lies.
///
/// Source: XDG Base Directory Specification, by which a folder that is not absolute is ignored.
fn own_file(
    get: impl Fn(&str) -> Option<OsString>,
    home: Option<&Path>,
    system: System,
) -> Option<Own> {
    let folder = |name| {
        get(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    if let Some(path) = get("PLANWALK_CONFIG").filter(|path| !path.is_empty()) {
        return Some(Own {
            path: path.into(),
            is_asked_for: true,
        });
    }
    let usual = || match system {
        System::Unix => Some(home?.join(".config")),
        System::Mac => Some(home?.join("Library/Application Support")),
        System::Windows => folder("APPDATA"),
    };
    let folder = folder("XDG_CONFIG_HOME").or_else(usual)?;
    Some(Own {
        path: folder.join("planwalk").join(CONFIGURATION_NAME),
        is_asked_for: false,
    })
}

/// The nearest file from a folder upwards, within the repository or the home folder. Where neither is
/// above, nothing says whose folders those are: then it lies in the folder itself or, of `plans/`, beside it.
fn shared_file(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    // Or `..` would be taken for a folder of its own.
    let folder = fs::canonicalize(folder).ok()?;
    let home = home.and_then(|home| fs::canonicalize(home).ok());
    let is_last = |folder: &Path| home.as_deref() == Some(folder) || folder.join(".git").exists();
    let folders: Vec<&Path> = folder.ancestors().collect();
    let reach = match folders.iter().position(|folder| is_last(folder)) {
        Some(last) => last + 1,
        None if folder.ends_with(PLANS) => 2,
        None => 1,
    };
    folders
        .into_iter()
        .take(reach)
        .map(|folder| folder.join(CONFIGURATION_NAME))
        .find(|path| path.symlink_metadata().is_ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::app::LookChoice;
    use crate::language::Language;

    fn own(pairs: &[(&str, &str)], home: Option<&str>, system: System) -> Option<(String, bool)> {
        let get = |name: &str| {
            let pair = pairs.iter().find(|(key, _)| *key == name);
            pair.map(|(_, value)| OsString::from(value))
        };
        let own = own_file(get, home.map(Path::new), system)?;
        let path = own.path.to_str().unwrap().replace('\\', "/");
        Some((path, own.is_asked_for))
    }

    #[test]
    fn the_own_file_lies_where_the_system_has_such_files() {
        let home = Some("/home/office");
        let usual = |path: &str| Some((path.to_owned(), false));
        assert_eq!(
            own(&[], home, System::Unix),
            usual("/home/office/.config/planwalk/planwalk.toml")
        );
        assert_eq!(
            own(&[], home, System::Mac),
            usual("/home/office/Library/Application Support/planwalk/planwalk.toml")
        );
        assert_eq!(
            own(&[("APPDATA", "/roaming")], home, System::Windows),
            usual("/roaming/planwalk/planwalk.toml")
        );
        let elsewhere = [("XDG_CONFIG_HOME", "/etc/office")];
        assert_eq!(
            own(&elsewhere, home, System::Unix),
            usual("/etc/office/planwalk/planwalk.toml")
        );
        let relative = [("XDG_CONFIG_HOME", "office"), ("PLANWALK_CONFIG", "")];
        assert_eq!(
            own(&relative, home, System::Unix),
            usual("/home/office/.config/planwalk/planwalk.toml")
        );
        let named = [("PLANWALK_CONFIG", "my.toml"), elsewhere[0]];
        assert_eq!(
            own(&named, None, System::Unix),
            Some(("my.toml".to_owned(), true))
        );
        assert_eq!(own(&[], None, System::Unix), None);
    }

    /// Folders as described, and where the shared file was found from one of them.
    fn shared(paths: &[&str], from: &str, home: Option<&str>) -> Option<String> {
        let base = tempfile::tempdir().unwrap();
        let base = fs::canonicalize(base.path()).unwrap();
        for path in paths {
            let path = base.join(path);
            if path.ends_with(CONFIGURATION_NAME) {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, "").unwrap();
            } else {
                fs::create_dir_all(path).unwrap();
            }
        }
        let home = home.map(|home| base.join(home));
        let found = shared_file(&base.join(from), home.as_deref())?;
        let found = found.strip_prefix(&base).unwrap();
        Some(found.to_str().unwrap().replace('\\', "/"))
    }

    #[test]
    fn the_nearest_shared_file_within_the_repository_counts() {
        let all = [
            "planwalk.toml",
            "a/planwalk.toml",
            "a/b/.git",
            "a/b/plans/2021",
        ];
        assert_eq!(shared(&all, "a/b/plans", None), None, "not above .git");
        let all = ["a/b/.git", "a/b/planwalk.toml", "a/b/plans/2021"];
        let found = Some("a/b/planwalk.toml".to_owned());
        assert_eq!(shared(&all, "a/b/plans/2021", None), found);
        let all = [
            "a/.git",
            "a/planwalk.toml",
            "a/b/planwalk.toml",
            "a/b/plans",
        ];
        assert_eq!(shared(&all, "a/b/plans", None), found, "the nearest");
        assert_eq!(shared(&all, "nowhere", None), None);
    }

    #[test]
    fn without_a_repository_home_is_the_last_folder_and_else_the_work_itself() {
        let all = ["planwalk.toml", "home/work/plans"];
        assert_eq!(shared(&all, "home/work/plans", Some("home")), None);
        let all = ["home/planwalk.toml", "home/work/plans"];
        let found = Some("home/planwalk.toml".to_owned());
        assert_eq!(shared(&all, "home/work/plans", Some("home")), found);
        assert_eq!(shared(&all, "home/work/plans", None), None);
        let all = ["work/planwalk.toml", "work/plans"];
        let found = Some("work/planwalk.toml".to_owned());
        assert_eq!(shared(&all, "work/plans", None), found);
        assert_eq!(shared(&all, "work", None), found);
    }

    #[test]
    fn the_own_file_wins_and_both_are_told_of() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("own.toml");
        fs::write(&path, "language = \"en\"\nlook = 3\n").unwrap();
        let shared = base.path().join(CONFIGURATION_NAME);
        fs::write(
            &shared,
            "language = \"zh\"\nlook = \"light\"\nnmae = \"x\"\n",
        )
        .unwrap();
        let own = |path: &Path| {
            Some(Own {
                path: path.to_owned(),
                is_asked_for: true,
            })
        };
        let found = both(own(&path), base.path(), None);
        assert_eq!(found.configuration.language, Some(Language::English));
        let light = LookChoice::Is(crate::app::Look::Light);
        assert_eq!(found.configuration.look, Some(light));
        assert_eq!(found.problems.len(), 2);
        // One file in both places is read once.
        assert_eq!(both(own(&shared), base.path(), None).problems.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_what_is_not_there_is_nothing() {
        let base = tempfile::tempdir().unwrap();
        let told = |path: &Path, is_asked_for: bool| {
            let mut found = Found::default();
            found.take(path, is_asked_for);
            assert_eq!(found.configuration, Configuration::default());
            let words = |problem: &ConfigurationProblem| problem.words(Language::English);
            found.problems.iter().map(words).collect::<Vec<_>>()
        };
        let path = base.path().join(CONFIGURATION_NAME);
        assert_eq!(told(&path, false), [""; 0]);
        let none = "it cannot be read: no such file or folder";
        assert_eq!(told(&path, true), [none]);
        let folder = "it cannot be read: this is a folder";
        assert_eq!(told(base.path(), false), [folder]);
        let mut text = "#".repeat(1 << 16);
        fs::write(&path, &text).unwrap();
        assert_eq!(told(&path, false), [""; 0]);
        text.push('\n');
        fs::write(&path, &text).unwrap();
        let large = "it cannot be read: it is larger than 64 KB";
        assert_eq!(told(&path, false), [large]);
        fs::write(&path, b"name = \"\xd5\xc5\"\n").unwrap();
        assert_eq!(told(&path, false), ["the file is not UTF-8"]);
    }
}
