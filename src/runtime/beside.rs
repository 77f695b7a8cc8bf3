//! The file that a save writes beside the plan, before that takes the plan's name.
//!
//! Owns its name, and what becomes of one whose save was killed. Whoever writes one keeps it locked, and the
//! system lets go of the lock when the process dies: what nobody has locked is nobody's, however old it is and
//! whatever the clock says. Owns too the points at which tests let a call to the system fail.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

const PREFIX: &str = ".planwalk-";
const SUFFIX: &str = ".tmp";

/// Makes a new file in a folder, locked as long as it is open, and taken away again unless it gets a name.
/// One for a plan that is not there yet is as readable as the user's other new files are.
pub(super) fn make(folder: &Path, is_new: bool) -> io::Result<NamedTempFile> {
    before(Call::Make)?;
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    if is_new {
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    // Where there are no locks, nobody takes leftovers away either.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Takes away what saves that were killed have left in a folder. Needs the folder's lock, under which nobody else
/// makes such a file; a failure is no reason not to save.
pub(super) fn clear(folder: &Path, lock: Option<&File>) {
    let entries = lock.and_then(|_| fs::read_dir(folder).ok());
    for entry in entries.into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_ours);
        // A pipe would be waited for, and a link leads to something else.
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(&path);
        }
    }
}

