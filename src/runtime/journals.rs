//! Journals on disk: where they lie, new ones, and those that nobody writes any more.
//!
//! Owns the folder, which is this user's alone, and the locks: whoever writes a journal holds the system's
//! own lock on it, which ends with the process however that ends. Never reads a plan.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::journal::Remains;

/// How the name of a journal ends.
const JOURNAL: &str = "journal";

/// How the name of a journal ends of which all was taken but a text that has no place any more.
const REST: &str = "rest";

/// The largest journal that is read: a journal is written anew long before, so that whatever is larger is no journal
/// that this program has written.
const LARGEST: u64 = 192 << 20;

/// The longest first line: a path, and the names of the journals before.
const LONGEST_LINE: u64 = 64 << 10;

/// How long the steps of undo of a plan are kept that nobody opens.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Where journals lie; none where the system does not say where a person's own files are.
///
/// Source: XDG Base Directory Specification, by which a folder that is not absolute is ignored.
pub fn folder() -> Option<PathBuf> {
    folder_of(|name| env::var_os(name), env::home_dir())
}

fn folder_of(get: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |path: PathBuf| path.is_absolute().then_some(path);
    let said = |name| get(name).map(PathBuf::from).and_then(absolute);
    let home = || home.clone().and_then(absolute);
    let usual = || {
        if cfg!(windows) {
            said("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            Some(home()?.join("Library/Application Support"))
        } else {
            Some(home()?.join(".local/state"))
        }
    };
    let folder = said("XDG_STATE_HOME").or_else(usual)?;
    Some(folder.join("planwalk").join("journals"))
}

/// A plan as journals name it. Two plans never have the same name, also where a path is no text: bytes that are none
/// stand as `\xNN`, and a backslash is doubled.
pub fn name_of(plan: &Path) -> String {
    let absolute = fs::canonicalize(plan).unwrap_or_else(|_| plan.to_owned());
    #[cfg(unix)]
    {
        use std::fmt::Write;
        use std::os::unix::ffi::OsStrExt;
        let mut name = String::new();
        for chunk in absolute.as_os_str().as_bytes().utf8_chunks() {
            name.push_str(&chunk.valid().replace('\\', "\\\\"));
            for byte in chunk.invalid() {
                // Writing to a text does not fail.
                let _ = write!(name, "\\x{byte:02x}");
            }
        }
        name
    }
    #[cfg(not(unix))]
    absolute.to_string_lossy().into_owned()
}

/// A journal that nobody writes any more. Until it is dropped nobody else takes it.
#[derive(Debug)]
pub struct Left {
    /// Its file.
    pub path: PathBuf,
    /// What it comes to.
    pub remains: Remains,
    /// When something was written last.
    pub at: SystemTime,
    /// Whether all of it was taken but a text that has no place any more.
    pub is_rest: bool,
    /// Holds the lock.
    _lock: File,
}

impl Left {
    /// Whether it has something that is nowhere else.
    pub fn is_needed(&self) -> bool {
        self.remains.is_unsaved() || self.remains.draft.is_some()
    }

    /// Deletes it.
    ///
    /// # Errors
    /// The system's.
    pub fn delete(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// Keeps nothing of it but what was being typed and has no place any more.
    ///
    /// # Errors
    /// The system's. Nothing is lost then.
    pub fn keep_draft(self) -> io::Result<()> {
        let rest = self.draft_alone();
        self.renew(rest, REST).map(drop)
    }

    /// The same without what was being typed, which has a journal of its own from here on: another text is opened now,
    /// and a later start opens this one.
    ///
    /// # Errors
    /// The system's. Nothing is lost then: at worst the text is in both.
    pub fn without_draft(self) -> io::Result<Self> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        write_anew(folder, JOURNAL, &self.draft_alone(), self.at)?;
        let mut remains = self.remains.clone();
        remains.draft = None;
        self.renew(remains, JOURNAL)
    }

    fn draft_alone(&self) -> Remains {
        let remains = &self.remains;
        let text = remains.text.clone();
        let draft = remains.draft.clone();
        Remains::new(remains.plan.clone(), text.clone(), text, draft)
    }

    /// The same journal, which knows that the disk holds this text: an edit that was saved, and taken back later, must
    /// not be taken for one that was never saved.
    ///
    /// # Errors
    /// The system's. Nothing is lost then.
    pub fn learn(self, disk: &str) -> io::Result<Self> {
        let mut remains = self.remains.clone();
        disk.clone_into(&mut remains.disk);
        remains.saving.clear();
        self.renew(remains, JOURNAL)
    }

    /// Writes another journal, and only then deletes this one.
    fn renew(self, remains: Remains, end: &str) -> io::Result<Self> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let (path, file) = write_anew(folder, end, &remains, self.at)?;
        let new = Self {
            path,
            remains,
            at: self.at,
            is_rest: end == REST,
            _lock: file,
        };
        self.delete()?;
        Ok(new)
    }
}

