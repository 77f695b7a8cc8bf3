//! Random keys, gestures of the mouse and sizes of the window on the real program: it never panics and always answers,
//! any look at the file finds a whole plan, and undo to the start gives the first bytes, also of what was done before
//! a restart.
//!
//! The keys depend on the seed alone. At a failure they are printed.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod pty;

use std::{env, fs, iter, thread};

use planwalk::app::Random;
use planwalk::document::{Condition, Document};
use pty::real::{self, PLAN};
use pty::{Setup, Terminal};

/// So many keys come to one plan. A journal keeps the steps that 32 MB have room for, two thousand of this plan: after
/// many more a restart would rightly not lead back to the start.
const ROUND: usize = 1_600;

/// As many keys are typed at once at most.
const AT_ONCE: usize = 60;

const SIZES: [(u16, u16); 6] = [(80, 24), (40, 12), (1, 1), (120, 50), (300, 80), (60, 18)];

/// Keys that are a character. None that leaves at once, or every storm would be short; the list of commands has that.
const CHARACTERS: &str = "11223344556677889900++--ooeeaaAddDDpptMMHHSSvcCClwsrmmuuE|;=\"&#%@*'$[]{}<>(),.\
                          jkhlnzJKgGL~`?:/!bx学习、。  \r\r\r\t";

/// Keys that are none, and other things that a terminal sends.
///
/// While another program has the terminal, or the shell could have it, the terminal acts on some bytes before anybody
/// reads them: Ctrl-Z makes it forget all that is on its way in either direction, Backspace, Ctrl-U and Ctrl-W take back
/// what was typed before, be it the end of a paste. Such keys come as code points, in which it sees nothing.
///
/// So does Esc: what follows its bare byte at once would be taken for a part of one sequence with it, or not, depending
/// on how the bytes arrive. A sequence that is no key keeps them apart.
const SEQUENCES: [&str; 62] = [
    "\x1b[27u",
    "\x1b[27u",
    "\x1b[27u",
    "\x1b[27u",
    "\x1b\x1b[99~",
    "\x1b[A",
    "\x1b[A",
    "\x1b[B",
    "\x1b[B",
    "\x1b[B",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1b[H",
    "\x1b[F",
    "\x1b[5~",
    "\x1b[6~",
    "\x1b[Z",
    "\x1b[2~",
    "\x1b[3~",
    "\x1b[3~",
    "\x1b[127u",
    // F1 to F9, and F11, which suspends.
    "\x1bOP",
    "\x1bOQ",
    "\x1bOR",
    "\x1bOS",
    "\x1b[15~",
    "\x1b[17~",
    "\x1b[18~",
    "\x1b[19~",
    "\x1b[20~",
    "\x1b[23~",
    "\x1b[1;5A",
    "\x1b[1;5B",
    "\x1b[1;5C",
    "\x1b[1;5D",
    "\x1b[1;5H",
    "\x1b[1;5F",
    "\x1b[13;3u",
    // With Control.
    "\x1b[111;5u",
    "\x1b[112;5u",
    "\x1b[114;5u",
    "\x1b[115;5u",
    "\x1b[115;5u",
    "\x1b[115;5u",
    "\x1b[117;5u",
    "\x1b[119;5u",
    "\x1b[121;5u",
    "\x1b[122;5u",
    // A text at once, with what would be commands.
    "\x1b[200~第一句。\n第二句\x1b[201~",
    "\x1b[200~quit \"x\" '''\r\n\t\u{202e}\u{7}\x1b[201~",
    "2021-09-01",
    "9-30",
    "xmldw",
    // Searched for and carried out, whatever it was.
    ":undo\r",
    ":\x1b[B\x1b[B\x1b[B\r",
    // A press, a double one, a drag, the wheel.
    "\x1b[<0;12;7M\x1b[<0;12;7m",
    "\x1b[<0;9;5M\x1b[<0;9;5m\x1b[<0;9;5M\x1b[<0;9;5m",
    "\x1b[<0;40;9M\x1b[<32;30;9M\x1b[<0;30;9m",
    "\x1b[<64;20;9M",
    "\x1b[<65;20;9M",
    "\x1b[<65;60;9M",
];

/// Rows of keys that change the plan, wherever they are pressed but for a text that asks what shall become of it. Chance
/// alone seldom gets to the end of one.
const ROWS: [&str; 16] = [
    "\x1b[27u\x1b[27u3.4.5.6",
    "\x1b[27u\x1b[27u++j-",
    "\x1b[27u\x1b[27un1n2n7n8",
    "\x1b[27u\x1b[27uo落实了。\x1b[115;5u",
    "\x1b[27u\x1b[27uo\x1bOS\x1b[200~'''\n\\\n\n\x1b[201~\x1b[115;5u",
    "\x1b[27u\x1b[27uj\x1bOQ改\r",
    "\x1b[27u\x1b[27ue\x1b[1;5F又一句。\x1b[115;5u",
    "\x1b[27u\x1b[27ud9-30\r",
    "\x1b[27u\x1b[27uw办公室\r",
    "\x1b[27u\x1b[27us人事股、办公室\r",
    "\x1b[27u\x1b[27ua新的\r",
    "\x1b[27u\x1b[27uA新的\r",
    "\x1b[27u\x1b[27uJJK",
    "\x1b[27u\x1b[27u@\x1b[B\r",
    "\x1b[27u\x1b[27um.m.4",
    "\x1b[27u\x1b[27u.\x1b[3~",
];

/// A panic ends the program with an exit code; that of a worker is a message.
const BUGS: [&str; 2] = ["程序内部出错", "an error inside the program"];
const AT_THE_START: [&str; 2] = ["没有可撤销的步骤", "nothing to undo"];
const BEFORE_IT: [&str; 2] = ["已撤销", "undone"];
/// A page that came up meanwhile, and a message that came in place of the other: git answers when it is ready.
const IN_BETWEEN: [&str; 3] = ["Esc 返回", "Esc back", "git init"];

/// Chances that are the same on every machine.
struct Chance(Random);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.bits()).unwrap() % end
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A plan on which one row of keys is typed.
struct Storm {
    folder: tempfile::TempDir,
    first: Vec<u8>,
    chance: Chance,
    seed: u64,
    typed: Vec<String>,
}

