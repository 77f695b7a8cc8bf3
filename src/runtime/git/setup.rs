//! Teaching git to show and merge plans in planwalk's words: `planwalk git-setup`.
//!
//! Owns the plan of changes as data, said before anything is written, and carrying it out or back. Writes two
//! places only: `.gitattributes`, where everything that stands there stays, and the repository's own
//! configuration. Undone, both are as they were, byte for byte where nobody else changed them; a value that stood under
//! one of its keys before is not brought back. Never writes through a link.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Result;
use super::command::{line, run};
use super::error::{GitError, said};
use super::repository::Repository;

/// What a setup, or taking it back, would write. Nothing was written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The change of `.gitattributes`; none where it says what it should already.
    pub attributes: Option<FileChange>,
    /// The changes of the repository's configuration, those only that change something.
    pub keys: Vec<KeyChange>,
    /// The configuration file that they are in.
    pub configuration: PathBuf,
}

/// The change of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file.
    pub path: PathBuf,
    /// Its text; none where it is not there.
    pub before: Option<Vec<u8>>,
    /// Its text afterwards; none where it goes.
    pub after: Option<Vec<u8>>,
    /// The line that is added or taken out.
    pub line: String,
}

/// The change of one key of the repository's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// Such as `merge.planwalk.driver`.
    pub key: &'static str,
    /// Its value; none where it is not set.
    pub before: Option<String>,
    /// Its value afterwards; none where it goes.
    pub after: Option<String>,
}

/// What counts instead of something of a setup. Outside text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overruled {
    /// An attribute of the plan's file.
    Attribute {
        /// `merge` or `diff`.
        name: String,
        /// Its value, as git tells it.
        value: String,
    },
    /// A key of the configuration.
    Key {
        /// Such as `merge.planwalk.driver`.
        key: &'static str,
        /// Its value; empty where it has none.
        value: String,
    },
}

impl Setup {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_none() && self.keys.is_empty()
    }
}

/// What a plan file is to git, in `.gitattributes`.
const ATTRIBUTES: &str = "diff=planwalk merge=planwalk";

/// What git shows behind `@@`: in the lines that `planwalk textconv` prints, pillars and tasks begin at the
/// margin. git's own rule knows no Chinese.
const HEADERS: &str = "^([^[:space:]].*)$";

/// The sections that are the setup's own, and whole.
const SECTIONS: [&str; 2] = ["merge.planwalk", "diff.planwalk"];

impl Repository {
    /// What is to be written so that git shows and merges the plans of this one's folder in planwalk's words.
    ///
    /// # Errors
    /// The system's; git failed.
    pub fn setup(&self) -> Result<Setup> {
        let line = self.attributes_line();
        let path = self.root().join(".gitattributes");
        let before = read(&path)?;
        let after = with_line(before.as_deref(), &line);
        let attributes = (before.as_ref() != Some(&after)).then_some(FileChange {
            path,
            before,
            after: Some(after),
            line,
        });
        let program = program();
        let wanted = keys(&program);
        let mut changes = Vec::new();
        for (key, value) in wanted {
            let before = self.local(key)?;
            if before.as_deref() != Some(&value) {
                changes.push(KeyChange {
                    key,
                    before,
                    after: Some(value),
                });
            }
        }
        Ok(Setup {
            attributes,
            keys: changes,
            configuration: self.common_dir().join("config"),
        })
    }

    /// What is to be written so that nothing of a setup is left.
    ///
    /// # Errors
    /// The system's; git failed.
    pub fn setup_undone(&self) -> Result<Setup> {
        let line = self.attributes_line();
        let path = self.root().join(".gitattributes");
        let before = read(&path)?;
        let after = before.as_deref().map(|before| without_line(before, &line));
        let attributes = (before != after).then(|| FileChange {
            path: path.clone(),
            before,
            // A file that holds nothing else was made by the setup, unless git knows it.
            after: after.filter(|text| !text.is_empty() || self.knows(&path)),
            line,
        });
        let mut changes = Vec::new();
        for (key, _) in keys("") {
            if let Some(before) = self.local(key)? {
                changes.push(KeyChange {
                    key,
                    before: Some(before),
                    after: None,
                });
            }
        }
        Ok(Setup {
            attributes,
            keys: changes,
            configuration: self.common_dir().join("config"),
        })
    }

