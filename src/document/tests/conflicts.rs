//! Conflicts of a merge in the file: read, written, settled. Before, gesture, after.

use crate::document::*;
use crate::language::Language;
use crate::plan::*;

const PLAN: &str = "\
title = \"计划\"
preamble = '''
一。
二。
'''

# 教育
[[pillar]]
id = \"p1\"
title = \"板块\"

[[pillar.task]]
id = \"t1\"
status = \"on-track\" # 口头
title = \"任务\"
due = 2021-09-30
text = '''
甲。
乙。
'''
owner = \"张\"

[[pillar.task.target]]
name = \"率\"
goal = \">= 94 %\"
actual = 90 # 初步

[[pillar.task.measure]]
id = \"m1\"
text = \"举措\"

[[pillar.task.note]]
at = 2021-09-15T09:40:00+08:00
by = \"李\"
text = \"我方。\"

[[pillar]]
id = \"p2\"
title = \"板块二\"
";

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

fn read(text: &str) -> Document {
    let document = Document::read(text.as_bytes().to_vec());
    assert_eq!(document.condition(), Condition::Sound, "{text}");
    document
}

fn conflict(node: Option<&str>, field: Field, values: [Option<Value>; 3]) -> Conflict {
    let [base, ours, theirs] = values.map(Side::of);
    Conflict {
        node: node.map(id),
        field,
        base,
        ours,
        theirs,
    }
}

fn line(text: &str) -> Option<Value> {
    Some(Value::Line(text.to_owned()))
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn target(actual: f64) -> Option<Value> {
    Some(Value::Target(Target {
        name: "率".to_owned(),
        goal: ">= 94 %".parse().unwrap(),
        actual: Some(actual),
    }))
}

fn note(words: &str) -> Option<Value> {
    Some(Value::Note(Note {
        at: DateTime::parse_from_rfc3339("2021-09-15T09:40:00+08:00").unwrap(),
        by: "李".to_owned(),
        kind: NoteKind::Progress,
        text: words.to_owned(),
    }))
}

use chrono::DateTime;

/// One of every kind of field.
fn all() -> Vec<Conflict> {
    let day = |text: &str| Some(Value::Day(text.parse().unwrap()));
    let status = |status| Some(Value::Status(status));
    let raw = |text: &str| Some(Value::Raw(text.to_owned()));
    let seat = |parent: &str, after: Option<&str>| {
        let (parent, after) = (Some(id(parent)), after.map(id));
        Some(Value::Seat(Seat { parent, after }))
    };
    let names = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned());
        Some(Value::Lines(names.collect()))
    };
    let period = |end: &str| {
        Some(Value::Period(Period {
            start: "2021-07-01".parse().unwrap(),
            end: end.parse().unwrap(),
        }))
    };
    let reference = |number: &str| {
        Some(Value::Reference(Reference {
            title: "办法".to_owned(),
            number: Some(number.to_owned()),
        }))
    };
    let t1 = Some("t1");
    let mut all = vec![
        conflict(
            t1,
            Field::Status,
            [
                status(Status::NotStarted),
                status(Status::OnTrack),
                status(Status::Done),
            ],
        ),
        conflict(
            t1,
            Field::Progress,
            [None, Some(Value::Percent(40)), Some(Value::Percent(60))],
        ),
        conflict(t1, Field::Due, [None, day("2021-09-30"), day("2021-10-15")]),
        conflict(t1, Field::Lead, [line("甲股"), None, line("乙\"股")]),
        conflict(
            t1,
            Field::Support,
            [None, names(&["甲"]), names(&["乙", "丙"])],
        ),
        conflict(t1, Field::Title, [line("任"), line("任务"), line("任务二")]),
        conflict(
            t1,
            Field::Text,
            [text("甲。"), text("甲。\n乙。"), text("甲。\n\n丙'''。")],
        ),
        conflict(
            None,
            Field::Preamble,
            [None, text("一。\n二。"), text("一。\n三。")],
        ),
        conflict(
            t1,
            Field::Target,
            [target(80.0), target(90.0), target(91.5)],
        ),
        conflict(
            t1,
            Field::Reference,
            [None, reference("1 号"), reference("2 号")],
        ),
        conflict(
            t1,
            Field::Note,
            [None, note("我方。"), note("对方。\n两句。")],
        ),
        conflict(
            t1,
            Field::Place,
            [None, seat("p1", None), seat("p2", Some("t9"))],
        ),
        conflict(t1, Field::Existence, [None, Some(Value::Kept), None]),
        conflict(None, Field::Issuer, [None, line("局"), None]),
        conflict(None, Field::Issued, [None, day("2021-06-25"), None]),
        conflict(
            None,
            Field::Period,
            [None, period("2021-12-31"), period("2022-01-31")],
        ),
        conflict(
            None,
            Field::Numbering,
            [
                None,
                Some(Value::Numbering(Numbering::Official)),
                Some(Value::Numbering(Numbering::Decimal)),
            ],
        ),
        conflict(
            t1,
            Field::Key("owner".to_owned()),
            [None, raw("\"张\""), raw("7")],
        ),
    ];
    all[0].ours.by = Some("张三".to_owned());
    all[0].theirs.at = Some(DateTime::parse_from_rfc3339("2021-09-15T10:00:00+08:00").unwrap());
    all
}

