//! What keys do to the plan: reports, dates, names, structure. Every gesture is one step of undo, and
//! undo gives the first bytes.

use super::*;

const PLAN: &str = "\
format = 1
title = \"计划\"
period = { start = 2021-07-01, end = 2021-12-31 }

[[pillar]]
id = \"p1\"
title = \"党建\"

[[pillar.task]]
id = \"t1\"
status = \"on-track\"
title = \"学习\"
text = '''
第一句。
第二句。
第三句。
'''
lead = \"办公室\"

[[pillar.task.target]]
name = \"覆盖\"
goal = \">= 94 %\"

[[pillar.task.measure]]
id = \"t1-m1\"
text = \"每月一次。\"
status = \"not-started\"

[[pillar.task]]
id = \"t2\"
status = \"not-started\"
title = \"基层\"
lead = \"教研室\"

[[pillar]]
id = \"p2\"
title = \"德育\"

[[pillar.task]]
id = \"t3\"
status = \"not-started\"
title = \"师德\"
lead = \"教研室\"
";

fn opened() -> Model {
    let menu = Menu::new(Vec::new());
    let mut model = Model::new(Language::Chinese, today(), "plans".into(), menu);
    let document = Document::read(PLAN.as_bytes().to_vec());
    assert_eq!(document.problems(), []);
    model.open("plans/a.toml".into(), document);
    model
}

fn text(model: &Model) -> String {
    model.walk().expect("a walk").document().text().into_owned()
}

/// The lines that went and came, as a comparison shows them.
fn changed(model: &Model) -> String {
    let text = text(model);
    let diff = similar_lines(PLAN, &text);
    diff.join("\n")
}

/// Lines that differ between the common head and the common tail.
fn similar_lines(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(most)
        .take_while(same)
        .count();
    let gone = old[head..old.len() - tail]
        .iter()
        .map(|line| format!("-{line}"));
    let come = new[head..new.len() - tail]
        .iter()
        .map(|line| format!("+{line}"));
    gone.chain(come).collect()
}

/// Keys with blanks between; `'…'` is typed character by character.
fn type_keys(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for word in keys.split(' ').filter(|word| !word.is_empty()) {
        match word.strip_prefix('\'') {
            Some(typed) => {
                for character in typed.trim_end_matches('\'').chars() {
                    effects.extend(update(model, Event::Key(Key::char(character))));
                }
            }
            None => effects.extend(press(model, word)),
        }
    }
    effects
}

/// Before is [`PLAN`] with the plan itself selected.
#[track_caller]
fn check_text(keys: &str, lines: &str, said: &str) {
    let mut model = opened();
    type_keys(&mut model, keys);
    assert_eq!(changed(&model), lines, "after {keys}");
    let words = model
        .message
        .as_ref()
        .map(|message| message.words(model.language));
    assert_eq!(words.as_deref().unwrap_or(""), said, "after {keys}");
    // One gesture is one step.
    let mut steps = 0;
    while text(&model) != PLAN && steps < 9 {
        model.walk_mut().expect("a walk").mode = Mode::Browse;
        press(&mut model, "F7");
        steps += 1;
    }
    assert!(steps <= 1, "{steps} steps back");
}

#[test]
fn several_marked_tasks_are_reported_at_once() {
    check(
        "= -p1 [t1:1] t2:2 -p2 t3:1",
        "m",
        "= -p1 t1:1* [t2:2] -p2 t3:1",
    );
    check(
        "= -p1 [t1:1] t2:2 -p2 t3:1",
        "m m 3",
        "= -p1 t1:3 t2:3 [-p2] t3:1",
    );
    check(
        "= -p1 [t1:1] t2:2 -p2 t3:1",
        "m m 3 u",
        "= -p1 [t1:1] t2:2 -p2 t3:1",
    );
    check("= [-p1] t1:1 t2:2", "* 5", "= -p1 [t1:5] t2:5");
    check("= [-p1] t1:1 t2:2", "* k *", "= -p1 [t1:1] t2:2");
    check("= -p1 [t1:1] t2:1", "Ins", "= -p1 [t1:1] t2:1");
    check("= -p1 [t1:1] t2:1", "m Esc 3", "= -p1 t1:1 [t2:3]");
    answer("= [-p1] t1:1 t2:2", "* 5", "2 项改为 已完成");
    answer("= [-p1] t1:5 t2:5", "* 5", "已经是“已完成”");
    answer("= [-p1] t1:1 t2:5", "* 5", "未启动 改为 已完成：(一)t1");
}

