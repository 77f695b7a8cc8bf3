//! Text: breaking it into rows, and typing into a long one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use planwalk::app::Editor;
use planwalk::text::{Ambiguous, Layout};

use super::harness::{Candidate, Effort, group, self_timed, timed};

const PLAN: &str = include_str!("../../seeds/xinhuang-2021-h2.txt");

/// The window that is written in.
const WIDTH: usize = 80;
const HEIGHT: usize = 24;

pub fn run(effort: Effort) {
    for &bytes in effort.texts {
        layout(effort, bytes);
        typing(effort, bytes);
    }
}

/// The real plan, again and again, to so many bytes.
fn paragraphs(bytes: usize) -> String {
    let mut text = PLAN.repeat(bytes / PLAN.len() + 1);
    let end = (0..=bytes).rev().find(|&at| text.is_char_boundary(at));
    text.truncate(end.unwrap_or(0));
    text
}

/// The same without its line ends.
fn one_paragraph(bytes: usize) -> String {
    paragraphs(bytes + bytes / 20).replace('\n', "")
}

/// The line segmenter alone: the number of places where a line may break.
fn places(text: &str) -> usize {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    LineSegmenter::new_for_non_complex_scripts(options)
        .segment_str(text)
        .count()
}

fn layout(effort: Effort, bytes: usize) {
    for (name, text) in [
        ("paragraphs", paragraphs(bytes)),
        ("one paragraph", one_paragraph(bytes)),
    ] {
        let layout = Layout::new(WIDTH, Ambiguous::Narrow);
        group(
            &format!("rows of {bytes} bytes of Chinese, {name}"),
            effort,
            vec![
                timed("floor: icu_segmenter alone", || {
                    text.split('\n').map(places).sum::<usize>()
                }),
                timed("Layout::wrap", || layout.wrap(&text)),
            ],
        );
    }
}

fn typing(effort: Effort, bytes: usize) {
    let screenful: String = one_paragraph(WIDTH * HEIGHT * 2)
        .chars()
        .take(WIDTH * HEIGHT / 2)
        .collect();
    let mut candidates = vec![timed("floor: icu_segmenter over a screenful", || {
        places(&screenful)
    })];
    let small = one_paragraph(1_000);
    candidates.push(typed(
        "1,000 bytes, at the start",
        &small,
        Editor::text_start,
    ));
    candidates.push(typed("1,000 bytes, at the end", &small, |_| {}));
    for (name, text) in [
        ("paragraphs", paragraphs(bytes)),
        ("one paragraph", one_paragraph(bytes)),
    ] {
        candidates.push(typed(
            &format!("{name}, at the start"),
            &text,
            Editor::text_start,
        ));
        candidates.push(typed(&format!("{name}, in the middle"), &text, |editor| {
            editor.text_start();
            // Half of the rows, or as near as paging gets in a moment.
            for _ in 0..bytes / (WIDTH * HEIGHT * 3) {
                editor.page_down();
            }
        }));
        candidates.push(typed(&format!("{name}, at the end"), &text, |_| {}));
    }
    group(
        &format!("a typed character to the rows of the window, in {bytes} bytes"),
        effort,
        candidates,
    );
}

/// Types a character, and takes it back without being timed.
fn typed<'c>(name: &str, text: &str, go: impl Fn(&mut Editor)) -> Candidate<'c> {
    let mut editor = Editor::new(text);
    let settle = |editor: &mut Editor| editor.settle(WIDTH, HEIGHT, Ambiguous::Narrow);
    settle(&mut editor);
    go(&mut editor);
    settle(&mut editor);
    self_timed(name, move || -> Duration {
        let start = Instant::now();
        editor.insert("教");
        settle(&mut editor);
        black_box(editor.window().map(str::len).sum::<usize>());
        let time = start.elapsed();
        editor.delete_before();
        settle(&mut editor);
        time
    })
}
