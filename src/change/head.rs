//! What a person meant with the head of a plan: title, issuer, dates, numbering, preamble.
//!
//! Owns those edits and their meaning on the typed head. Never touches text.

use chrono::NaiveDate;

use super::Refusal;
use super::structure::{is_name, is_text};
use crate::plan::{Head, Numbering, Period};

/// One edit of the head of a plan: the value that the field has from now on.
#[derive(Clone, Debug, PartialEq)]
pub enum HeadEdit {
    /// The title, on one line.
    Title(String),
    /// Who issued the plan.
    Issuer(Option<String>),
    /// When it was issued.
    Issued(Option<NaiveDate>),
    /// The time that the plan is for; it does not end before it starts.
    Period(Option<Period>),
    /// How numbers are shown.
    Numbering(Numbering),
    /// What stands before the first pillar, one sentence a line.
    Preamble(String),
}

impl HeadEdit {
    /// Whether the value can be held at all.
    pub fn is_in_range(&self) -> bool {
        match self {
            Self::Title(title) => is_name(title),
            Self::Issuer(issuer) => issuer.as_deref().is_none_or(is_name),
            Self::Period(period) => period.is_none_or(|period| period.start <= period.end),
            Self::Preamble(text) => is_text(text),
            Self::Issued(_) | Self::Numbering(_) => true,
        }
    }

    /// What the edit means: the head after it.
    ///
    /// # Errors
    /// [`Refusal::BadValue`], and the head is as it was.
    pub fn apply(&self, head: &mut Head) -> Result<(), Refusal> {
        if !self.is_in_range() {
            return Err(Refusal::BadValue);
        }
        self.put(head);
        Ok(())
    }

    /// Puts the value in its place, whether or not a file can hold it.
    pub(super) fn put(&self, head: &mut Head) {
        match self.clone() {
            Self::Title(title) => head.title = title,
            Self::Issuer(issuer) => head.issuer = issuer,
            Self::Issued(issued) => head.issued = issued,
            Self::Period(period) => head.period = period,
            Self::Numbering(numbering) => head.numbering = numbering,
            Self::Preamble(preamble) => head.preamble = preamble,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_no_file_can_hold_is_refused_and_nothing_changes() {
        let before = Head {
            title: "计划".into(),
            ..Head::default()
        };
        let (start, end) = (
            NaiveDate::from_ymd_opt(2021, 7, 1),
            NaiveDate::from_ymd_opt(2021, 6, 1),
        );
        let period = start.zip(end).map(|(start, end)| Period { start, end });
        for edit in [
            HeadEdit::Title(" ".into()),
            HeadEdit::Issuer(Some("两\n行".into())),
            HeadEdit::Period(period),
            HeadEdit::Preamble("回\r车".into()),
        ] {
            let mut head = before.clone();
            assert_eq!(edit.apply(&mut head), Err(Refusal::BadValue), "{edit:?}");
            assert_eq!(head, before);
        }
        let mut head = before.clone();
        assert_eq!(HeadEdit::Title("方案".into()).apply(&mut head), Ok(()));
        assert_eq!(
            (head.title.as_str(), before.title.as_str()),
            ("方案", "计划")
        );
    }
}
