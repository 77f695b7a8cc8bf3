//! The fuzz targets on bytes made here: at random, and by changing real plans and documents a little.

use proptest::prelude::*;

mod targets;

const PLAN: &[u8] = include_bytes!("../../plans/xinhuang-2021-h2.toml");
const SEED: &[u8] = include_bytes!("../../seeds/xinhuang-2021-h2.txt");

/// A plan with everything in it, in the forms of several hands.
const SMALL: &[u8] = "\u{feff}# 计划\r
title = \"计划\" # 名称\r
period = { start = 2021-07-01, end = 2021-12-31 }\r
\"期限\" = 1\r
[[conflict]]\r
node = \"t1\"\r
field = \"status\"\r
ours = \"done\"\r
theirs = \"closed\"\r
\r
[[pillar]]\r
id = \"p1\"\r
title = '一'\r
\r
[[pillar.task]]\r
id = \"t1\"\r
status = \"on-track\"\r
title = \"二\"\r
due = 2021-12-31\r
text = '''\r
第一句。\r
第二句。\r
'''\r
support = [\"甲\", \"乙\"]\r
progress = 40\r
target = [{ name = \"率\", goal = \">= 94 %\", actual = 93.2 }]\r
[[pillar.task.measure]]\r
id = \"t1-m1\"\r
text = \"每月一课。\"\r
[[pillar.task.note]]\r
at = 2021-09-15T09:40:00+08:00\r
by = \"办公室\"\r
kind = \"progress\"\r
text = \"已开展。\"\r
\r
[[pillar]]\r
id = \"p2\"\r
title = \"三\"\r
task = [{ id = \"t2\", title = \"四\" }]"
    .as_bytes();

/// A document with everything in it that an import looks for.
const DRAFT: &[u8] = "2021年下半年工作计划
发布时间:2021-06-25 信息来源:教育局

一、党的建设
(一)抓实基层党建。落实“三会一课”制度。8月底前完成整改。
1.每月一课。（牵头单位：办公室，配合单位：人事股）
三、教学质量
（三）提高教学质量。毛入学率稳定在94%以上，完成6所学校标准化建设任务，依据《条例》（教督〔2020〕1 号）。
附件：分工表
"
.as_bytes();

/// What breaks a form where it is put in.
const ODD: [&str; 22] = [
    "\"",
    "'''",
    "\"\"\"",
    "[[pillar]]\n",
    "[[pillar.task]]\n",
    "[",
    "]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "#",
    "\n",
    "\r",
    "\0",
    "\u{1b}",
    "\u{202e}",
    "\u{feff}",
    "\u{301}",
    "\\u{5b}",
    "一、",
];

/// One change: where, in thousandths, what for how many bytes.
#[derive(Clone, Debug)]
struct Change {
    at: usize,
    taken: usize,
    put: Vec<u8>,
}

fn change() -> impl Strategy<Value = Change> {
    let odd = prop::sample::select(ODD.to_vec()).prop_map(|odd| odd.as_bytes().to_vec());
    let put = prop_oneof![4 => odd, 1 => prop::collection::vec(any::<u8>(), 0..4)];
    (0..1_000_usize, 0..12_usize, put).prop_map(|(at, taken, put)| Change { at, taken, put })
}

/// A text with a few changes, or its beginning, or nothing of it.
fn changed(base: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec(change(), 0..4);
    let changed = changes.prop_map(|changes| {
        let mut bytes = base.to_vec();
        for Change { at, taken, put } in changes {
            let at = at * bytes.len() / 1_000;
            let end = (at + taken).min(bytes.len());
            bytes.splice(at..end, put);
        }
        bytes
    });
    let cut = (0..=base.len()).prop_map(|end| base[..end].to_vec());
    prop_oneof![6 => changed, 1 => cut, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

/// Else the laws would be about nothing.
#[test]
fn what_is_changed_was_right_before() {
    use planwalk::document::{Condition, Document};
    for plan in [SMALL, PLAN] {
        assert_eq!(Document::read(plan.to_vec()).condition(), Condition::Sound);
    }
    for document in [DRAFT, SEED] {
        let found = planwalk::import::import(document, &planwalk::import::Options::default());
        assert!(found.is_ok_and(|found| !found.proposals.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in changed(SMALL)) {
        targets::decode(&bytes);
    }

    #[test]
    fn edits_do_what_they_say(
        picks in prop::collection::vec(any::<u8>(), 0..24),
        plan in changed(SMALL),
    ) {
        let count = picks.len() / 3;
        let bytes = [&[u8::try_from(count).unwrap_or(0)], &picks[..count * 3], &plan].concat();
        targets::edit(&bytes);
    }

    #[test]
    fn any_bytes_are_imported_or_refused(bytes in changed(DRAFT)) {
        targets::import(&bytes);
    }

    #[test]
    fn any_text_is_shown_safely(bytes in changed("^[\\u{5c}甲\u{1b}e\u{301}\u{301}👩\u{200d}🏫\u{26a0}\u{fe0f}葛\u{e0100}\u{1100}\u{1161}\t\r\n".as_bytes())) {
        targets::sanitizer(&bytes);
    }

    #[test]
    fn journals_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        targets::journal(&bytes);
    }
}

proptest! {
    // The real ones are long: a few dozen.
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_real_plan_is_read_whatever_happened_to_it(bytes in changed(PLAN)) {
        targets::decode(&bytes);
    }

    #[test]
    fn the_real_document_is_imported_whatever_happened_to_it(bytes in changed(SEED)) {
        targets::import(&bytes);
    }
}
