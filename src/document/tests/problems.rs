//! What is said of broken and odd files, and what of them can still be seen.

use crate::change::{Operation, Refusal};
use crate::document::*;
use crate::language::Language;

/// All problems of a text, a line each: place, `!` for an error or `?` for a hint, words, way out.
fn problems(text: &str) -> String {
    let document = Document::read(text.as_bytes().to_vec());
    let index = LineIndex::new(text);
    let mut report = String::new();
    for problem in document.problems() {
        let place = index.locate(&problem.span);
        let mark = if problem.is_error() { '!' } else { '?' };
        let here = &place.text[place.range];
        report += &format!("{}:{}{mark} [{here}] ", place.line, place.column);
        report += &problem.words(Language::English);
        if let Some(way_out) = problem.way_out(Language::English) {
            report += &format!(" -- {way_out}");
        }
        report += "\n";
    }
    report
}

#[test]
fn a_good_plan_has_none() {
    let text = "title = '计划'\n[[pillar]]\nid = 'p1'\ntitle = '一'\n[[pillar.task]]\nid = 't1'\ntitle = '二'\n";
    assert_eq!(problems(text), "");
}

#[test]
fn every_kind_is_told_with_its_place() {
    let text = r#"format = 2
title = ""
issued = "2021-06-25"
period = { start = 2021-12-31, end = 2021-07-01 }
numbering = "roman"
[[pillar]]
id = "p 1"
lead = ["教育股"]
[[pillar.task]]
id = "t1"
状态 = 1
[[pillar.task]]
id = "t1"
title = "中文标题"
status = "on track"
due = "2021-12-31"
progress = 101
support = "教研室"
颜色 = "红"
[[pillar.task.note]]
at = 2021-09-15T09:40:00
kind = "talk"
[[pillar.task.target]]
name = "率"
goal = ">= 94 %"
actual = "93"
"#
    .replace("状态 = 1\n", "\"状态\" = 1\n")
    .replace("颜色 =", "\"颜色\" =");
    insta::assert_snapshot!(problems(&text));
}

#[test]
fn syntax_errors_point_at_the_character() {
    insta::assert_snapshot!(problems(
        "title = \"计划\"\n[[pillar]]\nid = \"p1\"\ntitle = \"一\"\n[[pillar.task]]\nid = \"t1\"\ntitle = \"强化思想\" 多余\n[[pillar.task]]\nid = \"t2\"\ntitle = \"没有结束\n[[pillar.task]]\nid = \"t3\"\ntitle = \"好\"\ntext = '''\n没有结束。\n[[pillar.task]]\nid = \"t4\"\ntitle = \"还在\"\ndue = 2021-02-30\n"
    ));
}

#[test]
fn what_can_be_read_of_a_broken_file_is_shown_and_never_edited() {
    let text = "title = \"计划\"\n[[pillar]]\nid = \"p1\"\ntitle = \"一\"\n[[pillar.task]]\nid = \"t1\"\nstatus = done\ntitle = \"甲\"\ntext = '''\n没有结束。\n[[pillar.task]]\nid = \"t2\"\ntitle = \"乙\"\n";
    let mut document = Document::read(text.as_bytes().to_vec());
    let titles: Vec<_> = document
        .plan()
        .tasks()
        .map(|task| task.title.clone())
        .collect();
    assert_eq!(titles, ["甲", "乙"]);
    assert_eq!(document.condition(), Condition::Broken);
    let operation = Operation::status(Id::new("t2").unwrap(), Status::Done);
    assert_eq!(document.apply(&operation, None), Err(Refusal::ReadOnly));
    assert_eq!(document.text(), text);
}

/// A line that is no TOML, as a merge or a slip of the hand leaves it, in every place of one task.
#[test]
fn a_stray_line_hides_no_more_than_its_own_task() {
    let sound = include_str!("../../../plans/xinhuang-2021-h2.toml");
    let plan = Document::read(sound.as_bytes().to_vec()).plan();
    let begin = sound.find("id = \"t02\"").expect("t02");
    let end = begin + sound[begin..].find("[[pillar.task]]").expect("t03");
    let ends = sound[begin..end].match_indices('\n');
    for (at, _) in ends {
        let at = begin + at + 1;
        for stray in ["garbage here\n", "<<<<<<< HEAD\n", "=======\n"] {
            let text = format!("{}{stray}{}", &sound[..at], &sound[at..]);
            let document = Document::read(text.clone().into_bytes());
            let read = document.plan();
            assert_eq!(read.pillars.len(), plan.pillars.len(), "{text}");
            let others = |plan: &Plan| -> Vec<Task> {
                let tasks = plan.tasks().filter(|task| task.id.as_str() != "t02");
                tasks.cloned().collect()
            };
            // Within a text of several lines any line is a sentence.
            assert_eq!(others(&read).len() + 1, plan.tasks().count(), "{text}");
            assert_eq!(others(&read), others(&plan), "{text}");
            assert_eq!(document.text(), text);
        }
    }
}

#[test]
fn a_file_in_another_encoding_is_named_and_shown() {
    let (gbk, _, _) =
        encoding_rs::GB18030.encode("title = \"计划\"\n[[pillar]]\nid=\"p1\"\ntitle=\"一\"\n");
    let document = Document::read(gbk.into_owned());
    assert_eq!(document.condition(), Condition::Broken);
    assert_eq!(
        document.problems()[0].words(Language::Chinese),
        "文件不是 UTF-8 编码，像是 GB18030"
    );
    assert_eq!(document.problems()[0].span, 9..9);
    assert_eq!(document.pillar_count(), 1);
}

#[test]
fn syntax_is_explained_in_chinese() {
    let said = |line: &str| {
        let text = format!("title = \"计划\"\n{line}\n");
        let document = Document::read(text.into_bytes());
        let mut problems = document.problems().iter();
        let syntax = problems.find(|problem| matches!(problem.kind, ProblemKind::Syntax(_)));
        syntax.expect(line).words(Language::Chinese)
    };
    for (line, words) in [
        (
            "颜色 = 1",
            "键名只能用英文字母、数字、- 和 _，其他文字要加引号",
        ),
        ("a = 甲", "文字要用引号括起来"),
        ("a = \"甲", "引号没有配对"),
        ("a = '''甲", "多行文字没有结束，少了三个连写的引号"),
        ("a = [1, 2", "括号没有配对"),
        ("[[pillar.task]", "方括号写得不对，应当像 [[pillar.task]]"),
        ("a", "这一行应当写成：键 = 值"),
        ("a = \"1\" 2", "这一行后面多了内容"),
        ("a = 2021-02-30", "日期写得不对，应当像 2021-12-31"),
        ("a = 1\na = 2", "同一个键写了两次"),
        ("a = ", "等号后面没有内容"),
        ("a = 08", "数字前面多了 0"),
    ] {
        assert_eq!(said(line), words, "{line}");
    }
}
