//! Every screen at the usual sizes in both languages, as text and as looks; and at sizes that no
//! person would choose, without a panic.

use chrono::NaiveDate;
use ratatui::buffer::{Buffer, CellDiffOption, CellWidth as _};
use ratatui::layout::{Position, Rect, Size};
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::app::{
    Answer, Ask, Baseline, Comparison, Configuration, Effect, Event, Failure, Imported, Key,
    Listed, Look, Menu, Remark, Standing, TaskStep, ToCommit, Underway, Unmerged, Version, update,
};
use crate::change::diff::diff;
use crate::change::{CommitId, Revision};
use crate::document::{Condition, Document};
use crate::language::Language;
use crate::plan::Status;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (60, 18), (40, 12)];

const PLAN: &str = r#"format = 1
title = "2021年下半年工作计划(征求意见稿,请各股室各学校于七月底前反馈)"
issuer = "县教育局"
issued = 2021-06-25
period = { start = 2021-07-01, end = 2021-12-31 }
numbering = "official"

preamble = '''
2021年是“十四五”开局之年。
教育工作以落实立德树人为根本。

第二段讲保障。
'''

[[pillar]]
id = "p1"
title = "坚持党的领导,全力提升党建工作水平"
text = '''
板块自己的话。
'''
lead = "办公室"

[[pillar.task]]
id = "t01"
status = "on-track"
title = "强化思想政治引领"
due = 2021-09-10
text = '''
深化“不忘初心、牢记使命”,深入学习党的十九届五中全会精神。
建立学校逢会必学思想政治理论、党纪法规、师德师风制度。

完善 public service 机制(见附件)。
'''
lead = "教研室"
support = ["人事股", "督导室", "各中小学校"]
progress = 40

[[pillar.task.target]]
name = "毛入学率"
goal = ">= 94 %"
actual = 93.2

[[pillar.task.target]]
name = "完成标准化建设"
goal = ">= 6 所"
actual = 6

[[pillar.task.target]]
name = "覆盖"
goal = "全覆盖"

[[pillar.task.reference]]
title = "关于加强和改进新时代师德师风建设的意见"
number = "教师〔2019〕10 号"

[[pillar.task.measure]]
id = "t01-m1"
text = "开展中国共产党百年党史学习教育,每月一次,覆盖全体教师和教研员,并留下记录。"
status = "done"

[[pillar.task.measure]]
id = "t01-m2"
text = "修订制度。"
status = "at-risk"
due = 2021-09-30
lead = "办公室"

[[pillar.task.note]]
at = 2021-09-01T09:40:00+08:00
by = "教研室"
kind = "progress"
text = '''
已完成两轮培训。
'''

[[pillar.task.note]]
at = 2021-09-14T15:05:00+08:00
by = "办公室"
kind = "issue"
text = '''
两所学校没有报名单。
请督导室跟进。
'''

[[pillar.task]]
id = "t02"
status = "off-track"
title = "夯实基层党建基础,配齐配强学校党支部书记和支部委员,落实“三会一课”组织生活制度"
due = 2021-09-25
lead = "人事股"

[[pillar.task]]
id = "t03"
status = "not-started"
title = "带\u001b[31m控制符\u202e的标题"
progress = 5

[[pillar]]
id = "p2"
title = "坚持德能并举"

[[pillar.task]]
id = "t04"
status = "closed"
title = "紧盯师德师风建设"

[[pillar.task]]
id = "t05"
status = "done"
title = "提升教师专业成长力"

[[pillar.task]]
id = "t06"
status = "on-hold"
title = "持续教育关爱"

[[pillar.task]]
id = "t07"
status = "dropped"
title = "深入开展 education 减负"

[[pillar]]
id = "p3"
title = "没有任务的板块"
"#;

fn start(plans: &[(&str, &str)]) -> Model {
    let today = NaiveDate::from_ymd_opt(2021, 9, 15).expect("a day");
    let listed = |(name, title): &(&str, &str)| Listed {
        path: format!("plans/{name}").into(),
        title: (*title).to_owned(),
    };
    let menu = Menu::new(plans.iter().map(listed).collect());
    Model::new(Language::Chinese, today, "plans".into(), menu)
}

fn walk() -> Model {
    let mut model = start(&[]);
    let document = Document::read(PLAN.as_bytes().to_vec());
    assert_eq!(document.problems(), []);
    model.open("plans/a.toml".into(), document);
    model
}

fn press(model: &mut Model, keys: &str) {
    for key in keys.split_whitespace() {
        // Scrolling goes by what was last seen.
        show(model, (80, 24), theme());
        let key: Key = key.parse().expect("a key");
        update(model, Event::Key(key));
    }
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, keys);
    model
}

