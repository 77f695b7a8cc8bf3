//! What holds for any bytes at all: one function a target, that `fuzz/` and the tests call alike.
//!
//! Each takes bytes as a fuzzer makes them and panics where a law is broken. No test library here: the
//! fuzzer has none.

use chrono::NaiveDate;
use planwalk::change::{Edit, History, Operation, Slot};
use planwalk::document::{Condition, Document, LineIndex, compose};
use planwalk::import::{Options, check, decode as decode_text, import as import_document};
use planwalk::journal::{Draft, DraftKind, Record, Remains, Step};
use planwalk::language::Language;
use planwalk::plan::{Id, Plan, Status};
use planwalk::text::{escape_json, sanitize, sanitize_lines};

fn bytes_of(document: &Document) -> Vec<u8> {
    document.pieces().flatten().copied().collect()
}

/// Any bytes are read: what they say is shown or reported, and the file they came from is kept to the byte.
pub fn decode(bytes: &[u8]) {
    let mut document = Document::read(bytes.to_vec());
    document.check_and_settle();
    assert_ne!(document.condition(), Condition::Unchecked);
    assert_eq!(document.check(), document.problems());
    let is_text = std::str::from_utf8(bytes).is_ok();
    if is_text {
        assert_eq!(bytes_of(&document), bytes);
    } else {
        assert_eq!(document.condition(), Condition::Broken);
    }
    let text = document.text();
    let lines = LineIndex::new(&text);
    for problem in document.problems() {
        let place = lines.locate(&problem.span);
        assert!(place.text.get(place.range).is_some());
        for language in [Language::Chinese, Language::English] {
            assert!(!problem.words(language).is_empty());
            problem.way_out(language);
        }
    }
    let plan = document.plan();
    if document.condition() == Condition::Sound {
        assert_eq!(Document::read(compose(&plan).into_bytes()).plan(), plan);
    }
}

/// Edits of a sound plan do what they say, leave a sound plan, and are undone to the byte.
///
/// The first byte says how many operations there are, three bytes each; the rest is the plan.
pub fn edit(bytes: &[u8]) {
    let Some((&count, rest)) = bytes.split_first() else {
        return;
    };
    let Some((picks, text)) = rest.split_at_checked(usize::from(count % 16) * 3) else {
        return;
    };
    let mut document = Document::read(text.to_vec());
    document.check_and_settle();
    if document.condition() != Condition::Sound {
        return;
    }
    let mut history = History::<Document, ()>::default();
    for pick in picks.chunks_exact(3) {
        let before = document.clone();
        let mut plan = document.plan();
        let Some(operation) = operation(&plan, [pick[0], pick[1], pick[2]]) else {
            continue;
        };
        match document.apply(&operation, None) {
            Ok(_) => {
                operation
                    .apply(&mut plan)
                    .expect("the plan takes what the text takes");
                assert_eq!(document.plan(), plan, "{operation:?}");
                let mut again = Document::read(bytes_of(&document));
                again.check_and_settle();
                assert_eq!(again.condition(), Condition::Sound, "{operation:?}");
                assert_eq!(again.plan(), plan, "{operation:?}");
                history.record(before, ());
            }
            Err(_) => assert_eq!(bytes_of(&document), bytes_of(&before)),
        }
    }
    while let Ok((earlier, ())) = history.undo(document.clone()) {
        document = earlier;
    }
    assert_eq!(bytes_of(&document), text);
}

/// The operation that three bytes mean: what, of which node, and which value.
fn operation(plan: &Plan, [what, which, value]: [u8; 3]) -> Option<Operation> {
    let ids = ids(plan);
    let node = ids.get(usize::from(which) % ids.len().max(1))?.clone();
    let words = [
        "",
        "x",
        "甲\n乙",
        "'''\"\"\"",
        "\\u{1b}",
        "\u{1b}\u{202e}",
        "a = 1\n[[pillar]]",
        "^[",
    ];
    let text = words[usize::from(value) % words.len()].to_owned();
    let edit = match what % 9 {
        0 => Edit::Status(Status::ALL[usize::from(value) % Status::ALL.len()]),
        1 => Edit::Progress(value.checked_sub(1)),
        2 => Edit::Due(NaiveDate::from_yo_opt(2021, u32::from(value))),
        3 => Edit::Lead(Some(text)),
        4 => Edit::Title(text),
        5 => Edit::Text(text),
        6 => Edit::Support(vec![text; usize::from(value % 3)]),
        7 => Edit::Remove,
        _ => {
            let pillar = &plan
                .pillars
                .get(usize::from(value) % plan.pillars.len().max(1))?
                .id;
            Edit::Move(Slot {
                parent: Some(pillar.clone()),
                after: None,
            })
        }
    };
    Some(Operation { node, edit })
}

fn ids(plan: &Plan) -> Vec<Id> {
    let tasks = plan.pillars.iter().flat_map(|pillar| &pillar.tasks);
    let measures = tasks.clone().flat_map(|task| &task.measures);
    let pillars = plan.pillars.iter().map(|pillar| &pillar.id);
    pillars
        .chain(tasks.map(|task| &task.id))
        .chain(measures.map(|measure| &measure.id))
        .cloned()
        .collect()
}

