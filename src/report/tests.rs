//! What is said of changes, in both languages, and what never comes through.

#![allow(clippy::unwrap_used)]

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::change::diff::diff;
use crate::change::generate;
use crate::change::{CommitId, Diff, Revision};
use crate::language::Language;
use crate::plan::*;
use crate::text::{Ambiguous, width_of};

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn note(text: &str) -> Note {
    Note {
        at: "2021-09-15T09:40:00+08:00".parse().unwrap(),
        by: "张三".into(),
        kind: NoteKind::Progress,
        text: text.into(),
    }
}

fn before() -> Plan {
    let mut first = Pillar::new(id("p1"), "党的建设");
    for (number, title) in [(1, "抓实“一校一品”"), (2, "作风建设"), (3, "旧任务")]
    {
        first
            .tasks
            .push(Task::new(Id::imported_task(number), title));
    }
    first.tasks[0].text = "第一句。\n入学率达到94%以上。\n落实“三会一课”。\n".into();
    first.tasks[0].due = "2021-09-30".parse().ok();
    first.tasks[1]
        .measures
        .push(Measure::new(id("m"), "每月一课。"));
    let mut second = Pillar::new(id("p2"), "教学质量");
    second.tasks.push(Task::new(id("t04"), "提高质量"));
    Plan {
        head: Head {
            title: "2021年计划".into(),
            ..Head::default()
        },
        pillars: vec![first, second],
    }
}

fn after() -> Plan {
    let mut plan = before();
    plan.head.preamble = "总的要求。\n".into();
    let tasks = &mut plan.pillars[0].tasks;
    tasks.remove(2);
    tasks[0].status = Status::OffTrack;
    tasks[0].due = "2021-10-15".parse().ok();
    tasks[0].text = "第一句。\n入学率达到95%以上。\n新的一句。\n".into();
    tasks[0].notes.push(note("已开展。\n效果好。\n"));
    tasks[1].measures[0].status = Status::Done;
    let mut new = Task::new(id("new"), "新任务");
    new.text = "要做的事。\n".into();
    new.lead = Some("教研室".into());
    plan.pillars[1].tasks.insert(0, new);
    plan
}

fn ends() -> (End, End) {
    let revision = Revision {
        commit: CommitId::new(&"0123456789".repeat(4)).unwrap(),
        at: "2021-09-15T09:40:00+08:00".parse().unwrap(),
        author: "李\u{1b}[31m四".into(),
        subject: "9月*调度会*".into(),
        is_merge: false,
    };
    (End::Revision(revision), End::File("plans/x.toml".into()))
}

/// Lines as text, with their indentation.
fn shown(lines: &[Line]) -> String {
    let shown = |line: &Line| format!("{}{line}\n", " ".repeat(line.first));
    lines.iter().map(shown).collect()
}

#[test]
fn everything_is_told_by_pillar_and_task() {
    let diff = diff(&before(), &after());
    for language in LANGUAGES {
        let name = language.pick("lines", "lines_in_english");
        assert_snapshot!(name, shown(&by_pillar(&diff, language)));
    }
}

#[test]
fn a_note_of_revision_is_ready_to_be_pasted() {
    let diff = diff(&before(), &after());
    let (from, to) = ends();
    for language in LANGUAGES {
        let name = language.pick("markdown", "markdown_in_english");
        assert_snapshot!(name, markdown(&diff, "2021年计划", &from, &to, language));
    }
}

