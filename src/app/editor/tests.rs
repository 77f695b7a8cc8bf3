//! The editor, by gestures: before and after; and held against a string with an offset.

use proptest::prelude::*;

use super::*;
use crate::text::{Layout, sanitize, width_of};

const PLAN: &str = include_str!("../../../seeds/xinhuang-2021-h2.txt");

/// An editor of a text with `|` where the caret is, in a window that shows all of it.
fn editor(marked: &str) -> Editor {
    let (before, after) = marked.split_once('|').expect("a caret");
    let mut editor = Editor::new(&format!("{before}{after}"));
    editor.caret = Body::end_of(Place::default(), before);
    editor.settle(11, 20, Ambiguous::Narrow);
    editor
}

fn offset(editor: &Editor) -> usize {
    let before: usize = editor
        .body
        .lines()
        .take(editor.caret.paragraph)
        .map(|line| line.len() + 1)
        .sum();
    before + editor.caret.offset
}

/// The text with the caret as `|`.
fn marked(editor: &Editor) -> String {
    let mut text = editor.text();
    text.insert(offset(editor), '|');
    text
}

/// Before and after with the caret as `|`, in a window of ten columns and the one for the caret.
fn check(before: &str, gesture: impl FnOnce(&mut Editor), after: &str) {
    let mut editor = editor(before);
    gesture(&mut editor);
    assert_eq!(marked(&editor), after);
}

/// The rows of the window with a bar between them.
fn rows(editor: &Editor) -> String {
    editor.window().collect::<Vec<_>>().join("|")
}

#[test]
fn it_is_written_by_grapheme() {
    check("计|划", |e| e.insert("工作"), "计工作|划");
    check("计划|", Editor::delete_before, "计|");
    check("|计划", Editor::delete_before, "|计划");
    check("|e\u{301}划", Editor::delete_after, "|划");
    check("计划|", Editor::delete_after, "计划|");
    check("计e\u{301}|", Editor::left, "计|e\u{301}");
    check("|e\u{301}计", Editor::right, "e\u{301}|计");
    check("e|x", |e| e.insert("\u{301}"), "e\u{301}|x");
    check("a|\u{301}b", |e| e.insert("c"), "ac\u{301}|b");
}

#[test]
fn lines_are_parted_and_joined() {
    check("一|二", Editor::new_line, "一\n|二");
    check("一\n|二", Editor::delete_before, "一|二");
    check("一|\n二", Editor::delete_after, "一|二");
    check("一|\n二", Editor::right, "一\n|二");
    check("一\n|二", Editor::left, "一|\n二");
    check("|", Editor::new_line, "\n|");
}

#[test]
fn pasted_text_keeps_its_lines_and_loses_its_controls() {
    check("a|z", |e| e.insert("一\r\n二\r三\n"), "a一\n二\n三\n|z");
    check("|", |e| e.insert("a\tb\u{1b}[31m\u{7f}c"), "a b[31mc|");
    check("|", |e| e.insert("一\u{b}二\u{2028}三"), "一\n二\n三|");
}

#[test]
fn words_are_those_of_the_dictionary() {
    check("加强|教育局工作", Editor::word_right, "加强教育局|工作");
    check("加强教育局|工作", Editor::word_left, "加强|教育局工作");
    check("一\n|二", Editor::word_left, "一|\n二");
    check("一|\n二", Editor::word_right, "一\n|二");
    check("a plan |b", Editor::delete_word_before, "a |b");
    check("加强教育局|工作", Editor::delete_word_before, "加强|工作");
    check("加强|教育局工作", Editor::delete_word_after, "加强|工作");
    check("一\n|二", Editor::delete_word_before, "一|二");
    check("一\n二三|四", Editor::delete_to_start, "一\n|四");
}

#[test]
fn steps_up_and_down_keep_their_column() {
    // Two rows of five characters each, and one.
    check(
        "强化思|想政治引领压实",
        Editor::down,
        "强化思想政治引领|压实",
    );
    check("强化思想政治引领|压实", Editor::up, "强化思|想政治引领压实");
    check(
        "一二三四|\n五\n六七八九",
        |e| {
            e.down();
            e.down()
        },
        "一二三四\n五\n六七八九|",
    );
    check(
        "一二三四|\n五\n六七八九",
        |e| {
            e.down();
            e.left();
            e.down()
        },
        "一二三四\n五\n|六七八九",
    );
    check("一|", Editor::down, "一|");
    check("一|", Editor::up, "一|");
    // In the middle of a wide character: before it.
    check("abc|\n教育", Editor::down, "abc\n教|育");
}

