//! The conflicts of a merge: for each what either side says, who said so and when, and what it was before.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

use super::changes;
use super::page::{self, Cached, Page, Paper, Piece};
use super::pen::Pen;
use super::sheet;
use super::theme::Role;
use super::words::{self, Word};
use crate::app::{Command, Context, Hit, Keymap, Model, Underway, Unmerged, Walk, conflict_label};
use crate::change::wording::{self, Run, Sentence};
use crate::document::{Document, Stamp};
use crate::language::{Language, counted};
use crate::plan::{Conflict, Field, Id, Seat, Side, Value};
use crate::report::{self, Line as Told};
use crate::text::sanitize;

/// What the page depends on.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    stamp: Stamp,
    chosen: usize,
    unmerged: Option<Unmerged>,
    underway: Option<Underway>,
    width: u16,
    paper: Paper,
}

/// What is laid out of the conflicts.
#[derive(Debug, Default)]
pub(super) struct ConflictsView {
    area: Rect,
    page: Cached<Key>,
    /// Of each conflict.
    lines: Vec<Range<usize>>,
}

/// Where the names of the sides stand, behind the keys.
const NAMES: usize = 4;

/// Where the values stand, behind the longest of the names.
fn column(paper: Paper) -> usize {
    let names = [Word::Ours, Word::Theirs, Word::Base];
    let widths = names.map(|name| paper.width(name.words(paper.language)));
    NAMES + widths.into_iter().max().unwrap_or(0) + 2
}

impl ConflictsView {
    pub fn settle(&mut self, walk: &mut Walk, keymap: &Keymap, body: Rect, paper: Paper) {
        let side = u16::from(body.width >= 20);
        self.area = Rect {
            x: body.x + side,
            width: body.width - 2 * side,
            ..body
        };
        let key = Key {
            stamp: walk.document().stamp(),
            chosen: walk.conflicts.chosen(),
            unmerged: walk.unmerged(),
            underway: walk
                .standing
                .as_ref()
                .and_then(|standing| standing.underway),
            width: self.area.width,
            paper,
        };
        let lines = &mut self.lines;
        let (document, width) = (walk.document(), self.area.width);
        let page = self.page.settle(key.clone(), || {
            let mut page = Page::new(paper, width);
            *lines = list(&mut page, document, &key, keymap);
            page
        });
        let length = page.lines.len();
        let list = &mut walk.conflicts;
        list.scroll
            .settle(page::rows_for(length, self.area.height), length);
        let chosen = self.lines.get(list.chosen()).cloned();
        list.lines = chosen.unwrap_or(0..0);
        if std::mem::take(&mut list.follows) {
            let start = if list.chosen() == 0 {
                0
            } else {
                list.lines.start
            };
            list.scroll.show(start..list.lines.end);
        }
    }

    /// What a cell of the screen shows.
    pub fn hit(&self, walk: &Walk, at: Position) -> Hit {
        if !self.area.contains(at) {
            return Hit::Page;
        }
        let line = walk.conflicts.scroll.top() + usize::from(at.y - self.area.y);
        let found = self.lines.iter().position(|lines| lines.contains(&line));
        found.map_or(Hit::Page, Hit::Choice)
    }

    pub fn render(&self, walk: &Walk, model: &Model, pen: &mut Pen<'_>) {
        let Some(page) = self.page.page() else { return };
        let scroll = walk.conflicts.scroll;
        let below = page
            .lines
            .len()
            .saturating_sub(scroll.top() + scroll.rows());
        let key = model.keymap.key_name(Context::Conflicts, Command::PageDown);
        let hint = words::lines_below(below, &key, model.language);
        page::render_scrolled(page, None, scroll, self.area, &hint, pen);
    }
}

/// All conflicts, and what is left to do when there are none. Gives the lines of each.
fn list(page: &mut Page, document: &Document, key: &Key, keymap: &Keymap) -> Vec<Range<usize>> {
    let language = page.language();
    let conflicts = document.conflicts();
    if conflicts.is_empty() {
        settled(page, key, keymap);
        return Vec::new();
    }
    let count = conflicts.len();
    let title = language.pick(
        format!("合并冲突：还有 {count} 处"),
        format!("Conflicts of the merge: {count} left"),
    );
    page.text(&title, Role::Strong, 0);
    page.text(Word::ConflictsIntro.words(language), Role::Quiet, 0);
    let mut lines = Vec::new();
    for (index, conflict) in conflicts.iter().enumerate() {
        page.blank();
        let start = page.lines.len();
        let is_chosen = index == key.chosen;
        let role = if is_chosen {
            Role::Selected
        } else {
            Role::Strong
        };
        let label = conflict_label(conflict, document);
        let field = conflict.field.word(language);
        let heading = language.pick(
            format!("{}/{count} {field}：{label}", index + 1),
            format!("{}/{count} {field}: {label}", index + 1),
        );
        page.outside(&heading, role, 0);
        card(page, document, conflict, is_chosen.then_some(keymap));
        lines.push(start..page.lines.len());
    }
    lines
}