const NOTE: &str = "会议听取了汇报,“三会一课”要按月落实。请办公室于10月15日前把台账报来,逾期通报。";

/// Keys, then a text as an input method hands it over.
fn typed(keys: &str, text: &str) -> Model {
    typed_then(keys, text, "")
}

fn typed_then(keys: &str, text: &str, more: &str) -> Model {
    let mut model = walk();
    press(&mut model, keys);
    update(&mut model, Event::Paste(text.to_owned()));
    press(&mut model, more);
    model
}

fn failing() -> Model {
    let mut model = pressed(walk(), "j j 3");
    let stamp = model.walk().expect("a walk").document().stamp();
    let failure = Failure::new(std::path::Path::new("plans/a.toml"), |language| {
        language.pick("磁盘已满", "the disk is full").to_owned()
    });
    let outcome = Err(failure);
    update(&mut model, Event::Saved { stamp, outcome });
    model
}

fn asked_to_leave() -> Model {
    let mut model = pressed(failing(), "q");
    let walk = model.walk().expect("a walk");
    let stamp = walk.document().stamp();
    let outcome = Err(walk.saving().failure().expect("it failed").clone());
    update(&mut model, Event::Saved { stamp, outcome });
    model
}

fn broken() -> Model {
    let mut model = start(&[]);
    let text = PLAN
        .replace("\"on-hold\"", "\"paused\"")
        .replace("progress = 40", "progress = 400");
    model.open("plans/a.toml".into(), Document::read(text.into_bytes()));
    model
}

fn review() -> Model {
    let mut model = pressed(start(&[]), "2 a Enter");
    let remark = |line, chinese: &str, english: &str, quote: &str| Remark {
        line,
        chinese: chinese.to_owned(),
        english: english.to_owned(),
        quote: quote.to_owned(),
    };
    let imported = Imported {
        source: "/home/office/下半年计划.txt".into(),
        plan: Document::read(PLAN.as_bytes().to_vec()).plan(),
        found: vec![remark(None, "指标", "a target", "毛入学率稳定在94%以上")],
        left_out: vec![remark(
            Some(58),
            "网页残留",
            "residue of the page",
            "扫一扫在手机打开当前页",
        )],
        warnings: vec![remark(
            Some(12),
            "编号不连续",
            "a gap in the numbering",
            "(七)",
        )],
    };
    let path = model.awaited.clone().expect("an import is waited for");
    update(
        &mut model,
        Event::Imported {
            path,
            outcome: Ok(Box::new(imported)),
        },
    );
    model
}

/// Presses keys one by one, and answers all that is asked about the past.
fn travelled(mut model: Model, keys: &str) -> Model {
    for key in keys.split_whitespace() {
        show(&mut model, (80, 24), theme());
        let mut effects = update(&mut model, Event::Key(key.parse().expect("a key")));
        while !effects.is_empty() {
            let events: Vec<Event> = effects.into_iter().flat_map(answers).collect();
            effects = events
                .into_iter()
                .flat_map(|event| update(&mut model, event))
                .collect();
        }
    }
    model
}

/// Looking at the second of three revisions, after these keys.
fn away(keys: &str) -> Model {
    travelled(pressed(walk(), keys), "[")
}

/// The plan as of a revision: the first is what is open.
fn text_of(commit: &CommitId) -> String {
    let middle = PLAN
        .replace("强化思想政治引领", "强化政治引领")
        .replace("逢会必学思想政治理论、", "每月学习思想政治理论、")
        .replace("status = \"off-track\"", "status = \"at-risk\"")
        .replace("due = 2021-09-25", "due = 2021-09-15")
        .replace("请督导室跟进。\n", "")
        .replace("lead = \"人事股\"\n", "");
    match &commit.as_str()[..1] {
        "a" => PLAN.to_owned(),
        "b" => middle,
        _ => {
            let (head, rest) = middle
                .split_once("[[pillar.task]]\nid = \"t04\"")
                .expect("t04");
            let tail = rest.split_once("[[pillar.task]]").expect("t05").1;
            let text = format!("{head}[[pillar.task]]{tail}");
            text.replace("status = \"on-track\"", "status = \"not-started\"")
        }
    }
}

fn plan_of(version: &Version) -> Document {
    let text = match version {
        Version::Text(document) => return document.clone(),
        Version::At(commit) => text_of(commit),
        Version::Before(commit) => {
            let revisions = revisions();
            let index = revisions.iter().position(|one| one.commit == *commit);
            let before = revisions.get(index.expect("a revision") + 1);
            before.map(|one| text_of(&one.commit)).unwrap_or_default()
        }
    };
    Document::read(text.into_bytes())
}