    /// Writes what was planned.
    ///
    /// # Errors
    /// The file was changed since; the system's; git failed. What was written before that stays, and doing
    /// it again brings it to its end.
    pub fn carry_out(&self, setup: &Setup) -> Result<()> {
        if let Some(change) = &setup.attributes {
            if read(&change.path)? != change.before {
                return Err(GitError::ChangedSince(change.path.clone()));
            }
            match &change.after {
                Some(after) => write(&change.path, after).map_err(GitError::System)?,
                None => fs::remove_file(&change.path).map_err(GitError::System)?,
            }
        }
        for change in &setup.keys {
            let arguments = match &change.after {
                Some(value) => vec!["config", "--local", "--replace-all", change.key, value],
                None => vec!["config", "--local", "--unset-all", change.key],
            };
            self.configure(&arguments)?;
        }
        // git leaves the headers of sections behind when the last key goes.
        for section in SECTIONS {
            let is_emptied = setup
                .keys
                .iter()
                .any(|change| change.after.is_none() && change.key.starts_with(section));
            if is_emptied && !self.has_keys(section)? {
                let _ = self.configure(&["config", "--local", "--remove-section", section]);
            }
        }
        Ok(())
    }

    /// What of a setup does not count, as something else is said in another place: a file of attributes nearer to
    /// the plan, a file that the configuration includes.
    ///
    /// # Errors
    /// git failed.
    pub fn overruled(&self) -> Result<Vec<Overruled>> {
        let mut overruled = Vec::new();
        let arguments = ["check-attr", "-z", "diff", "merge", "--", self.path()];
        let said = self.git.read(arguments)?;
        let mut words = said.split(|&byte| byte == 0).map(line);
        while let (Some(_), Some(name), Some(value)) = (words.next(), words.next(), words.next()) {
            if value != "planwalk" {
                overruled.push(Overruled::Attribute { name, value });
            }
        }
        for (key, wanted) in keys(&program()) {
            let value = self.value(key, None)?;
            if value.as_ref() != Some(&wanted) {
                let value = value.unwrap_or_default();
                overruled.push(Overruled::Key { key, value });
            }
        }
        Ok(overruled)
    }

    fn configure(&self, arguments: &[&str]) -> Result<()> {
        let mut git = self.git.writing();
        let output = run(git.env("LC_ALL", "C").args(arguments))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(said(&output.stderr))
        }
    }

    /// The last value of a key in the repository's own configuration.
    fn local(&self, key: &str) -> Result<Option<String>> {
        self.value(key, Some("--local"))
    }

    /// The last value of a key; of one place only, or in the end.
    fn value(&self, key: &str, place: Option<&str>) -> Result<Option<String>> {
        let place = place.into_iter();
        let arguments = ["config"].into_iter().chain(place);
        let value = self.git.ask(arguments.chain(["--null", "--get", key]))?;
        Ok(value.map(|value| line(&value).trim_end_matches('\0').to_owned()))
    }

    fn has_keys(&self, section: &str) -> Result<bool> {
        let pattern = format!("^{}\\.", section.replace('.', "\\."));
        let found = self
            .git
            .ask(["config", "--local", "--name-only", "--get-regexp", &pattern])?;
        Ok(found.is_some())
    }

    fn knows(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| {
            let words = format!("HEAD:{name}");
            self.hash_of(&words).is_ok_and(|hash| hash.is_some())
        })
    }

    /// `plans/*.toml diff=planwalk merge=planwalk`: the plans of the folder that this one lies in. Records of
    /// meetings lie deeper, and are none.
    fn attributes_line(&self) -> String {
        let pattern = match self.path().rsplit_once('/') {
            Some((folder, _)) => format!("{}/*.toml", escaped(folder)),
            // A pattern without a slash would mean the files of all folders.
            None => "/*.toml".to_owned(),
        };
        // Blanks end a pattern unless it stands in quotes, as in C.
        if pattern.contains([' ', '\t', '"', '#', '!']) {
            let quoted = pattern.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{quoted}\" {ATTRIBUTES}")
        } else {
            format!("{pattern} {ATTRIBUTES}")
        }
    }
}

