//! Two programs on one plan, round after round: what either of them edits is there in the end, and both show it.

use planwalk::change::Operation;
use planwalk::document::{Document, Stamp};
use planwalk::plan::{Id, Status};
use planwalk::runtime::files::{self, SaveError};

use crate::place::{PLAN, Place, with};

/// The key of a status and its value, another one in every round.
fn status(round: usize) -> (String, &'static str) {
    let index = round % Status::ALL.len();
    ((index + 1).to_string(), Status::ALL[index].value())
}

/// How the statuses look in the tree, in their order.
const GLYPHS: [&str; 8] = ["☐", ">", "!", "✗", "✓", "☑", "=", "-"];

/// The row of a task in the tree.
fn row(title: &str, value: &str) -> String {
    let index = Status::ALL
        .iter()
        .position(|status| status.value() == value);
    format!("{}  {title}", GLYPHS[index.unwrap()])
}

#[test]
fn two_screens_on_one_plan_agree_after_every_round() {
    let place = Place::new();
    let mut first = place.open();
    let mut second = place.open();
    first.press("Down Down");
    second.press("Down Down Down");
    let mut wanted = PLAN.to_owned();
    for round in 0..30 {
        // At once, and never the same as before: the first counts up, the second from the middle.
        let ((key, value), (other_key, other_value)) = (status(round + 4), status(round + 1));
        first.press(&key);
        second.press(&other_key);
        wanted = with(&with(&wanted, "t01", value), "t02", other_value);
        let rows = [
            row("(一)强化思想政治引领", value),
            row("(二)夯实基层党建基础", other_value),
        ];
        for (name, terminal) in [("first", &first), ("second", &second)] {
            terminal.wait_until(&format!("round {round} on the {name}"), |screen| {
                let text = screen.contents();
                rows.iter().all(|row| text.contains(row)) && text.contains("已保存")
            });
        }
        assert_eq!(place.read(), wanted, "round {round}");
    }
    for terminal in [&mut first, &mut second] {
        terminal.press("q");
        assert_eq!(terminal.ended().exit_code(), 0);
    }
    assert_eq!(place.read(), wanted);
    assert_eq!(place.beside(), [""; 0]);
}

#[test]
fn a_command_and_a_screen_on_one_plan_lose_nothing() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.press("Down Down");
    let mut wanted = PLAN.to_owned();
    for round in 0..50 {
        let ((key, value), (_, other_value)) = (status(round + 4), status(round + 1));
        terminal.press(&key);
        // The command may meet a save of the screen between its look and its own, and says so then.
        loop {
            let output = place.set("t03", other_value);
            if output.status.success() {
                break;
            }
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains("没有覆盖"), "{said}");
        }
        wanted = with(&with(&wanted, "t01", value), "t03", other_value);
        let rows = [
            row("(一)强化思想政治引领", value),
            row("(三)紧盯师德师风建设", other_value),
        ];
        terminal.wait_until(&format!("round {round}"), |screen| {
            let text = screen.contents();
            rows.iter().all(|row| text.contains(row)) && text.contains("已保存")
        });
        assert_eq!(place.read(), wanted, "round {round}");
    }
    terminal.press("q");
    assert_eq!(terminal.ended().exit_code(), 0);
    assert_eq!(place.read(), wanted);
}

/// One that edits a task as the program does it: a save that finds something else on disk merges with it, and
/// tries again.
struct Editor<'a> {
    place: &'a Place,
    task: &'static str,
    base: Document,
}

impl<'a> Editor<'a> {
    fn new(place: &'a Place, task: &'static str) -> Self {
        Self {
            place,
            task,
            base: files::read(&place.plan()).unwrap(),
        }
    }

    fn edit(&mut self, status: Status) {
        let mut ours = self.base.clone();
        let operation = Operation::status(Id::new(self.task).unwrap(), status);
        ours.apply(&operation, None).unwrap();
        loop {
            match files::save(&self.place.plan(), &ours, &self.base) {
                Ok(_) => break,
                Err(SaveError::ChangedOnDisk | SaveError::Busy) => {}
                Err(error) => panic!("{error:?}"),
            }
            let mut theirs = files::read(&self.place.plan()).unwrap();
            theirs.check_and_settle();
            ours = Document::merge(&self.base, &ours, &theirs, &|_| {}).unwrap();
            assert_eq!(ours.conflicts(), []);
            self.base = theirs;
        }
        self.base = ours;
    }

    fn stamp(&self) -> Stamp {
        self.base.stamp()
    }
}

#[test]
fn two_threads_that_save_and_merge_lose_nothing_in_two_hundred_rounds() {
    const ROUNDS: usize = 200;
    let place = Place::new();
    let work = |task: &'static str, offset: usize| {
        let place = &place;
        move || {
            let mut editor = Editor::new(place, task);
            let before = editor.stamp();
            for round in 0..ROUNDS {
                editor.edit(Status::ALL[(round + offset) % Status::ALL.len()]);
                let text = place.read();
                let own = Status::ALL[(round + offset) % Status::ALL.len()].value();
                assert_eq!(with(&text, task, own), text, "{task} in round {round}");
            }
            assert_ne!(before, editor.stamp());
        }
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(work("t01", 3)), scope.spawn(work("t02", 6))];
        for thread in threads {
            thread.join().unwrap();
        }
    });
    let last = |offset: usize| Status::ALL[(ROUNDS - 1 + offset) % Status::ALL.len()].value();
    let wanted = with(&with(PLAN, "t01", last(3)), "t02", last(6));
    assert_eq!(place.read(), wanted);
    assert_eq!(place.beside(), [""; 0]);
}