/// With the conflicts written into its head.
fn with(text: &str, conflicts: &[Conflict]) -> Document {
    let mut document = read(text);
    for conflict in conflicts {
        document.add_conflict(conflict).unwrap();
    }
    document
}

#[test]
fn a_conflict_stands_in_the_head_and_reads_well() {
    let document = with(PLAN, &all()[..1]);
    let after = PLAN.replace(
        "\n# 教育\n",
        "\n[[conflict]]\nnode = \"t1\"\nfield = \"status\"\nbase = \"not-started\"\nours = \"on-track\"\nours-by = \"张三\"\ntheirs = \"done\"\ntheirs-at = 2021-09-15T10:00:00+08:00\n\n# 教育\n",
    );
    assert_eq!(document.text(), after);
    assert!(read(&after).whole.is_none(), "the index understands it");
}

#[test]
fn what_is_written_reads_back_and_leaves_no_trace() {
    for before in [
        PLAN.to_owned(),
        PLAN.replace('\n', "\r\n"),
        PLAN.trim_end().to_owned(),
        format!("{PLAN}[extra]\nx = 1\n"),
        PLAN.replace("\n\n# 教育", "\n[meta]\na = 1\n# 教育"),
        "title = '计划'".to_owned(),
    ] {
        let mut document = with(&before, &all());
        assert_eq!(document.conflicts(), all());
        let again = read(&document.text());
        assert_eq!(again.conflicts(), all());
        assert_eq!(again.plan(), read(&before).plan());
        for index in (0..all().len()).rev() {
            document.take_conflict(index).unwrap();
        }
        assert_eq!(document.text(), before);
    }
}

#[test]
fn the_value_that_was_chosen_is_written_and_the_conflict_goes() {
    for (conflict, ours, theirs) in [
        (0, "", "status = \"done\" # 口头"),
        (1, "", "progress = 60"),
        (2, "", "due = 2021-10-15"),
        (4, "", "support = [\"乙\", \"丙\"]"),
        (5, "", "title = \"任务二\""),
        (7, "", "preamble = '''\n一。\n三。\n'''"),
        (8, "", "actual = 91.5 # 初步"),
        (9, "", "number = \"2 号\""),
        (10, "", "text = '''\n对方。\n两句。\n'''"),
        (13, "", ""),
        (15, "", "end = 2022-01-31"),
        (16, "", "numbering = \"decimal\""),
        (17, "", "owner = 7"),
    ] {
        let conflict = all().remove(conflict);
        for (resolution, line) in [(Resolution::Ours, ours), (Resolution::Theirs, theirs)] {
            let mut document = with(PLAN, std::slice::from_ref(&conflict));
            document.resolve(&conflict, &resolution).unwrap();
            assert_eq!(document.conflicts(), &[], "{conflict:?}");
            let after = document.text().into_owned();
            assert!(after.contains(line), "{conflict:?}\n{after}");
            let is_changed = !line.is_empty() && !PLAN.contains(line);
            assert_eq!(after != PLAN, is_changed, "{conflict:?}\n{after}");
            read(&after);
        }
    }
}

/// The merge left ours in the plan: what is there instead was set since.
#[test]
fn a_value_that_was_changed_since_the_merge_is_what_ours_means() {
    let status = |status| Some(Value::Status(status));
    let asked = conflict(
        Some("t1"),
        Field::Status,
        [
            status(Status::NotStarted),
            status(Status::OffTrack),
            status(Status::AtRisk),
        ],
    );
    let as_merged = PLAN.replace("on-track", "off-track");
    let done = PLAN.replace("on-track", "done");
    let now = |text: &str| with(text, std::slice::from_ref(&asked)).since_merge(&asked);
    assert_eq!(now(&as_merged), None);
    assert_eq!(now(&done), Some(status(Status::Done)));
    for (text, resolution, expected) in [
        (&as_merged, Resolution::Ours, &as_merged),
        (&done, Resolution::Ours, &done),
        (
            &done,
            Resolution::Theirs,
            &PLAN.replace("on-track", "at-risk"),
        ),
    ] {
        let mut document = with(text, std::slice::from_ref(&asked));
        document.resolve(&asked, &resolution).unwrap();
        assert_eq!(document.text(), *expected);
    }
    // So do a date that was taken out, a name that was added, and a note in other words.
    let all = all();
    for (index, from, to) in [
        (2, "due = 2021-09-30\n", ""),
        (4, "due = ", "support = [\"甲\", \"丁\"]\ndue = "),
        (10, "我方。", "我方说。"),
        (17, "owner = \"张\"", "owner = \"王\""),
    ] {
        let changed = PLAN.replace(from, to);
        let mut document = with(&changed, std::slice::from_ref(&all[index]));
        document.resolve(&all[index], &Resolution::Ours).unwrap();
        assert_eq!(document.text(), changed);
    }
    let changed = PLAN.replace("due = ", "support = [\"甲\", \"丁\"]\ndue = ");
    let mut document = with(&changed, std::slice::from_ref(&all[4]));
    document.resolve(&all[4], &Resolution::Both).unwrap();
    let task = document.plan().task(&id("t1")).unwrap().clone();
    assert_eq!(task.support, ["甲", "丁", "乙", "丙"]);
}

