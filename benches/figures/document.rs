//! Reading, checking, editing and saving, without a screen.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use planwalk::change::{Operation, Slot};
use planwalk::document::{Document, Place};
use planwalk::plan::{Id, Status, Task};
use planwalk::runtime::files;

use super::harness::{Effort, group, self_timed, timed};
use super::plans::{self, SerdePlan};

pub fn run(effort: Effort, folder: &Path) {
    for &tasks in effort.sizes {
        let text = plans::text(tasks);
        let path = folder.join("plan.toml");
        fs::write(&path, &text).expect("the folder takes a file");
        read(effort, tasks, &text, &path);
        edit(effort, tasks, &text);
        shape(effort, tasks, &text);
        save(effort, tasks, &path);
    }
}

fn read(effort: Effort, tasks: usize, text: &str, path: &Path) {
    let title = format!("read {tasks} tasks, {:.1} MB", text.len() as f64 / 1e6);
    let document = Document::read(text.as_bytes().to_vec());
    group(
        &title,
        effort,
        vec![
            timed("floor: reading the bytes", || {
                fs::read(path).expect("is readable")
            }),
            timed("read and indexed", || {
                files::read(path).expect("is readable")
            }),
            timed("every block decoded and checked", || document.check()),
            timed("who leads and supports, most frequent first", || {
                document.names()
            }),
            timed("reference: toml into serde structs, whole", || {
                let plan: SerdePlan = toml::from_str(text).expect("is a plan");
                plan.pillar
                    .iter()
                    .map(|pillar| pillar.task.len())
                    .sum::<usize>()
            }),
        ],
    );
}

fn edit(effort: Effort, tasks: usize, text: &str) {
    let mut document = Document::read(text.as_bytes().to_vec());
    document.settle(document.check());
    let place = Place {
        pillar: (tasks - 1) / 20 / 2,
        task: Some(0),
    };
    let id = document.task(place).expect("is there").id;
    let mut turn = 0;
    let mut next_status = move || {
        turn += 1;
        Status::ALL[turn % Status::ALL.len()]
    };
    let mut searched = document.clone();
    let mut turn_of_search = next_status;
    group(
        &format!("status set on one of {tasks} tasks, decoded again"),
        effort,
        vec![
            timed("floor: one copy of the text", || text.to_owned()),
            self_timed("edit where the place is known", || {
                let operation = Operation::status(id.clone(), next_status());
                let start = Instant::now();
                let snapshot = document.clone();
                document
                    .apply(&operation, Some(place))
                    .expect("is carried out");
                let time = start.elapsed();
                black_box(snapshot);
                time
            }),
            self_timed("edit by id, searched", || {
                let operation = Operation::status(id.clone(), turn_of_search());
                let start = Instant::now();
                searched.apply(&operation, None).expect("is carried out");
                start.elapsed()
            }),
        ],
    );
}

/// A task comes, moves, goes: each time on a snapshot, so that what is shared has to be copied first.
fn shape(effort: Effort, tasks: usize, text: &str) {
    let mut document = Document::read(text.as_bytes().to_vec());
    document.settle(document.check());
    let pillar = (tasks - 1) / 20 / 2;
    let place = |task| Place {
        pillar,
        task: Some(task),
    };
    let id = |place| document.task(place).expect("is there").id;
    let parent = document.pillar(pillar).expect("is there").id;
    let [first, second] = [id(place(0)), id(place(1))];
    let far = document.pillar(0).expect("is there").id;
    let run = |name: &str, operation: Operation, hint: Option<Place>| {
        let document = &document;
        self_timed(name, move || {
            let mut document = document.clone();
            let start = Instant::now();
            document.apply(&operation, hint).expect("is carried out");
            start.elapsed()
        })
    };
    let status = document.status(place(0)).expect("is there");
    let other = if status == Status::Done {
        Status::Closed
    } else {
        Status::Done
    };
    let new = Task::new(Id::random('t', 1), "新任务");
    let here = Slot::behind(parent.clone(), first.clone());
    group(
        &format!("a task comes, moves, goes among {tasks}"),
        effort,
        vec![
            run(
                "floor: status set where the place is known",
                Operation::status(first.clone(), other),
                Some(place(0)),
            ),
            run(
                "new task behind a sibling, id found free",
                Operation::insert(new, here),
                Some(place(1)),
            ),
            run(
                "moved one down in its pillar",
                Operation::move_to(first.clone(), Slot::behind(parent, second)),
                Some(place(0)),
            ),
            run(
                "moved to the first pillar",
                Operation::move_to(first.clone(), Slot::first_in(far)),
                Some(place(0)),
            ),
            run("removed", Operation::remove(first.clone()), Some(place(0))),
            run("removed, searched by id", Operation::remove(first), None),
            timed("reference: one copy of the text", || text.to_owned()),
        ],
    );
}

fn save(effort: Effort, tasks: usize, path: &Path) {
    let mut base = files::read(path).expect("is readable");
    base.settle(base.check());
    let id = Id::new("t01").expect("is an id");
    let mut turn = 0;
    let bytes = fs::read(path).expect("is readable");
    let floor = path.with_extension("floor");
    let beside = path.with_extension("tmp");
    group(
        &format!("status of one of {tasks} tasks to the disk"),
        effort,
        vec![
            timed("floor: write, fsync, rename, fsync of the folder", || {
                let mut file = File::create(&beside).expect("is writable");
                file.write_all(&bytes).expect("is writable");
                file.sync_all().expect("is syncable");
                fs::rename(&beside, &floor).expect("is renamable");
                let folder = floor.parent().expect("has a folder");
                File::open(folder)
                    .and_then(|folder| folder.sync_all())
                    .expect("is syncable");
            }),
            self_timed("edit and save", || {
                turn += 1;
                let mut document = base.clone();
                let operation = Operation::status(id.clone(), Status::ALL[turn % 8]);
                let start = Instant::now();
                document.apply(&operation, None).expect("is carried out");
                files::save(path, &document, &base).expect("is saved");
                let time = start.elapsed();
                base = document;
                time
            }),
        ],
    );
}
