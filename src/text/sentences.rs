//! One sentence a line in the file, whole paragraphs for the reader.
//!
//! Owns where a sentence ends and how lines are joined again. The two are inverse: a sentence is
//! given a line of its own only where joining puts back exactly what stood between, so that
//! nobody's blanks are lost or invented. A text in which two sentences cannot be told apart in that
//! way keeps them on one line, which costs nothing but a longer line in a comparison. Where a text is
//! cut for good, as a title is from what follows it, [`first_sentence_end`] asks for the sentence
//! alone.
//!
//! Never changes characters inside a line; blanks at the ends of a line and runs of blanks between
//! two sentences are the only thing that is evened out.

use super::brackets::{is_closing, partners};
use super::width::is_wide;

/// How many characters apart the two halves of a bracket may stand and still hold a sentence
/// together: one that was forgotten must not swallow the paragraph up to the next one of its kind.
const REACH: usize = 300;

/// Puts each sentence on a line of its own.
///
/// Takes paragraphs with an empty line between them; the lines of a paragraph are joined first, as
/// by [`join_lines`]. Gives sentences separated by `\n`, an empty line between paragraphs, and no
/// line break at the end. Splitting again changes nothing.
///
/// A sentence ends
/// - at `。` `！` `？`, and at `!` `?` beside Chinese;
/// - at Latin `.` `!` `?` before a blank and a word that begins a sentence, if the word before is no
///   abbreviation, initial or list number;
/// - never inside brackets or quotes that are closed in the same paragraph, nor behind a title in
///   `《》`; one that is not closed is taken for a character like any other.
///
/// Closing quotes and brackets stay with the sentence before them.
pub fn split_sentences(paragraphs: &str) -> String {
    let mut text = String::with_capacity(paragraphs.len() + paragraphs.len() / 32);
    for paragraph in join_lines(paragraphs) {
        push_paragraph(&mut text, &paragraph);
    }
    text
}

/// Adds one paragraph, a sentence a line, behind those that `text` holds.
///
/// For texts that come paragraph by paragraph; the result is that of [`split_sentences`] for all of
/// them with empty lines between. The paragraph is one line: it holds no line break. One that is
/// blank adds nothing.
pub fn push_paragraph(text: &mut String, paragraph: &str) {
    let paragraph = paragraph.trim();
    if paragraph.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    let mut start = 0;
    let mut sentences = Sentences::new(paragraph);
    while let Some(end) = sentences.next_end() {
        if end.restorable {
            text.push_str(&paragraph[start..end.end]);
            text.push('\n');
            start = end.next;
        }
    }
    text.push_str(&paragraph[start..]);
}

/// Where the first sentence of a paragraph ends, in bytes: behind its marks and what closes after
/// them. Blanks at the end belong to no sentence.
///
/// The rules are those of [`split_sentences`], but for one: here a sentence ends whatever stands
/// between it and the next, `第一句。 第二句。`.
pub fn first_sentence_end(paragraph: &str) -> usize {
    match Sentences::new(paragraph).next_end() {
        Some(end) => end.end,
        None => paragraph.trim_end().len(),
    }
}

/// The paragraphs of a text that is written in lines.
///
/// An empty line begins a new paragraph. The lines of one are joined with nothing between them
/// where Han or other full-width characters meet something, and with a blank where two
/// Latin words meet. Lines may end in `\n` or `\r\n`; blanks at their ends do not count.
pub fn join_lines(text: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut paragraph = String::new();
    // The line that was added last.
    let mut before = "";
    for line in text.split('\n').map(str::trim) {
        if line.is_empty() {
            if !paragraph.is_empty() {
                paragraphs.push(std::mem::take(&mut paragraph));
            }
            continue;
        }
        if !paragraph.is_empty() && is_joined_by_blank(before, line) {
            paragraph.push(' ');
        }
        paragraph.push_str(line);
        before = line;
    }
    if !paragraph.is_empty() {
        paragraphs.push(paragraph);
    }
    paragraphs
}

/// Whether a blank stands between two lines that are joined: where two Latin words meet.
pub fn is_joined_by_blank(before: &str, after: &str) -> bool {
    let before = before.chars().rev().find_map(Edge::of);
    let after = after.chars().find_map(Edge::of);
    blank_between(
        before.unwrap_or(Edge::Narrow),
        after.unwrap_or(Edge::Narrow),
    )
}