#[test]
fn the_end_of_a_full_row_is_before_its_last_character() {
    check("强|化思想政治引领", Editor::row_end, "强化思想|政治引领");
    check("强化思想政|治引领", Editor::row_end, "强化思想政治引领|");
    check("强化思想政治引|领", Editor::row_start, "强化思想政|治引领");
    // A blank hangs there: before it.
    check(
        "a| long  plan of work",
        Editor::row_end,
        "a long  plan| of work"
            .replace("  plan|", "|  plan")
            .as_str(),
    );
    check("一\n二|\n三", Editor::text_start, "|一\n二\n三");
    check("一\n二|\n三", Editor::text_end, "一\n二\n三|");
}

#[test]
fn a_caret_behind_a_full_row_has_a_column() {
    let mut full = editor("强化思想政|");
    assert_eq!(
        (rows(&full).as_str(), full.caret()),
        ("强化思想政", (10, 0))
    );
    full.insert("治");
    full.settle(11, 20, Ambiguous::Narrow);
    assert_eq!(
        (rows(&full).as_str(), full.caret()),
        ("强化思想政|治", (2, 1))
    );
    full.left();
    full.settle(11, 20, Ambiguous::Narrow);
    assert_eq!(full.caret(), (0, 1));
    // Blanks that hang over the edge.
    let blanks = editor("强化思想政     |");
    assert_eq!(
        (rows(&blanks).as_str(), blanks.caret()),
        ("强化思想政", (10, 0))
    );
}

#[test]
fn a_click_goes_to_the_character_that_is_seen_there() {
    for (column, row, after) in [
        (0, 0, "|强化思想政治引领\n一"),
        (1, 0, "|强化思想政治引领\n一"),
        (2, 0, "强|化思想政治引领\n一"),
        (10, 0, "强化思想|政治引领\n一"),
        (99, 1, "强化思想政治引领|\n一"),
        (0, 2, "强化思想政治引领\n|一"),
        (0, 9, "强化思想政治引领\n一|"),
    ] {
        check("强化|思想政治引领\n一", |e| e.click(column, row), after);
    }
}

#[test]
fn odd_characters_are_seen_as_marks_and_kept() {
    let mut odd = editor("a\u{202e}教\t|\u{1b}");
    assert_eq!(rows(&odd), "a\\u{202e}|教    ^[");
    assert_eq!(odd.caret(), (6, 1));
    assert_eq!(odd.text(), "a\u{202e}教\t\u{1b}");
    odd.click(4, 0);
    assert_eq!(marked(&odd), "a|\u{202e}教\t\u{1b}");
    odd.right();
    assert_eq!(marked(&odd), "a\u{202e}|教\t\u{1b}");
    odd.delete_before();
    assert_eq!(marked(&odd), "a|教\t\u{1b}");
}

#[test]
fn a_way_leads_past_a_mark_of_several_rows() {
    let mut odd = Editor::new("ab\u{202e}教\ncd");
    odd.text_start();
    let mut seen = Vec::new();
    for _ in 0..4 {
        odd.settle(4, 9, Ambiguous::Narrow);
        seen.push(marked(&odd));
        odd.down();
    }
    assert_eq!(
        seen,
        [
            "|ab\u{202e}教\ncd",
            "ab\u{202e}|教\ncd",
            "ab\u{202e}教\n|cd",
            "ab\u{202e}教\n|cd"
        ]
    );
    for _ in 0..9 {
        odd.up();
    }
    assert_eq!(marked(&odd), "|ab\u{202e}教\ncd");
}

/// Undoes until nothing is left, and gives the texts on the way.
fn undone(editor: &mut Editor) -> Vec<String> {
    let mut seen = Vec::new();
    while editor.undo() {
        seen.push(marked(editor));
    }
    seen
}

fn type_in(editor: &mut Editor, text: &str) {
    for character in text.chars() {
        editor.insert(&character.to_string());
    }
}

#[test]
fn typing_is_undone_by_word_and_by_clause() {
    let mut latin = Editor::new("");
    type_in(&mut latin, "a work, plan");
    assert_eq!(undone(&mut latin), ["a work, |", "a |", "|"]);
    let mut chinese = Editor::new("");
    type_in(&mut chinese, "已完成。下一步:培训");
    assert_eq!(undone(&mut chinese), ["已完成。下一步:|", "已完成。|", "|"]);
    while chinese.redo() {}
    assert_eq!(marked(&chinese), "已完成。下一步:培训|");
}

