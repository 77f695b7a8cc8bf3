//! A line to type in the walk: a date, a name, a number, a title, or the pillar to move to.
//!
//! Owns what is asked, the proposals that narrow as somebody types, and how what was typed is read
//! before it is taken. What becomes of it is in `editing`.

use chrono::{Datelike, NaiveDate, Weekday};

use super::dates::read_date;
use super::field::Field;
use super::past::Baseline;
use crate::change::Revision;
use crate::document::{NodeKey, Place};
use crate::language::Language;
use crate::plan::{Days, Id, Period};
use crate::search;
use crate::text::half_width;

/// The node that something is asked of: by id for the edit, by key and place to find it fast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The pillar or task itself, or a measure of the task.
    pub id: Id,
    /// The pillar or task.
    pub node: NodeKey,
    /// Where that stood when it was asked.
    pub place: Place,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The date that it is due.
    Due,
    /// Progress in percent.
    Progress,
    /// Who is responsible.
    Lead,
    /// Who helps.
    Support,
    /// The actual value of the target at this index.
    Actual(usize),
    /// Another title.
    Title,
    /// Other words for a measure.
    Words,
    /// The title of a new task, behind the target: a task, or a pillar whose first task it becomes.
    NewTask,
    /// The title of a new pillar behind the target's.
    NewPillar,
    /// The words of a new measure of the target, behind this one.
    NewMeasure(Option<Id>),
    /// The pillar to move to.
    MoveTo,
    /// Who writes the notes.
    Author,
    /// Since when changes are marked.
    Baseline,
}

/// Something that can be chosen instead of typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is shown and typed. Outside text.
    pub text: String,
    /// The pillar that it stands for.
    pub pillar: Option<Id>,
    /// What it stands for to compare with.
    pub baseline: Option<Baseline>,
}

/// A line to type.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// What is asked.
    pub asks: Asks,
    /// Of which node; none for the plan itself.
    pub target: Option<Target>,
    /// What the node is called. Outside text.
    pub label: String,
    /// What was typed.
    pub field: Field,
    /// Whether what stands in the field was there before: what is typed takes its place, as in every table,
    /// unless the caret was moved first.
    pub is_untouched: bool,
    /// What stood in the field first.
    first: String,
    proposals: Vec<Proposal>,
    /// The proposals that fit what was typed, with the characters that fit.
    hits: Vec<search::Hit>,
    selected: Option<usize>,
}

/// How what was typed is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// As a date.
    Day(NaiveDate),
    /// As a number.
    Number(f64),
    /// As several names.
    Names(Vec<String>),
    /// As a line of text.
    Words(String),
    /// Nothing: the value is taken away.
    Nothing,
    /// It has to be something, and is nothing.
    Empty,
    /// It cannot be read.
    Unclear,
}

impl Prompt {
    /// A prompt with what there is already, and what can be chosen instead.
    pub fn new(
        asks: Asks,
        target: Option<Target>,
        label: String,
        typed: &str,
        proposals: Vec<Proposal>,
    ) -> Self {
        let mut prompt = Self {
            target,
            label,
            field: Field::new(typed),
            first: typed.to_owned(),
            is_untouched: !typed.is_empty() && asks_for_another(&asks),
            proposals,
            hits: Vec::new(),
            selected: None,
            asks,
        };
        // What stands in the field already is no search.
        prompt.narrow("");
        prompt
    }

    /// Takes what was typed earlier, with the caret at its end.
    pub fn write(&mut self, typed: &str) {
        self.field = Field::new(typed);
        self.is_untouched = false;
        self.typed();
    }

    /// Whether something was typed that would be lost by throwing it away.
    pub fn is_changed(&self) -> bool {
        let typed = self.field.text();
        typed != self.first && !typed.is_empty()
    }

