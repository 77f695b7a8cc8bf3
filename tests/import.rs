//! Importing whole documents: the real plan, documents in the shapes of real ones, and anything at all.

use planwalk::import::{
    Import, Kind, Level, Mismatch, Oddity, Options, Refusal, Why, check, decode, import,
};
use planwalk::language::Language;
use planwalk::plan::{Numbering, Status};
use proptest::prelude::*;

const SEED: &str = include_str!("../seeds/xinhuang-2021-h2.txt");

fn read(source: &str) -> Import {
    read_with(source, &Options::default())
}

fn read_with(source: &str, options: &Options) -> Import {
    let found = import(source.as_bytes(), options).expect("a plan");
    assert_eq!(check(source, &found), Ok(()));
    found
}

/// The plan as a person would see it, one node a line, with everything that was learnt; then what was
/// left out, routine aside, and what is odd.
fn shown(found: &Import) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let plan = &found.plan;
    let head = &plan.head;
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    let period = head
        .period
        .map(|period| format!("{}..{}", period.start, period.end));
    let _ = writeln!(
        out,
        "{} | {} | {} | {} | {}",
        head.title,
        or_dash(head.issuer.clone()),
        or_dash(head.issued.map(|date| date.to_string())),
        or_dash(period),
        head.numbering.value()
    );
    let flat = |text: &str| text.replace('\n', "|");
    if !head.preamble.is_empty() {
        let _ = writeln!(out, "> {}", flat(&head.preamble));
    }
    let mut in_plan = 0;
    for (index, pillar) in plan.pillars.iter().enumerate() {
        let label = head.numbering.pillar(index);
        let _ = writeln!(
            out,
            "{} {label}{}: {}",
            pillar.id,
            pillar.title,
            flat(&pillar.text)
        );
        for (in_pillar, task) in pillar.tasks.iter().enumerate() {
            let label = head.numbering.task(index, in_pillar, in_plan);
            in_plan += 1;
            let _ = write!(
                out,
                "  {} {label}{}: {}",
                task.id,
                task.title,
                flat(&task.text)
            );
            for target in &task.targets {
                let _ = write!(out, " [{} {}]", target.name, target.goal);
            }
            for reference in &task.references {
                let _ = write!(out, " [《{}》]", reference.title);
            }
            if let Some(lead) = &task.lead {
                let _ = write!(out, " [{lead} + {}]", task.support.join(" "));
            }
            if let Some(due) = task.due {
                let _ = write!(out, " [{due}]");
            }
            out.push('\n');
            for (place, measure) in task.measures.iter().enumerate() {
                let label = head.numbering.measure(&label, place);
                let _ = write!(out, "    {} {label}{}", measure.id, flat(&measure.text));
                if let Some(lead) = &measure.lead {
                    let _ = write!(out, " [{lead}]");
                }
                if let Some(due) = measure.due {
                    let _ = write!(out, " [{due}]");
                }
                out.push('\n');
            }
        }
    }
    for left in found.left_out.iter().filter(|left| !left.why.is_routine()) {
        let _ = writeln!(out, "- {}", left.words(Language::Chinese));
    }
    for warning in &found.warnings {
        let _ = writeln!(out, "! {}", warning.words(Language::Chinese));
    }
    out
}

#[test]
fn the_real_plan_comes_whole() {
    let found = read(SEED);
    let plan = &found.plan;
    assert_eq!(plan.head.title, "新晃侗族自治县教育局2021年下半年工作计划");
    assert_eq!(plan.head.issuer.as_deref(), Some("新晃县教育局"));
    assert_eq!(
        plan.head.issued.map(|date| date.to_string()).as_deref(),
        Some("2021-06-25")
    );
    let period = plan.head.period.expect("a period");
    assert_eq!(
        format!("{} {}", period.start, period.end),
        "2021-07-01 2021-12-31"
    );
    assert_eq!(plan.head.numbering, Numbering::Official);
    assert!(
        plan.head
            .preamble
            .starts_with("2021年下半年教育工作总体思路:2021年是")
    );
    let tasks: Vec<usize> = plan
        .pillars
        .iter()
        .map(|pillar| pillar.tasks.len())
        .collect();
    assert_eq!(tasks, [4, 5, 4, 4, 4]);
    assert!(
        plan.tasks()
            .all(|task| task.status == Status::NotStarted && task.measures.is_empty())
    );
    let ids: Vec<&str> = plan.tasks().map(|task| task.id.as_str()).collect();
    assert_eq!((ids[0], ids[20]), ("t01", "t21"));
    // 95 sentences in the bodies, counted by hand.
    let sentences: usize = plan.tasks().map(|task| task.text.lines().count()).sum();
    assert_eq!(sentences, 95);
    assert_eq!(
        plan.tasks()
            .filter(|task| !task.references.is_empty())
            .count(),
        9
    );
    assert_eq!(found.warnings, []);
    let left: Vec<_> = found
        .left_out
        .iter()
        .map(|left| (left.line, &left.why))
        .collect();
    assert_eq!(left, [(3, &Why::Metadata), (58, &Why::PageResidue)]);
}