impl Storm {
    fn new(seed: u64) -> Self {
        let folder = real::folder();
        let first = fs::read(folder.path().join(PLAN)).unwrap();
        Self {
            folder,
            first,
            chance: Chance(Random::new(seed)),
            seed,
            typed: Vec::new(),
        }
    }

    fn started(&mut self) -> Terminal {
        self.typed.push("(started)".to_owned());
        let mut setup = Setup::new(self.folder.path(), &["--plan", PLAN]);
        // Editors in which nobody has to type.
        let editors = [("VISUAL", "true"), ("EDITOR", "true")];
        let env: Vec<_> = real::surroundings("zh_CN.UTF-8")
            .into_iter()
            .chain(editors)
            .collect();
        setup.env = &env;
        let terminal = setup.start();
        terminal.wait_for("帮助");
        terminal
    }

    /// Any look finds a whole plan, also while it is being saved.
    fn look(&self) {
        let text = fs::read(self.folder.path().join(PLAN)).unwrap();
        let mut document = Document::read(text);
        document.check_and_settle();
        assert_eq!(document.condition(), Condition::Sound);
    }

    /// Types so many keys. Who leaves comes again.
    fn rage(&mut self, mut terminal: Terminal, mut count: usize) -> Terminal {
        let characters: Vec<char> = CHARACTERS.chars().collect();
        while count > 0 {
            let now = (1 + self.chance.below(AT_ONCE)).min(count);
            count -= now;
            let chance = &mut self.chance;
            let keys: String = iter::repeat_with(|| match chance.below(5) {
                0 | 1 => chance.one_of(&characters).to_string(),
                2 => chance.one_of(&ROWS).to_owned(),
                _ => chance.one_of(&SEQUENCES).to_owned(),
            })
            .take(now)
            .collect();
            self.typed.push(keys.clone());
            let size = (self.chance.below(8) == 0).then(|| self.chance.one_of(&SIZES));
            terminal.try_send(keys.as_bytes());
            if let Some((columns, rows)) = size {
                self.typed.push(format!("({columns}x{rows})"));
                terminal.resize(columns, rows);
            }
            self.look();
            let is_there = terminal.is_through();
            self.look();
            let text = terminal.text();
            assert!(!BUGS.iter().any(|words| text.contains(words)), "{text}");
            if !is_there {
                assert_eq!(terminal.ended().exit_code(), 0, "{text}");
                terminal = self.started();
            }
        }
        terminal
    }