    /// Offers revisions to compare with, behind what else is offered. The chosen one stays chosen.
    pub fn offer_revisions(&mut self, revisions: &[Revision]) {
        if self.asks != Asks::Baseline {
            return;
        }
        let chosen = self.chosen().cloned();
        let is_kept = |one: &Proposal| !matches!(one.baseline, Some(Baseline::Commit(_)));
        self.proposals.retain(is_kept);
        self.proposals.extend(revisions.iter().map(|revision| {
            let at = revision.at.format("%Y-%m-%d %H:%M");
            let Revision {
                author, subject, ..
            } = revision;
            Proposal {
                text: format!("{at} {author} {subject}"),
                pillar: None,
                baseline: Some(Baseline::Commit(revision.commit.clone())),
            }
        }));
        if self.is_untouched {
            self.narrow("");
        } else {
            self.typed();
        }
        let is_chosen = |hit: &search::Hit| self.proposals.get(hit.index) == chosen.as_ref();
        self.selected = chosen
            .as_ref()
            .and_then(|_| self.hits.iter().position(is_chosen));
    }

    /// The proposals that fit, the best first, with the characters that fit.
    pub fn fitting(&self) -> impl Iterator<Item = (&Proposal, &search::Hit)> {
        self.hits
            .iter()
            .filter_map(|hit| Some((self.proposals.get(hit.index)?, hit)))
    }

    /// The chosen one among those that fit.
    pub fn selected(&self) -> Option<usize> {
        self.selected
    }

    /// The chosen proposal.
    pub fn chosen(&self) -> Option<&Proposal> {
        let hit = self.hits.get(self.selected?)?;
        self.proposals.get(hit.index)
    }

    /// Chooses the next proposal, or the one before; above the first one there is none.
    pub fn choose(&mut self, forward: bool) {
        self.selected = match (self.selected, forward) {
            (None, true) => (!self.hits.is_empty()).then_some(0),
            (None, false) => None,
            (Some(at), true) => Some((at + 1).min(self.hits.len().saturating_sub(1))),
            (Some(0), false) if self.must_choose() => Some(0),
            (Some(at), false) => at.checked_sub(1),
        };
    }

    /// Chooses the proposal at this index among those that fit.
    pub fn choose_at(&mut self, index: usize) {
        if index < self.hits.len() {
            self.selected = Some(index);
        }
    }

    /// Whether what is typed only searches among the proposals.
    fn must_choose(&self) -> bool {
        self.asks == Asks::MoveTo
    }

    /// Writes at the caret.
    pub fn insert(&mut self, text: &str) {
        if std::mem::take(&mut self.is_untouched) {
            self.field.clear();
        }
        self.field.insert(text);
        self.typed();
    }

    /// Edits the field.
    pub fn edit(&mut self, edit: impl FnOnce(&mut Field), deletes: bool) {
        let before = self.field.clone();
        if std::mem::take(&mut self.is_untouched) && deletes {
            self.field.clear();
        } else {
            edit(&mut self.field);
        }
        // Of several names the one that the caret is in is looked for.
        let moves = self.asks == Asks::Support && self.field != before;
        if self.field.text() != before.text() || moves {
            self.typed();
        }
    }

    /// After an edit of the field: which proposals fit now.
    fn typed(&mut self) {
        let typed = match self.asks {
            Asks::Support => last_name(self.field.before_caret()).to_owned(),
            _ => self.field.text().to_owned(),
        };
        self.narrow(&typed);
    }

    fn narrow(&mut self, typed: &str) {
        let texts = self.proposals.iter().map(|proposal| proposal.text.as_str());
        self.hits = search::rank(typed, texts);
        self.selected = (self.must_choose() && !self.hits.is_empty()).then_some(0);
    }

