//! Edits as a person would make them: before, gesture, after.

use crate::change::{Edit, Operation};
use crate::document::*;
use crate::plan::*;

/// A file, an edit of `t1`, and the file after it.
#[track_caller]
fn check(before: &str, edit: Edit, after: &str) {
    check_node("t1", before, edit, after);
}

#[track_caller]
fn check_node(node: &str, before: &str, edit: Edit, after: &str) {
    let head = "title = \"计划\"\n[[pillar]]\nid = \"p1\"\ntitle = \"一\"\n";
    let mut document = Document::read(format!("{head}{before}").into_bytes());
    assert_eq!(document.problems(), []);
    let operation = Operation {
        node: Id::new(node).unwrap(),
        edit,
    };
    document.apply(&operation, None).expect("is carried out");
    assert_eq!(document.text().strip_prefix(head).unwrap(), after);
}

fn lead(name: &str) -> Edit {
    Edit::Lead(Some(name.to_owned()))
}

#[test]
fn a_status_is_one_changed_line() {
    check(
        "# 重点\n[[pillar.task]] # 甲\nid = \"t1\"\nstatus = 'on-track'  # 上次\ntitle = \"甲\"\n",
        Edit::Status(Status::Done),
        "# 重点\n[[pillar.task]] # 甲\nid = \"t1\"\nstatus = 'done'  # 上次\ntitle = \"甲\"\n",
    );
}

#[test]
fn a_new_key_goes_where_the_order_wants_it() {
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\" # 题\ntext = '''\n一。\n'''\n# 完\n\n[[pillar.task]]\nid = \"t2\"\ntitle = \"乙\"\n",
        lead("教研室"),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\" # 题\ntext = '''\n一。\n'''\nlead = \"教研室\"\n# 完\n\n[[pillar.task]]\nid = \"t2\"\ntitle = \"乙\"\n",
    );
    check(
        "[[pillar.task]]\n  title = \"甲\"\n  id = \"t1\"",
        Edit::Status(Status::AtRisk),
        "[[pillar.task]]\n  title = \"甲\"\n  id = \"t1\"\n  status = \"at-risk\"",
    );
}

#[test]
fn a_key_goes_with_its_line_and_leaves_the_comments() {
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\n# 局长要求\ndue = 2021-12-31 # 可提前\nlead = \"教研室\"\n",
        Edit::Due(None),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\n# 局长要求\n# 可提前\nlead = \"教研室\"\n",
    );
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nprogress = 40",
        Edit::Progress(None),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"",
    );
}

#[test]
fn a_note_is_one_inserted_block() {
    let note = Note {
        at: "2021-09-15T09:40:00+08:00".parse().unwrap(),
        by: "办公室".to_owned(),
        kind: NoteKind::Decision,
        text: "先办。\n后报。".to_owned(),
    };
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\n\n# 关于乙\n[[pillar.task]]\nid = \"t2\"\ntitle = \"乙\"\n",
        Edit::AddNote(note.clone()),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\n\n[[pillar.task.note]]\nat = 2021-09-15T09:40:00+08:00\nby = \"办公室\"\nkind = \"decision\"\ntext = '''\n先办。\n后报。\n'''\n\n# 关于乙\n[[pillar.task]]\nid = \"t2\"\ntitle = \"乙\"\n",
    );
    check(
        "[[pillar.task]]\r\nid = \"t1\"\r\ntitle = \"甲\"",
        Edit::AddNote(note),
        "[[pillar.task]]\r\nid = \"t1\"\r\ntitle = \"甲\"\r\n\r\n[[pillar.task.note]]\r\nat = 2021-09-15T09:40:00+08:00\r\nby = \"办公室\"\r\nkind = \"decision\"\r\ntext = '''\r\n先办。\r\n后报。\r\n'''",
    );
}

