//! Two people's changes of one file, brought together.

use proptest::prelude::*;

use super::generate::{Choices, written_by_hand};
use crate::change::generate::{Picked, edited_by, gesture, plan};
use crate::change::{diff, merge::merge};
use crate::document::*;
use crate::plan::{Conflict, Field, Resolution};

fn read(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec())
}

fn merged(base: &str, ours: &str, theirs: &str) -> Result<Document, MergeFailure> {
    Document::merge(&read(base), &read(ours), &read(theirs), &|_| {})
}

fn bytes(document: &Document) -> Vec<u8> {
    document.pieces().flatten().copied().collect()
}

/// The text after edits of what it says; none where its form does not allow them.
fn retold(text: &str, gestures: Vec<Picked>, side: &str) -> Option<String> {
    let mut document = read(text);
    let later = edited_by(&document.plan(), gestures, side);
    let diff = diff(&document.plan(), &later);
    for edit in diff.head_edits() {
        document.apply_to_head(&edit).ok()?;
    }
    for operation in diff.operations() {
        document.apply(&operation, None).ok()?;
    }
    Some(document.text().into_owned())
}

/// The text with a comment and an unknown key of this side under some of the headers of tasks.
fn decorated(text: &str, places: &[u8], side: &str) -> String {
    let mut headers = 0;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines = text.split_inclusive('\n').map(|line| {
        let is_task = line.trim() == "[[pillar.task]]";
        headers += usize::from(is_task);
        let own = places.iter().any(|&place| usize::from(place) == headers);
        if is_task && own && line.ends_with('\n') {
            format!("{line}# {side} {headers}{newline}x-{side} = {headers}{newline}")
        } else {
            line.to_owned()
        }
    });
    lines.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A text that is the same on two sides is the outcome, byte for byte.
    #[test]
    fn one_side_alone_is_taken_to_the_byte(
        plan in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        gestures in prop::collection::vec(gesture(), 0..8),
        places in prop::collection::vec(0..6_u8, 0..3),
    ) {
        let base = written_by_hand(&plan, &mut Choices::new(&choices));
        let side = retold(&base, gestures, "x").map(|side| decorated(&side, &places, "x"));
        let Some(side) = side else { return Ok(()) };
        for (ours, theirs) in [(&base, &side), (&side, &base), (&side, &side)] {
            let document = merged(&base, ours, theirs);
            prop_assert_eq!(document.map(|document| bytes(&document)), Ok(side.clone().into_bytes()));
        }
    }

    /// It says what the merge of the plans says, is read again without an error, and has the comments and unknown
    /// keys of both sides.
    #[test]
    fn a_merge_says_what_is_meant_and_keeps_what_both_wrote(
        plan in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        ours in prop::collection::vec(gesture(), 0..5),
        theirs in prop::collection::vec(gesture(), 0..5),
        our_places in prop::collection::vec(0..6_u8, 0..3),
        their_places in prop::collection::vec(0..6_u8, 0..3),
    ) {
        let base = written_by_hand(&plan, &mut Choices::new(&choices));
        let sides = (retold(&base, ours, "a"), retold(&base, theirs, "b"));
        let (Some(ours), Some(theirs)) = sides else { return Ok(()) };
        let ours = decorated(&ours, &our_places, "a");
        let theirs = decorated(&theirs, &their_places, "b");
        let plans = [&base, &ours, &theirs].map(|text| read(text).plan());
        let meant = merge(&plans[0], &plans[1], &plans[2]).expect("no ids of two levels");
        let document = match merged(&base, &ours, &theirs) {
            Ok(document) => document,
            Err(failure) => {
                prop_assert_eq!(failure, MergeFailure::Form);
                return Ok(());
            }
        };
        let again = Document::read(bytes(&document));
        prop_assert_eq!(again.condition(), Condition::Sound);
        // What was written into a node that the other side removed keeps it there.
        let is_kept_by_that = |conflict: &Conflict| {
            matches!(conflict.field, Field::Existence) && !meant.conflicts.contains(conflict)
        };
        if !document.conflicts().iter().any(is_kept_by_that) {
            prop_assert_eq!(again.plan(), meant.plan.clone());
            for conflict in &meant.conflicts {
                prop_assert!(document.conflicts().contains(conflict), "{:?}", conflict);
            }
        }
        prop_assert_eq!(again.conflicts(), document.conflicts());
        let text = document.text();
        for (side, name) in [(&ours, "a"), (&theirs, "b")] {
            for index in 0..read(side).plan().tasks().count() {
                let number = index + 1;
                let comment = format!("# {name} {number}");
                if side.lines().any(|line| line == comment) {
                    prop_assert!(text.lines().any(|line| line == comment), "{}\n{}", comment, text);
                    let key = format!("x-{name} = {number}");
                    // Put in anew it is indented as the keys beside it.
                    let is_there = text.lines().any(|line| line.trim_start() == key);
                    prop_assert!(is_there, "{}\n{}", key, text);
                }
            }
        }
    }
}