    /// Puts the chosen proposal into the field, else the first that fits what was typed; of several names it
    /// takes the place of the one that the caret is in.
    pub fn complete(&mut self) {
        let first = self.hits.first().filter(|_| !self.is_untouched);
        let chosen = self
            .chosen()
            .or_else(|| self.proposals.get(first?.index))
            .map(|proposal| proposal.text.clone());
        let Some(chosen) = chosen else { return };
        if self.asks == Asks::Support {
            let before = self.field.before_caret();
            let before = &before[..before.len() - last_name(before).len()];
            let after = self.field.after_caret();
            let after = &after[after.find(is_between_names).unwrap_or(after.len())..];
            let (before, after) = (format!("{before}{chosen}"), after.to_owned());
            self.field = Field::new(&before);
            self.field.insert(&after);
            while self.field.before_caret().len() > before.len() {
                self.field.left();
            }
        } else {
            self.field = Field::new(&chosen);
        }
        self.is_untouched = false;
        self.typed();
    }

    /// How what was typed is read, given the time that the plan is for and the day.
    pub fn reading(&self, period: Option<Period>, today: NaiveDate) -> Reading {
        let typed = self.field.text().trim();
        if typed.is_empty() {
            return match self.asks {
                Asks::Due
                | Asks::Progress
                | Asks::Lead
                | Asks::Support
                | Asks::Actual(_)
                | Asks::Baseline => Reading::Nothing,
                _ => Reading::Empty,
            };
        }
        match self.asks {
            Asks::Due => read_date(typed, period, today).map_or(Reading::Unclear, Reading::Day),
            Asks::Baseline => read_date(typed, period, today)
                .map_or_else(|| Reading::Words(typed.to_owned()), Reading::Day),
            Asks::Progress => match number(typed) {
                Some(percent) if (0.0..=100.0).contains(&percent) && percent.fract() == 0.0 => {
                    Reading::Number(percent)
                }
                _ => Reading::Unclear,
            },
            Asks::Actual(_) => number(typed).map_or(Reading::Unclear, Reading::Number),
            Asks::Support => Reading::Names(names(typed)),
            Asks::Lead
            | Asks::Title
            | Asks::Words
            | Asks::NewTask
            | Asks::NewPillar
            | Asks::NewMeasure(_)
            | Asks::MoveTo
            | Asks::Author => Reading::Words(typed.to_owned()),
        }
    }

    /// What is asked, in a few words.
    pub fn question(&self, language: Language) -> &'static str {
        match self.asks {
            Asks::Due => language.pick("完成时限", "Due"),
            Asks::Progress => language.pick("进度（百分比）", "Progress in percent"),
            Asks::Lead => language.pick("牵头单位", "Lead"),
            Asks::Support => {
                language.pick("配合单位（用顿号分开）", "Support (with commas between)")
            }
            Asks::Actual(_) => language.pick("实际值", "Actual value"),
            Asks::Title => language.pick("标题", "Title"),
            Asks::Words => language.pick("修改举措", "Words of the measure"),
            Asks::NewTask => language.pick("新任务的标题", "Title of the new task"),
            Asks::NewPillar => language.pick("新板块的标题", "Title of the new pillar"),
            Asks::NewMeasure(_) => language.pick("新举措的内容", "Words of the new measure"),
            Asks::MoveTo => language.pick("移到哪个板块", "Move to which pillar"),
            Asks::Author => language.pick("记录人（署名）", "Who signs the notes?"),
            Asks::Baseline => language.pick("标出何时以来的变化", "Mark what changed since"),
        }
    }
}

impl Reading {
    /// Whether it can be taken.
    pub fn is_good(&self) -> bool {
        !matches!(self, Self::Empty | Self::Unclear)
    }

    /// Whether it is a day that has passed: allowed, and seldom meant.
    pub fn is_past(&self, today: NaiveDate) -> bool {
        matches!(self, Self::Day(day) if *day < today)
    }