fn answers(effect: Effect) -> Vec<Event> {
    let Effect::Past { plan, ask } = effect else {
        return Vec::new();
    };
    let between = |from: &Document, to: &Document| diff(&from.plan(), &to.plan());
    let at = |commit: &CommitId| plan_of(&Version::At(commit.clone()));
    let answers = match ask {
        Ask::List { run, now } => vec![Answer::Listed {
            run,
            found: revisions(),
            same: (now.text() == PLAN).then(|| now.stamp()),
            end: Some(Ok(())),
        }],
        Ask::Load(commit) => vec![Answer::Loaded {
            outcome: Ok(at(&commit)),
            commit,
        }],
        Ask::Resolve { run, baseline } => vec![Answer::Resolved {
            run,
            outcome: Ok(revisions()[match baseline {
                Baseline::LastMeeting => 1,
                _ => 2,
            }]
            .clone()),
            baseline,
        }],
        Ask::Since { run, from, to } => vec![Answer::Since {
            run,
            outcome: Ok(Comparison::new(between(&at(&from), &to), &to).into()),
        }],
        Ask::Compare { run, from, to } => vec![Answer::Compared {
            run,
            outcome: Ok(between(&plan_of(&from), &plan_of(&to)).into()),
        }],
        Ask::Count(commits) => {
            let counted = |commit: CommitId| {
                let before = plan_of(&Version::Before(commit.clone()));
                Answer::Counted {
                    counts: Ok(between(&before, &at(&commit)).counts()),
                    commit,
                }
            };
            commits.into_iter().map(counted).collect()
        }
        Ask::Task { run, task, now } => {
            let mut after = now;
            let mut found = Vec::new();
            let commits = revisions().into_iter().map(Some);
            for (revision, before) in std::iter::once(None).chain(commits).zip(
                revisions()
                    .iter()
                    .map(|one| at(&one.commit))
                    .chain([Document::read(Vec::new())]),
            ) {
                let nodes = between(&before, &after);
                let nodes: Vec<_> = nodes.of_task(&task).cloned().collect();
                if !nodes.is_empty() {
                    found.push(TaskStep {
                        revision,
                        nodes,
                        status: after.find(&task).and_then(|place| after.status(place)),
                    });
                }
                after = before;
            }
            let end = Some(Ok(()));
            vec![Answer::Task { run, found, end }]
        }
    };
    let event = |answer| Event::Past {
        plan: plan.clone(),
        answer,
    };
    answers.into_iter().map(event).collect()
}

/// The screen of the history where there is none.
fn without_history(because: Option<&str>) -> Model {
    let mut model = walk();
    let effects = update(&mut model, Event::Key("$".parse().expect("a key")));
    if let (Some(because), [Effect::Past { plan, ask }]) = (because, &effects[..]) {
        let Ask::List { run, .. } = ask else {
            panic!("a listing is asked for");
        };
        let failure = Failure::new(plan, |_| because.to_owned());
        let answer = Answer::Listed {
            run: *run,
            found: Vec::new(),
            same: None,
            end: Some(Err(failure)),
        };
        let plan = plan.clone();
        update(&mut model, Event::Past { plan, answer });
    }
    model
}

/// What a repository says, of which some is not to be trusted.
fn revisions() -> Vec<Revision> {
    let revision = |digit: &str, at: &str, author: &str, subject: &str| Revision {
        commit: CommitId::new(&digit.repeat(40)).expect("a hash"),
        at: chrono::DateTime::parse_from_rfc3339(at).expect("a time"),
        author: author.to_owned(),
        subject: subject.to_owned(),
        is_merge: digit == "b",
    };
    vec![
        revision("a", "2021-09-15T09:40:00+08:00", "办公室", "例会前更新"),
        revision(
            "b",
            "2021-09-01T17:05:00+08:00",
            "张三\u{1b}[31m",
            "进展更新：状态 3 项、记录 2 条，合并教研室的修改\u{202e}和人事股的修改",
        ),
        revision("c", "2021-06-25T08:00:00+08:00", "李四", "印发"),
    ]
}

/// A message of a commit.
fn committing() -> Model {
    let mut model = pressed(walk(), "j j 3");
    let document = model.walk().expect("a walk").document().clone();
    let stamp = document.stamp();
    let outcome = Ok(());
    update(&mut model, Event::Saved { stamp, outcome });
    press(&mut model, "Ctrl-End");
    let before = Document::read(PLAN.as_bytes().to_vec()).plan();
    let changes = diff(&before, &document.plan());
    let outcome = Ok(ToCommit::Changes(Box::new(changes)));
    update(&mut model, Event::CommitAsked { stamp, outcome });
    model
}