/// Writes a journal that comes to this, and is as old as the one that it was taken from: the order of journals is
/// that of their last words.
fn write_anew(
    folder: &Path,
    end: &str,
    remains: &Remains,
    at: SystemTime,
) -> io::Result<(PathBuf, File)> {
    let (path, mut file) = create_as(folder, end)?;
    let written = io::Write::write_all(&mut file, remains.journal().as_bytes());
    let written = written.and_then(|()| file.set_modified(at));
    if let Err(error) = written.and_then(|()| file.sync_all()) {
        let _ = fs::remove_file(path);
        return Err(error);
    }
    Ok((path, file))
}

/// Makes a new journal, empty, locked, and readable by this user alone.
///
/// # Errors
/// The system's; the folder is not this user's alone.
pub fn create(folder: &Path) -> io::Result<(PathBuf, File)> {
    create_as(folder, JOURNAL)
}

fn create_as(folder: &Path, end: &str) -> io::Result<(PathBuf, File)> {
    make_private(folder)?;
    // A name that nobody can guess, made new, with mode 0600, and no link is followed.
    let file = tempfile::Builder::new()
        .prefix("")
        .suffix(&format!(".{end}"))
        .rand_bytes(12)
        .tempfile_in(folder)?;
    // File systems without locks have no other program that looks for them either.
    let _ = file.as_file().try_lock();
    let (file, path) = file.keep().map_err(|error| error.error)?;
    // Or a power cut takes the name of a file whose bytes are safe. Not every file system has an answer to it.
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok((path, file))
}

/// Makes the folder, for this user alone.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
        builder.mode(0o700).create(folder)?;
        let metadata = fs::metadata(folder)?;
        if metadata.mode() & 0o077 != 0 {
            // Fails where the folder is somebody else's: then it is no place for what is private.
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
    }
    #[cfg(not(unix))]
    builder.create(folder)?;
    Ok(())
}

/// The journals of a plan that nobody writes any more, or those of all plans, the oldest first. What is of no
/// use to anybody goes.
pub fn left_behind(folder: &Path, plan: Option<&str>) -> Vec<Left> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    if !fs::metadata(folder).is_ok_and(|metadata| is_own(&metadata)) {
        return Vec::new();
    }
    let mut found: Vec<Left> = entries
        .flatten()
        .filter_map(|entry| left(&entry.path(), plan))
        .collect();
    found.sort_by_key(|left| left.at);
    found
}

/// The journals that are too large to be read. They are left alone.
pub fn too_large(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_journal = |path: &PathBuf| {
        let end = path.extension().and_then(|end| end.to_str());
        let metadata = path.symlink_metadata();
        matches!(end, Some(JOURNAL | REST))
            && metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() > LARGEST)
    };
    entries
        .map(|entry| entry.path())
        .filter(is_journal)
        .collect()
}