#[test]
fn sentences_edited_since_the_merge_stay() {
    let conflict = conflict(
        Some("t1"),
        Field::Text,
        [text("甲。\n己。"), text("甲。\n乙。"), text("甲。\n丙。")],
    );
    let edited = PLAN.replace("甲。\n", "先。\n甲。\n");
    for (resolution, expected) in [
        (Resolution::Ours, "先。\n甲。\n乙。"),
        (Resolution::Theirs, "先。\n甲。\n丙。"),
        (Resolution::Both, "先。\n甲。\n乙。\n丙。"),
        (Resolution::Edit("丁。".to_owned()), "丁。"),
    ] {
        let mut document = with(&edited, std::slice::from_ref(&conflict));
        document.resolve(&conflict, &resolution).unwrap();
        assert_eq!(document.plan().task(&id("t1")).unwrap().text, expected);
    }
}

#[test]
fn both_notes_can_stay() {
    let conflict = all().remove(10);
    let mut document = with(PLAN, std::slice::from_ref(&conflict));
    document.resolve(&conflict, &Resolution::Both).unwrap();
    let notes = document.plan().task(&id("t1")).unwrap().notes.clone();
    let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["我方。", "对方。\n两句。"]);
}

#[test]
fn a_place_is_taken_though_the_sibling_is_gone() {
    let conflict = all().remove(11);
    let mut document = with(PLAN, std::slice::from_ref(&conflict));
    document.resolve(&conflict, &Resolution::Theirs).unwrap();
    let plan = document.plan();
    assert_eq!(
        (plan.pillars[0].tasks.len(), plan.pillars[1].tasks.len()),
        (0, 1)
    );
}

#[test]
fn what_goes_takes_its_other_conflicts_along() {
    let all = all();
    let conflicts = [all[12].clone(), all[0].clone(), all[7].clone()];
    let mut document = with(PLAN, &conflicts);
    document
        .resolve(&conflicts[0], &Resolution::Theirs)
        .unwrap();
    assert_eq!(document.conflicts(), &conflicts[2..]);
    assert!(document.plan().task(&id("t1")).is_none());
    // It was settled already.
    let before = document.text().into_owned();
    let again = document.resolve(&conflicts[0], &Resolution::Ours);
    assert_eq!(again, Err(crate::change::Refusal::NoSuchConflict));
    assert_eq!(document.text(), before);
}

#[test]
fn what_is_typed_must_be_a_value() {
    let due = all().remove(2);
    let title = all().remove(5);
    let key = all().remove(17);
    let edit = |text: &str| Resolution::Edit(text.to_owned());
    let mut document = with(PLAN, &[due.clone(), title.clone(), key.clone()]);
    for (conflict, wrong) in [(&due, "明天"), (&title, "  ")] {
        let before = document.text().into_owned();
        assert!(document.resolve(conflict, &edit(wrong)).is_err(), "{wrong}");
        assert_eq!(document.text(), before);
    }
    document.resolve(&due, &edit(" 2021-11-01 ")).unwrap();
    document.resolve(&title, &edit("新标题")).unwrap();
    // What is no TOML value is a text.
    document.resolve(&key, &edit("王 五")).unwrap();
    let after = PLAN
        .replace("2021-09-30", "2021-11-01")
        .replace("title = \"任务\"", "title = \"新标题\"")
        .replace("owner = \"张\"", "owner = \"王 五\"");
    assert_eq!(document.text(), after);
}

#[test]
fn what_cannot_be_understood_is_a_hint_and_stays() {
    let odd = "title = '计划'\n\n[[conflict]]\nfield = 'colour'\nours = 1\n\n[[conflict]]\nnode = 'gone'\nfield = 'status'\nours = 'done'\n";
    let mut document = read(odd);
    assert_eq!(document.conflicts().len(), 1);
    let words: Vec<_> = document
        .problems()
        .iter()
        .map(|problem| problem.words(Language::Chinese))
        .collect();
    assert_eq!(
        words,
        [
            "看不懂这处合并冲突，原样保留",
            "还有 2 处合并冲突没有处理",
            "合并冲突说的“gone”已经不在了"
        ]
    );
    // Settling one about nothing just takes it away.
    let conflict = document.conflicts()[0].clone();
    document.resolve(&conflict, &Resolution::Theirs).unwrap();
    assert_eq!(
        document.text(),
        "title = '计划'\n\n[[conflict]]\nfield = 'colour'\nours = 1\n"
    );
}