/// A commit that a hook refused.
fn not_committed() -> Model {
    let mut model = pressed(committing(), "Ctrl-S");
    let failure = Failure::new(std::path::Path::new("plans/a.toml"), |language| {
        let said = "pre-commit: 检查计划\n  \u{1b}[31mt02 没有完成时限\u{1b}[0m\n  t03 没有牵头单位\n\n请补齐后再提交。";
        language.pick(
            format!("提交被钩子拒绝：\n{said}"),
            format!("a hook refused the commit:\n{said}"),
        )
    });
    let outcome = Err(failure);
    update(&mut model, Event::Committed { outcome });
    model
}

const CONFLICTS: &str = r#"
[[conflict]]
node = "t02"
field = "status"
base = "on-track"
ours = "off-track"
ours-by = "张三"
ours-at = 2021-09-14T09:05:00+08:00
theirs = "at-risk"
theirs-by = "李四\u001b[31m"
theirs-at = 2021-09-14T16:30:00+08:00

[[conflict]]
node = "t01"
field = "text"
base = """
全面落实意识形态工作责任制。
抓好理论学习。
"""
ours = """
全面落实意识形态工作责任制,层层压实责任。
抓好理论学习。
"""
ours-by = "张三"
theirs = """
全面落实意识形态工作主体责任。
抓好理论学习。
每季度开展一次专题研判。
"""
theirs-by = "李四"

[[conflict]]
node = "t05"
field = "place"
base = { in = "p2", after = "t04" }
ours = { in = "p1", after = "t03" }
theirs = { in = "p2" }

[[conflict]]
node = "t06"
field = "existence"
ours = "kept"
ours-by = "张三"
theirs-by = "李四"

[[conflict]]
field = "title"
ours = "计划"
theirs = "工作计划"

"#;

/// A plan that two people changed differently.
fn conflicting() -> Model {
    let mut model = start(&[]);
    let at = PLAN.find("[[pillar]]").expect("a pillar");
    let text = format!("{}{CONFLICTS}{}", &PLAN[..at], &PLAN[at..]);
    let document = Document::read(text.into_bytes());
    assert_eq!(document.conflicts().len(), 5, "{:?}", document.problems());
    model.open("plans/a.toml".into(), document);
    model
}

const REWORDED: &str = r#"
[[conflict]]
field = "title"
base = "2021年下半年工作计划"
ours = "2021年下半年工作计划(征求意见稿)"
theirs = "2021年度下半年工作要点"

[[conflict]]
field = "issuer"
base = "教育局"
ours = "县委教育工委"
theirs = "新晃县教育局"

[[conflict]]
field = "preamble"
base = """
为做好下半年工作,特制定本计划。
坚持立德树人。
"""
ours = """
为做好下半年的教育工作,特制定本计划。
"""
theirs = """
为做好下半年工作,制定本计划。
坚持立德树人。
请各学校遵照执行。
"""

[[conflict]]
node = "t02"
field = "text"
base = """
认真贯彻新时代学校党建工作要求。
配齐配强学校党支部书记和支委。
严格落实“三会一课”组织生活制度。
推进党、团、队一体化建设。
切实抓好党员队伍的教育、管理和监督。
"""
ours = """
认真贯彻新时代学校党建工作要求。
配齐配强学校党支部书记和支委。
从严落实“三会一课”组织生活制度。
推进党、团、队一体化建设。
切实抓好党员队伍的教育、管理和监督。
"""
theirs = """
认真贯彻新时代学校党建工作要求。
配齐配强学校党支部书记和支委。
落实“三会一课”组织生活制度。
每月检查一次。
推进党、团、队一体化建设。
切实抓好党员队伍的教育、管理和监督。
"""

[[conflict]]
node = "t02"
field = "lead"
base = "人事股"
ours = "人事师训股"
ours-by = "张三"
theirs = "党建办"

"#;

/// A plan in which two people chose other words.
fn reworded() -> Model {
    let mut model = start(&[]);
    let at = PLAN.find("[[pillar]]").expect("a pillar");
    let text = format!("{}{REWORDED}{}", &PLAN[..at], &PLAN[at..])
        .replace("(征求意见稿,请各股室各学校于七月底前反馈)", "(征求意见稿)")
        .replace("issuer = \"县教育局\"", "issuer = \"县委教育工委\"")
        .replace("\nlead = \"人事股\"", "\nlead = \"人事师训股\"");
    let document = Document::read(text.into_bytes());
    assert_eq!(document.conflicts().len(), 5, "{:?}", document.problems());
    model.open("plans/a.toml".into(), document);
    model
}