#[test]
fn every_task_of_the_real_plan_is_a_line_of_its_source() {
    let plan = read(SEED).plan;
    let mut in_plan = 0;
    let mut expected = Vec::new();
    for (index, pillar) in plan.pillars.iter().enumerate() {
        expected.push(format!(
            "{}{}",
            plan.head.numbering.pillar(index),
            pillar.title
        ));
        for (in_pillar, task) in pillar.tasks.iter().enumerate() {
            let label = plan.head.numbering.task(index, in_pillar, in_plan);
            in_plan += 1;
            expected.push(format!(
                "{label}{}。{}",
                task.title,
                task.text.replace('\n', "")
            ));
        }
    }
    let source: Vec<&str> = SEED.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(source[3..source.len() - 1], expected);
}

#[test]
fn the_real_plan_comes_the_same_from_any_encoding() {
    let expected = read(SEED);
    let gb = encoding_rs::GB18030.encode(SEED).0.into_owned();
    let utf16: Vec<u8> = format!("\u{feff}{SEED}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let with_bom = format!("\u{feff}{}", SEED.replace('\n', "\r\n")).into_bytes();
    for (bytes, encoding) in [(gb, "gb18030"), (utf16, "UTF-16LE"), (with_bom, "UTF-8")] {
        let found = import(&bytes, &Options::default()).expect("a plan");
        assert_eq!(found.encoding, encoding);
        assert_eq!(found.plan, expected.plan);
    }
}

#[test]
fn a_web_page_makes_the_same_plan() {
    let paragraphs: String = SEED
        .lines()
        .map(|line| format!("<p style=\"text-indent:2em\">&nbsp;<span>{line}</span></p>\n"))
        .collect();
    let page = format!("<!DOCTYPE html><html><style>p{{}}</style><body>{paragraphs}</body></html>");
    let found = import(page.as_bytes(), &Options::default()).expect("a plan");
    assert_eq!(found.plan, read(SEED).plan);
    assert_eq!(
        check(&decode(page.as_bytes()).expect("text").text, &found),
        Ok(())
    );
}

#[test]
fn full_width_forms_make_the_same_plan() {
    let wide: String = SEED
        .chars()
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            ',' => '，',
            ':' => '：',
            other => other,
        })
        .collect();
    let found = read(&wide);
    assert_eq!(found.plan.tasks().count(), 21);
    assert_eq!(found.plan.head.issuer.as_deref(), Some("新晃县教育局"));
    assert_eq!(found.left_out.len(), 2);
}

#[test]
fn the_numbers_of_the_real_plan_become_targets_and_nothing_else_does() {
    let plan = read(SEED).plan;
    let targets: Vec<String> = plan
        .tasks()
        .flat_map(|task| {
            task.targets
                .iter()
                .map(|target| format!("{} {} {}", task.id, target.name, target.goal))
        })
        .collect();
    assert_eq!(
        targets,
        [
            "t16 毛入学率 >= 94 %",
            "t16 高考本科录取人数达实际参考人数 >= 55 %",
            "t18 学校标准化建设 >= 6 所",
            "t18 学校运动场提质升级工程 >= 22 所",
            "t18 公办幼儿园扩容工程 >= 4 所",
        ]
    );
    let numbers: Vec<_> = plan
        .tasks()
        .flat_map(|task| &task.references)
        .filter_map(|r| r.number.as_deref())
        .collect();
    assert_eq!(numbers, ["湘教督通〔2020〕1 号"]);
    assert!(
        plan.tasks()
            .all(|task| task.due.is_none() && task.lead.is_none())
    );
}

