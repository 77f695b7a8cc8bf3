//! Nodes and notes that come, go and move, as a person would do it: before, gesture, after.

use crate::change::{Edit, New, Operation, Refusal, Slot};
use crate::document::*;
use crate::plan::*;

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

fn slot(parent: &str, after: Option<&str>) -> Slot {
    Slot {
        parent: Some(id(parent)),
        after: after.map(id),
    }
}

fn measure(name: &str, text: &str) -> New {
    Measure::new(id(name), text).into()
}

fn read(text: &str) -> Document {
    let document = Document::read(text.as_bytes().to_vec());
    assert_eq!(document.condition(), Condition::Sound, "{text}");
    document
}

/// A file, an operation, and the file after it. The head is the same.
#[track_caller]
fn check(before: &str, operation: Operation, after: &str) {
    let head = "title = \"计划\"\n";
    let mut document = read(&format!("{head}{before}"));
    document.apply(&operation, None).expect("is carried out");
    assert_eq!(document.text().strip_prefix(head).unwrap(), after);
}

const TWO_PILLARS: &str = "
# 上半年
[[pillar]]
id = \"p1\"
title = \"一\"

# 重点
[[pillar.task]] # 甲
id = \"a\"
title = \"甲\"
# 见附件

# ---- 以下待定 ----

[[pillar.task]]
id = \"b\"
title = \"乙\"
odd = 1


[[pillar]]
id = \"p2\"
title = \"二\"
";

#[test]
fn a_moved_task_takes_its_comments_along_and_leaves_the_loose_ones() {
    check(
        TWO_PILLARS,
        Operation::move_to(id("a"), slot("p2", None)),
        "
# 上半年
[[pillar]]
id = \"p1\"
title = \"一\"

# ---- 以下待定 ----

[[pillar.task]]
id = \"b\"
title = \"乙\"
odd = 1


[[pillar]]
id = \"p2\"
title = \"二\"

# 重点
[[pillar.task]] # 甲
id = \"a\"
title = \"甲\"
# 见附件
",
    );
}

#[test]
fn a_new_task_stands_behind_its_sibling_with_one_blank_line() {
    let mut task = Task::new(id("tn"), "新");
    task.text = "一。\n二。".to_owned();
    check(
        TWO_PILLARS,
        Operation::insert(task, slot("p1", Some("b"))),
        &TWO_PILLARS.replace(
            "odd = 1\n",
            "odd = 1\n\n[[pillar.task]]\nid = \"tn\"\nstatus = \"not-started\"\ntitle = \"新\"\ntext = '''\n一。\n二。\n'''\n",
        ),
    );
}

#[test]
fn a_pillar_goes_with_its_tasks() {
    check(
        TWO_PILLARS,
        Operation::remove(id("p1")),
        "\n\n[[pillar]]\nid = \"p2\"\ntitle = \"二\"\n",
    );
}

#[test]
fn a_file_without_blank_lines_and_without_a_last_line_end_stays_so() {
    let before = "[[pillar]]\r\nid = 'p'\r\ntitle = '一'\r\n[[pillar.task]]\r\nid = 'a'\r\ntitle = '甲'\r\n[[pillar.task]]\r\nid = 'b'\r\ntitle = '乙'";
    check_whole(
        before,
        Operation::move_to(id("b"), slot("p", None)),
        "[[pillar]]\r\nid = 'p'\r\ntitle = '一'\r\n[[pillar.task]]\r\nid = 'b'\r\ntitle = '乙'\r\n[[pillar.task]]\r\nid = 'a'\r\ntitle = '甲'",
    );
    check_whole(
        before,
        Operation::insert(Task::new(id("n"), "新"), slot("p", Some("b"))),
        &format!(
            "{before}\r\n\r\n[[pillar.task]]\r\nid = \"n\"\r\nstatus = \"not-started\"\r\ntitle = \"新\""
        ),
    );
    check_whole(
        before,
        Operation::remove(id("b")),
        "[[pillar]]\r\nid = 'p'\r\ntitle = '一'\r\n[[pillar.task]]\r\nid = 'a'\r\ntitle = '甲'",
    );
}

/// With CRLF in the head too, and a byte-order mark.
#[track_caller]
fn check_whole(before: &str, operation: Operation, after: &str) {
    let head = "\u{feff}title = '计划'\r\n";
    let mut document = read(&format!("{head}{before}"));
    document.apply(&operation, None).expect("is carried out");
    let bytes: Vec<u8> = document.pieces().flatten().copied().collect();
    assert_eq!(String::from_utf8(bytes).unwrap(), format!("{head}{after}"));
}

