//! `import`: a plan file, and a word on everything that came of it.

use insta::assert_snapshot;

use crate::world::{PLAN, World};

const DRAFT: &str = "\
2021年下半年工作计划
发布时间:2021-06-25 信息来源:教育局

一、党的建设
(一)抓实基层党建。落实“三会一课”制度。8月底前完成整改。
(二)加强作风建设。学习《工作条例》。
三、教学质量
(三)提高教学质量。毛入学率稳定在94%以上，完成6所学校标准化建设任务。
扫一扫在手机打开当前页
";

fn with_draft() -> World {
    let world = World::empty();
    world.write("draft.txt", DRAFT);
    world
}

#[test]
fn a_document_becomes_a_plan() {
    let world = with_draft();
    assert_snapshot!(world.run("import draft.txt"));
    assert_snapshot!("the_plan_file", world.read("plans/draft.toml"));
    assert_eq!(world.files(), ["draft.txt", "plans/draft.toml"]);
    world.run("check").good();
}

#[test]
fn a_document_becomes_a_plan_in_english() {
    assert_snapshot!(with_draft().english().run("import draft.txt"));
}

#[test]
fn the_real_plan_is_the_one_in_the_repository() {
    let world = World::empty();
    world.write(
        "seed.txt",
        include_bytes!("../../seeds/xinhuang-2021-h2.txt"),
    );
    let out = world.run("import seed.txt --out plans/plan.toml").good();
    assert!(out.contains("5 个板块，21 项任务"), "{out}");
    assert_eq!(
        world.plan(),
        include_str!("../../plans/xinhuang-2021-h2.toml")
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let world = with_draft();
    let shown = world.run("import draft.txt -n").good();
    assert!(shown.ends_with("这是试运行，没有保存\n"), "{shown}");
    assert_eq!(world.files(), ["draft.txt"]);
    let wrote = world.run("import draft.txt").good();
    let without_end = |text: &str| text.rsplit_once("\n\n").unwrap().0.to_owned();
    assert_eq!(without_end(&shown), without_end(&wrote));
}

#[test]
fn a_plan_that_is_there_is_never_overwritten() {
    let world = World::with(PLAN);
    world.write("plan.txt", DRAFT);
    assert_snapshot!(world.run("import plan.txt"));
    assert_eq!(world.plan(), PLAN);
    assert_eq!(world.files(), ["plan.txt", "plans/plan.toml"]);
}

/// Where a document of this name goes by itself.
fn destination(file: &str, text: &str) -> String {
    let world = World::empty();
    world.write(file, text);
    let told = world.run(&format!("import {file}")).good();
    let files = world.files();
    let [plan] = files
        .iter()
        .filter(|name| name.as_str() != file)
        .collect::<Vec<_>>()[..]
    else {
        panic!("one plan: {files:?}")
    };
    assert!(told.contains(&format!("已写好 {plan}（")), "{told}");
    plan.clone()
}

#[test]
fn a_plan_gets_an_ascii_name_and_says_which() {
    let is = |file, text: &str, plan| assert_eq!(destination(file, text), plan);
    is("Draft-2.txt", DRAFT, "plans/draft-2.toml");
    is("资料/计划.txt", DRAFT, "plans/plan-2021-h2.toml");
    let of_no_period = DRAFT.replace("2021年下半年", "");
    is("计划.txt", &of_no_period, "plans/plan-2021.toml");
    let without_date = of_no_period.replace("发布时间:2021-06-25 信息来源:教育局\n", "");
    let plan = destination("计划.txt", &without_date);
    let year = plan
        .strip_prefix("plans/plan-")
        .and_then(|rest| rest.strip_suffix(".toml"));
    let year: i32 = year.unwrap().parse().unwrap();
    assert!(year > 2021, "today's: {year}");
}

#[test]
fn a_proposed_name_never_hits_a_plan_that_is_there() {
    let world = World::empty();
    world.write("计划.txt", DRAFT);
    world.run("import 计划.txt").good();
    let err = world.run("import 计划.txt").bad(1);
    assert!(err.contains("--out plans/plan-2021-h2-2.toml"), "{err}");
    assert_eq!(world.files(), ["plans/plan-2021-h2.toml", "计划.txt"]);
}

#[test]
fn a_document_comes_from_standard_input() {
    let world = with_draft();
    world.run("import draft.txt").good();
    world
        .pipe("import - --out plans/piped.toml", DRAFT.as_bytes())
        .good();
    assert_eq!(
        world.read("plans/piped.toml"),
        world.read("plans/draft.toml")
    );
    world.pipe("import -", DRAFT.as_bytes()).good();
    assert_eq!(
        world.read("plans/plan-2021-h2.toml"),
        world.read("plans/draft.toml")
    );
    // Two documents are one too many, and `-` is no option.
    let err = world.pipe("import draft.txt -", DRAFT.as_bytes()).bad(2);
    assert!(err.contains("“-”是多出来的"), "{err}");
}

#[test]
fn what_is_not_wanted_stays_out() {
    let plan = |options: &str| {
        let world = with_draft();
        world
            .run(&format!("import draft.txt --out plans/plan.toml {options}"))
            .good();
        world.plan()
    };
    let all = plan("");
    for (option, line) in [
        ("--no-targets", "goal = \">= 94 %\""),
        ("--no-quantities", "goal = \">= 6 所\""),
        ("--no-due", "due = 2021-08-31"),
        ("--no-references", "title = \"工作条例\""),
        ("--drop 1", "due = 2021-08-31"),
        ("--drop 1,2", "title = \"工作条例\""),
    ] {
        assert!(all.contains(line), "{line}\n{all}");
        assert!(!plan(option).contains(line), "{option}");
    }
    assert!(plan("--task-level 一、").contains("[[pillar.task.measure]]"));
    let world = with_draft();
    world.run("import draft.txt --task-level nonsense").bad(2);
    world.run("import draft.txt --drop x").bad(2);
    assert!(
        world
            .run("import draft.txt --plan x.toml")
            .bad(2)
            .contains("--out")
    );
    assert_eq!(world.files(), ["draft.txt"]);
}

#[test]
fn a_choice_that_fits_nothing_is_a_slip() {
    let lines = [
        "import draft.txt --drop 99",
        "import draft.txt --drop 1,0",
        "import short.txt --drop 1",
        "import draft.txt --task-level 9",
        "import draft.txt --task-level ３",
    ];
    let transcript = |world: World| {
        world.write("draft.txt", DRAFT);
        world.write("short.txt", "一、工作\n(一)加强学习。\n");
        for line in lines {
            world.run(line).bad(2);
        }
        assert_eq!(world.files(), ["draft.txt", "short.txt"]);
        world.transcript(&lines)
    };
    assert_snapshot!(transcript(World::empty()));
    assert_snapshot!(transcript(World::empty().english()));
    let world = with_draft();
    world.run("import draft.txt -n --task-level 1.").good();
    world.run("import draft.txt -n --drop 4").good();
    world.run("import draft.txt -n --drop 5").bad(2);
}

#[test]
fn a_plan_that_was_not_written_has_no_path() {
    let outcome = with_draft().run("import draft.txt -n --json").json();
    assert!(outcome["plan"]["path"].is_null(), "{outcome}");
    assert!(outcome["written"].is_null(), "{outcome}");
}

#[test]
fn the_outcome_for_programs() {
    let world = with_draft();
    let mut outcome = world.run("import draft.txt --json --drop 1").json();
    let rest = outcome.as_object_mut().unwrap();
    let plan = rest.remove("plan").unwrap();
    assert_eq!(plan, world.run("list --json").json());
    assert_snapshot!(serde_json::to_string_pretty(rest).unwrap());
}

#[test]
fn a_refusal_says_what_to_do() {
    let world = World::empty();
    world.write("report.pdf", b"%PDF-1.4\n");
    world.write("report.docx", b"PK\x03\x04");
    world.write("empty.txt", b"");
    world.write("words.txt", "没有编号的一句话");
    assert_snapshot!(world.transcript(&[
        "import report.pdf",
        "import report.docx",
        "import empty.txt",
        "import words.txt",
        "import nowhere.txt",
        "import .",
    ]));
    assert_eq!(world.files().len(), 4);
}