fn is_ours(name: &str) -> bool {
    let random = name
        .strip_prefix(PREFIX)
        .and_then(|name| name.strip_suffix(SUFFIX));
    random.is_some_and(|random| {
        !random.is_empty() && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// A call to the system that a save makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Lock,
    Make,
    Write,
    Own,
    Mode,
    Sync,
    Look,
    Rename,
    SyncFolder,
}

/// Stands before a call that can fail.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests it fails")]
pub(super) fn before(_: Call) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) use faults::before;

/// Calls that fail when a test says so.
#[cfg(test)]
pub(super) mod faults {
    use std::cell::RefCell;
    use std::io;

    use super::Call;

    #[derive(Default)]
    struct Faults {
        made: Vec<Call>,
        failing: Option<(usize, io::ErrorKind)>,
    }

    thread_local! {
        static FAULTS: RefCell<Faults> = RefCell::default();
    }

    /// Does a job whose n-th call fails, and gives the calls that were made.
    pub fn with<T>(
        failing: Option<(usize, io::ErrorKind)>,
        job: impl FnOnce() -> T,
    ) -> (T, Vec<Call>) {
        FAULTS.with_borrow_mut(|faults| {
            *faults = Faults {
                made: Vec::new(),
                failing,
            };
        });
        let done = job();
        (done, FAULTS.take().made)
    }

    pub fn before(call: Call) -> io::Result<()> {
        FAULTS.with_borrow_mut(|faults| {
            let at = faults.made.len();
            faults.made.push(call);
            match faults.failing {
                Some((failing, kind)) if failing == at => Err(kind.into()),
                _ => Ok(()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::*;
    use crate::change::Operation;
    use crate::document::Document;
    use crate::plan::{Id, Status};
    use crate::runtime::files::{self, Durability, SaveError};

    const PLAN: &str = "title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '一'\n[[pillar.task]]\nid = 't1'\nstatus = 'on-track'\ntitle = '二'\n";

    fn edited(base: &Document) -> Document {
        let mut document = base.clone();
        let operation = Operation::status(Id::new("t1").unwrap(), Status::Done);
        document.apply(&operation, None).unwrap();
        document
    }

    fn names(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn whichever_call_of_a_save_fails_the_file_is_the_old_or_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        let start = || {
            fs::write(&path, PLAN).unwrap();
            files::read(&path).unwrap()
        };
        let base = start();
        let new = edited(&base).text().into_owned();
        let (_, calls) = faults::with(None, || files::save(&path, &edited(&base), &base));
        let expected = [Call::Lock, Call::Make, Call::Rename, Call::SyncFolder];
        assert!(
            expected.iter().all(|call| calls.contains(call)),
            "{calls:?}"
        );
        for kind in [io::ErrorKind::Other, io::ErrorKind::StorageFull] {
            for (at, call) in calls.iter().enumerate() {
                let base = start();
                let save = || files::save(&path, &edited(&base), &base);
                let (saved, _) = faults::with(Some((at, kind)), save);
                let text = fs::read_to_string(&path).unwrap();
                match (call, saved) {
                    // A folder without locks, a group that cannot be kept: no reason not to save.
                    (Call::Lock | Call::Own, Ok(Durability::Durable))
                    | (Call::SyncFolder, Ok(Durability::NotSure(_))) => assert_eq!(text, new),
                    (
                        Call::Make
                        | Call::Write
                        | Call::Mode
                        | Call::Sync
                        | Call::Look
                        | Call::Rename,
                        Err(SaveError::System(error)),
                    ) => {
                        assert_eq!(error.kind(), kind);
                        assert_eq!(text, PLAN, "{call:?}");
                    }
                    other => panic!("{other:?}"),
                }
                assert_eq!(names(folder.path()).len(), 1, "{call:?} left something");
                // And then it can be saved.
                let base = files::read(&path).unwrap();
                files::save(&path, &edited(&base), &base).unwrap();
                assert_eq!(fs::read_to_string(&path).unwrap(), new);
            }
        }
    }

    #[test]
    fn whichever_call_fails_a_new_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        let document = Document::read(PLAN.as_bytes().to_vec());
        let (_, calls) = faults::with(None, || files::create(&path, &document));
        for (at, call) in calls.iter().enumerate() {
            fs::remove_file(&path).unwrap();
            let create = || files::create(&path, &document);
            let (made, _) = faults::with(Some((at, io::ErrorKind::Other)), create);
            assert_eq!(made.is_ok(), path.exists(), "{call:?}");
            assert!(names(folder.path()).len() <= 1, "{call:?} left something");
            if !path.exists() {
                files::create(&path, &document).unwrap();
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), PLAN);
        }
    }

    #[test]
    fn only_what_a_dead_save_left_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        fs::write(&path, PLAN).unwrap();
        let left = folder.path().join(".planwalk-a1B2c3.tmp");
        fs::write(&left, "half of it").unwrap();
        let kept = [
            ".planwalk-.tmp",
            ".planwalk-a b.tmp",
            ".planwalk-a1B2c3.toml",
            "planwalk-a1B2c3.tmp",
            "a.tmp",
        ];
        for name in kept {
            fs::write(folder.path().join(name), "somebody's").unwrap();
        }
        fs::create_dir(folder.path().join(".planwalk-folder.tmp")).unwrap();
        let at_work = make(folder.path(), false).unwrap();
        let busy = at_work.path().file_name().unwrap().to_owned();

        let base = files::read(&path).unwrap();
        files::save(&path, &edited(&base), &base).unwrap();

        let mut expected: BTreeSet<_> = kept.map(str::to_owned).into();
        expected.extend(["plan.toml".to_owned(), ".planwalk-folder.tmp".to_owned()]);
        expected.insert(busy.into_string().unwrap());
        assert_eq!(names(folder.path()), expected);
        drop(at_work);

        // A new plan takes away what was left, too.
        fs::write(&left, "half of it").unwrap();
        files::create(&folder.path().join("new.toml"), &base).unwrap();
        assert!(!left.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_with_such_a_name_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        fs::write(&path, PLAN).unwrap();
        let link = folder.path().join(".planwalk-a1B2c3.tmp");
        std::os::unix::fs::symlink("plan.toml", &link).unwrap();
        let lock = File::open(folder.path()).unwrap();
        clear(folder.path(), Some(&lock));
        assert!(link.symlink_metadata().is_ok() && path.exists());
        fs::remove_file(&link).unwrap();
        // Without the folder's lock nothing is touched.
        fs::write(&link, "half of it").unwrap();
        clear(folder.path(), None);
        assert!(link.exists());
    }
}