    /// How it is read, for the line below the field; nothing where the field says it.
    pub fn words(&self, asks: &Asks, today: NaiveDate, language: Language) -> Option<String> {
        let words = match (self, asks) {
            (Self::Day(day), _) => {
                let week_day = week_day(*day, language);
                let left = Days::until(*day, today).ahead(language);
                language.pick(
                    format!("= {day} {week_day}，{left}"),
                    format!("= {day} {week_day}, {left}"),
                )
            }
            (Self::Number(number), Asks::Progress) => format!("= {number}%"),
            (Self::Number(number), _) => format!("= {number}"),
            (Self::Names(names), _) => {
                let count = names.len();
                let names = names.join(language.pick("、", ", "));
                language.pick(
                    format!("= {count} 个：{names}"),
                    format!("= {count}: {names}"),
                )
            }
            (Self::Nothing, Asks::Baseline) => language
                .pick(
                    "空着就不再标出变化",
                    "left empty, changes are not marked any more",
                )
                .to_owned(),
            (Self::Nothing, _) => language
                .pick("空着就是未定", "left empty it is not set")
                .to_owned(),
            (Self::Unclear, Asks::Due) => language
                .pick(
                    "无法识别，可写 9-30、月底、+2w",
                    "not a date: try 9-30, +2w, month-end",
                )
                .to_owned(),
            (Self::Unclear, Asks::Progress) => language
                .pick("请写 0 到 100 的整数", "write a whole number from 0 to 100")
                .to_owned(),
            (Self::Unclear, _) => language
                .pick("请写数字，如 93.2", "write a number such as 93.2")
                .to_owned(),
            (Self::Words(_), Asks::Baseline) => language
                .pick(
                    "可写日期（9-15）或版本名，也可用上下键选",
                    "a date (9-15), a revision, or choose with Down",
                )
                .to_owned(),
            (Self::Empty | Self::Words(_), _) => return None,
        };
        Some(words)
    }
}

/// The day of the week, in one short word.
fn week_day(day: NaiveDate, language: Language) -> &'static str {
    match day.weekday() {
        Weekday::Mon => language.pick("周一", "Mon"),
        Weekday::Tue => language.pick("周二", "Tue"),
        Weekday::Wed => language.pick("周三", "Wed"),
        Weekday::Thu => language.pick("周四", "Thu"),
        Weekday::Fri => language.pick("周五", "Fri"),
        Weekday::Sat => language.pick("周六", "Sat"),
        Weekday::Sun => language.pick("周日", "Sun"),
    }
}

/// Whether another value is more likely than a change of the one that is there.
fn asks_for_another(asks: &Asks) -> bool {
    matches!(
        asks,
        Asks::Due | Asks::Progress | Asks::Lead | Asks::Actual(_) | Asks::Baseline
    )
}

fn is_between_names(c: char) -> bool {
    matches!(c, '、' | ',' | '，' | ';' | '；')
}

/// What is typed behind the last separator.
fn last_name(typed: &str) -> &str {
    typed
        .rsplit(is_between_names)
        .next()
        .unwrap_or("")
        .trim_start()
}