    /// Goes back to the plan from wherever it is, and throws away what is being typed.
    fn back(&mut self, mut terminal: Terminal) -> Terminal {
        terminal.resize(80, 24);
        self.typed.push("(back)".to_owned());
        assert!(terminal.is_through());
        for _ in 0..4 {
            terminal.send(b"\x1b[27ux");
        }
        assert!(terminal.is_through());
        terminal
    }

    fn left(&mut self, mut terminal: Terminal) {
        terminal.send(b"\x1b[27u\x1b[21~");
        assert_eq!(terminal.ended().exit_code(), 0);
        self.look();
    }

    fn undo_leads_to_the_start(&mut self, mut terminal: Terminal) {
        let undo = "\x1b[27uu";
        let is_on = |text: &str, words: &[&str]| words.iter().any(|words| text.contains(words));
        for _ in 0..ROUND {
            terminal.send(undo.repeat(50).as_bytes());
            assert!(terminal.is_through());
            terminal.send(undo.as_bytes());
            terminal.wait_until("an answer", |screen| {
                let text = screen.contents();
                let answers: [&[&str]; 3] = [&AT_THE_START, &BEFORE_IT, &IN_BETWEEN];
                answers.iter().any(|words| is_on(&text, words))
            });
            if is_on(&terminal.text(), &AT_THE_START) {
                self.left(terminal);
                let last = fs::read(self.folder.path().join(PLAN)).unwrap();
                assert!(last == self.first, "{}", String::from_utf8_lossy(&last));
                return;
            }
        }
        panic!("there is no end of undoing:\n{}", terminal.text());
    }
}

#[allow(clippy::print_stderr, reason = "so that a failure can be done again")]
impl Drop for Storm {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("seed {}, keys {:?}", self.seed, self.typed);
        }
    }
}

/// The seeds of this run. `PLANWALK_STORM_KEYS=1000000` makes it a million keys, `PLANWALK_STORM_SEED` is the first seed.
fn seeds() -> impl Iterator<Item = u64> {
    let number = |name, usual: u64| {
        let wanted = env::var(name).ok();
        wanted
            .and_then(|wanted| wanted.parse().ok())
            .unwrap_or(usual)
    };
    let first = number("PLANWALK_STORM_SEED", 1);
    let rounds = number("PLANWALK_STORM_KEYS", 9_600).div_ceil(2 * ROUND as u64);
    first..first + rounds
}

#[test]
fn whatever_is_pressed_the_file_is_whole_and_undo_leads_to_the_start() {
    for seed in seeds() {
        let mut storm = Storm::new(seed);
        let terminal = storm.started();
        let terminal = storm.rage(terminal, ROUND);
        let terminal = storm.back(terminal);
        storm.undo_leads_to_the_start(terminal);
    }
}

#[test]
fn after_a_restart_undo_leads_to_the_start_too() {
    for seed in seeds() {
        // Other keys than without one.
        let mut storm = Storm::new(!seed);
        let terminal = storm.started();
        let terminal = storm.rage(terminal, ROUND / 2);
        let terminal = storm.back(terminal);
        storm.left(terminal);
        let terminal = storm.started();
        let terminal = storm.rage(terminal, ROUND / 2);
        let terminal = storm.back(terminal);
        storm.undo_leads_to_the_start(terminal);
    }
}
