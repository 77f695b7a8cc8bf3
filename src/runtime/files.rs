//! Plan files on disk: read, saved so that neither a crash nor a power cut leaves half of one, created.
//!
//! Owns the order of system calls of a save. Never decides when to save, and never writes over text that
//! nobody has seen: what is on disk must be what was last read or written.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use super::beside::{self, Call, before};
use crate::document::{Document, LARGEST};
use crate::language::Language;

/// Why a plan was not saved. The file is as it was.
#[derive(Debug)]
pub enum SaveError {
    /// Another program has changed the file since it was last read.
    ChangedOnDisk,
    /// A file of this name is there already.
    AlreadyThere,
    /// The file is marked as read-only, or is one that this user may not write.
    ReadOnly,
    /// Another program keeps the folder locked.
    Busy,
    /// A call to the system failed.
    System(io::Error),
}

impl From<io::Error> for SaveError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl SaveError {
    /// Why, in words. Holds the system's own text: sanitize it before it is shown.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::ChangedOnDisk => language
                .pick(
                    "文件被别的程序改过，没有覆盖",
                    "another program has changed the file; it was not overwritten",
                )
                .to_owned(),
            Self::AlreadyThere => language
                .pick("已有同名文件", "a file of this name is there already")
                .to_owned(),
            Self::ReadOnly => language
                .pick("文件是只读的", "the file is read-only")
                .to_owned(),
            Self::Busy => language
                .pick(
                    "另一个程序正占用着这个文件夹，请稍后再试",
                    "another program keeps the folder locked; try again in a moment",
                )
                .to_owned(),
            Self::System(error) => system_words(error, language),
        }
    }
}

/// What the system said, in words for the failures that people can do something about.
pub fn system_words(error: &io::Error, language: Language) -> String {
    use io::ErrorKind;
    if error.get_ref().is_some_and(|inner| inner.is::<NoFile>()) {
        return language
            .pick(
                "这不是普通文件，是管道、套接字或设备",
                "this is no ordinary file, but a pipe, a socket or a device",
            )
            .to_owned();
    }
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        return language
            .pick(
                "符号链接绕成了圈",
                "its symbolic links lead round in a circle",
            )
            .to_owned();
    }
    let known = match error.kind() {
        ErrorKind::NotFound => language.pick("没有这个文件或文件夹", "no such file or folder"),
        ErrorKind::PermissionDenied => language.pick("没有权限", "permission denied"),
        ErrorKind::StorageFull => language.pick("磁盘已满", "the disk is full"),
        ErrorKind::QuotaExceeded => language.pick("磁盘配额已用完", "the disk quota is used up"),
        ErrorKind::ReadOnlyFilesystem => language.pick("磁盘是只读的", "the disk can only be read"),
        ErrorKind::FileTooLarge => language.pick("文件太大", "the file is too large"),
        ErrorKind::IsADirectory => language.pick("这是一个文件夹", "this is a folder"),
        ErrorKind::NotADirectory => {
            language.pick("路径中间不是文件夹", "a part of the path is no folder")
        }
        ErrorKind::InvalidFilename => {
            language.pick("文件名不能这样写", "a file cannot have such a name")
        }
        _ => return error.to_string(),
    };
    known.to_owned()
}

/// What is at a path, where that is neither a file nor a folder. It is never read: a pipe may never say
/// anything, and a device may never end.
#[derive(Debug)]
struct NoFile;

impl fmt::Display for NoFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not a regular file")
    }
}

impl std::error::Error for NoFile {}