#[test]
fn every_other_gesture_is_a_step() {
    let mut written = Editor::new("");
    type_in(&mut written, "一二");
    written.insert("三四");
    type_in(&mut written, "五");
    written.new_line();
    type_in(&mut written, "六七");
    written.delete_before();
    written.delete_before();
    written.delete_after();
    written.left();
    type_in(&mut written, "八");
    assert_eq!(marked(&written), "一二三四五八|\n");
    assert_eq!(
        undone(&mut written),
        [
            "一二三四五|\n",
            "一二三四五\n六七|",
            "一二三四五\n|",
            "一二三四五|",
            "一二三四|",
            "一二|",
            "|"
        ]
    );
}

#[test]
fn a_text_from_outside_is_one_step() {
    let mut note = editor("一二|三\n四");
    note.set_text("一\r\n甲三\n四");
    assert_eq!(marked(&note), "一\n甲|三\n四");
    note.set_text("一\n甲三\n四");
    assert!(note.undo());
    assert_eq!(marked(&note), "一二|三\n四");
    assert!(!note.undo());
    assert!(note.redo());
    assert_eq!(note.text(), "一\n甲三\n四");
    note.insert("x");
    assert!(!note.redo());
}

#[test]
fn it_knows_whether_it_was_changed() {
    let mut note = Editor::new("一\r\n二");
    assert!(!note.is_changed() && !note.is_empty());
    note.insert("三");
    assert!(note.is_changed());
    note.delete_before();
    assert!(!note.is_changed());
    note.delete_before();
    note.insert("五");
    assert!(note.is_changed());
    note.set_text("");
    assert!(note.is_empty() && note.is_changed());
    note.new_line();
    assert!(!note.is_empty());
}

#[test]
fn steps_that_can_be_undone_are_bounded() {
    let mut note = Editor::new("");
    for _ in 0..history::MOST_STEPS + 5 {
        note.insert("一二");
    }
    assert_eq!(undone(&mut note).len(), history::MOST_STEPS);
    assert_eq!(note.text(), "一二".repeat(5));
    let large = "一".repeat(history::MOST_BYTES / 3 / 2 + 9);
    for _ in 0..3 {
        note.insert(&large);
    }
    assert_eq!(undone(&mut note).len(), 1);
}

#[test]
fn the_window_follows_the_caret_and_stays_on_the_text() {
    let lines: Vec<String> = (0..30).map(|line| format!("{line}")).collect();
    let mut note = Editor::new(&lines.join("\n"));
    let mut see = |gesture: fn(&mut Editor)| {
        gesture(&mut note);
        note.settle(9, 5, Ambiguous::Narrow);
        (
            rows(&note),
            note.caret(),
            note.has_above(),
            note.has_below(),
        )
    };
    let seen = |rows: &str, caret, above, below| (rows.to_owned(), caret, above, below);
    assert_eq!(see(|_| {}), seen("25|26|27|28|29", (2, 4), true, false));
    assert_eq!(see(Editor::up), seen("25|26|27|28|29", (2, 3), true, false));
    assert_eq!(
        see(Editor::page_up),
        seen("21|22|23|24|25", (2, 3), true, true)
    );
    assert_eq!(
        see(Editor::page_down),
        seen("25|26|27|28|29", (2, 3), true, false)
    );
    assert_eq!(
        see(Editor::text_start),
        seen("0|1|2|3|4", (0, 0), false, true)
    );
    assert_eq!(see(|e| e.wheel(3)), seen("3|4|5|6|7", (0, 0), true, true));
    assert_eq!(see(|e| e.wheel(-2)), seen("1|2|3|4|5", (0, 2), true, true));
    assert_eq!(see(|e| e.wheel(-9)), seen("0|1|2|3|4", (0, 3), false, true));
    assert_eq!(
        see(|e| e.wheel(99)),
        seen("25|26|27|28|29", (0, 0), true, false)
    );
    assert_eq!(
        see(|e| e.set_text("a\nb")),
        seen("a|b", (1, 1), false, false)
    );
    assert_eq!(see(Editor::page_up), seen("a|b", (1, 0), false, false));
}