/// Any bytes are imported or refused in words; of what is imported nothing is lost or made up, and it is a plan.
pub fn import(bytes: &[u8]) {
    let language = Language::English;
    match import_document(bytes, &Options::default()) {
        Ok(mut imported) => {
            let source = decode_text(bytes).expect("what was imported is text").text;
            assert_eq!(check(&source, &imported), Ok(()));
            for words in imported
                .warnings
                .iter()
                .map(|warning| warning.words(language))
            {
                assert!(!words.is_empty());
            }
            imported.name_if_untitled("x");
            let mut document = Document::read(compose(&imported.plan).into_bytes());
            document.check_and_settle();
            assert_eq!(
                document.condition(),
                Condition::Sound,
                "{:?}",
                document.problems()
            );
            assert_eq!(document.plan(), imported.plan);
        }
        Err(refusal) => {
            assert!(!refusal.words(language).is_empty() && !refusal.way_out(language).is_empty());
        }
    }
}

/// Whatever a journal holds, what is read of it comes to the same when it is written anew; and records that fit no
/// text end it where they stand.
pub fn journal(bytes: &[u8]) {
    if let Some(remains) = Remains::read(bytes) {
        assert_eq!(Remains::read(remains.journal().as_bytes()), Some(remains));
    }
    let begin = Record::Begin {
        format: Record::FORMAT,
        plan: "计划".to_owned(),
        id: String::new(),
        over: Vec::new(),
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut lines = vec![begin.line(), Record::Text { text }.line()];
    lines.extend(bytes.chunks(3).map(|chunk| record(chunk).line()));
    let journal = lines.concat();
    let remains = Remains::read(journal.as_bytes()).expect("it begins well");
    assert_eq!(Remains::read(remains.journal().as_bytes()), Some(remains));
    // Torn anywhere, its whole lines count.
    let cut = bytes.iter().map(|&byte| usize::from(byte)).sum::<usize>() % (journal.len() + 1);
    let torn = &journal.as_bytes()[..cut];
    let whole = torn
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    assert_eq!(Remains::read(torn), Remains::read(&torn[..whole]));
}

/// A record of three bytes, which need not fit any text.
fn record(chunk: &[u8]) -> Record {
    let number = |index: usize| chunk.get(index).copied().map_or(0, usize::from);
    let new = char::from_u32(0x4e00 + u32::from(chunk[0])).map(String::from);
    let new = new.unwrap_or_default();
    let (at, gone) = (number(1), number(2) % 8);
    let step = (number(2) > 100).then(|| Step {
        node: None,
        label: new.clone(),
        zh: "改".to_owned(),
        en: "changed".to_owned(),
        moves_rows: false,
    });
    match chunk[0] % 7 {
        0 | 1 => Record::Edit {
            at,
            gone,
            new,
            step,
        },
        2 => Record::Undo,
        3 => Record::Redo,
        4 => Record::Saved,
        5 => Record::Disk { at, gone, new },
        _ => Record::Draft {
            draft: step.is_some().then(|| Draft {
                kind: DraftKind::Text,
                node: None,
                label: String::new(),
                base: None,
                text: new,
            }),
        },
    }
}

/// What is shown is safe, says which text it was, and is left alone where it shows no mark.
pub fn sanitizer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let shown = sanitize(&text);
    assert_safe(&shown);
    assert!(!shown.contains('\n'));
    assert_eq!(read_marks(&shown), text.replace('\t', "    "));
    let again = sanitize(&shown);
    assert_safe(&again);
    if !shown.contains('^') && !shown.contains("\\u{") {
        assert_eq!(again, shown);
    }
    let lines = sanitize_lines(&text);
    assert_safe(&lines.replace('\n', " "));
    assert_eq!(lines.matches('\n').count(), text.matches('\n').count());
    let json = serde_json::to_string(text.as_ref()).expect("a text");
    let escaped = escape_json(&json);
    assert_safe(&escaped);
    assert_eq!(
        serde_json::from_str::<String>(&escaped).expect("JSON"),
        text
    );
}

/// No control character, nothing that turns the order of the text around it, nothing that is not seen.
fn assert_safe(shown: &str) {
    let is_dangerous = |character: char| {
        character.is_control()
            || matches!(
                u32::from(character),
                0xad | 0x61c | 0x115f | 0x1160 | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f
                    | 0x3164 | 0xe000..=0xf8ff | 0xfeff | 0xffa0 | 0xe0000..=0xe00ff
            )
    };
    assert!(!shown.chars().any(is_dangerous), "{shown:?}");
}

/// The text that was sanitized, tabs aside: the inverse, which shows that no two texts look alike.
fn read_marks(shown: &str) -> String {
    let mut text = String::new();
    let mut rest = shown;
    while let Some(first) = rest.chars().next() {
        let second = rest.as_bytes().get(1).copied().unwrap_or(0);
        let code = rest
            .strip_prefix("\\u{")
            .and_then(|rest| rest.split_once('}'));
        if let Some((code, after)) = code {
            let code = u32::from_str_radix(code, 16).expect("the number of a character");
            text.push(char::from_u32(code).expect("a character"));
            rest = after;
        } else if first == '^' && matches!(second, b'@'..=b'[' | b'?') {
            text.push(char::from(second ^ 0x40));
            rest = &rest[2..];
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    text
}