/// Opens a file for reading, and gives its length. Never waits: whatever is no file is refused.
///
/// # Errors
/// The system's, and what [`system_words`] has words for: a folder, a pipe, a socket, a device.
pub fn open(path: &Path) -> io::Result<(File, u64)> {
    let must_be_file = |metadata: &Metadata| match metadata.file_type() {
        kind if kind.is_file() => Ok(()),
        kind if kind.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        _ => Err(io::Error::other(NoFile)),
    };
    // A device may do something when it is opened, and a socket cannot be.
    must_be_file(&fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    // What has taken the file's place since then is not waited for either.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    must_be_file(&metadata)?;
    Ok((file, metadata.len()))
}

/// The bytes of a file that has at most so many.
///
/// # Errors
/// The system's; and a file that is larger, or none.
pub fn bytes(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let (file, length) = open(path)?;
    let fits = usize::try_from(length)
        .ok()
        .filter(|&length| length <= most);
    let length = fits.ok_or(io::ErrorKind::FileTooLarge)?;
    // One byte more than the length, so that the end is found without growing the vector.
    let mut bytes = Vec::with_capacity(length + 1);
    // The file may grow while it is read.
    file.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Reads a plan file.
///
/// # Errors
/// The system's; and a file larger than [`LARGEST`], or none.
pub fn read(path: &Path) -> io::Result<Document> {
    bytes(path, LARGEST).map(Document::read)
}

/// Writes a document in the place of a plan file, whole or not at all.
///
/// `base` is what was last read from this file or written to it. The new text goes to a file beside the
/// plan, through to the disk; the plan's mode is kept and a symbolic link is followed; then it takes the
/// plan's name, and the folder goes to the disk too. While that lasts the folder is locked, so that two
/// planwalks do not step between each other's look and rename. What a save that was killed has left beside the
/// plan is taken away. A plan that was deleted comes back.
///
/// # Errors
/// The file is as it was. Only a failure after the rename, when the text is in place but may not
/// outlast a power cut, is not an error: it is the `Ok` value.
pub fn save(path: &Path, document: &Document, base: &Document) -> Result<Durability, SaveError> {
    let path = resolve(path)?;
    let folder = folder_of(&path);
    let lock = lock(folder)?;
    beside::clear(folder, lock.as_ref());
    let old = match fs::metadata(&path) {
        // What was read was a file.
        Ok(metadata) if !metadata.is_file() => return Err(SaveError::ChangedOnDisk),
        Ok(metadata) => {
            // A rename asks for the folder's permission only; the file's own has to be asked for.
            may_write(&path, &metadata)?;
            Some(metadata)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let file = write_beside(folder, document, old.as_ref())?;
    if !is_on_disk(&path, base)? {
        return Err(SaveError::ChangedOnDisk);
    }
    before(Call::Rename)?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(Durability::of(match lock {
        Some(folder) => before(Call::SyncFolder).and_then(|()| folder.sync_all()),
        None => sync_folder(folder),
    }))
}

/// Locks the folder until what is returned is dropped. None where it cannot be had at all: in a folder
/// that may not be listed, or on a network file system without locks. The look before the rename
/// is taken all the same.
fn lock(folder: &Path) -> Result<Option<File>, SaveError> {
    let Ok(folder) = File::open(folder) else {
        return Ok(None);
    };
    let start = Instant::now();
    loop {
        match before(Call::Lock)
            .map_err(TryLockError::Error)
            .and_then(|()| folder.try_lock())
        {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(SaveError::Busy),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

/// How long a save waits for another one in the same folder, which takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it waits before it looks again: there is no lock that gives up by itself.
const PAUSE: Duration = Duration::from_millis(10);

fn may_write(path: &Path, metadata: &Metadata) -> Result<(), SaveError> {
    // Root may write everything, and still a file that is marked so is meant to stay as it is.
    if metadata.permissions().readonly() {
        return Err(SaveError::ReadOnly);
    }
    match OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(SaveError::ReadOnly),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    before(Call::SyncFolder)?;
    File::open(folder)?.sync_all()
}

/// Writes a document to a new file, whole or not at all, and makes the folder if there is none.
///
/// # Errors
/// There is a file of this name already, or the system's. Nothing was written then.
pub fn create(path: &Path, document: &Document) -> Result<Durability, SaveError> {
    let folder = folder_of(path);
    let made = make_folders(folder)?;
    let lock = lock(folder)?;
    beside::clear(folder, lock.as_ref());
    // Looked at first for the sake of a clear answer; the rename below makes sure.
    if path.symlink_metadata().is_ok() {
        return Err(SaveError::AlreadyThere);
    }
    let file = write_beside(folder, document, None)?;
    before(Call::Rename)?;
    file.persist_noclobber(path)
        .map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => SaveError::AlreadyThere,
            _ => SaveError::System(error.error),
        })?;
    // Each folder that was made has its name in the one above.
    let synced = sync_folder(folder).and_then(|()| {
        made.iter()
            .try_for_each(|folder| sync_folder(folder_of(folder)))
    });
    Ok(Durability::of(synced))
}

/// Makes a folder and those above it; gives those that were not there, the innermost first.
fn make_folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let missing = folder
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && folder.symlink_metadata().is_err());
    let missing: Vec<_> = missing.map(Path::to_owned).collect();
    fs::create_dir_all(folder)?;
    Ok(missing)
}

/// Whether what was written will outlast a power cut.
#[derive(Debug)]
pub enum Durability {
    /// It is on the disk.
    Durable,
    /// The file is written, but the system could not promise that its name is.
    NotSure(io::Error),
}

impl Durability {
    fn of(synced: io::Result<()>) -> Self {
        match synced {
            Ok(()) => Self::Durable,
            // Some file systems have no such call; they have no other promise to give either.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
                ) =>
            {
                Self::Durable
            }
            Err(error) => Self::NotSure(error),
        }
    }
}

fn write_beside(
    folder: &Path,
    document: &Document,
    old: Option<&Metadata>,
) -> io::Result<NamedTempFile> {
    let file = beside::make(folder, old.is_none())?;
    let mut writer = BufWriter::with_capacity(1 << 16, file.as_file());
    for piece in document.pieces() {
        before(Call::Write)?;
        writer.write_all(piece)?;
    }
    writer.flush()?;
    drop(writer);
    if let Some(old) = old {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            // The owner can be kept by root alone, and the group by all who belong to it; who may keep neither
            // still may save.
            let keep = |owner| {
                before(Call::Own).and_then(|()| fchown(file.as_file(), owner, Some(old.gid())))
            };
            let _ = keep(Some(old.uid())).or_else(|_| keep(None));
        }
        before(Call::Mode)?;
        file.as_file().set_permissions(permissions(&file, old)?)?;
    }
    before(Call::Sync)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// The mode of the file that is replaced. What it allowed a group that could not be kept, another group does not get.
#[cfg(unix)]
fn permissions(file: &NamedTempFile, old: &Metadata) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let mut mode = old.permissions().mode();
    if file.as_file().metadata()?.gid() != old.gid() {
        let everybody = mode & 0o007;
        mode &= !0o070 | everybody << 3;
    }
    Ok(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permissions(_: &NamedTempFile, old: &Metadata) -> io::Result<fs::Permissions> {
    Ok(old.permissions())
}

/// Whether the file holds exactly this document; a file that is not there holds nothing that could be
/// lost.
fn is_on_disk(path: &Path, document: &Document) -> io::Result<bool> {
    before(Call::Look)?;
    let mut file = match open(path) {
        Ok((file, _)) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    let mut buffer = vec![0; 1 << 16];
    for piece in document.pieces() {
        for expected in piece.chunks(buffer.len()) {
            let found = &mut buffer[..expected.len()];
            match file.read_exact(found) {
                Ok(()) if found == expected => {}
                Ok(()) => return Ok(false),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(file.read(&mut buffer[..1])? == 0)
}

/// The file behind symbolic links. A link that leads nowhere is an error, not a place to write.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error)
            if error.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() =>
        {
            let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
            Ok(fs::canonicalize(folder_of(path))?.join(name))
        }
        resolved => resolved,
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::change::Operation;
    use crate::plan::{Id, Status};

    const PLAN: &str = "title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '一'\n[[pillar.task]]\nid = 't1'\nstatus = 'on-track'\ntitle = '二'\n";

    fn edited(base: &Document) -> Document {
        let mut document = base.clone();
        let operation = Operation::status(Id::new("t1").unwrap(), Status::Done);
        document.apply(&operation, None).unwrap();
        document
    }

    fn folder_with_plan() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        fs::write(&path, PLAN).unwrap();
        (folder, path)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_save_replaces_the_file_and_leaves_nothing_behind() {
        let (folder, path) = folder_with_plan();
        let base = read(&path).unwrap();
        let document = edited(&base);
        assert!(matches!(
            save(&path, &document, &base),
            Ok(Durability::Durable)
        ));
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            PLAN.replace("on-track", "done")
        );
        assert_eq!(names(folder.path()), ["plan.toml"]);
    }

    #[test]
    fn a_file_changed_by_others_is_not_overwritten() {
        let (folder, path) = folder_with_plan();
        let base = read(&path).unwrap();
        let document = edited(&base);
        for theirs in [
            PLAN.replace('二', "三"),
            format!("{PLAN}# 完\n"),
            PLAN[..20].to_owned(),
        ] {
            fs::write(&path, &theirs).unwrap();
            assert!(matches!(
                save(&path, &document, &base),
                Err(SaveError::ChangedOnDisk)
            ));
            assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
        }
        assert_eq!(names(folder.path()), ["plan.toml"]);
        fs::remove_file(&path).unwrap();
        save(&path, &document, &base).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), document.text());
    }

    #[test]
    fn a_new_file_never_replaces_another() {
        let (folder, path) = folder_with_plan();
        let document = read(&path).unwrap();
        assert!(matches!(
            create(&path, &edited(&document)),
            Err(SaveError::AlreadyThere)
        ));
        assert_eq!(fs::read_to_string(&path).unwrap(), PLAN);
        let new = folder.path().join("plans").join("new.toml");
        create(&new, &document).unwrap();
        assert_eq!(fs::read_to_string(&new).unwrap(), PLAN);
        assert_eq!(names(&folder.path().join("plans")), ["new.toml"]);
    }

    #[test]
    fn a_locked_folder_is_said_to_be_busy() {
        let (folder, path) = folder_with_plan();
        let base = read(&path).unwrap();
        let held = File::open(folder.path()).unwrap();
        held.lock().unwrap();
        assert!(matches!(
            save(&path, &edited(&base), &base),
            Err(SaveError::Busy)
        ));
        assert_eq!(fs::read_to_string(&path).unwrap(), PLAN);
        drop(held);
        save(&path, &edited(&base), &base).unwrap();
    }

    #[test]
    fn folders_that_are_missing_are_made_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a").join("b");
        let made = make_folders(&inner).unwrap();
        assert_eq!(made, [inner.clone(), folder.path().join("a")]);
        assert_eq!(make_folders(&inner).unwrap(), Vec::<PathBuf>::new());
    }

    #[cfg(unix)]
    #[test]
    fn mode_and_link_are_kept() {
        use std::fs::Permissions;
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, path) = folder_with_plan();
        let link = folder.path().join("link.toml");
        symlink("plan.toml", &link).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o664)).unwrap();
        let base = read(&link).unwrap();
        save(&link, &edited(&base), &base).unwrap();
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("plan.toml"));
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o664
        );
        assert!(fs::read_to_string(&path).unwrap().contains("done"));

        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        let base = read(&link).unwrap();
        assert!(matches!(
            save(&link, &base, &base),
            Err(SaveError::ReadOnly)
        ));

        let dangling = folder.path().join("dangling.toml");
        symlink("nowhere.toml", &dangling).unwrap();
        assert!(matches!(
            save(&dangling, &base, &base),
            Err(SaveError::System(_))
        ));
    }
}
