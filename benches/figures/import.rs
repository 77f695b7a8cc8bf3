//! Importing documents from outside, beside reading their bytes as text and finding their lines.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use planwalk::import::{Options, import};

use super::harness::{Effort, group, timed};

/// Documents of one short line over and over, which cost the most for each byte; what stands before the
/// lines makes a plan of them.
const SHAPES: [(&str, &str, &str); 12] = [
    ("bullets", "", "- a\n"),
    ("pillars", "", "一、a\n"),
    ("tasks", "一、a\n", "（一）a\n"),
    ("numbers", "", "1. a\n"),
    ("headings", "", "# a\n## b\n"),
    ("paragraphs", "- a\n", "\nab。\n"),
    ("one sentence in many lines", "一、a\n", "甲乙，\n"),
    ("sentences in one line", "一、a。", "甲。"),
    ("brackets never closed", "一、a", "（“"),
    ("lists inside a line", "一、a。", "一是甲；"),
    ("rows of a table", "一、a\n", "1\t甲\t乙\n"),
    ("a web page", "<p>一、a</p>", "<p>- a</p>"),
];

pub fn run(effort: Effort) {
    for &bytes in effort.documents {
        let source = plan(bytes);
        group(
            &format!("import {:.1} MB", source.len() as f64 / 1e6),
            effort,
            vec![
                timed("floor: UTF-8 checked, lines found", || {
                    let text = std::str::from_utf8(source.as_bytes()).expect("is UTF-8");
                    text.lines().map(str::len).max()
                }),
                timed("imported", || made(&source)),
            ],
        );
    }
    let most = effort.documents.iter().copied().max().unwrap_or(0);
    println!(
        "\nimport of short lines: ms, and how often as long twice as many take (2.0 is linear)"
    );
    for (name, head, line) in SHAPES {
        let [half, whole] = [most / 2, most].map(|bytes| {
            let source = format!("{head}{}", line.repeat(bytes / line.len()));
            // The best of a few: what else the machine does only ever makes it slower.
            let times = (0..effort.rounds.0.min(3)).map(|_| {
                let start = Instant::now();
                drop(made(&source));
                start.elapsed()
            });
            times.min().unwrap_or_default()
        });
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "  {:<52} {:>10.0} ms {:>9.2} x",
            format!("{name}, {:.1} MB", most as f64 / 1e6),
            milliseconds(whole),
            whole.as_secs_f64() / half.as_secs_f64()
        );
    }
}

fn made(source: &str) -> planwalk::import::Import {
    import(source.as_bytes(), &Options::default()).expect("has tasks")
}

/// An official document of about so many bytes: pillars of twenty tasks, with measures, targets, dates,
/// documents cited and names of offices.
fn plan(bytes: usize) -> String {
    let mut text =
        String::from("教育局2021年下半年工作计划\n\n发布时间:2021-06-25 信息来源:教育局\n\n");
    let mut task = 0;
    while text.len() < bytes {
        if task % 20 == 0 {
            let pillar = planwalk::plan::chinese_numeral(task / 20 + 1);
            let _ = writeln!(text, "{pillar}、全力提升工作水平\n");
        }
        task += 1;
        let number = planwalk::plan::chinese_numeral(task);
        let _ = writeln!(
            text,
            "（{number}）强化第{task}项重点工作。建立健全工作机制，压实主体责任，定期分析研判。认真落实《关于加强重点工作的意见》（教发〔2020〕{task}号），加强检查督促，确保任务落到实处。毛入学率达到94%以上，8月底前完成6所学校标准化建设。（教研室牵头，办公室配合）"
        );
        for measure in 1..=task % 4 {
            let _ = writeln!(
                text,
                "{measure}.完成第{measure}阶段工作，及时报送进展情况。"
            );
        }
        text.push('\n');
    }
    text
}