/// What kind of writing a line begins or ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    /// Han and everything else of two columns.
    Wide,
    /// Letters and digits of one column.
    Narrow,
}

impl Edge {
    /// Nothing for punctuation that both kinds of writing use, such as `”`, `…`, `,` and `%`.
    fn of(character: char) -> Option<Self> {
        if is_wide(character) {
            Some(Self::Wide)
        } else if character.is_alphanumeric() {
            Some(Self::Narrow)
        } else {
            None
        }
    }
}

/// Whether a blank stands between two lines that are joined.
fn blank_between(before: Edge, after: Edge) -> bool {
    before == Edge::Narrow && after == Edge::Narrow
}

/// One pass over one paragraph. Positions are indexes of characters, offsets are in bytes.
struct Sentences {
    characters: Vec<char>,
    /// For a bracket or quote the one that belongs to it, if there is one.
    partners: Vec<Option<usize>>,
    /// The current position, and its offset.
    position: usize,
    offset: usize,
    /// How many closed brackets and quotes are open at the current position.
    depth: usize,
    /// Where the current line began, and how it ends so far.
    start: usize,
    edge: Option<Edge>,
    /// The first character from some position on that has an edge; remembered so that looking ahead
    /// takes linear time.
    ahead: usize,
}

/// The end of a sentence that is not the last one.
struct End {
    /// Behind the sentence, in bytes.
    end: usize,
    /// Where the next one begins, in bytes.
    next: usize,
    /// Whether joining puts back what stands between.
    restorable: bool,
}

/// What ended a sentence: the marks themselves and what closes behind them.
struct Ending {
    /// One of the marks is `。` or another of full width.
    full_width: bool,
    /// The last mark is one that ends a statement, not a call or a question.
    statement: bool,
    /// There is a Latin full stop, and nothing else.
    full_stop: bool,
    /// A bracket or quote was closed behind the marks.
    closed: bool,
    /// A title was closed behind the marks.
    title: bool,
}

impl Sentences {
    fn new(paragraph: &str) -> Self {
        // Without a mark there is but one sentence, and nothing to look for.
        let characters: Vec<char> = if paragraph.contains(is_end_mark) {
            paragraph.chars().collect()
        } else {
            Vec::new()
        };
        Self {
            partners: partners(&characters, REACH),
            characters,
            position: 0,
            offset: 0,
            depth: 0,
            start: 0,
            edge: None,
            ahead: 0,
        }
    }

    /// The next end of a sentence; none for the last sentence, which ends with the paragraph.
    fn next_end(&mut self) -> Option<End> {
        while let Some(&character) = self.characters.get(self.position) {
            if !is_end_mark(character) {
                self.pass(character);
                continue;
            }
            let mark = self.position;
            let ending = self.ending();
            let Some((next, restorable)) = self.next_sentence(mark, &ending) else {
                continue;
            };
            let between = &self.characters[self.position..next];
            let blanks: usize = between.iter().map(|blank| blank.len_utf8()).sum();
            let end = End {
                end: self.offset,
                next: self.offset + blanks,
                restorable,
            };
            if restorable {
                self.position = next;
                self.offset = end.next;
                self.start = next;
                self.edge = None;
            }
            return Some(end);
        }
        None
    }

    /// Goes past the character at the current position.
    fn pass(&mut self, character: char) {
        if let Some(edge) = Edge::of(character) {
            self.edge = Some(edge);
        }
        match self.partners[self.position] {
            Some(partner) if partner > self.position => self.depth += 1,
            Some(_) => self.depth -= 1,
            None => {}
        }
        self.position += 1;
        self.offset += character.len_utf8();
    }

    /// Goes past end marks and what closes behind them.
    fn ending(&mut self) -> Ending {
        let mark = self.position;
        while let Some(&character) = self.characters.get(self.position)
            && is_end_mark(character)
        {
            self.pass(character);
        }
        let marks = &self.characters[mark..self.position];
        let mut ending = Ending {
            full_width: marks.iter().any(|mark| !mark.is_ascii()),
            statement: matches!(marks.last(), Some('。' | '｡' | '.')),
            full_stop: marks == ['.'],
            closed: false,
            title: false,
        };
        while let Some(&character) = self.characters.get(self.position) {
            let closes = match self.partners[self.position] {
                Some(partner) => partner < self.position,
                // One that nothing opened still belongs to the sentence before.
                None => is_closing(character),
            };
            if !closes {
                break;
            }
            ending.closed |= self.partners[self.position].is_some();
            ending.title |= matches!(character, '》' | '〉');
            self.pass(character);
        }
        ending
    }