/// What either side says, and what it was. The keys stand at the chosen one only.
fn card(page: &mut Page, document: &Document, conflict: &Conflict, keymap: Option<&Keymap>) {
    let (language, column) = (page.language(), column(page.paper()));
    let since = document.since_merge(conflict).map(Side::of);
    let ours = since.as_ref().unwrap_or(&conflict.ours);
    let touched = touched(conflict);
    let sides = [
        (Word::Ours, Some(Command::TakeOurs), ours),
        (Word::Theirs, Some(Command::TakeTheirs), &conflict.theirs),
        (Word::Base, None, &conflict.base),
    ];
    for (word, command, side) in sides {
        // It was there, and a place that nobody set is none: that says nothing.
        if word == Word::Base && side.value.is_none() && conflict.field == Field::Existence {
            continue;
        }
        let key = keymap
            .zip(command)
            .map_or_else(String::new, |(keymap, command)| {
                keymap.key_name(Context::Conflicts, command)
            });
        let role = match word {
            Word::Base => Role::Quiet,
            _ => Role::Text,
        };
        let mut before = vec![Piece::new("  ", Role::Text)];
        if key.is_empty() {
            before.push(Piece::new("  ", Role::Text));
        } else {
            before.push(Piece::new(key, Role::Key));
            before.push(Piece::new(" ", Role::Text));
        }
        before.push(Piece::new(word.words(language), role));
        let marked = match word {
            Word::Base => None,
            _ => marked(&conflict.base, side, &touched, column, language),
        };
        match marked {
            Some(lines) => {
                for (index, line) in lines.iter().enumerate() {
                    let before = if index == 0 { before.as_slice() } else { &[] };
                    changes::put_behind(page, before, line);
                }
            }
            None => {
                let words = words_of(document, conflict, side, language);
                value(page, side, &words, &touched, &before, role);
            }
        }
        if word == Word::Ours && since.is_some() {
            page.text(Word::SinceMerge.words(language), Role::Quiet, column);
        } else if let Some(who) = who(side, language) {
            page.outside(&who, Role::Quiet, column);
        }
    }
}

/// What one side says: a status as everywhere, everything else in words.
fn value(
    page: &mut Page,
    side: &Side,
    words: &str,
    touched: &[bool],
    before: &[Piece],
    role: Role,
) {
    let (language, column) = (page.language(), column(page.paper()));
    if let Some(Value::Status(status)) = side.value {
        let head: usize = before.iter().map(|piece| page.width_of(&piece.text)).sum();
        let chip = sheet::chip(status, language);
        // Words under words.
        let ahead = usize::from(chip.text.starts_with(' '));
        let gap = column.saturating_sub(head + ahead);
        let gap = Piece::new(" ".repeat(gap), Role::Text);
        page.pieces(before.iter().cloned().chain([gap, chip]).collect());
        return;
    }
    let lines = words.lines().enumerate().map(|(index, line)| {
        let is_far = touched.get(index) == Some(&false);
        (line.to_owned(), is_far)
    });
    let lines = lines.filter(|(line, _)| !line.trim().is_empty());
    let lines = shortened(lines, |count| unchanged(count, language));
    let mut lines = lines.iter();
    let first = lines.next().map_or("", String::as_str);
    page.hanging(before, &sanitize(first), role, column);
    for line in lines {
        page.outside(line, role, column);
    }
}

/// The words of one side.
fn words_of(document: &Document, conflict: &Conflict, side: &Side, language: Language) -> String {
    match &side.value {
        Some(Value::Seat(seat)) => seat_words(seat, document, language),
        Some(Value::Kept) => Word::KeptHere.words(language).to_owned(),
        None if conflict.field == Field::Existence => Word::RemovedHere.words(language).to_owned(),
        _ => conflict.words_of(side, language),
    }
}

/// The words of one side, with what it took away from those before and what it added; none where there is nothing
/// to compare.
fn marked(
    base: &Side,
    side: &Side,
    touched: &[bool],
    column: usize,
    language: Language,
) -> Option<Vec<Told>> {
    let line = || Told::indented(column, column);
    let lines = match (base.value.as_ref()?, side.value.as_ref()?) {
        (Value::Line(base), Value::Line(text)) => {
            let mut runs = wording::of_line(base, text);
            // Where nothing stayed, the line before stands below, whole.
            if !runs.iter().any(|run| matches!(run, Run::Same(_))) {
                runs.retain(|run| matches!(run, Run::New(_)));
            }
            vec![line().with_runs(&runs)]
        }
        (Value::Text(base), Value::Text(text)) => {
            let mut touched = touched.iter();
            let sentences = wording::compare(base, text).into_iter().map(|sentence| {
                let is_of_base = !matches!(sentence, Sentence::New(_));
                let is_far = is_of_base && touched.next() == Some(&false);
                let told = match sentence {
                    Sentence::Same(text) => line().with(report::Role::Plain, text),
                    Sentence::Changed(runs) => line().with_runs(&runs),
                    Sentence::Gone(text) => line().with(report::Role::Gone, text),
                    Sentence::New(text) => line().with(report::Role::New, text),
                };
                (told, is_far)
            });
            let has_words = |told: &Told| {
                told.pieces
                    .iter()
                    .any(|piece| !piece.text.trim().is_empty())
            };
            let sentences = sentences.filter(|(told, _)| has_words(told));
            shortened(sentences, |count| {
                line().with(report::Role::Plain, unchanged(count, language))
            })
        }
        _ => return None,
    };
    (!lines.is_empty()).then_some(lines)
}

