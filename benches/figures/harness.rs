//! Interleaved measurement: every figure stands beside its floor, taken in the same run.
//!
//! Rounds alternate between the candidates, so that a slow moment of the machine falls on all of them; the
//! median of the rounds is shown, and its ratio to the floor, which is what counts.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One thing to measure: a name and a closure that gives the time of one run.
pub struct Candidate<'c> {
    pub name: String,
    pub run: Box<dyn FnMut() -> Duration + 'c>,
}

/// A candidate whose whole closure is timed.
pub fn timed<'c, T>(name: impl Into<String>, mut work: impl FnMut() -> T + 'c) -> Candidate<'c> {
    let run = move || {
        let start = Instant::now();
        let result = black_box(work());
        let time = start.elapsed();
        // Freeing the result is not what is measured.
        drop(result);
        time
    };
    Candidate {
        name: name.into(),
        run: Box::new(run),
    }
}

/// A candidate that times itself.
pub fn self_timed<'c>(
    name: impl Into<String>,
    run: impl FnMut() -> Duration + 'c,
) -> Candidate<'c> {
    Candidate {
        name: name.into(),
        run: Box::new(run),
    }
}

/// How much to measure.
#[derive(Clone, Copy)]
pub struct Effort {
    /// Numbers of tasks.
    pub sizes: &'static [usize],
    /// Sizes of documents to import, in bytes.
    pub documents: &'static [usize],
    /// Sizes of texts to lay out and to write in, in bytes.
    pub texts: &'static [usize],
    /// Rounds at the least and at the most.
    pub rounds: (usize, usize),
    /// Time for one group.
    pub budget: Duration,
}

impl Effort {
    pub const FULL: Self = Self {
        sizes: &[21, 1_000, 10_000, 100_000],
        documents: &[1_000_000, 5_000_000, 10_000_000],
        texts: &[1_000_000],
        rounds: (7, 400),
        budget: Duration::from_secs(4),
    };

    /// To see that everything runs.
    pub const SMOKE: Self = Self {
        sizes: &[21, 300],
        documents: &[20_000],
        texts: &[20_000],
        rounds: (1, 1),
        budget: Duration::from_millis(1),
    };
}

/// Measures the candidates of one group, the floor first, and prints a line each.
pub fn group(title: &str, effort: Effort, mut candidates: Vec<Candidate<'_>>) -> Vec<f64> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); candidates.len()];
    let start = Instant::now();
    let (least, most) = effort.rounds;
    for round in 0..most {
        if round >= least && start.elapsed() > effort.budget {
            break;
        }
        for (candidate, times) in candidates.iter_mut().zip(&mut times) {
            times.push((candidate.run)());
        }
    }
    let medians: Vec<f64> = times
        .iter_mut()
        .map(|times| {
            times.sort();
            times[times.len() / 2].as_secs_f64() * 1e3
        })
        .collect();
    println!("\n{title}  ({} rounds)", times[0].len());
    for (candidate, median) in candidates.iter().zip(&medians) {
        let ratio = median / medians[0];
        println!(
            "  {:<52} {:>10} ms {:>9.2} x",
            candidate.name,
            digits(*median),
            ratio
        );
    }
    medians
}

fn digits(milliseconds: f64) -> String {
    match milliseconds {
        large if large >= 100.0 => format!("{large:.0}"),
        middle if middle >= 1.0 => format!("{middle:.2}"),
        small => format!("{small:.4}"),
    }
}