    /// Where the next sentence begins, if one ends here, and whether joining puts back what stands
    /// between.
    fn next_sentence(&mut self, mark: usize, ending: &Ending) -> Option<(usize, bool)> {
        if self.depth > 0 || ending.title {
            return None;
        }
        let between = self.characters[self.position..]
            .iter()
            .take_while(|character| character.is_whitespace());
        let (mut blanks, mut plain) = (0, true);
        for blank in between {
            blanks += 1;
            plain &= matches!(blank, ' ' | '\t');
        }
        let next = self.position + blanks;
        let first = *self.characters.get(next)?;
        // A sentence that begins with a comma is a slip of the pen.
        if matches!(first, '，' | '、' | '；' | '：' | ',' | ';' | ':') {
            return None;
        }
        self.ahead = self.ahead.max(next);
        let (begins, after) = loop {
            let character = *self.characters.get(self.ahead)?;
            if let Some(edge) = Edge::of(character) {
                break (character, edge);
            }
            self.ahead += 1;
        };
        let blank_wanted = blank_between(self.edge?, after);
        if blank_wanted && blanks == 0 {
            return None;
        }
        // 坚持“为谁培养人？”这一问题: a question in quotes is mostly part of a sentence.
        let statement = ending.statement || !ending.closed || blanks > 0;
        let begun = ending.full_width
            || if ending.full_stop {
                blanks > 0 && begins.is_uppercase() && !self.is_abbreviated(mark)
            } else {
                !begins.is_lowercase()
            };
        let restorable = plain && blank_wanted == (blanks > 0);
        (statement && begun).then_some((next, restorable))
    }

    /// Whether the word before a full stop is one that is written with it.
    fn is_abbreviated(&self, full_stop: usize) -> bool {
        let length = self.characters[self.start..full_stop]
            .iter()
            .rev()
            .take_while(|character| character.is_alphanumeric() || **character == '.')
            .count();
        let start = full_stop - length;
        let word = &self.characters[start..full_stop];
        match word {
            [letter] if letter.is_alphabetic() => true,
            _ if word.contains(&'.') => true,
            _ if word.iter().all(char::is_ascii_digit) => start == self.start,
            _ => {
                let lower: String = word
                    .iter()
                    .flat_map(|character| character.to_lowercase())
                    .collect();
                ABBREVIATIONS.contains(&lower.as_str())
            }
        }
    }
}

/// Words that are written with a full stop and followed by a capital letter.
const ABBREVIATIONS: [&str; 17] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "fig", "art", "sec", "vol", "dept", "gov",
    "gen", "approx", "cf",
];