#[test]
fn a_measure_comes_before_the_notes_and_in_the_form_of_its_siblings() {
    let note =
        "\n[[pillar.task.note]]\nat = 2021-09-15T09:40:00+08:00\nby = \"王\"\ntext = \"好\"\n";
    let task =
        "[[pillar]]\nid = \"p\"\ntitle = \"一\"\n[[pillar.task]]\nid = \"t\"\ntitle = \"甲\"\n";
    check(
        &format!("{task}{note}"),
        Operation::insert(measure("m", "办"), slot("t", None)),
        &format!(
            "{task}\n[[pillar.task.measure]]\nid = \"m\"\ntext = \"办\"\nstatus = \"not-started\"\n{note}"
        ),
    );
    check(
        &format!(
            "{task}measure = [\n  {{ id = \"m1\", text = \"一\" }}, # 先\n  {{ id = \"m2\", text = \"二\" }},\n]\n"
        ),
        Operation::insert(measure("m3", "三"), slot("t", Some("m2"))),
        &format!(
            "{task}measure = [\n  {{ id = \"m1\", text = \"一\" }}, # 先\n  {{ id = \"m2\", text = \"二\" }},\n  {{ id = \"m3\", text = \"三\", status = \"not-started\" }},\n]\n"
        ),
    );
}

#[test]
fn a_comment_between_brackets_stays_with_its_element() {
    let task =
        "[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 't'\ntitle = '甲'\nmeasure = [";
    let one = "id = 'm1', text = '一'";
    let new = "{ id = \"m\", text = \"新\", status = \"not-started\" }";
    for (before, after, list) in [
        // Behind the only one, with and without a comma behind it.
        (
            Some("m1"),
            format!("\n  {{ {one} }}, # 甲\n  {new},\n]\n"),
            format!("\n  {{ {one} }}, # 甲\n]\n"),
        ),
        (
            Some("m1"),
            format!("\n  {{ {one} }}, # 甲\n  {new}\n]\n"),
            format!("\n  {{ {one} }} # 甲\n]\n"),
        ),
        // Before the first, whose comment stands above it.
        (
            None,
            format!("\n  {new},\n  # 甲\n  {{ {one} }},\n]\n"),
            format!("\n  # 甲\n  {{ {one} }},\n]\n"),
        ),
        (
            None,
            format!(" # 全部\n  {new},\n  {{ {one} }},\n]\n"),
            format!(" # 全部\n  {{ {one} }},\n]\n"),
        ),
    ] {
        check(
            &format!("{task}{list}"),
            Operation::insert(measure("m", "新"), slot("t", before)),
            &format!("{task}{after}"),
        );
    }
}

#[test]
fn a_measure_between_brackets_goes_with_its_comments() {
    let task = "[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 't'\ntitle = '甲'\n";
    let element = |name: &str| format!("  {{ id = '{name}', text = '办' }}");
    let (one, two) = (element("m1"), element("m2"));
    let before = format!("{task}measure = [ # 全部\n{one}, # 甲\n  # 乙\n{two}\n]\n");
    check(
        &before,
        Operation::remove(id("m1")),
        &format!("{task}measure = [ # 全部\n  # 乙\n{two}\n]\n"),
    );
    check(
        &before,
        Operation::remove(id("m2")),
        &format!("{task}measure = [ # 全部\n{one}, # 甲\n]\n"),
    );
    check(
        &format!("{task}measure = [\n  # 甲\n{one}, # 乙\n]\n"),
        Operation::remove(id("m1")),
        task,
    );
    let mut document = read(&format!("title = \"计划\"\n{before}"));
    let operation = Operation::move_to(id("m2"), slot("t", None));
    assert_eq!(
        document.apply(&operation, None),
        Err(Refusal::UneditableForm)
    );
}

#[test]
fn a_measure_moves_to_another_task_as_it_is_written() {
    let before = "[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 'a'\ntitle = '甲'\n  # 要紧\n  [[pillar.task.measure]]\n  text = '办' # 马上\n  id = 'm'\n[[pillar.task]]\nid = 'b'\ntitle = '乙'\n";
    check(
        before,
        Operation::move_to(id("m"), slot("b", None)),
        "[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 'a'\ntitle = '甲'\n[[pillar.task]]\nid = 'b'\ntitle = '乙'\n  # 要紧\n  [[pillar.task.measure]]\n  text = '办' # 马上\n  id = 'm'\n",
    );
    // One that is written between brackets opens brackets where there are none.
    let inline = "[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 'a'\ntitle = '甲'\nmeasure = [{ id = 'm', text = '办', x = 1 }] # 余\n[[pillar.task]]\nid = 'b'\ntitle = '乙'\n";
    check(
        inline,
        Operation::move_to(id("m"), slot("b", None)),
        "[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 'a'\ntitle = '甲'\n# 余\n[[pillar.task]]\nid = 'b'\ntitle = '乙'\nmeasure = [{ id = 'm', text = '办', x = 1 }]\n",
    );
}