#[test]
fn a_list_over_several_lines_keeps_them() {
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nsupport = [\n  \"财务室\", # 拨款\n  \"办公室\",\n]\n",
        Edit::Support(vec!["财务室".into(), "办公室".into(), "教研室".into()]),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nsupport = [\n  \"财务室\", # 拨款\n  \"办公室\", \"教研室\",\n]\n",
    );
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nsupport = [ \"财务室\", \"办公室\" ]\n",
        Edit::Support(vec!["办公室".into()]),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nsupport = [ \"办公室\" ]\n",
    );
}

#[test]
fn inline_tables_are_edited_inside() {
    check(
        "task = [{ id = \"t1\", title = \"甲\" }, { id = \"t2\", title = \"乙\" }]\n",
        Edit::Status(Status::Done),
        "task = [{ id = \"t1\", title = \"甲\", status = \"done\" }, { id = \"t2\", title = \"乙\" }]\n",
    );
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\ntarget = [{ name = \"率\", goal = \"94 %\" }]\n",
        Edit::Actual {
            target: 0,
            number: Some(93.2),
        },
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\ntarget = [{ name = \"率\", goal = \"94 %\", actual = 93.2 }]\n",
    );
}

#[test]
fn a_measure_and_a_pillar_are_addressed_by_id() {
    check_node(
        "t1-m2",
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nmeasure = [\n { id = \"t1-m1\", text = \"一\" },\n { id = \"t1-m2\", text = \"二\", status = \"done\" },\n]\n",
        Edit::Status(Status::Closed),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nmeasure = [\n { id = \"t1-m1\", text = \"一\" },\n { id = \"t1-m2\", text = \"二\", status = \"closed\" },\n]\n",
    );
    check_node("p1", "", lead("教研室"), "lead = \"教研室\"\n");
}

#[test]
fn an_edit_that_changes_nothing_keeps_the_stamp() {
    let mut document = Document::read(
        "title = '计划'\n[[pillar]]\nid = 'p'\ntitle = '一'\n[[pillar.task]]\nid = 't'\ntitle = '二'\nstatus = 'done'\n".into(),
    );
    let stamp = document.stamp();
    let operation = Operation::status(Id::new("t").unwrap(), Status::Done);
    document.apply(&operation, None).unwrap();
    assert_eq!(document.stamp(), stamp);
    let operation = Operation::status(Id::new("t").unwrap(), Status::Closed);
    document.apply(&operation, None).unwrap();
    assert_ne!(document.stamp(), stamp);
}

#[test]
fn a_long_pillar_is_edited_anywhere_and_its_snapshots_stay() {
    let mut plan = Plan {
        head: Head {
            title: "计划".into(),
            ..Head::default()
        },
        pillars: Vec::new(),
    };
    let mut pillar = Pillar::new(Id::imported_pillar(1), "长");
    pillar.tasks = (1..=300)
        .map(|number| Task::new(Id::imported_task(number), "任务"))
        .collect();
    plan.pillars.push(pillar);
    let mut document = Document::read(compose(&plan).into_bytes());
    let first = document.clone();
    // The ends of the plan, and both sides of where one chunk ends and the next begins.
    for index in [0, 127, 128, 255, 256, 299] {
        let place = Place {
            pillar: 0,
            task: Some(index),
        };
        let key = document.key(place).unwrap();
        let operation = Operation::status(plan.pillars[0].tasks[index].id.clone(), Status::Done);
        operation.apply(&mut plan).unwrap();
        assert_eq!(document.apply(&operation, None), Ok(place));
        assert_eq!(document.status(place), Some(Status::Done));
        // A handle leads to its node whatever the hint says.
        let elsewhere = Place {
            pillar: 7,
            task: None,
        };
        assert_eq!(document.place(key, elsewhere), Some(place));
    }
    assert_eq!(document.plan(), plan);
    assert_eq!(document.tally(0), plan.tally());
    assert_eq!(document.text(), compose(&plan));
    assert_eq!(first.tally(0).count(Status::NotStarted), 300);
    assert!(!first.text().contains("done"));
}

#[test]
fn a_number_sign_in_a_name_is_no_comment() {
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nsupport = [\"1#楼\", \"2#楼\"]\n",
        Edit::Support(vec!["2#楼".into()]),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nsupport = [\"2#楼\"]\n",
    );
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\nsupport = [\"1#楼\"]\n",
        Edit::Support(vec![]),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\n",
    );
}

#[test]
fn the_last_line_goes_without_the_blank_lines_above() {
    check(
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\n\n\nprogress = 40",
        Edit::Progress(None),
        "[[pillar.task]]\nid = \"t1\"\ntitle = \"甲\"\n\n",
    );
}

#[test]
fn a_hint_keeps_pointing_at_its_key() {
    let text = "title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '一'\n[[pillar.task]]\nid = 't1'\ntitle = '二'\nodd = 1\n";
    let mut document = Document::read(text.into());
    let operation = Operation::status(Id::new("t1").unwrap(), Status::Done);
    document.apply(&operation, None).unwrap();
    let text = document.text();
    assert_eq!(&text[document.problems()[0].span.clone()], "odd");
}

#[test]
fn an_edit_may_bring_a_long_text_into_the_usual_form() {
    let mut text = String::from("title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '一'\n");
    for number in 0..9_000 {
        text += &format!("[[pillar.task]]\nid = 't{number}'\ntitle = '任务'\n");
    }
    text += "status = '''on-track'''\n";
    let mut document = Document::read(text.into_bytes());
    let last = Id::new("t8999").unwrap();
    document
        .apply(&Operation::status(last.clone(), Status::Done), None)
        .unwrap();
    document
        .apply(&Operation::status(last, Status::Closed), None)
        .unwrap();
    assert!(
        document.text().ends_with("status = 'closed'\n"),
        "{}",
        &document.text()[document.text().len() - 40..]
    );
}

#[test]
fn no_two_documents_are_taken_for_each_other() {
    let read = || Document::read("title = '计划'\n".into());
    assert_ne!(read().stamp(), read().stamp());
    let document = read();
    assert_eq!(document.clone().stamp(), document.stamp());
}