#[test]
fn an_edit_above_leaves_the_window_where_it_is() {
    let lines: Vec<String> = (0..30).map(|line| format!("{line}")).collect();
    let mut note = Editor::new(&lines.join("\n"));
    note.text_start();
    note.insert("x\ny\n");
    note.text_end();
    note.settle(9, 5, Ambiguous::Narrow);
    assert_eq!(rows(&note), "25|26|27|28|29");
    note.undo();
    note.caret = Place {
        paragraph: 27,
        offset: 0,
    };
    note.settle(9, 5, Ambiguous::Narrow);
    assert_eq!(rows(&note), "25|26|27|28|29");
}

/// In a long text, be it one paragraph or many, a gesture lays out what is near the window only.
#[test]
fn only_what_is_near_the_window_is_laid_out() {
    for long in [PLAN.replace('\n', "").repeat(20), PLAN.repeat(20)] {
        let mut note = Editor::new(&long);
        note.text_start();
        note.settle(41, 10, Ambiguous::Narrow);
        for gesture in [
            |e: &mut Editor| e.insert("教"),
            Editor::delete_after,
            Editor::new_line,
            Editor::page_down,
            Editor::up,
            |e: &mut Editor| e.wheel(2),
            |e: &mut Editor| e.click(3, 3),
            |e: &mut Editor| assert!(e.undo()),
        ] {
            gesture(&mut note);
            note.settle(41, 10, Ambiguous::Narrow);
            assert!(note.body.known_rows() < 60, "{}", note.body.known_rows());
        }
        note.wheel(isize::MAX);
        note.settle(41, 10, Ambiguous::Narrow);
        assert!(!note.has_below() && note.has_above());
        note.wheel(isize::MIN);
        note.settle(41, 10, Ambiguous::Narrow);
        assert!(note.has_below() && !note.has_above());
    }
}

#[test]
fn windows_without_room_hold_the_caret() {
    for (width, height) in [(0, 0), (0, 5), (5, 0), (1, 1), (1, 9), (2, 1), (3, 2)] {
        let mut note = Editor::new("教育a\u{202e}\n\n强化  ");
        for gesture in [
            Editor::up,
            Editor::page_up,
            Editor::down,
            Editor::page_down,
            Editor::row_end,
        ] {
            note.settle(width, height, Ambiguous::Wide);
            let (column, row) = note.caret();
            assert!(column < width.max(1) && row < height.max(1));
            assert!(note.window().len() <= height);
            gesture(&mut note);
            note.wheel(1);
            note.click(0, 0);
        }
        assert_eq!(note.window().len() == 0, width == 0 || height == 0);
    }
}

#[derive(Clone, Debug)]
enum Gesture {
    Insert(String),
    NewLine,
    DeleteBefore,
    DeleteAfter,
    DeleteWordBefore,
    DeleteWordAfter,
    DeleteToStart,
    SetText(String),
    Left,
    Right,
    TextStart,
    TextEnd,
    /// Those for which the model takes the editor's word where the caret is.
    Other(u8),
    Click(usize, usize),
    Wheel(isize),
    Settle(usize, usize, bool),
    Undo,
    Redo,
}

fn any_piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[教育局，。“” a-c\u{301}\n]{0,4}",
        2 => "[教a]",
        1 => "[\u{202e}\u{200d}\t\\^A👩🏫🇨\u{1b}\r\\\\u{5]{0,5}",
        1 => "\\PC{0,4}",
        1 => "[教育“”，a ]{0,60}",
    ]
}

fn any_gesture() -> impl Strategy<Value = Gesture> {
    prop_oneof![
        8 => any_piece().prop_map(Gesture::Insert),
        2 => Just(Gesture::NewLine),
        2 => Just(Gesture::DeleteBefore),
        2 => Just(Gesture::DeleteAfter),
        1 => Just(Gesture::DeleteWordBefore),
        1 => Just(Gesture::DeleteWordAfter),
        1 => Just(Gesture::DeleteToStart),
        1 => any_piece().prop_map(Gesture::SetText),
        2 => Just(Gesture::Left),
        2 => Just(Gesture::Right),
        1 => Just(Gesture::TextStart),
        1 => Just(Gesture::TextEnd),
        5 => (0_u8..8).prop_map(Gesture::Other),
        2 => (0_usize..20, 0_usize..9).prop_map(|(column, row)| Gesture::Click(column, row)),
        2 => (-9_isize..10).prop_map(Gesture::Wheel),
        4 => (0_usize..20, 0_usize..8, any::<bool>())
            .prop_map(|(width, height, wide)| Gesture::Settle(width, height, wide)),
        2 => Just(Gesture::Undo),
        2 => Just(Gesture::Redo),
    ]
}