/// The names, each once.
fn names(typed: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in typed.split(is_between_names).map(str::trim) {
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// A number in either width, with or without a percent sign and separators of thousands.
fn number(typed: &str) -> Option<f64> {
    let typed: String = typed
        .chars()
        .map(half_width)
        .filter(|&c| !c.is_whitespace() && c != ',')
        .collect();
    let digits = typed.strip_suffix('%').unwrap_or(&typed);
    let fits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    digits
        .chars()
        .all(fits)
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 9, 15).expect("a day")
    }

    fn asked(asks: Asks, typed: &str) -> Prompt {
        let proposals = ["办公室", "教研室", "人事股"].map(|text| Proposal {
            text: text.to_owned(),
            pillar: None,
            baseline: None,
        });
        let mut prompt = Prompt::new(asks, None, String::new(), "", proposals.to_vec());
        prompt.insert(typed);
        prompt
    }

    fn read(asks: Asks, typed: &str) -> Reading {
        asked(asks, typed).reading(None, today())
    }

    fn fitting(prompt: &Prompt) -> Vec<&str> {
        prompt.fitting().map(|(one, _)| one.text.as_str()).collect()
    }

    #[test]
    fn what_was_typed_is_read_before_it_is_taken() {
        let day = |text: &str| Reading::Day(text.parse().expect("a day"));
        assert_eq!(read(Asks::Due, "9-30"), day("2021-09-30"));
        assert_eq!(read(Asks::Due, "＋2w"), day("2021-09-29"));
        assert_eq!(read(Asks::Due, " "), Reading::Nothing);
        assert_eq!(read(Asks::Due, "快了"), Reading::Unclear);
        assert_eq!(read(Asks::Progress, "４０％"), Reading::Number(40.0));
        for typed in ["101", "-1", "4.5", "inf", "e", "四十"] {
            assert_eq!(read(Asks::Progress, typed), Reading::Unclear, "{typed}");
        }
        assert_eq!(read(Asks::Actual(0), "1,093.2"), Reading::Number(1093.2));
        assert_eq!(read(Asks::Title, " "), Reading::Empty);
        let names = ["甲", "乙"].map(str::to_owned).to_vec();
        assert_eq!(read(Asks::Support, "甲、 乙，甲"), Reading::Names(names));
    }

    #[test]
    fn the_reading_is_said_in_both_languages() {
        let reading = read(Asks::Due, "9-30");
        let say = |language| reading.words(&Asks::Due, today(), language);
        assert_eq!(
            say(Language::Chinese).as_deref(),
            Some("= 2021-09-30 周四，还有 15 天")
        );
        assert_eq!(
            say(Language::English).as_deref(),
            Some("= 2021-09-30 Thu, in 15 days")
        );
    }

    #[test]
    fn proposals_narrow_and_fill_in() {
        let mut prompt = asked(Asks::Lead, "");
        assert_eq!(fitting(&prompt), ["办公室", "教研室", "人事股"]);
        assert_eq!(prompt.chosen(), None, "Enter takes what was typed");
        prompt = asked(Asks::Lead, "室");
        assert_eq!(fitting(&prompt), ["办公室", "教研室"]);
        prompt.choose(true);
        prompt.choose(true);
        prompt.choose(true);
        prompt.complete();
        assert_eq!(prompt.field.text(), "教研室");
        prompt = asked(Asks::Support, "办公室、人");
        assert_eq!(fitting(&prompt), ["人事股"]);
        prompt.complete();
        assert_eq!(prompt.field.text(), "办公室、人事股");
    }

    #[test]
    fn where_one_must_be_chosen_one_is() {
        let mut prompt = asked(Asks::MoveTo, "");
        assert_eq!(prompt.selected(), Some(0));
        prompt.choose(false);
        assert_eq!(prompt.selected(), Some(0));
        prompt.choose(true);
        assert_eq!(prompt.chosen().map(|one| one.text.as_str()), Some("教研室"));
        assert_eq!(asked(Asks::MoveTo, "没有").chosen(), None);
    }

    #[test]
    fn what_was_there_gives_way_to_what_is_typed() {
        let there = |asks| Prompt::new(asks, None, String::new(), "2021-09-30", Vec::new());
        let mut prompt = there(Asks::Due);
        prompt.insert("1");
        prompt.insert("0-15");
        assert_eq!(prompt.field.text(), "10-15");
        let mut prompt = there(Asks::Due);
        prompt.edit(Field::left, false);
        prompt.edit(Field::delete_before, true);
        prompt.insert("2");
        assert_eq!(
            prompt.field.text(),
            "2021-09-20",
            "the caret was moved first"
        );
        let mut prompt = there(Asks::Due);
        prompt.edit(Field::delete_before, true);
        assert_eq!(prompt.field.text(), "");
        let mut prompt = there(Asks::Title);
        prompt.insert("!");
        assert_eq!(
            prompt.field.text(),
            "2021-09-30!",
            "a title is changed, not replaced"
        );
    }
}