/// Comments of this side behind, above and under keys, inside of lists, and above headers, each of its own; in texts
/// that are written as planwalk writes them.
fn commented(text: &str, places: &[(u8, u8)], side: &str) -> String {
    let mut text = text.to_owned();
    let plan = read(&text).plan();
    for (index, (place, kind)) in places.iter().enumerate() {
        let comment = format!("# {side}{index} '[\"");
        let is_key = |line: &str| {
            let key = line.split(" = ").next().unwrap_or_default();
            line.contains(" = ")
                && !key.is_empty()
                && key.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        let mut is_in_text = false;
        let mut at = 0;
        let mut spots = Vec::new();
        for line in text.split_inclusive('\n') {
            let is_of_text = is_in_text;
            is_in_text ^= line.matches("'''").count() % 2 == 1 && !line.starts_with('#');
            if !is_of_text && (is_key(line) || line.starts_with('[')) {
                spots.push((at, line.len(), !is_in_text));
            }
            at += line.len();
        }
        let Some((start, length, is_one_line)) =
            spots.get(usize::from(*place) % spots.len().max(1))
        else {
            continue;
        };
        let line = &text[*start..start + length];
        let body = line.trim_end_matches('\n');
        let new = match kind % 4 {
            0 if *is_one_line => format!("{body} {comment}\n"),
            1 if body.ends_with(']') && body.starts_with("support") => {
                format!("{}, {comment}\n]\n", body.trim_end_matches(']'))
            }
            2 if *is_one_line => format!("{line}{comment}\n"),
            _ => format!("{comment}\n{line}"),
        };
        let mut tried = text.clone();
        tried.replace_range(*start..start + length, &new);
        // Else it is in a string, and no comment.
        let document = read(&tried);
        if document.condition() == Condition::Sound && document.plan() == plan {
            text = tried;
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever either side wrote as a comment is in every outcome.
    #[test]
    fn no_comment_of_either_side_is_lost(
        plan in plan(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
        is_by_hand in any::<bool>(),
        before in prop::collection::vec(any::<(u8, u8)>(), 0..4),
        ours in prop::collection::vec(gesture(), 0..5),
        theirs in prop::collection::vec(gesture(), 0..5),
        our_places in prop::collection::vec(any::<(u8, u8)>(), 0..4),
        their_places in prop::collection::vec(any::<(u8, u8)>(), 0..4),
    ) {
        let base = if is_by_hand {
            written_by_hand(&plan, &mut Choices::new(&choices)).replace("\r\n", "\n")
        } else {
            let new = compose(&plan);
            commented(&new, &before, "o")
        };
        let sides = (retold(&base, ours, "a"), retold(&base, theirs, "b"));
        let (Some(ours), Some(theirs)) = sides else { return Ok(()) };
        let ours = commented(&ours, &our_places, "a");
        let theirs = commented(&theirs, &their_places, "b");
        if [&ours, &theirs].iter().any(|text| read(text).condition() != Condition::Sound) {
            return Ok(());
        }
        let Ok(document) = merged(&base, &ours, &theirs) else { return Ok(()) };
        let text = document.text();
        for (side, count) in [("a", our_places.len()), ("b", their_places.len())] {
            for index in 0..count {
                let comment = format!("# {side}{index} '[\"");
                let is_written = [&ours, &theirs].iter().any(|text| text.contains(&comment));
                prop_assert!(!is_written || text.contains(&comment), "{}\n{}", comment, text);
            }
        }
    }
}

const BASE: &str = "\
title = '计划'

[[pillar]]
id = 'p1'
title = '甲'

# 会前核对
[[pillar.task]]
id = 't1'
status = 'on-track'
title = '一'
text = '''
一句。
二句。
'''
budget = 5

[[pillar.task]]
id = 't2'
title = '二'
";

#[test]
fn what_each_side_wrote_stands_in_the_outcome_with_its_form() {
    let ours = BASE
        .replace("'on-track'", "'done' # 县里已验收")
        .replace("title = '二'\n", "title = '二'\nowner = '张'\n");
    let theirs = BASE
        .replace("一句。", "一句改。")
        .replace("# 会前核对\n", "# 会前核对\n# 会后归档\n")
        .replace("budget = 5", "budget = 7");
    let document = merged(BASE, &ours, &theirs).expect("merges");
    let expected = BASE
        .replace("'on-track'", "'done' # 县里已验收")
        .replace("title = '二'\n", "title = '二'\nowner = '张'\n")
        .replace("一句。", "一句改。")
        .replace("# 会前核对\n", "# 会前核对\n# 会后归档\n")
        .replace("budget = 5", "budget = 7");
    assert_eq!(document.text(), expected);
    assert_eq!(document.conflicts(), []);
}

#[test]
fn comments_of_both_at_one_place_both_stay() {
    let ours = BASE.replace("# 会前核对\n", "# 甲说\n");
    let theirs = BASE.replace("# 会前核对\n", "# 乙说\n");
    let document = merged(BASE, &ours, &theirs).expect("merges");
    let text = document.text();
    assert!(text.contains("# 甲说\n# 乙说\n[[pillar.task]]\n"), "{text}");
}

#[test]
fn an_unknown_key_set_differently_is_a_conflict_and_ours_stands() {
    let ours = BASE.replace("budget = 5", "budget = 6");
    let theirs = BASE.replace("budget = 5", "budget = 7");
    let document = merged(BASE, &ours, &theirs).expect("merges");
    assert!(document.text().contains("budget = 6\n"));
    let [conflict] = document.conflicts() else {
        panic!("one conflict: {:?}", document.conflicts());
    };
    assert_eq!(conflict.field, Field::Key("budget".to_owned()));
}

#[test]
fn an_unfinished_merge_in_a_merge_is_neither_lost_nor_doubled() {
    let ours = BASE.replace("on-track", "done");
    let theirs = BASE.replace("on-track", "at-risk");
    let first = merged(BASE, &ours, &theirs).expect("merges");
    assert_eq!(first.conflicts().len(), 1);
    let first = first.text().into_owned();
    // Merged with one who has the same question, and renamed something.
    let renamed = first.replace("title = '二'", "title = '二改'");
    let noted = first.replace("budget = 5", "budget = 8");
    let second = merged(&first, &renamed, &noted).expect("merges");
    assert_eq!(second.conflicts().len(), 1);
    // One side settles it meanwhile.
    let mut settled = read(&first);
    let conflict = settled.conflicts()[0].clone();
    settled
        .resolve(&conflict, &Resolution::Theirs)
        .expect("settles");
    let second = merged(&first, &settled.text(), &renamed).expect("merges");
    assert_eq!(second.conflicts(), []);
    assert!(second.text().contains("at-risk"));
}

/// The first merge holds one of the two answers already: to have it settled so is no change of the text.
#[test]
fn an_earlier_conflict_that_each_side_settled_differently_is_one_again() {
    let ours = BASE.replace("on-track", "done");
    let theirs = BASE.replace("on-track", "at-risk");
    let first = merged(BASE, &ours, &theirs).expect("merges");
    let conflict = first.conflicts()[0].clone();
    let settled = |resolution| {
        let mut settled = first.clone();
        settled.resolve(&conflict, &resolution).expect("settles");
        settled.text().into_owned()
    };
    let [ours, theirs] = [Resolution::Ours, Resolution::Theirs].map(settled);
    let first = first.text();
    let second = merged(&first, &ours, &theirs).expect("merges");
    let asked: Vec<_> = second.conflicts().to_vec();
    assert_eq!(asked, [conflict]);
    // Settled alike it is settled.
    let noted = theirs.replace("budget = 5", "budget = 8");
    let second = merged(&first, &theirs, &noted).expect("merges");
    assert_eq!(second.text(), noted);
}

#[test]
fn line_ends_and_the_end_of_the_file_merge_too() {
    let ours = BASE.replace("on-track", "done");
    let theirs = BASE.replace("二句。", "二句改。").replace('\n', "\r\n");
    let theirs = format!("\u{feff}{}", theirs.trim_end());
    let document = merged(BASE, &ours, &theirs).expect("merges");
    let expected = BASE
        .replace("on-track", "done")
        .replace("二句。", "二句改。")
        .replace('\n', "\r\n");
    let expected = format!("\u{feff}{}", expected.trim_end());
    assert_eq!(String::from_utf8_lossy(&bytes(&document)), expected);
}

#[test]
fn what_cannot_be_read_is_not_merged() {
    let broken = BASE.replace("'on-track'", "'nonsense");
    let ours = BASE.replace("on-track", "done");
    for (texts, version) in [
        ([broken.as_str(), &ours, BASE], Version::Base),
        ([BASE, &broken, &ours], Version::Ours),
        ([BASE, &ours, &broken], Version::Theirs),
    ] {
        let [base, ours, theirs] = texts;
        let failure = merged(base, ours, theirs).expect_err("is broken");
        assert_eq!(failure, MergeFailure::Unreadable(version));
    }
}

#[test]
fn a_file_that_both_made_merges_without_a_base() {
    let ours = BASE.replace("title = '二'", "title = '二甲'");
    let theirs = BASE.replace("# 会前核对\n", "# 乙说\n");
    let document = merged("", &ours, &theirs).expect("merges");
    let text = document.text();
    assert!(text.contains("# 会前核对\n# 乙说\n"), "{text}");
    let [conflict] = document.conflicts() else {
        panic!("one conflict: {:?}", document.conflicts());
    };
    assert_eq!(conflict.field, Field::Title);
}

/// The outcome, which asks nothing.
fn clean(base: &str, ours: &str, theirs: &str) -> String {
    let document = merged(base, ours, theirs).expect("merges");
    assert_eq!(document.conflicts(), []);
    document.text().into_owned()
}

#[test]
fn two_comments_behind_one_value_both_stay() {
    let base = BASE.replace("budget = 5\n", "progress = 30\n");
    let ours = base.replace("= 30", "= 40 # 问财政");
    let theirs = base.replace("= 30", "= 40 # 财政已确认");
    let both = "# 财政已确认\nprogress = 40 # 问财政\n";
    assert_eq!(
        clean(&base, &ours, &theirs),
        base.replace("progress = 30\n", both)
    );
    // One says something new, the other one only remarks on what was there.
    let remarked = base.replace("= 30", "= 30 # 待核");
    let both = "# 待核\nprogress = 40 # 问财政\n";
    assert_eq!(
        clean(&base, &ours, &remarked),
        base.replace("progress = 30\n", both)
    );
    let both = "# 问财政\nprogress = 40 # 待核\n";
    assert_eq!(
        clean(&base, &remarked, &ours),
        base.replace("progress = 30\n", both)
    );
}

#[test]
fn comments_inside_a_list_that_both_changed_stay() {
    let base = BASE.replace("budget = 5\n", "support = [\n  '甲',\n]\n");
    let ours = base.replace("'甲',", "'甲', # 已谈\n  '乙', # 新增");
    let theirs = base.replace("'甲',", "'甲', # 待谈\n  # 还要\n  '丙',");
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let text = clean(&base, ours, theirs);
        for comment in ["# 已谈", "# 新增", "# 待谈", "# 还要"] {
            assert!(text.contains(comment), "{comment}\n{text}");
        }
    }
}

#[test]
fn a_comment_behind_a_value_that_the_other_side_took_away_stays() {
    let base = BASE.replace("budget = 5\n", "progress = 30\n");
    let ours = base.replace("progress = 30\n", "");
    let theirs = base.replace("= 30", "= 30 # '#' 待核");
    for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
        let text = clean(&base, ours, theirs);
        assert!(
            text.contains("# '#' 待核\n") && !text.contains("progress"),
            "{text}"
        );
    }
}

/// Who removes it has not seen what the other one wrote into it.
#[test]
fn what_one_side_removed_and_the_other_wrote_a_comment_into_is_kept_and_asks() {
    let base = format!(
        "{BASE}\n[[pillar.task.note]]\nat = 2021-09-15T09:40:00+08:00\nby = '李'\ntext = '记。'\n\n[[pillar]]\nid = 'p2'\ntitle = '乙'\n"
    );
    let from = |start: &str, end: &str| {
        let start = base.find(start).expect("is there");
        let end = base[start..]
            .find(end)
            .map_or(base.len(), |end| start + end);
        base[..start].to_owned() + &base[end..]
    };
    for (removed, line, field) in [
        (
            from("[[pillar.task]]\nid = 't2'", "[[pillar]]\nid = 'p2'"),
            "title = '二'",
            Field::Existence,
        ),
        (
            from("[[pillar.task.note]]", "[[pillar]]\nid = 'p2'"),
            "by = '李'",
            Field::Note,
        ),
        (
            from("[[pillar]]\nid = 'p2'", "none"),
            "title = '乙'",
            Field::Existence,
        ),
    ] {
        for remarked in [format!("{line} # 等财政"), format!("# 等财政\n{line}")] {
            let remarked = base.replace(line, &remarked);
            for (ours, theirs) in [(&removed, &remarked), (&remarked, &removed)] {
                let document = merged(&base, ours, theirs).expect("merges");
                let asked: Vec<_> = document
                    .conflicts()
                    .iter()
                    .map(|conflict| &conflict.field)
                    .collect();
                assert_eq!(asked, [&field]);
                let text = document.text();
                assert!(text.contains("# 等财政"), "{text}");
                assert_eq!(read(&text).plan(), read(&base).plan());
            }
        }
    }
}

#[test]
fn an_unknown_key_in_what_the_other_side_removed_keeps_it() {
    let removed = BASE[..BASE.find("\n[[pillar.task]]\nid = 't2'").expect("is there")].to_owned();
    let keyed = BASE.replace("title = '二'\n", "title = '二'\nowner = '张'\n");
    for (ours, theirs) in [(&removed, &keyed), (&keyed, &removed)] {
        let document = merged(BASE, ours, theirs).expect("merges");
        assert_eq!(document.conflicts().len(), 1);
        assert_eq!(document.conflicts()[0].field, Field::Existence);
        assert!(document.text().contains("owner = '张'"));
    }
}
