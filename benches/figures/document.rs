//! Reading, checking, editing and saving, without a screen.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use planwalk::change::Operation;
use planwalk::document::{Document, Place};
use planwalk::plan::{Id, Status};
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