/// A merge is under way, and git has the plan down with a conflict.
fn merging(mut model: Model, unmerged: Unmerged) -> Model {
    let standing = Some(Standing {
        branch: Some("main".to_owned()),
        underway: Some(Underway::Merge),
        unmerged: Some(unmerged),
        ..Standing::default()
    });
    let path = "plans/a.toml".into();
    update(&mut model, Event::Stirred { path, standing });
    model
}

/// All are settled, and git does not know it.
fn settled() -> Model {
    let model = merging(conflicting(), Unmerged::Changed);
    pressed(model, "Ctrl-Home 1 2 1 1 1 Down")
}

/// One side deleted the plan's file.
fn deleted() -> Model {
    pressed(merging(walk(), Unmerged::Deleted), "Ctrl-Home")
}

fn screens() -> Vec<(&'static str, Model)> {
    let plans = [
        (
            "xinhuang-2021-h2.toml",
            "新晃侗族自治县教育局2021年下半年工作计划",
        ),
        ("untitled.toml", ""),
        (
            "b.toml",
            "控制符\u{1b}[2J和很长很长很长很长很长很长很长很长很长很长很长很长的标题",
        ),
    ];
    vec![
        ("walk_plan", walk()),
        ("walk_pillar", pressed(walk(), "j")),
        ("walk_task", pressed(walk(), "j j")),
        ("walk_pane", pressed(walk(), "j j Enter PgDn")),
        ("walk_second_task", pressed(walk(), "j j j")),
        (
            "walk_sentence",
            pressed(walk(), "j j Enter j j j j j j j j"),
        ),
        ("walk_measure", pressed(walk(), "j j Enter End k k")),
        ("walk_note", pressed(walk(), "j j Enter End")),
        ("walk_marked", pressed(walk(), "j j m m j")),
        ("walk_zoomed", pressed(walk(), "j j z")),
        ("walk_divided", pressed(walk(), "j j ) ) ) )")),
        ("walk_prompt_due", typed("j j d Ctrl-U", "10月底")),
        ("walk_prompt_unclear", typed("j j d Ctrl-U", "快了")),
        ("walk_prompt_lead", typed("j j j w Ctrl-U", "室")),
        ("walk_prompt_support", typed("j j s", "、人")),
        ("walk_prompt_move", pressed(walk(), "j j @ Down")),
        ("walk_prompt_new", typed("j j a", "新的任务")),
        ("walk_write_note", typed("j j o F5", NOTE)),
        ("walk_write_text", pressed(walk(), "j j E")),
        ("walk_write_asked", typed_then("j j o", "一句。", "Esc")),
        ("present", pressed(walk(), "j j F5")),
        ("present_short", pressed(walk(), "j j j F5")),
        ("present_blank", pressed(walk(), "j j F5 b")),
        ("palette", pressed(walk(), ": Down")),
        ("palette_found", typed(":", "举措")),
        ("help_for_writing", pressed(walk(), "j j o F1")),
        ("away", away("j j")),
        ("away_pane", away("j j Enter")),
        ("away_present", away("j j F5")),
        ("away_refused", pressed(away("j j"), "3")),
        ("history", travelled(walk(), "$")),
        ("history_merge", travelled(walk(), "$ j")),
        ("history_read", travelled(walk(), "$ Enter Down")),
        ("history_first", travelled(walk(), "$ End")),
        ("history_now", travelled(walk(), "j j 5 $ j * Home")),
        ("history_reading", without_history(None)),
        (
            "history_none",
            without_history(Some("计划不在 git 仓库里。请先 git init")),
        ),
        ("since_prompt", travelled(walk(), "j j 9")),
        ("since", travelled(walk(), "j j 9 Enter")),
        (
            "since_pane",
            travelled(walk(), "j j 9 2 0 2 1 - 6 - 2 5 Enter Tab"),
        ),
        (
            "since_away",
            travelled(walk(), "j j 9 End Down Down Down Down Enter ["),
        ),
        ("since_present", travelled(walk(), "j j 9 Enter F5")),
        ("task_history", travelled(walk(), "j j 3 '")),
        ("task_history_read", travelled(walk(), "j j j ' Tab PgDn")),
        ("task_history_pillar", travelled(walk(), "j '")),
        ("walk_answer", pressed(walk(), "j 3")),
        ("walk_unsaved", failing()),
        ("walk_broken", broken()),
        ("leave", asked_to_leave()),
        ("save_as", pressed(asked_to_leave(), "F2")),
        ("help", pressed(walk(), "?")),
        ("help_in_form", pressed(start(&[]), "2 F1")),
        ("problems", pressed(broken(), "!")),
        ("commit", committing()),
        ("commit_refused", not_committed()),
        ("commit_asked", {
            let mut model = committing();
            update(&mut model, Event::Paste("周报：".to_owned()));
            pressed(model, "Esc")
        }),
        ("walk_conflicts", pressed(conflicting(), "j j j")),
        ("conflicts", pressed(conflicting(), "Ctrl-Home")),
        ("conflicts_text", pressed(conflicting(), "Ctrl-Home Down")),
        (
            "conflicts_place",
            pressed(conflicting(), "Ctrl-Home Down Down"),
        ),
        ("conflicts_gone", pressed(conflicting(), "Ctrl-Home End Up")),
        (
            "conflicts_write",
            pressed(conflicting(), "Ctrl-Home Down Enter"),
        ),
        ("conflicts_words", pressed(reworded(), "Ctrl-Home")),
        (
            "conflicts_words_text",
            pressed(reworded(), "Ctrl-Home Down Down"),
        ),
        ("conflicts_words_last", pressed(reworded(), "Ctrl-Home End")),
        ("conflicts_settled", settled()),
        ("conflicts_deleted", deleted()),
        ("start", start(&[])),
        ("choose", pressed(start(&plans), "j")),
        ("import", pressed(start(&[]), "2 计 划 . t x t Left")),
        ("new", pressed(start(&[]), "3 学 年 Tab")),
        ("review", review()),
    ]
}