/// A folder's name, in which nothing is a pattern.
fn escaped(folder: &str) -> String {
    let mut escaped = String::with_capacity(folder.len());
    for character in folder.chars() {
        if matches!(character, '*' | '?' | '[' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The keys of a setup and their values. `program` is how a shell calls planwalk.
///
/// What git shows is not kept (`cachetextconv`): it would be kept in a branch of notes, beyond the next
/// version of planwalk.
fn keys(program: &str) -> [(&'static str, String); 5] {
    // Exit codes from 1 to 128 with nothing written would count as a conflict, and git would lose the other
    // side without a word: where planwalk is not there, or fails, git's own merge steps in. Where planwalk
    // is there and did not merge, lines that git puts together may still make no plan, such as one with a
    // task twice: that is a conflict for somebody to look at.
    let driver = format!(
        "{program} merge-driver %O %A %B --path %P --label %Y; r=$?; [ $r -le 1 ] && exit $r; \
         git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B || exit; [ $r -eq 127 ]"
    );
    // Where it is not there git would show nothing at all, of any file.
    let textconv = format!("f() {{ {program} textconv \"$1\" 2>/dev/null || cat \"$1\"; }}; f");
    [
        ("merge.planwalk.name", "planwalk".to_owned()),
        ("merge.planwalk.driver", driver),
        // The base of a criss-cross merge is merged too. One from before both sides, which is what git takes
        // for files that it cannot merge, would make what was merged and then taken back seem no change.
        ("merge.planwalk.recursive", "planwalk".to_owned()),
        ("diff.planwalk.textconv", textconv),
        ("diff.planwalk.xfuncname", HEADERS.to_owned()),
    ]
}

/// How a shell finds this program: by its name where that leads here, else by its place.
fn program() -> String {
    let own = env::current_exe().and_then(fs::canonicalize).ok();
    let path = env::var_os("PATH").unwrap_or_default();
    let name = format!("planwalk{}", env::consts::EXE_SUFFIX);
    let first = env::split_paths(&path)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
        .and_then(|path| fs::canonicalize(path).ok());
    match own {
        Some(own) if first.as_ref() != Some(&own) => {
            shell_words::quote(&own.to_string_lossy().replace('\\', "/")).into_owned()
        }
        _ => "planwalk".to_owned(),
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    // Through a link, a repository would choose which file is written.
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(GitError::NoFile(path.to_owned())),
        Ok(_) => fs::read(path).map(Some).map_err(GitError::System),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(GitError::System(error)),
    }
}

/// Whole or not at all, with the mode that the file has.
fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    let mut file = {
        use std::os::unix::fs::PermissionsExt;
        // What the person's umask leaves of it.
        file.permissions(fs::Permissions::from_mode(0o666));
        file.tempfile_in(folder)?
    };
    #[cfg(not(unix))]
    let mut file = file.tempfile_in(folder)?;
    file.write_all(text)?;
    if let Ok(metadata) = fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The text with the line at its end, once, in the text's own line ends.
fn with_line(text: Option<&[u8]>, line: &str) -> Vec<u8> {
    let text = text.unwrap_or_default();
    if lines_of(text).any(|known| is_line(known, line)) {
        return text.to_vec();
    }
    let end: &[u8] = if text.windows(2).any(|pair| pair == b"\r\n") {
        b"\r\n"
    } else {
        b"\n"
    };
    let mut text = text.to_vec();
    if text.last().is_some_and(|&byte| byte != b'\n') {
        text.extend_from_slice(end);
        text.extend_from_slice(line.as_bytes());
        // The last line had no end: neither has the new one, so that taking it out leaves what was there.
        return text;
    }
    text.extend_from_slice(line.as_bytes());
    text.extend_from_slice(end);
    text
}

/// The text without the line.
fn without_line(text: &[u8], line: &str) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    for known in lines_of(text) {
        if !is_line(known, line) {
            kept.extend_from_slice(known);
        } else if !known.ends_with(b"\n") {
            // It had taken the last line's lack of an end over.
            let end: &[u8] = if kept.ends_with(b"\r\n") {
                b"\r\n"
            } else {
                b"\n"
            };
            kept.truncate(kept.strip_suffix(end).map_or(kept.len(), <[u8]>::len));
        }
    }
    kept
}

fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&byte| byte == b'\n')
}

fn is_line(known: &[u8], line: &str) -> bool {
    known.trim_ascii() == line.as_bytes()
}
