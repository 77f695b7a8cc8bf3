//! What changed between two revisions of a plan, beside decoding both.

use planwalk::change::diff;
use planwalk::document::Document;

use super::harness::{Effort, group, timed};
use super::plans;

pub fn run(effort: Effort) {
    for &tasks in effort.sizes {
        if tasks > 10_000 {
            continue;
        }
        let text = plans::text(tasks);
        let title = format!("diff of two revisions, {tasks} tasks");
        let before = Document::read(text.clone().into_bytes());
        let few = Document::read(edited(&text, 20).into_bytes());
        let many = Document::read(edited(&text, 1).into_bytes());
        let (plan, few_plan, many_plan) = (before.plan(), few.plan(), many.plan());
        group(
            &title,
            effort,
            vec![
                timed("floor: decoding both", || (before.plan(), few.plan())),
                timed("two documents, 1 task in 20 changed", || before.diff(&few)),
                timed("two documents, every task changed", || before.diff(&many)),
                timed("decoding both and the diff, every task changed", || {
                    diff(&before.plan(), &many.plan())
                }),
                timed("of two plans alone, 1 task in 20 changed", || {
                    diff(&plan, &few_plan)
                }),
                timed("of two plans alone, every task changed", || {
                    diff(&plan, &many_plan)
                }),
            ],
        );
    }
}

/// The text with every so many-th task reported and one of its sentences reworded, and one more pillar on top,
/// so that all others get other numbers.
fn edited(text: &str, every: usize) -> String {
    let mut task = 0;
    let lines = text.lines().map(|line| {
        if line == "[[pillar.task]]" {
            task += 1;
        }
        if task == 0 || task % every != 0 {
            return format!("{line}\n");
        }
        if line.starts_with("status = ") {
            return "status = \"on-hold\"\n".to_owned();
        }
        format!("{}\n", line.replace("第3项工作机制", "第三项工作制度"))
    });
    let edited: String = lines.collect();
    let first = "[[pillar]]\n";
    edited.replacen(
        first,
        "[[pillar]]\nid = \"new\"\ntitle = \"新的板块\"\n\n[[pillar]]\n",
        1,
    )
}