#[test]
fn progress_goes_up_and_down() {
    check_text("n +", "+progress = 5", "进度 未定 改为 5%：(一)学习");
    check_text("n -", "", "已经是这样");
    let mut model = opened();
    press(&mut model, "n + + + -");
    assert_eq!(changed(&model), "+progress = 10");
    press(&mut model, "- - -");
    assert_eq!(changed(&model), "", "below nothing it is not set");
    check_text("j +", "", "板块的状态由各项任务汇总，请在任务上设置");
}

#[test]
fn a_date_is_typed_as_people_say_it() {
    let said = "完成时限定为 2021-09-30：(一)学习";
    check_text("n F3 '9-30' Enter", "+due = 2021-09-30", said);
    check_text("n d '9月底' Enter", "+due = 2021-09-30", said);
    check_text("n F3 '＋15天' Enter", "+due = 2021-09-30", said);
    check_text("n F3 Enter", "", "已经是这样");
    check_text("n F3 '快了' Enter", "", "");
    check_text("n F3 '9-30' Esc", "", "");
    check_text("F3", "", "请先选一项任务");
    let mut model = opened();
    type_keys(&mut model, "n F3 '快了' Enter");
    assert_eq!(model.context(), Context::Prompt, "what was typed stays");
    type_keys(&mut model, "Ctrl-U '9-30' Enter");
    assert_eq!(changed(&model), "+due = 2021-09-30");
}

#[test]
fn names_are_typed_or_taken_from_those_in_the_plan() {
    let said = "牵头单位：人事股：(一)学习";
    let lines = "-lead = \"办公室\"\n+lead = \"人事股\"";
    check_text("n F4 Ctrl-U '人事股' Enter", lines, said);
    let lines = "-lead = \"办公室\"\n+lead = \"教研室\"";
    let said = "牵头单位：教研室：(一)学习";
    // The most frequent first.
    check_text("n w Down Enter", lines, said);
    check_text("n w Ctrl-U '教' Tab Enter", lines, said);
    check_text(
        "n w Ctrl-U Enter",
        "-lead = \"办公室\"",
        "牵头单位：未定：(一)学习",
    );
    check_text(
        "n s '办' Tab '、新局' Enter",
        "+support = [\"办公室\", \"新局\"]",
        "配合单位：办公室、新局：(一)学习",
    );
    check_text(
        "j F4 '党委' Enter",
        "+lead = \"党委\"",
        "牵头单位：党委：一、党建",
    );
}

#[test]
fn items_of_the_side_pane_are_edited_where_they_stand() {
    // Title, status, lead, due, target.
    check_text(
        "n Tab j j j j Enter '93.2' Enter",
        "+actual = 93.2",
        "覆盖 实际 93.2：(一)学习",
    );
    check_text(
        "n Tab Enter Ctrl-U '学' Enter",
        "-title = \"学习\"\n+title = \"学\"",
        "改名，原为“学习”：(一)学习",
    );
    check_text("n Tab j Enter", "", "状态请按数字键 1 到 8");
    check_text(
        "n Tab j j j Enter '12-1' Enter",
        "+due = 2021-12-01",
        "完成时限定为 2021-12-01：(一)学习",
    );
}

#[test]
fn a_measure_is_reported_renamed_moved_and_deleted() {
    // Title, status, lead, due, target, three sentences.
    let to_measure = "n Tab j j j j j j j j";
    check_text(
        &format!("{to_measure} 5"),
        "-status = \"not-started\"\n+status = \"done\"",
        "未启动 改为 已完成：每月一次。",
    );
    check_text(
        &format!("{to_measure} F2 Ctrl-U '每季一次。' Enter"),
        "-text = \"每月一次。\"\n+text = \"每季一次。\"",
        "文字已修改：每月一次。",
    );
    check_text(
        &format!("{to_measure} F3 '10-1' Enter"),
        "+due = 2021-10-01",
        "完成时限定为 2021-10-01：每月一次。",
    );
    let mut model = opened();
    type_keys(&mut model, &format!("{to_measure} Del"));
    assert!(!text(&model).contains("t1-m1"));
    type_keys(&mut model, "u a '新举措。' Enter");
    let measures = |model: &Model| {
        let walk = model.walk().expect("a walk");
        let task = walk
            .document()
            .task(walk.place().expect("a place"))
            .expect("a task");
        let words: Vec<_> = task.measures.iter().map(|one| one.text.clone()).collect();
        words
    };
    assert_eq!(measures(&model), ["每月一次。", "新举措。"]);
    type_keys(&mut model, "K");
    assert_eq!(measures(&model), ["新举措。", "每月一次。"]);
    answer_is(&model, "已移动举措：新举措。");
    type_keys(&mut model, "u u");
    assert_eq!(text(&model), PLAN);
}