fn is_end_mark(character: char) -> bool {
    matches!(character, '。' | '｡' | '！' | '？' | '!' | '?' | '.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAN: &str = include_str!("../../seeds/xinhuang-2021-h2.txt");

    /// The sentences of one paragraph, with a bar between them.
    fn sentences(paragraph: &str) -> String {
        split_sentences(paragraph).replace('\n', "|")
    }

    #[test]
    fn chinese_sentences_end_at_their_marks() {
        assert_eq!(
            sentences("第一句。第二句！第三句？"),
            "第一句。|第二句！|第三句？"
        );
        assert_eq!(sentences("真的?!好!好。"), "真的?!|好!|好。");
        assert_eq!(sentences("没有句号"), "没有句号");
        assert_eq!(sentences("一、二；三……四：五。"), "一、二；三……四：五。");
        assert_eq!(sentences("见94.5%。3.5所。"), "见94.5%。|3.5所。");
    }

    #[test]
    fn brackets_and_quotes_are_not_torn() {
        assert_eq!(sentences("他说“好。走。”后来"), "他说“好。走。”|后来");
        assert_eq!(
            sentences("《你好。再见！》的通知。完。"),
            "《你好。再见！》的通知。|完。"
        );
        assert_eq!(
            sentences("建设（含一。含二。）工作。完。"),
            "建设（含一。含二。）|工作。|完。"
        );
        assert_eq!(
            sentences("坚持“为谁培养人？”这一问题。"),
            "坚持“为谁培养人？”这一问题。"
        );
        assert_eq!(sentences("“一。”“二。”三。"), "“一。”|“二。”|三。");
        assert_eq!(sentences("(甲。乙。）丙。"), "(甲。乙。）|丙。");
    }

    #[test]
    fn what_is_not_closed_does_not_run_on() {
        assert_eq!(
            sentences("50%(马站未开工。二。三。"),
            "50%(马站未开工。|二。|三。"
        );
        assert_eq!(
            sentences("“一。二“三。四”五。六。"),
            "“一。|二“三。四”五。|六。"
        );
        assert_eq!(sentences("一。”二。）三。"), "一。”|二。）|三。");
        assert_eq!(
            split_sentences("（一。二。\n\n三。）四。"),
            "（一。\n二。\n\n三。）\n四。"
        );
    }

    #[test]
    fn latin_sentences_end_before_a_capital_letter() {
        assert_eq!(
            sentences("One. Two! Three? Four."),
            "One.|Two!|Three?|Four."
        );
        assert_eq!(
            sentences("See fig. 3 and so on. “Then” go."),
            "See fig. 3 and so on.|“Then” go."
        );
        assert_eq!(
            sentences("Ask Dr. Who of the U.S. Army, e.g. J. Doe."),
            "Ask Dr. Who of the U.S. Army, e.g. J. Doe."
        );
        assert_eq!(
            sentences("1. Do this in 2021. Then rest."),
            "1. Do this in 2021.|Then rest."
        );
        assert_eq!(
            sentences("He said \"Stop. Now.\" Then he left."),
            "He said \"Stop. Now.\"|Then he left."
        );
        assert_eq!(sentences("It’s done. It’s good."), "It’s done.|It’s good.");
        assert_eq!(sentences("a.b.c! really? yes"), "a.b.c! really? yes");
    }

    #[test]
    fn both_writings_mix() {
        assert_eq!(
            sentences("采用PK。Next step。完!Go"),
            "采用PK。|Next step。|完!|Go"
        );
        assert_eq!(
            sentences("https://example.org/?a=1!b"),
            "https://example.org/?a=1!b"
        );
    }

    #[test]
    fn a_blank_that_joining_would_lose_keeps_sentences_together() {
        assert_eq!(sentences("第一句。 第二句。"), "第一句。 第二句。");
        assert_eq!(sentences("One.  Two."), "One.|Two.");
    }

    #[test]
    fn brackets_that_stand_far_apart_hold_nothing_together() {
        let long = "甲。".repeat(REACH / 2);
        assert_eq!(
            sentences(&format!("（{long}）乙。")).matches('|').count(),
            REACH / 2
        );
        assert_eq!(
            sentences("未配对（甲。“乙。丙”。（丁）"),
            "未配对（甲。|“乙。丙”。|（丁）"
        );
    }

    #[test]
    fn the_first_sentence_ends_whatever_stands_behind_it() {
        let first = |text: &str| text[..first_sentence_end(text)].to_owned();
        for (text, expected) in [
            ("抓学习。每周一次。", "抓学习。"),
            ("抓学习。 每周一次。", "抓学习。"),
            ("抓学习。\u{3000}每周一次。", "抓学习。"),
            ("读《一。二》后说“好。”再走。完", "读《一。二》后说“好。”"),
            ("他说“好。”，再走。完。", "他说“好。”，再走。"),
            (
                "坚持“为谁培养人？”这一问题。完。",
                "坚持“为谁培养人？”这一问题。",
            ),
            ("好！！”又。", "好！！”"),
            ("增长3.5%。到2.0版", "增长3.5%。"),
            ("Done (all of it). Next", "Done (all of it)."),
            ("Two, e.g. this. \"Three.\" v1.2 is out.", "Two, e.g. this."),
            ("没有句号 ", "没有句号"),
            ("只有一句。 ", "只有一句。"),
            ("", ""),
        ] {
            assert_eq!(first(text), expected, "{text}");
        }
    }

    #[test]
    fn paragraphs_are_kept_apart() {
        let mut text = String::new();
        for paragraph in ["甲。乙。", " ", "丙。"] {
            push_paragraph(&mut text, paragraph);
        }
        assert_eq!(text, "甲。\n乙。\n\n丙。");
    }

    #[test]
    fn lines_are_joined_as_their_writing_wants() {
        let join = |text: &str| join_lines(text).join("¶");
        assert_eq!(join("中共中央\n国务院"), "中共中央国务院");
        assert_eq!(join("a plan\nfor all"), "a plan for all");
        assert_eq!(join("到\n2021\n年"), "到2021年");
        assert_eq!(join("根本遵循,\n深入贯彻"), "根本遵循,深入贯彻");
        assert_eq!(join("“好。”\n“Next”\nWord"), "“好。”“Next” Word");
        assert_eq!(join("  一 \r\n二\t\r\n\r\n \r\n三\r\n"), "一二¶三");
        assert_eq!(join(" \n\n"), "");
    }

    #[test]
    fn the_real_plan_falls_into_its_sentences() {
        let tasks: Vec<&str> = PLAN.lines().filter(|line| line.starts_with('(')).collect();
        let split: Vec<String> = tasks.iter().map(|task| split_sentences(task)).collect();
        let lines: usize = split.iter().map(|text| text.lines().count()).sum();
        // Twenty-one titles, and 95 sentences behind them.
        assert_eq!((tasks.len(), lines), (21, 21 + 95));
        for (task, split) in tasks.iter().zip(&split) {
            assert_eq!(join_lines(split), [*task]);
        }
        insta::assert_snapshot!(split[1], @r"
        (二)夯实基层党建基础。
        认真贯彻新时代学校党建工作要求,落实省教育厅2021年党建工作部署。
        配齐配强学校党支部书记和支委,严格落实“三会一课”组织生活制度,以庆祝“共产党百年华诞”为主题,开展多样主题党日活动。
        全面加强新时代团队工作,强化党建带团建、队建,推进党、团、队一体化建设。
        切实抓好党员队伍(含民办学校、校外培训机构)的教育、管理和监督。
        深化学校后备干部和优秀教育人才队伍梯队建设,加大优秀教师与党员教师的双向培养力度。
        ");
    }

    /// Hostile input in linear time: quadratic time would take minutes here.
    #[test]
    fn a_hostile_paragraph_is_split_all_the_same() {
        let open = "(".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(split_sentences(&open), open);
        let marks = format!("a{} ", "! ".repeat(100_000));
        assert_eq!(split_sentences(&marks), marks.trim());
    }

    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("教"),
            Just("育"),
            Just("。"),
            Just("！"),
            Just("!"),
            Just("?"),
            Just("."),
            Just("“"),
            Just("”"),
            Just("《"),
            Just("》"),
            Just("（"),
            Just(")"),
            Just("\""),
            Just("’"),
            Just("Go"),
            Just("it"),
            Just("7"),
            Just(" "),
            Just("，"),
            Just(","),
            Just("…"),
            Just("\n"),
            Just("\r\n"),
            Just("\n\n"),
            Just("\u{3000}"),
            Just("\t"),
        ];
        prop_oneof![
            4 => proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()),
            1 => ".{0,24}",
        ]
    }

    proptest! {
        #[test]
        fn joining_undoes_splitting(text in any_text()) {
            let paragraph = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let paragraphs: Vec<String> =
                Some(paragraph).into_iter().filter(|text| !text.is_empty()).collect();
            let split = split_sentences(&paragraphs.concat());
            prop_assert_eq!(join_lines(&split), paragraphs);
        }

        #[test]
        fn the_first_line_ends_no_earlier_than_the_first_sentence(text in any_text()) {
            let paragraph = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let end = first_sentence_end(&paragraph);
            let split = split_sentences(&paragraph);
            let line = split.lines().next().unwrap_or("");
            prop_assert!(line.starts_with(&paragraph[..end]), "{line:?} {end}");
        }

        #[test]
        fn paragraphs_come_the_same_one_by_one(text in any_text()) {
            let mut one_by_one = String::new();
            for paragraph in join_lines(&text) {
                push_paragraph(&mut one_by_one, &paragraph);
            }
            prop_assert_eq!(one_by_one, split_sentences(&text));
        }

        #[test]
        fn splitting_again_changes_nothing(text in any_text()) {
            let split = split_sentences(&text);
            prop_assert_eq!(split_sentences(&split), split);
        }

        #[test]
        fn only_blanks_change(text in any_text()) {
            let characters = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(characters(&split_sentences(&text)), characters(&text));
            prop_assert_eq!(characters(&join_lines(&text).concat()), characters(&text));
        }

        #[test]
        fn no_line_is_blank_or_has_blanks_at_its_ends(text in any_text()) {
            for paragraph in split_sentences(&text).split("\n\n").filter(|text| !text.is_empty()) {
                for line in paragraph.split('\n') {
                    prop_assert!(!line.is_empty() && line.trim() == line, "{line:?}");
                }
            }
        }
    }
}