#[test]
fn what_a_person_drops_is_not_in_the_plan() {
    let all = read(SEED);
    let options = Options {
        drop_kinds: vec![Kind::Target, Kind::Reference],
        drop: all
            .proposals
            .iter()
            .filter(|proposal| {
                proposal.node.as_str() == "t18" && proposal.what.kind() == Kind::Quantity
            })
            .map(|proposal| proposal.number)
            .skip(1)
            .collect(),
        ..Options::default()
    };
    let some = read_with(SEED, &options);
    let targets: Vec<_> = some
        .plan
        .tasks()
        .flat_map(|task| &task.targets)
        .map(|target| &target.name)
        .collect();
    assert_eq!(targets, ["学校标准化建设"]);
    assert!(some.plan.tasks().all(|task| task.references.is_empty()));
    // The text keeps the words, and the list still names what was dropped.
    let texts = |found: &Import| {
        found
            .plan
            .tasks()
            .map(|task| task.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(&some), texts(&all));
    assert_eq!(some.proposals.len(), all.proposals.len());
}

#[test]
fn a_person_says_which_level_is_the_task() {
    let options = |level| Options {
        task_level: Some(level),
        ..Options::default()
    };
    let pillars = read_with(SEED, &options(Level::Han));
    assert_eq!(pillars.plan.tasks().count(), 5);
    assert_eq!(
        pillars
            .plan
            .tasks()
            .map(|task| task.measures.len())
            .sum::<usize>(),
        21
    );
    assert_eq!(pillars.plan.pillars[0].title, pillars.plan.head.title);
    let unknown = read_with(SEED, &options(Level::Circled));
    assert_eq!(unknown.plan.tasks().count(), 21);
    assert_eq!(
        unknown.warnings[0].kind,
        Oddity::NoSuchLevel(Level::Circled)
    );
    let deep = read_with(
        include_str!("fixtures/import/running-numbers.txt"),
        &options(Level::Arabic),
    );
    assert_eq!(deep.plan.tasks().count(), 5);
}

macro_rules! documents {
    ($($name:ident: $file:literal;)*) => {
        $(
            #[test]
            fn $name() {
                let found = read(include_str!(concat!("fixtures/import/", $file)));
                insta::assert_snapshot!(stringify!($name), shown(&found));
            }
        )*
    };
}

documents! {
    a_notice_before_the_plan: "notice-first.txt";
    measures_that_count_on: "running-numbers.txt";
    lines_broken_by_hand: "wrapped.txt";
    headings_in_one_paragraph: "inline.txt";
    chapters_above: "chapters.txt";
    markdown_in_english: "english.md";
    plain_english: "english.txt";
    odd_numbers: "odd-numbers.txt";
    a_table: "table.txt";
    title_and_data_on_one_line: "glued.txt";
    tasks_at_the_first_level: "ledger.txt";
}

#[test]
fn what_is_no_plan_is_refused_with_a_way_out() {
    let refused = |bytes: &[u8]| import(bytes, &Options::default()).expect_err("a refusal");
    assert_eq!(refused(b""), Refusal::Empty);
    assert_eq!(refused("\u{feff} \n\u{3000}".as_bytes()), Refusal::Empty);
    assert_eq!(
        refused("没有编号的文字。\n又一段。".as_bytes()),
        Refusal::NoTask
    );
    for bytes in [
        &b"PK\x03\x04"[..],
        b"%PDF-1.4",
        b"\xd0\xcf\x11\xe0",
        b"",
        b"text",
    ] {
        for language in [Language::Chinese, Language::English] {
            let refusal = refused(bytes);
            assert!(!refusal.words(language).is_empty() && !refusal.way_out(language).is_empty());
        }
    }
}

#[test]
fn the_check_sees_what_is_wrong() {
    let found = read(SEED);
    let mut reworded = found.clone();
    reworded.plan.pillars[2].tasks[0].text.push('。');
    assert!(matches!(
        check(SEED, &reworded),
        Err(Mismatch::Differs { .. })
    ));
    let mut swapped = found.clone();
    swapped.plan.pillars.swap(0, 1);
    assert!(matches!(
        check(SEED, &swapped),
        Err(Mismatch::Differs { .. })
    ));
    let mut short = found.clone();
    short.pieces.remove(7);
    assert!(matches!(check(SEED, &short), Err(Mismatch::Lost(_))));
    assert!(check(&format!("{SEED}多"), &found).is_err());
}

#[test]
fn a_pillar_may_be_called_like_the_plan() {
    nothing_disappears("党建工作\n一、党建工作\n（一）加强学习\n认真学习。\n".as_bytes());
    // The title is in no other place, and the pillar is made for the tasks.
    nothing_disappears("党建工作\n（一）加强学习\n认真学习。\n（二）加强管理\n".as_bytes());
    // A list in an unknown encoding, the first of whose points became the title of all.
    nothing_disappears(b"\x9d)\n*\t\xa0\n\n1)\x9d)\n*\t\xa0\n\n1)\x0e\n*\tV\xf51)\n*\t\x1c");
}

/// Every character is in the plan or in the list of what was left out, and importing never panics.
fn nothing_disappears(bytes: &[u8]) {
    for task_level in [None, Some(Level::HanBracket)] {
        let options = Options {
            task_level,
            ..Options::default()
        };
        if let Ok(found) = import(bytes, &options) {
            let source = decode(bytes).expect("it was read before").text;
            assert_eq!(check(&source, &found), Ok(()), "{source:?}");
            assert!(found.plan.tasks().count() > 0);
            for language in [Language::Chinese, Language::English] {
                assert!(
                    found
                        .left_out
                        .iter()
                        .all(|left| !left.words(language).is_empty())
                );
                assert!(
                    found
                        .warnings
                        .iter()
                        .all(|warning| !warning.words(language).is_empty())
                );
                assert!(
                    found
                        .proposals
                        .iter()
                        .all(|proposal| !proposal.words(language).is_empty())
                );
            }
        }
    }
}

#[test]
fn numbers_of_five_parts_number_nothing() {
    nothing_disappears("12.12.11.01.23(019)\n999.99.99.99.99 检查\n1.1 加强学习\n".as_bytes());
}

#[test]
fn a_line_of_blanks_of_a_web_page_is_left_out_once() {
    let found = read("&nbsp;\n一、抓学习。");
    let markup = found.left_out.iter().filter(|left| left.why == Why::Markup);
    let left: Vec<&str> = markup.map(|left| left.text.as_str()).collect();
    assert_eq!(left, ["&nbsp;"]);
}

/// Pieces that documents are made of, good and bad, in any order.
fn document() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("一、"),
        Just("二、"),
        Just("三、"),
        Just("（一）"),
        Just("(二)"),
        Just("（三）"),
        Just("1."),
        Just("2．"),
        Just("3、"),
        Just("（1）"),
        Just("(2)"),
        Just("①"),
        Just("②"),
        Just("一是"),
        Just("；二是"),
        Just("ー、"),
        Just("(-)"),
        Just("1切"),
        Just("第一章　"),
        Just("第二部分"),
        Just("# "),
        Just("## "),
        Just("### "),
        Just("- "),
        Just("  - "),
        Just("**"),
        Just("1.1 "),
        Just("1.2 "),
        Just("Goal 1: "),
        Just("(a) "),
        Just("A. "),
        Just("II. "),
        Just("标题"),
        Just("抓好落实"),
        Just("。"),
        Just("，"),
        Just("；"),
        Just("："),
        Just("（办公室负责）"),
        Just("《办法》（教发〔2020〕1 号）"),
        Just("8月底前完成6所学校建设"),
        Just("达到94%以上"),
        Just("2021年6月25日"),
        Just("发布时间:2021-06-25 来源:教育局"),
        Just("扫一扫在手机打开当前页"),
        Just("附件：1.表"),
        Just("附件"),
        Just("各县市："),
        Just("教育局"),
        Just("2021年工作计划"),
        Just("（此件公开发布）"),
        Just("- 3 -"),
        Just("\n"),
        Just("\n"),
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just("\u{3000}\u{3000}"),
        Just(" "),
        Just("\u{a0}"),
        Just("\u{200b}"),
        Just("“"),
        Just("”"),
        Just("（"),
        Just("》"),
        Just("word"),
        Just("Two words. Next"),
        Just("&nbsp;"),
        Just("<p>"),
        Just("</p>"),
        Just("\t"),
        Just("#"),
    ];
    prop::collection::vec(piece, 1..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_disappears_from_documents(source in document()) {
        nothing_disappears(source.as_bytes());
    }

    #[test]
    fn nothing_disappears_from_any_text(source in "\\PC{0,200}", tail in any::<String>()) {
        nothing_disappears(format!("一、{source}\n（一）{tail}").as_bytes());
    }

    #[test]
    fn nothing_disappears_from_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        nothing_disappears(&bytes);
        nothing_disappears(&[b"1. a\n2. ", &bytes[..]].concat());
    }

    #[test]
    fn the_real_plan_survives_a_cut(from in 0..SEED.len(), len in 0..200_usize) {
        let mut bytes = SEED.as_bytes().to_vec();
        bytes.drain(from..(from + len).min(SEED.len()));
        nothing_disappears(&bytes);
    }
}

#[test]
fn a_document_without_a_title_is_called_after_its_file() {
    let mut import = import(
        "一、甲。做。\n二、乙。做。\n".as_bytes(),
        &Options::default(),
    )
    .expect("is a plan");
    assert!(import.plan.head.title.is_empty());
    assert!(import.name_if_untitled("下半年要点"));
    assert_eq!(import.plan.head.title, "下半年要点");
    assert!(!import.name_if_untitled("别的"));
    assert_eq!(import.plan.head.title, "下半年要点");
}