fn theme() -> Theme {
    Theme::new(Colours::True, Look::Dark)
}

struct Shown {
    buffer: Buffer,
    caret: Option<Position>,
}

fn show(model: &mut Model, (width, height): (u16, u16), theme: Theme) -> Shown {
    let mut screen = Screen::new(theme, Ambiguous::Narrow);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    screen.settle(model, Size { width, height });
    let caret = screen.render(model, &mut buffer);
    Shown { buffer, caret }
}

/// The text of each row, and where the caret is.
fn text(shown: &Shown) -> String {
    let area = shown.buffer.area;
    let mut rows = Vec::new();
    for y in 0..area.height {
        let mut row = String::new();
        let mut x = 0;
        while x < area.width {
            let cell = &shown.buffer[(x, y)];
            assert_eq!(cell.diff_option, CellDiffOption::None);
            row.push_str(cell.symbol());
            // The cell behind a wide character is hidden by it.
            x += u16::try_from(cell.symbol().width()).expect("narrow").max(1);
        }
        assert!(
            row.width() <= area.width.into(),
            "no character hangs over the edge"
        );
        rows.push(row.trim_end().to_owned());
    }
    if let Some(Position { x, y }) = shown.caret {
        rows.push(format!("caret at {x},{y}"));
    }
    rows.join("\n")
}

/// A letter for each cell: how it looks.
fn looks(shown: &Shown, theme: &Theme) -> String {
    let mut legend: Vec<(Role, char)> = vec![
        (Role::Text, '.'),
        (Role::Strong, 'B'),
        (Role::Quiet, 'q'),
        (Role::Selected, 'S'),
        (Role::SelectedElsewhere, 's'),
        (Role::Alarm, 'A'),
        (Role::Caution, 'C'),
        (Role::Field, '_'),
        (Role::Banner, 'R'),
        (Role::Gone, '-'),
        (Role::New, '+'),
    ];
    legend.extend(Status::ALL.map(|status| (Role::Status(status), status.key())));
    let area = shown.buffer.area;
    let mut rows = Vec::new();
    for y in 0..area.height {
        let mut row = String::new();
        let mut x = 0;
        while x < area.width {
            let cell = &shown.buffer[(x, y)];
            let looks_alike = |role: Role| {
                let mut like = ratatui::buffer::Cell::EMPTY;
                like.set_style(theme.style(role));
                like.style() == cell.style()
            };
            let is_underlined = cell.modifier.contains(ratatui::style::Modifier::UNDERLINED);
            let letter = legend
                .iter()
                .find(|(role, _)| looks_alike(*role))
                // What was searched for is underlined, whatever it looks like otherwise.
                .map_or(if is_underlined { 'u' } else { '?' }, |(_, letter)| *letter);
            let width = cell.symbol().width().max(1);
            row.extend(std::iter::repeat_n(letter, width));
            x += u16::try_from(width).expect("narrow");
        }
        rows.push(row.trim_end_matches('.').to_owned());
    }
    rows.join("\n")
}

/// A screen at all sizes in both languages, drawn by `draw`.
fn pages(model: &mut Model, draw: impl Fn(&Shown) -> String) -> String {
    let mut pages = Vec::new();
    for language in [Language::Chinese, Language::English] {
        model.language = language;
        for (width, height) in SIZES {
            let shown = show(model, (width, height), theme());
            let rule = "-".repeat(width.into());
            let page = draw(&shown);
            pages.push(format!(
                "{width}x{height} {language:?}\n{rule}\n{page}\n{rule}"
            ));
        }
    }
    pages.join("\n\n")
}