#[test]
fn a_form_that_does_not_fit_is_refused_and_nothing_changes() {
    let text = "title = '计划'\n[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 'a'\ntitle = '甲'\nmeasure = [{ id = 'm', text = '办' }]\n[[pillar.task]]\nid = 'b'\ntitle = '乙'\n[[pillar.task.measure]]\nid = 'n'\ntext = '办'\n";
    let mut document = read(text);
    let stamp = document.stamp();
    let operation = Operation::move_to(id("m"), slot("b", Some("n")));
    assert_eq!(
        document.apply(&operation, None),
        Err(Refusal::UneditableForm)
    );
    assert_eq!((document.text().as_ref(), document.stamp()), (text, stamp));
}

#[test]
fn forms_without_index_are_edited_too() {
    let before = "[[pillar]]\nid = 'p'\ntitle = '一'\ntask = [\n  { id = 'a', title = '甲' },\n  { id = 'b', title = '乙' },\n]\n[[pillar]]\nid = 'q'\ntitle = '二'\n";
    check(
        before,
        Operation::move_to(id("b"), slot("q", None)),
        "[[pillar]]\nid = 'p'\ntitle = '一'\ntask = [\n  { id = 'a', title = '甲' },\n]\n[[pillar]]\nid = 'q'\ntitle = '二'\ntask = [{ id = 'b', title = '乙' }]\n",
    );
    check(
        before,
        Operation::insert(Task::new(id("n"), "新"), slot("p", None)),
        &before.replace(
            "  { id = 'a'",
            "  { id = \"n\", status = \"not-started\", title = \"新\" },\n  { id = 'a'",
        ),
    );
    check(
        before,
        Operation::remove(id("p")),
        "[[pillar]]\nid = 'q'\ntitle = '二'\n",
    );
}

fn note(by: &str, text: &str) -> Note {
    Note {
        at: "2021-09-15T09:40:00+08:00".parse().unwrap(),
        by: by.to_owned(),
        kind: NoteKind::Progress,
        text: text.to_owned(),
    }
}

const NOTED: &str = "[[pillar]]
id = 'p'
title = '一'
[[pillar.task]]
id = 't'
title = '甲'

[[pillar.task.note]] # 一
at = 2021-09-15T09:40:00+08:00
by = '王'
text = '''
一。
二。
'''

[[pillar.task.note]] # 二
at = 2021-09-15T09:40:00+08:00
by = '王'
text = '''
一。
二。
'''
";

#[test]
fn the_last_of_equal_notes_is_meant_and_only_what_differs_changes() {
    let (old, new) = (note("王", "一。\n二。"), note("李", "一。\n三。"));
    let task = id("t");
    let edit = Edit::ReplaceNote {
        old: old.clone(),
        new,
    };
    let (first, second) = NOTED.split_once("[[pillar.task.note]] # 二").unwrap();
    let second = second.replace("'王'", "'李'").replace("二。", "三。");
    check(
        NOTED,
        Operation {
            node: task.clone(),
            edit,
        },
        &format!("{first}[[pillar.task.note]] # 二{second}"),
    );
    let edit = Edit::RemoveNote(old);
    check(
        NOTED,
        Operation { node: task, edit },
        first.strip_suffix('\n').unwrap(),
    );
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    let mut document = read(&format!("title = '计划'\n{NOTED}"));
    let task = |name: &str| Task::new(id(name), "新");
    for (operation, refusal) in [
        (
            Operation::insert(task("t"), slot("p", None)),
            Refusal::IdTaken(id("t")),
        ),
        (
            Operation::insert(task("n"), slot("x", None)),
            Refusal::NoSuchNode(id("x")),
        ),
        (
            Operation::insert(task("n"), slot("t", None)),
            Refusal::WrongLevel,
        ),
        (
            Operation::insert(task("n"), Slot::default()),
            Refusal::WrongLevel,
        ),
        (
            Operation::insert(task("n"), slot("p", Some("x"))),
            Refusal::NoSuchSibling(id("x")),
        ),
        (
            Operation::move_to(id("t"), slot("p", Some("t"))),
            Refusal::NoSuchSibling(id("t")),
        ),
        (
            Operation::move_to(id("p"), slot("p", None)),
            Refusal::WrongLevel,
        ),
        (
            Operation::insert(task("n").clone(), slot("p", None)).named("m"),
            Refusal::BadValue,
        ),
        (
            Operation::insert(Task::new(id("n"), " "), slot("p", None)),
            Refusal::BadValue,
        ),
        (
            Operation {
                node: id("t"),
                edit: Edit::RemoveNote(note("李", "一。")),
            },
            Refusal::NoSuchNote,
        ),
        (Operation::remove(id("x")), Refusal::NoSuchNode(id("x"))),
    ] {
        let stamp = document.stamp();
        let mut plan = document.plan();
        assert_eq!(document.apply(&operation, None), Err(refusal.clone()));
        assert_eq!(operation.apply(&mut plan), Err(refusal), "{operation:?}");
        assert_eq!(document.stamp(), stamp);
    }
}

