//! From a document's bytes to what the review screen says of its import.

use std::path::Path;

use crate::app::{Failure, Imported, Remark};
use crate::import::{LeftOut, Options, Proposal, Warning, import as read};
use crate::language::Language;

/// Imports a document, with everything that was found in its sentences.
///
/// # Errors
/// No plan can be made of it.
pub(super) fn import(path: &Path, bytes: &[u8]) -> Result<Imported, Failure> {
    let mut import = read(bytes, &Options::default()).map_err(|refusal| {
        let words = |language| refusal.words(language);
        let way_out = |language| Some(refusal.way_out(language).to_owned());
        Failure::with_way_out(path, words, way_out).lasting()
    })?;
    import.name_if_untitled(&path.file_stem().unwrap_or_default().to_string_lossy());
    Ok(Imported {
        source: path.to_owned(),
        found: import.proposals.iter().map(found).collect(),
        left_out: left_out(&import.left_out),
        warnings: import.warnings.iter().map(warning).collect(),
        plan: import.plan,
    })
}

fn remark(line: Option<usize>, words: impl Fn(Language) -> String, quote: &str) -> Remark {
    Remark {
        line,
        chinese: words(Language::Chinese),
        english: words(Language::English),
        quote: quote.to_owned(),
    }
}

fn found(proposal: &Proposal) -> Remark {
    remark(None, |language| proposal.words(language), "")
}

fn warning(warning: &Warning) -> Remark {
    remark(
        Some(warning.line),
        |language| warning.kind.words(language),
        "",
    )
}

/// What a person has to look at, one by one; changes of form only, such as numbers that the plan shows in
/// another way, with one remark that counts them.
fn left_out(left_out: &[LeftOut]) -> Vec<Remark> {
    let is_routine = |left: &&LeftOut| left.why.is_routine();
    let mut remarks: Vec<Remark> = left_out
        .iter()
        .filter(|left| !is_routine(left))
        .map(|left| {
            remark(
                Some(left.line),
                |language| left.why.words(language),
                &left.text,
            )
        })
        .collect();
    let routine = left_out.iter().filter(is_routine).count();
    if routine > 0 {
        let words = |language: Language| {
            language.pick(
                format!("编号和排版符号 {routine} 处，计划中用统一的编号显示"),
                format!(
                    "{routine} numbers and signs of layout, which the plan shows in its own way"
                ),
            )
        };
        remarks.push(remark(None, words, ""));
    }
    remarks
}