#[test]
fn screens_as_text() {
    for (name, mut model) in screens() {
        let pages = pages(&mut model, text);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("text_{name}"), pages);
        });
    }
}

#[test]
fn screens_as_looks() {
    for (name, mut model) in screens() {
        let pages = pages(&mut model, |shown| looks(shown, &theme()));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("looks_{name}"), pages);
        });
    }
}

#[test]
fn no_size_panics() {
    for (name, model) in screens() {
        for language in [Language::Chinese, Language::English] {
            let mut sizes: Vec<(u16, u16)> = vec![(500, 200), (200, 1), (1, 200), (69, 7), (70, 7)];
            sizes.extend((0..8).flat_map(|width| (0..8).map(move |height| (width, height))));
            for size in sizes {
                let mut model = model.clone();
                model.language = language;
                let shown = show(&mut model, size, theme());
                assert_eq!(shown.buffer.area.width, size.0, "{name}");
                if let Some(caret) = shown.caret {
                    assert!(caret.x < size.0 && caret.y < size.1, "{name} {size:?}");
                }
            }
        }
    }
}

/// Where ambiguous characters are wide, rows are as wide as the window all the same, and twins leave nothing
/// that terminals disagree about.
#[test]
fn every_width_of_ambiguous_characters_fits_every_size() {
    let sizes = SIZES
        .into_iter()
        .chain([(500, 200), (7, 7), (5, 3), (1, 1)]);
    for ((name, model), size) in screens()
        .into_iter()
        .flat_map(|screen| sizes.clone().map(move |size| (screen.clone(), size)))
    {
        for ambiguous in [Ambiguous::Wide, Ambiguous::Substitute] {
            let mut model = model.clone();
            let (width, height) = size;
            let mut screen = Screen::new(theme(), ambiguous);
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            screen.settle(&mut model, Size { width, height });
            screen.render(&model, &mut buffer);
            for y in 0..height {
                let mut x = 0;
                while x < width {
                    let cell = &buffer[(x, y)];
                    let taken = crate::text::grapheme_width(cell.symbol(), ambiguous).max(1);
                    assert_eq!(usize::from(cell.cell_width()), taken, "{name} {size:?}");
                    if ambiguous == Ambiguous::Substitute {
                        assert!(
                            !crate::text::is_unsettled(cell.symbol()),
                            "{name}: {cell:?}"
                        );
                    }
                    x += cell.cell_width();
                }
                assert_eq!(x, width, "{name} {size:?}: a character hangs over the edge");
            }
        }
    }
}

/// What stays from one frame must not show in the next: settling again and again, at changing sizes,
/// comes to the same as a screen that was made anew.
#[test]
fn what_is_kept_is_never_stale() {
    let theme = theme();
    let mut screen = Screen::new(theme.clone(), Ambiguous::Narrow);
    let mut model = walk();
    let keys = "j j 3 u Ctrl-R n n L Enter PgDn Esc - G + 5 ? L Esc 6 u u Space g";
    for (step, key) in keys.split_whitespace().enumerate() {
        press(&mut model, key);
        let (width, height) = SIZES[step % SIZES.len()];
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        screen.settle(&mut model, Size { width, height });
        screen.render(&model, &mut buffer);
        let fresh = show(&mut model.clone(), (width, height), theme.clone());
        assert_eq!(buffer, fresh.buffer, "after {key}");
    }
}

/// Where one is takes two rows, what it is as many as it needs.
#[test]
fn a_long_path_leaves_the_pane_to_the_title_which_is_whole() {
    let long = "全面加强党对教育工作的领导".repeat(20);
    let title = "夯实基层党建基础".repeat(10);
    let plan = PLAN
        .replace("坚持党的领导,全力提升党建工作水平", &long)
        .replace("强化思想政治引领", &title);
    let document = Document::read(plan.into_bytes());
    let mut model = start(&[]);
    model.open("plans/a.toml".into(), document);
    press(&mut model, "j j");
    let shown = text(&show(&mut model, (80, 24), theme()));
    let pane = shown.lines().filter_map(|row| row.split_once("╎ "));
    let rows: Vec<&str> = pane.map(|(_, pane)| pane).collect();
    assert!(rows[0].starts_with("一、全面加强党"), "{shown}");
    assert!(rows[1].ends_with(crate::text::CUT_MARK), "{shown}");
    let below = rows[2..].concat();
    assert!(below.starts_with(&format!("(一){title}")), "{shown}");
}