/// A text and an offset in it.
#[derive(Clone, Debug)]
struct Naive {
    text: String,
    caret: usize,
}

impl Naive {
    fn replace(&mut self, start: usize, end: usize, with: &str) {
        self.text.replace_range(start..end, with);
        let end = start + with.len();
        let nearest = if with.is_empty() {
            self.boundaries().take_while(|&at| at <= end).last()
        } else {
            self.boundaries().find(|&at| at >= end)
        };
        self.caret = nearest.unwrap_or(0);
    }

    fn boundaries(&self) -> impl Iterator<Item = usize> {
        use unicode_segmentation::UnicodeSegmentation as _;
        let text = &self.text;
        text.grapheme_indices(true)
            .map(|(at, _)| at)
            .chain([text.len()])
    }

    fn before(&self) -> usize {
        self.boundaries()
            .filter(|&at| at < self.caret)
            .last()
            .unwrap_or(0)
    }

    fn after(&self) -> usize {
        self.boundaries()
            .find(|&at| at > self.caret)
            .unwrap_or(self.text.len())
    }

    fn line_start(&self) -> usize {
        self.text[..self.caret].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Does the gesture as well, on the editor too; what only the editor knows is taken from it.
    fn follow(&mut self, editor: &mut Editor, gesture: &Gesture) {
        let caret = self.caret;
        match gesture {
            Gesture::Insert(piece) => {
                editor.insert(piece);
                let piece = cleaned(piece);
                if !piece.is_empty() {
                    self.replace(caret, caret, &piece);
                }
            }
            Gesture::NewLine => {
                editor.new_line();
                self.replace(caret, caret, "\n");
            }
            Gesture::DeleteBefore => {
                editor.delete_before();
                self.replace(self.before(), caret, "");
            }
            Gesture::DeleteAfter => {
                editor.delete_after();
                self.replace(caret, self.after(), "");
            }
            Gesture::DeleteToStart => {
                editor.delete_to_start();
                self.replace(self.line_start(), caret, "");
            }
            Gesture::DeleteWordBefore => {
                let start = self.line_start();
                editor.delete_word_before();
                if start == caret {
                    self.replace(caret.saturating_sub(1), caret, "");
                } else {
                    let line = &self.text[start..];
                    self.replace(
                        start + crate::text::word_before(line, caret - start),
                        caret,
                        "",
                    );
                }
            }
            Gesture::DeleteWordAfter => {
                let end = self.text[caret..]
                    .find('\n')
                    .map_or(self.text.len(), |at| caret + at);
                let start = self.line_start();
                editor.delete_word_after();
                if end == caret {
                    self.replace(caret, (caret + 1).min(self.text.len()), "");
                } else {
                    let line = &self.text[start..end];
                    self.replace(
                        caret,
                        start + crate::text::word_after(line, caret - start),
                        "",
                    );
                }
            }
            Gesture::SetText(text) => {
                editor.set_text(text);
                self.text = with_line_feeds(text);
                self.caret = offset(editor);
            }
            Gesture::Left => {
                editor.left();
                self.caret = self.before();
            }
            Gesture::Right => {
                editor.right();
                self.caret = self.after();
            }
            Gesture::TextStart => {
                editor.text_start();
                self.caret = 0;
            }
            Gesture::TextEnd => {
                editor.text_end();
                self.caret = self.text.len();
            }
            Gesture::Other(which) => {
                [
                    Editor::up,
                    Editor::down,
                    Editor::page_up,
                    Editor::page_down,
                    Editor::row_start,
                    Editor::row_end,
                    Editor::word_left,
                    Editor::word_right,
                ][usize::from(*which)](editor);
                self.caret = offset(editor);
            }
            Gesture::Click(column, row) => {
                editor.click(*column, *row);
                self.caret = offset(editor);
            }
            Gesture::Wheel(rows) => {
                editor.wheel(*rows);
                self.caret = offset(editor);
            }
            Gesture::Settle(width, height, wide) => {
                let ambiguous = if *wide {
                    Ambiguous::Wide
                } else {
                    Ambiguous::Narrow
                };
                editor.settle(*width, *height, ambiguous);
                check_window(editor, *width, *height, ambiguous);
            }
            Gesture::Undo => {
                editor.undo();
                *self = Self {
                    text: editor.text(),
                    caret: offset(editor),
                };
            }
            Gesture::Redo => {
                editor.redo();
                *self = Self {
                    text: editor.text(),
                    caret: offset(editor),
                };
            }
        }
    }
}

/// What is drawn fits, is what the layout of the whole text gives, and holds the caret.
fn check_window(editor: &Editor, width: usize, height: usize, ambiguous: Ambiguous) {
    let (column, row) = editor.caret();
    assert!(
        column < width.max(1) && row < height.max(1),
        "{column} {row}"
    );
    if width == 0 || height == 0 {
        assert_eq!(editor.window().len(), 0);
        return;
    }
    // Line by line as it is shown, so that the joints are known.
    let columns = if width > 2 { width - 1 } else { width };
    let layout = Layout::new(columns, ambiguous);
    let mut all = Vec::new();
    let mut caret = (0, 0);
    for (index, kept) in editor.body.lines().enumerate() {
        let shown = sanitize(kept);
        let lines = layout.wrap(&shown);
        if index == editor.caret.paragraph {
            let at = editor.body.to_shown(editor.caret);
            let row = crate::text::row_of(&lines, at);
            let before = &shown[lines[row].range.start..at];
            let column = if lines[row].too_wide {
                usize::from(!before.is_empty())
            } else {
                width_of(before, ambiguous)
            };
            caret = (column.min(width - 1), all.len() + row);
        }
        all.extend(lines.iter().map(|line| line.drawn(&shown).to_owned()));
    }
    let top = caret.1 - row;
    assert_eq!(column, caret.0);
    let bottom = (top + height).min(all.len());
    let seen: Vec<&str> = editor.window().collect();
    assert_eq!(seen, all[top..bottom]);
    assert!(seen.iter().all(|row| width_of(row, ambiguous) <= width));
    assert_eq!(editor.has_above(), top > 0);
    assert_eq!(editor.has_below(), bottom < all.len());
    // No row is wasted.
    assert!(top == 0 || bottom - top == height);
}

proptest! {
    #[test]
    fn it_does_what_a_string_would(
        first in any_piece(),
        gestures in proptest::collection::vec(any_gesture(), 0..40),
    ) {
        let mut editor = Editor::new(&first);
        let mut naive = Naive { text: with_line_feeds(&first), caret: editor.text().len() };
        for gesture in &gestures {
            naive.follow(&mut editor, gesture);
            prop_assert_eq!(editor.text(), naive.text.clone());
            prop_assert_eq!(offset(&editor), naive.caret);
            prop_assert_eq!(editor.body.bytes(), naive.text.len());
            prop_assert!(naive.boundaries().any(|at| at == naive.caret));
            prop_assert_eq!(editor.is_changed(), naive.text != with_line_feeds(&first));
        }
        editor.settle(17, 5, Ambiguous::Narrow);
        check_window(&editor, 17, 5, Ambiguous::Narrow);
        let last = editor.text();
        while editor.redo() {}
        let newest = editor.text();
        if !matches!(gestures.last(), Some(Gesture::Undo)) && !gestures.iter().any(|g| matches!(g, Gesture::Undo)) {
            prop_assert_eq!(&newest, &last);
        }
        while editor.undo() {}
        prop_assert_eq!(editor.text(), with_line_feeds(&first));
        prop_assert!(!editor.is_changed());
        while editor.redo() {}
        prop_assert_eq!(editor.text(), newest);
        editor.settle(9, 4, Ambiguous::Wide);
        check_window(&editor, 9, 4, Ambiguous::Wide);
    }

    /// Whatever is pasted where: no line starts or ends with what must not stand there.
    #[test]
    fn rows_keep_the_rules_of_chinese(
        text in "[教育局工作计划]{1,6}([，。、；：！？”’》）〕…·～,;:!?)%][，。、；：！？”’》）〕]?[“‘《（〔(]?[教育局工作计划]{2,6}){1,20}",
        width in 21_usize..62,
        at in 0_usize..40,
        ambiguous in prop_oneof![Just(Ambiguous::Narrow), Just(Ambiguous::Wide)],
    ) {
        let mut note = Editor::new(PLAN.lines().nth(12).unwrap_or("教育"));
        note.text_start();
        for _ in 0..at {
            note.right();
        }
        note.insert(&text);
        note.settle(width, 50, ambiguous);
        for row in note.window() {
            let first = [
                '，', '。', '、', '；', '：', '！', '？', '”', '’', '》', '）', '〕', '…', '·', '～',
                ',', ';', ':', '!', '?', ')', '%',
            ];
            prop_assert!(!row.starts_with(first), "{row}");
            prop_assert!(!row.ends_with(['“', '‘', '《', '（', '〔', '(']), "{row}");
        }
    }
}