#[test]
fn a_commit_says_what_changed() {
    let whole = diff(&before(), &after());
    assert_snapshot!("commit", commit_message(&whole, Language::Chinese));
    assert_snapshot!(
        "commit_in_english",
        commit_message(&whole, Language::English)
    );
    let mut one = before();
    one.pillars[0].tasks[1].status = Status::Done;
    let one = diff(&before(), &one);
    assert_snapshot!(commit_message(&one, Language::Chinese), @r"
    (二)作风建设：状态：未启动 改为 已完成
    ");
}

#[test]
fn a_plan_that_was_none_before_is_told_by_its_size() {
    let began = diff(&Plan::default(), &before());
    let size = (before().pillars.len(), before().tasks().count());
    assert_eq!(
        commit_message(&began, Language::Chinese),
        format!("建立计划：{} 个板块，{} 项任务\n", size.0, size.1)
    );
    assert!(commit_message(&began, Language::English).starts_with("the plan began: "));
}

#[test]
fn several_of_the_same_kind_are_counted_in_english_too() {
    let mut plan = before();
    plan.head.issued = "2021-06-25".parse().ok();
    plan.head.numbering = Numbering::Decimal;
    plan.head.period = Some(Period {
        start: "2021-07-01".parse().unwrap(),
        end: "2022-01-31".parse().unwrap(),
    });
    let changes = diff(&before(), &plan);
    assert_eq!(
        changes.counts().words(Language::English),
        "3 changes of the plan itself"
    );
    let message = commit_message(&changes, Language::English);
    assert!(message.contains(" – 2022-01-31"), "{message}");
    let message = commit_message(&changes, Language::Chinese);
    assert!(message.contains("数字编号（1.1）"), "{message}");
}

#[test]
fn a_status_is_looked_for_and_stands_out() {
    let diff = diff(&before(), &after());
    let lines = by_pillar(&diff, Language::Chinese);
    let pieces: Vec<_> = lines.iter().flat_map(|line| &line.pieces).collect();
    let role = |text: &str| pieces.iter().find(|piece| piece.text == text).unwrap().role;
    assert_eq!(role("滞后"), Role::Bad);
    assert_eq!(role("已完成"), Role::Good);
    assert_eq!((role("94"), role("95")), (Role::Gone, Role::New));
}

/// Otherwise git's patch of a merge that is not settled would look settled.
#[test]
fn a_conflict_is_in_the_lines_of_a_plan() {
    let conflict = Conflict {
        node: Some(id("t01")),
        field: Field::Status,
        base: Side::of(Some(Value::Status(Status::NotStarted))),
        ours: Side::of(Some(Value::Status(Status::Done))),
        theirs: Side::of(Some(Value::Status(Status::AtRisk))),
    };
    let lines = lines_of_plan(&before(), &[conflict], Language::Chinese);
    let told: Vec<_> = lines.lines().filter(|line| line.contains("冲突")).collect();
    assert_eq!(
        told,
        [
            "    冲突 t01 状态 原来：未启动",
            "    冲突 t01 状态 我方：已完成",
            "    冲突 t01 状态 对方：有风险",
        ]
    );
}

#[test]
fn counts_add_up() {
    let diff = diff(&before(), &after());
    let Stat {
        columns,
        rows,
        total,
    } = stat(&diff, Language::Chinese);
    for (index, column) in columns.iter().enumerate() {
        let sum: usize = rows.iter().map(|(_, counts)| counts[index]).sum();
        assert_eq!(sum, total[index], "{column}");
    }
    assert_eq!(rows.len(), 3);
    assert!(stat(&Diff::default(), Language::Chinese).rows.is_empty());
}

#[test]
fn emphasis_in_bold_holds_beside_punctuation() {
    let mut earlier = before();
    let mut later = before();
    earlier.pillars[0].tasks[0].text = "落实三会制度要求。\n".into();
    later.pillars[0].tasks[0].text = "落实“三会一课”制度要求。\n".into();
    let (from, to) = ends();
    let diff = diff(&earlier, &later);
    let note = markdown(&diff, "", &from, &to, Language::Chinese);
    assert!(note.contains("落实“三会**一课**”制度要求。"), "{note}");
}

fn is_quiet(text: &str) -> bool {
    text.split('\n')
        .all(|line| crate::text::sanitize(line) == line || !line.contains(char::is_control))
}

proptest! {
    /// Whatever a plan says, nothing that a terminal would obey is in a note, a message or a plan in lines.
    #[test]
    fn nothing_commands_a_terminal(one in generate::plan(), other in generate::plan()) {
        let diff = diff(&one, &other);
        let (from, to) = ends();
        for language in LANGUAGES {
            for text in [
                markdown(&diff, &other.head.title, &from, &to, language),
                commit_message(&diff, language),
                lines_of_plan(&other, &[], language),
            ] {
                prop_assert!(is_quiet(&text), "{text:?}");
            }
            for line in lines(&diff, "", &from, &to, language) {
                for piece in line.pieces {
                    prop_assert!(!piece.text.contains('\n'), "{}", piece.text);
                }
            }
        }
    }

    #[test]
    fn a_subject_fits(one in generate::plan(), other in generate::plan()) {
        let diff = diff(&one, &other);
        for language in LANGUAGES {
            let message = commit_message(&diff, language);
            let subject = message.lines().next().unwrap();
            prop_assert!(!subject.is_empty());
            prop_assert!(width_of(subject, Ambiguous::Narrow) <= 50, "{subject}");
        }
    }
}