/// Of each sentence that was there before, whether either side touched it. Nothing where a side has no text to compare.
fn touched(conflict: &Conflict) -> Vec<bool> {
    let sides = [&conflict.base, &conflict.ours, &conflict.theirs];
    let [
        Some(Value::Text(base)),
        Some(Value::Text(ours)),
        Some(Value::Text(theirs)),
    ] = sides.map(|side| side.value.as_ref())
    else {
        return Vec::new();
    };
    let by = |side: &str| {
        let compared = wording::compare(base, side).into_iter();
        let of_base = compared.filter(|sentence| !matches!(sentence, Sentence::New(_)));
        of_base.map(|sentence| !matches!(sentence, Sentence::Same(_)))
    };
    let (ours, theirs) = (by(ours), by(theirs));
    ours.zip(theirs)
        .map(|(ours, theirs)| ours || theirs)
        .collect()
}

/// Lines of which some are far from what the conflict is about: two or more of these in a row are only counted.
fn shortened<T>(lines: impl Iterator<Item = (T, bool)>, counted: impl Fn(usize) -> T) -> Vec<T> {
    let mut short = Vec::new();
    let mut far = Vec::new();
    for (line, is_far) in lines
        .map(|(line, is_far)| (Some(line), is_far))
        .chain([(None, false)])
    {
        if is_far {
            far.extend(line);
            continue;
        }
        if far.len() > 1 {
            short.push(counted(far.len()));
            far.clear();
        }
        short.append(&mut far);
        short.extend(line);
    }
    short
}

/// So many sentences that neither side touched.
fn unchanged(count: usize, language: Language) -> String {
    language.pick(
        format!("⋯ {count} 句没有改动"),
        format!("⋯ {} unchanged", counted(count, "sentence")),
    )
}

/// A place as people read it: in which pillar, behind which task.
fn seat_words(seat: &Seat, document: &Document, language: Language) -> String {
    let label = |id: &Id| {
        let found = document.find(id);
        let label = found.and_then(|place| crate::app::label_at(document, place));
        label.unwrap_or_else(|| id.to_string())
    };
    let within = seat.parent.as_ref().map(|parent| {
        let parent = label(parent);
        language.pick(format!("在“{parent}”里，"), format!("in “{parent}”, "))
    });
    let behind = match &seat.after {
        Some(after) => {
            let after = label(after);
            language.pick(format!("排在“{after}”后面"), format!("behind “{after}”"))
        }
        None => language.pick("排在最前", "the first").to_owned(),
    };
    within.unwrap_or_default() + &behind
}

/// Who said so, and when, as far as it is known.
fn who(side: &Side, language: Language) -> Option<String> {
    let at = side.at.map(|at| at.format("%Y-%m-%d %H:%M").to_string());
    match (&side.by, at) {
        (Some(by), Some(at)) => Some(language.pick(format!("{by}，{at}"), format!("{by}, {at}"))),
        (Some(by), None) => Some(by.clone()),
        (None, at) => at,
    }
}

/// All are settled: what is left to do, if anything is.
fn settled(page: &mut Page, key: &Key, keymap: &Keymap) {
    let language = page.language();
    let is_deleted = key.unmerged == Some(Unmerged::Deleted);
    let title = match is_deleted {
        true => Word::OneSideDeleted,
        false => Word::AllSettled,
    };
    page.text(title.words(language), Role::Strong, 0);
    page.blank();
    let line = |page: &mut Page, command: Command, words: &str| {
        let key = keymap.key_name(Context::Conflicts, command);
        let before = [Piece::new(key, Role::Key), Piece::new(" ", Role::Text)];
        page.hanging(&before, words, Role::Text, 6);
    };
    let help = |command: Command| command.help(language);
    let add = Command::AddToGit;
    match key.unmerged {
        Some(Unmerged::Deleted) => line(page, add, Word::KeepDeleted.words(language)),
        Some(Unmerged::Changed) => line(page, add, &help(add)),
        None => {}
    }
    for command in [Command::Undo, Command::Back] {
        line(page, command, &help(command));
    }
    if is_deleted {
        page.blank();
        page.text(Word::DeleteByHand.words(language), Role::Quiet, 0);
    }
    if let Some(underway) = key.underway.filter(|_| key.unmerged.is_some()) {
        page.blank();
        let next = underway.next();
        let words = language.pick(
            format!("然后在终端里运行 {next}"),
            format!("Then go on in a terminal with {next}"),
        );
        page.text(&words, Role::Quiet, 0);
    }
}