#[track_caller]
fn answer_is(model: &Model, said: &str) {
    let words = model
        .message
        .as_ref()
        .map(|message| message.words(model.language));
    assert_eq!(words.as_deref(), Some(said));
}

#[test]
fn what_goes_gives_way_to_its_neighbour_and_comes_back_selected() {
    let mut model = opened();
    // Title, status, lead, due, target, three sentences, the measure.
    type_keys(
        &mut model,
        "n Tab j j j j j j j j a '二。' Enter a '三。' Enter k",
    );
    let item = |model: &Model| {
        let walk = model.walk().expect("a walk");
        let task = walk.document().task(walk.place().expect("a place"));
        let Item::Measure(id) = &walk.item else {
            return format!("{:?}", walk.item);
        };
        let measures = task.expect("a task").measures;
        let found = measures.into_iter().find(|one| one.id == *id);
        found.map_or_else(String::new, |one| one.text)
    };
    assert_eq!(item(&model), "二。");
    type_keys(&mut model, "Del");
    assert_eq!(item(&model), "三。", "what stands in its place");
    type_keys(&mut model, "Del");
    assert_eq!(item(&model), "每月一次。", "else what stands before");
    type_keys(&mut model, "u");
    assert_eq!(item(&model), "三。", "what came back");
    type_keys(&mut model, "k k Del Del Del");
    assert_eq!(item(&model), "Sentence(2)", "a sentence is not deleted");
}

#[test]
fn a_measure_has_no_support_and_its_task_is_meant() {
    let to_measure = "n Tab j j j j j j j j";
    check_text(
        &format!("{to_measure} & '督导室' Enter"),
        "+support = [\"督导室\"]",
        "配合单位：督导室：(一)学习",
    );
    let mut model = opened();
    type_keys(&mut model, &format!("{to_measure} @ '德' Enter"));
    answer_is(&model, "已移到 二、德育：(三)学习");
}

#[test]
fn the_name_under_the_caret_is_completed() {
    check_text(
        "n s '办公室、人事股' Ctrl-Left Ctrl-Left Left Left Backspace Tab Enter",
        "+support = [\"办公室\", \"人事股\"]",
        "配合单位：办公室、人事股：(一)学习",
    );
    // Nothing was typed and nothing chosen: nothing is taken.
    check_text("n w Tab Enter", "", "已经是这样");
    check_text("n F4 F4 Enter", "", "已经是这样");
}

#[test]
fn a_measure_of_several_lines_cannot_be_emptied() {
    let mut model = opened();
    type_keys(&mut model, "n Tab j j j j j j j j \" Ctrl-U Ctrl-S");
    answer_is(&model, "还没有写内容");
    assert_eq!(model.context(), Context::Write);
}

#[test]
fn a_sentence_becomes_a_measure() {
    let mut model = opened();
    // Title, status, lead, due, target, first sentence, second sentence.
    type_keys(&mut model, "n Tab j j j j j j M");
    let task = |model: &Model| {
        let walk = model.walk().expect("a walk");
        walk.document()
            .task(walk.place().expect("a place"))
            .expect("a task")
    };
    assert_eq!(task(&model).text, "第一句。\n第三句。");
    assert_eq!(task(&model).measures[1].text, "第二句。");
    answer_is(&model, "句子已转为举措：(一)学习");
    type_keys(&mut model, "u");
    assert_eq!(text(&model), PLAN);
    check_text("n %", "", "请先按 Tab 到正文，再用上下键选一句话");
    check_text("n Tab M", "", "请先按 Tab 到正文，再用上下键选一句话");
}