/// A page of problems that is open when a check settles, or when other settings come, shows what there is now.
#[test]
fn a_page_of_problems_is_never_stale() {
    let settings = |text: &str| Configuration::read("planwalk.toml".as_ref(), text.as_bytes());
    let mut model = start(&[]);
    let (configuration, problems) = settings("mouse = 1\n");
    model.configure(configuration, problems);
    // Larger than what is checked at once.
    let padding = "# a comment\n".repeat(1 << 15);
    let plan = PLAN.replace("\"on-hold\"", "\"paused\"") + &padding;
    let document = Document::read(plan.into_bytes());
    assert_eq!(document.condition(), Condition::Unchecked);
    model.open("plans/a.toml".into(), document.clone());
    let mut screen = Screen::new(theme(), Ambiguous::Narrow);
    let mut shown = |model: &mut Model| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
        let size = Size::new(120, 40);
        screen.settle(model, size);
        screen.render(model, &mut buffer);
        let caret = None;
        text(&Shown { buffer, caret })
    };
    update(&mut model, Event::Key("!".parse().expect("a key")));
    let before = shown(&mut model);
    assert!(
        before.contains("mouse") && !before.contains("paused"),
        "{before}"
    );

    let (stamp, problems) = (document.stamp(), document.check());
    update(&mut model, Event::Checked { stamp, problems });
    let checked = shown(&mut model);
    assert!(
        checked.contains("mouse") && checked.contains("paused"),
        "{checked}"
    );

    let (configuration, problems) = settings("look = 1\n");
    model.configure(configuration, problems);
    let after = shown(&mut model);
    assert!(
        after.contains("look = 1") && !after.contains("mouse"),
        "{after}"
    );
}

#[test]
fn no_raw_control_character_reaches_the_buffer() {
    for (name, mut model) in screens() {
        let shown = show(&mut model, (80, 24), theme());
        for cell in shown.buffer.content() {
            let symbol = cell.symbol();
            let is_raw = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}');
            assert!(!symbol.contains(is_raw), "{name}: {symbol:?}");
        }
    }
}

#[test]
fn own_words_take_the_same_columns_on_every_terminal() {
    // Ambiguous characters in the interface's own words would push what stands behind them.
    for (name, mut model) in [
        ("help", pressed(walk(), "?")),
        ("start", start(&[])),
        ("new", pressed(start(&[]), "3")),
    ] {
        for language in [Language::Chinese, Language::English] {
            model.language = language;
            let shown = show(&mut model, (120, 60), theme());
            for cell in shown.buffer.content() {
                let symbol = cell.symbol();
                assert_eq!(symbol.width(), symbol.width_cjk(), "{name}: {symbol}");
            }
        }
    }
}

#[test]
fn without_colours_the_selection_and_the_statuses_are_still_told() {
    let mut model = pressed(walk(), "j j");
    let shown = show(&mut model, (80, 24), Theme::new(Colours::None, Look::Dark));
    let reversed = shown
        .buffer
        .content()
        .iter()
        .filter(|cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED))
        .count();
    assert!(reversed >= 30, "a row of the tree");
    for cell in shown.buffer.content() {
        assert_eq!(cell.fg, ratatui::style::Color::Reset);
        assert_eq!(cell.bg, ratatui::style::Color::Reset);
    }
    assert!(text(&shown).contains("正常推进"));
}

/// Where strokes may not be drawn and no colour helps, marks stand around what went and what came.
#[test]
fn words_that_went_and_came_are_told_apart_without_colours() {
    let mut model = travelled(walk(), "$");
    let coloured = text(&show(&mut model, (120, 40), theme()));
    assert!(coloured.contains("标题：强化思想政治引领"), "{coloured}");
    for (colours, look) in [
        (Colours::None, Look::Dark),
        (Colours::True, Look::HighContrast),
    ] {
        model.look = look;
        let marked = text(&show(&mut model, (120, 40), Theme::new(colours, look)));
        assert!(marked.contains("强化{+思想+}政治引领"), "{marked}");
        assert!(marked.contains("[-每月-]{+逢会必+}学"), "{marked}");
    }
    // So do the sides of a conflict, each against what was before.
    let mut model = pressed(reworded(), "Ctrl-Home");
    model.language = Language::English;
    let theme = Theme::new(Colours::None, Look::Dark);
    let marked = text(&show(&mut model, (120, 40), theme));
    for line in [
        " 1 ours    2021年下半年工作计划{+(征求意见稿)+}",
        " 2 theirs  2021年{+度+}下半年工作[-计划-]{+要点+}",
        "   before  2021年下半年工作计划",
        "   ours    {+县委教育工委+}",
        "   theirs  {+新晃县+}教育局",
        "           [-坚持立德树人。-]",
        "           {+请各学校遵照执行。+}",
    ] {
        assert!(marked.contains(line), "{line} in {marked}");
    }
}