/// Whether nobody but this user can have written it: what another one wrote would be saved into this one's plans.
#[cfg(unix)]
fn is_own(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

fn left(path: &Path, plan: Option<&str>) -> Option<Left> {
    let end = path.extension()?.to_str()?;
    // A rest is only told of to those who ask for all.
    let is_rest = end == REST;
    if end != JOURNAL && !(is_rest && plan.is_none()) {
        return None;
    }
    let metadata = path.symlink_metadata().ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return None;
    }
    // To write, or some systems give no lock.
    let file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    if !is_own(&file.metadata().ok()?) {
        return None;
    }
    match file.try_lock() {
        Ok(()) => {}
        // Somebody is writing it.
        Err(TryLockError::WouldBlock) => return None,
        // There are no locks here.
        Err(TryLockError::Error(_)) => {}
    }
    let at = metadata.modified().ok()?;
    let is_old = at.elapsed().is_ok_and(|age| age > KEPT);
    let mut reader = BufReader::new(&file);
    let mut first = Vec::new();
    reader
        .by_ref()
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut first)
        .ok()?;
    let about = Remains::plan_of(&first);
    if !is_old && plan.is_some() && about.as_deref() != plan {
        return None;
    }
    let mut journal = first;
    // It may have grown since it was looked at.
    reader.take(LARGEST).read_to_end(&mut journal).ok()?;
    let Some(remains) = Remains::read(&journal) else {
        // Killed before its first record was whole. Another form may be a later program's.
        if is_old && about.is_some() {
            let _ = fs::remove_file(path);
        }
        return None;
    };
    let left = Left {
        path: path.to_owned(),
        remains,
        at,
        is_rest,
        _lock: file,
    };
    if is_old && !left.is_needed() {
        let _ = left.delete();
        return None;
    }
    plan.is_none_or(|plan| left.remains.plan == plan)
        .then_some(left)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;

    use super::*;
    use crate::journal::Record;

    fn folder(pairs: &[(&str, &str)], home: Option<&str>) -> Option<PathBuf> {
        let get = |name: &str| {
            let pair = pairs.iter().find(|(key, _)| *key == name);
            pair.map(|(_, value)| OsString::from(value))
        };
        folder_of(get, home.map(PathBuf::from))
    }

    fn journal(folder: &Path, plan: &str, text: &str) -> (PathBuf, File) {
        let (path, mut file) = create(folder).unwrap();
        let remains = Remains::new(plan.to_owned(), String::new(), text.to_owned(), None);
        file.write_all(remains.journal().as_bytes()).unwrap();
        (path, file)
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn journals_lie_where_the_system_has_what_is_private() {
        let usual = Some(PathBuf::from("/home/office/.local/state/planwalk/journals"));
        let home = Some("/home/office");
        assert_eq!(folder(&[], home), usual);
        assert_eq!(folder(&[("XDG_STATE_HOME", "relative")], home), usual);
        let elsewhere = Some(PathBuf::from("/state/planwalk/journals"));
        assert_eq!(folder(&[("XDG_STATE_HOME", "/state")], home), elsewhere);
        assert_eq!(folder(&[], None), None);
        assert_eq!(folder(&[], Some("")), None);
    }

    #[test]
    fn a_journal_that_is_being_written_is_told_from_one_that_was_left() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("planwalk").join("journals");
        assert!(left_behind(&folder, None).is_empty(), "there is no folder");
        let (path, file) = journal(&folder, "a.toml", "一");
        assert!(left_behind(&folder, None).is_empty(), "it is being written");
        drop(file);
        let left = left_behind(&folder, Some("a.toml"));
        assert_eq!(left.len(), 1);
        assert_eq!(
            (&left[0].path, left[0].remains.text.as_str()),
            (&path, "一")
        );
        assert!(left_behind(&folder, None).is_empty(), "it was taken");
        drop(left);
        assert!(left_behind(&folder, Some("b.toml")).is_empty());
        assert_eq!(left_behind(&folder, None).len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("journals");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let (path, _file) = create(&folder).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&path)), (0o700, 0o600));
    }

    #[cfg(unix)]
    #[test]
    fn what_somebody_else_may_have_written_is_not_believed() {
        use std::os::unix::fs::PermissionsExt;
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("journals");
        let (path, file) = journal(&folder, "a.toml", "一");
        drop(file);
        let found = |mode| {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            left_behind(&folder, None).len()
        };
        assert_eq!([0o666, 0o620, 0o600].map(found), [0, 0, 1]);
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(&path, Some(12345), None).unwrap();
            assert_eq!(left_behind(&folder, None).len(), 0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn plans_whose_names_are_no_text_have_names_of_their_own() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let name = |bytes: &[u8]| name_of(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(name("/没有/a.toml".as_bytes()), "/没有/a.toml");
        assert_eq!(name(b"/no/\xff.toml"), "/no/\\xff.toml");
        assert_eq!(name(b"/no/\xfe.toml"), "/no/\\xfe.toml");
        assert_eq!(name(b"/no/\\xff.toml"), "/no/\\\\xff.toml");
    }

    #[test]
    fn what_is_too_large_is_left_alone() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("journals");
        let (path, file) = journal(&folder, "a.toml", "一");
        file.set_len(LARGEST + 1).unwrap();
        drop(file);
        assert!(left_behind(&folder, None).is_empty());
        assert_eq!(too_large(&folder), [path]);
        let (_, mut file) = journal(&folder, &"a".repeat(100_000), "一");
        file.write_all(b"\n").unwrap();
        drop(file);
        assert!(left_behind(&folder, Some("b.toml")).is_empty());
    }

    #[test]
    fn what_is_of_no_use_goes_after_a_month_and_the_rest_stays() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path();
        let old = SystemTime::now() - KEPT - Duration::from_secs(60);
        let saved = |text: &str| {
            let (path, mut file) = journal(folder, "a.toml", text);
            file.write_all(Record::Saved.line().as_bytes()).unwrap();
            (path, file)
        };
        let aged = |(path, file): (PathBuf, File)| {
            file.set_modified(old).unwrap();
            path
        };
        let unsaved = aged(journal(folder, "a.toml", "一"));
        let useless = aged(saved("二"));
        let (recent, _) = saved("三");
        left_behind(folder, Some("b.toml"));
        assert!(unsaved.exists() && recent.exists());
        assert!(!useless.exists());
    }

    #[test]
    fn what_has_no_place_any_more_is_told_to_those_who_ask_for_all() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path();
        let (_, mut file) = journal(folder, "a.toml", "一");
        let draft = crate::journal::Draft {
            kind: crate::journal::DraftKind::Commit,
            node: None,
            label: String::new(),
            base: None,
            text: "没写完".to_owned(),
        };
        let draft = Some(draft);
        let record = Record::Draft {
            draft: draft.clone(),
        };
        file.write_all(record.line().as_bytes()).unwrap();
        drop(file);
        let left = left_behind(folder, Some("a.toml")).pop().unwrap();
        left.keep_draft().unwrap();
        assert!(left_behind(folder, Some("a.toml")).is_empty());
        let left = left_behind(folder, None);
        assert_eq!(left.len(), 1);
        assert!(left[0].is_rest && !left[0].remains.is_unsaved());
        assert_eq!(left[0].remains.draft, draft);
    }
}