impl Operation {
    fn named(mut self, name: &str) -> Self {
        self.node = id(name);
        self
    }
}

#[test]
fn hints_move_with_what_they_are_about() {
    let mut document = read(&format!("title = \"计划\"\n{TWO_PILLARS}"));
    let odd = |document: &Document| {
        let span = document.problems().first()?.span.clone();
        Some(document.text()[span].to_owned())
    };
    for operation in [
        Operation::move_to(id("b"), slot("p2", None)),
        Operation::move_to(id("p2"), Slot::default()),
        Operation::insert(Task::new(id("n"), "新"), slot("p2", None)),
        Operation::remove(id("p1")),
    ] {
        document.apply(&operation, None).unwrap();
        assert_eq!(odd(&document).as_deref(), Some("odd"), "{operation:?}");
    }
    document.apply(&Operation::remove(id("b")), None).unwrap();
    assert_eq!(odd(&document), None);
}

/// One pillar of many tasks, so that tasks come and go at the ends of chunks and in the middle of them.
#[test]
fn a_long_pillar_keeps_its_order_and_its_snapshots() {
    let mut plan = Plan::default();
    plan.head.title = "计划".to_owned();
    let mut pillar = Pillar::new(id("p"), "长");
    pillar.tasks = (1..=600)
        .map(|number| Task::new(Id::imported_task(number), "任务"))
        .collect();
    plan.pillars.push(pillar);
    let mut document = read(&compose(&plan));
    document.settle(document.check());
    let (first, text) = (document.clone(), compose(&plan));
    let at = |plan: &Plan, index: usize| {
        let tasks = &plan.pillars[0].tasks;
        Slot {
            parent: Some(id("p")),
            after: index.checked_sub(1).map(|before| tasks[before].id.clone()),
        }
    };
    for step in 0..900_usize {
        let count = plan.pillars[0].tasks.len();
        let node = plan.pillars[0].tasks[step * 37 % count].id.clone();
        let operation = match step {
            0..250 => Operation::insert(
                Task::new(id(&format!("n{step}")), "新"),
                at(&plan, step * 13 % count),
            ),
            250..400 => {
                let after = plan.pillars[0].tasks[step * 29 % count].id.clone();
                if after == node {
                    continue;
                }
                Operation::move_to(node, slot("p", Some(after.as_str())))
            }
            _ => Operation::remove(node),
        };
        operation.apply(&mut plan).unwrap();
        document.apply(&operation, None).unwrap();
        if step % 50 == 0 {
            assert_eq!(document.text(), compose(&plan), "step {step}");
            assert_eq!(document.tally(0), plan.tally());
            assert_eq!(document.tasks_before(1), plan.tasks().count());
        }
    }
    assert_eq!(document.plan(), plan);
    assert_eq!(first.text(), text);
}

#[test]
fn a_node_that_comes_after_undo_is_no_other_one() {
    let mut document = read(&format!("title = '计划'\n{NOTED}"));
    let before = document.clone();
    let add = |document: &mut Document, name: &str| {
        let operation = Operation::insert(Task::new(id(name), "新"), slot("p", Some("t")));
        let place = document.apply(&operation, None).unwrap();
        assert_eq!(
            place,
            Place {
                pillar: 0,
                task: Some(1)
            }
        );
        document.key(place).unwrap()
    };
    let undone = add(&mut document, "n1");
    let mut document = before;
    assert_ne!(add(&mut document, "n2"), undone);
    assert_eq!(
        document.place(
            undone,
            Place {
                pillar: 0,
                task: Some(1)
            }
        ),
        None
    );
}

#[test]
fn names_are_offered_with_the_most_frequent_first() {
    let document = read(
        "title = '计划'\n[[pillar]]\nid = 'p'\ntitle = '一'\nlead = \"教\\u80B2局\"\n[[pillar.task]]\nid = 't'\ntitle = '甲'\nlead = '财务室' # 主\ntext = '''\nlead = \"不是\"\n'''\nsupport = [\n  '办公室', # 一\n  \"财务室\",\n]\nmeasure = [{ id = 'm', text = '办', lead = \"财务室\" }]\n[pillar.task.custom]\nlead = '也不是'\n[[pillar.task]]\nid = 'u'\ntitle = '乙'\nsupport = [\"办公室\", \"办公室\\\"\"]\n[[pillar.task.measure]]\nid = 'n'\ntext = '办'\nlead = '教研室'\n",
    );
    assert!(document.whole.is_none());
    assert_eq!(
        document.names(),
        ["财务室", "办公室", "办公室\"", "教研室", "教育局"]
    );
}