#[test]
fn tasks_and_pillars_come_go_and_move() {
    let tree = |keys: &str, after: &str| {
        let mut model = opened();
        type_keys(&mut model, keys);
        let drawn = draw(&model);
        // Ids of new nodes are random: what they stand for is told by their letter.
        let drawn: Vec<String> = drawn
            .split(' ')
            .map(|word| {
                let is_known = ["p1", "p2", "t1", "t2", "t3", "="]
                    .iter()
                    .any(|id| word.contains(id));
                match word.split_once(['t', 'p']) {
                    Some((before, _)) if !is_known => {
                        let end = if word.ends_with(']') { "]" } else { "" };
                        format!("{before}new{end}")
                    }
                    _ => word.to_owned(),
                }
            })
            .collect();
        assert_eq!(drawn.join(" "), after, "after {keys}");
        for _ in 0..9 {
            press(&mut model, "F7");
        }
        assert_eq!(text(&model), PLAN, "undone after {keys}");
    };
    tree("n a '新任务' Enter", "= -p1 t1:2 [new] t2:1 -p2 t3:1");
    tree("j Ins '新任务' Enter", "= -p1 [new] t1:2 t2:1 -p2 t3:1");
    tree("n # '新板块' Enter", "= -p1 t1:2 t2:1 [-new] -p2 t3:1");
    tree("A '新板块' Enter", "= [-new] -p1 t1:2 t2:1 -p2 t3:1");
    tree("a '新板块' Enter", "= [-new] -p1 t1:2 t2:1 -p2 t3:1");
    tree("n J", "= -p1 t2:1 [t1:2] -p2 t3:1");
    tree("n J J", "= -p1 t2:1 -p2 [t1:2] t3:1");
    tree("n J J J", "= -p1 t2:1 -p2 t3:1 [t1:2]");
    tree("n J J J J", "= -p1 t2:1 -p2 t3:1 [t1:2]");
    tree("n J J K", "= -p1 t2:1 [t1:2] -p2 t3:1");
    tree("n K", "= -p1 [t1:2] t2:1 -p2 t3:1");
    tree("j Ctrl-Down", "= -p2 t3:1 [-p1] t1:2 t2:1");
    tree("n @ '德' Enter", "= -p1 t2:1 -p2 t3:1 [t1:2]");
    tree("n P Down Enter", "= -p1 t2:1 -p2 t3:1 [t1:2]");
    tree("n Del", "= -p1 [t2:1] -p2 t3:1");
    tree("n n Del", "= -p1 [t1:2] -p2 t3:1");
    tree("n n n Del", "= -p1 t1:2 t2:1 [-p2]");
    tree("j Del", "= [-p2] t3:1");
    tree("j Del Del", "[=]");
    tree("Del", "[=] -p1 t1:2 t2:1 -p2 t3:1");
}

#[test]
fn what_is_deleted_and_moved_is_said() {
    let said = |keys: &str, words: &str| {
        let mut model = opened();
        type_keys(&mut model, keys);
        answer_is(&model, words);
    };
    said("n Del", "已删除任务：(一)学习");
    said("n J J", "已移到 二、德育：(二)学习");
    said("n K", "已在最前");
    said("n a '新' Enter", "已新增任务：(二)新");
    said("Del", "请先选要删除的板块、任务、举措或记录");
    said("n Tab Del", "请先选要删除的板块、任务、举措或记录");
    said("n @ '没有' Enter", "没有这样的板块");
    said("n a Enter", "请先填写这一格");
}

#[test]
fn pillars_are_stepped_by_two_keys() {
    check("[=] -p1 t1:1 -p2 t2:1", "} }", "= -p1 t1:1 [-p2] t2:1");
    check("= -p1 t1:1 -p2 [t2:1]", "{", "= -p1 t1:1 [-p2] t2:1");
    check("= -p1 t1:1 [-p2] t2:1", "「", "= [-p1] t1:1 -p2 t2:1");
    answer("= -p1 [t1:1]", "}", "已是最后一个板块");
    answer("= [-p1] t1:1", "{", "已是第一个板块");
}

#[test]
fn a_broken_plan_is_not_edited_by_any_of_these() {
    let broken = PLAN.replace("not-started", "began");
    for keys in [
        "o",
        "e",
        "+",
        "F3 '9-30' Enter",
        "a 'x' Enter",
        "J",
        "Del",
        "F2 'x' Enter",
        "m 3",
    ] {
        let mut model = opened();
        model.open(
            "plans/a.toml".into(),
            Document::read(broken.clone().into_bytes()),
        );
        let asked = type_keys(&mut model, &format!("n {keys}"));
        assert!(saves(&asked).is_empty(), "{keys}");
        let context = model.context();
        assert!(
            !context.takes_text(),
            "refused before anything is typed: {keys}"
        );
        assert_eq!(text(&model), broken, "{keys}");
    }
}
