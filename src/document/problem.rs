//! What is wrong or odd in a file, and where.

use std::ops::Range;

use crate::language::{Language, counted};
use crate::plan::{NoteKind, Numbering, Status};

/// Something wrong or odd in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Where it is: bytes of the text, without a byte-order mark.
    pub span: Range<usize>,
}

/// What is wrong or odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is no TOML here; the parser's own words.
    Syntax(String),
    /// The file is not UTF-8; the encoding that its bytes would make sense in, if there is one.
    NotUtf8(Option<&'static str>),
    /// The file is no text at all.
    NotText,
    /// A format newer than this program.
    NewerFormat(i64),
    /// The value of this key is of another type than it should be.
    WrongType {
        /// The key.
        key: String,
        /// What it should be.
        expected: Expected,
    },
    /// A key that cannot be left out is missing.
    Missing {
        /// The key.
        key: &'static str,
    },
    /// There is a key that should say something, and it says nothing.
    Empty {
        /// The key.
        key: &'static str,
    },
    /// The value is not one of those that the key can have.
    UnknownValue {
        /// The value as written.
        value: String,
        /// Of which kind.
        of: Choice,
    },
    /// The id holds characters that an id cannot have.
    InvalidId,
    /// Another node has the same id.
    DuplicateId {
        /// The id.
        id: String,
        /// Where the other one is: a byte of the text.
        first: usize,
    },
    /// There is no such day, or the period ends before it begins.
    BadDate,
    /// The number is outside its range.
    OutOfRange,
    /// There is so much structure here that it would fill the memory: it was not read.
    TooMuch,
    /// The check could not be carried out.
    Unchecked,
    /// A key that planwalk does not know. It is kept.
    UnknownKey(String),
    /// So many conflicts of a merge are not settled.
    UnsettledConflicts(usize),
    /// A conflict that cannot be understood. It is kept.
    OddConflict,
    /// A conflict about a node that is not there any more.
    ConflictOfNobody(String),
}

/// What a value should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A text in quotes.
    Text,
    /// A list of texts.
    Texts,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A date without quotes.
    Date,
    /// A date and time with its offset.
    DateTime,
    /// `{ start = …, end = … }`.
    Period,
    /// A table, `[[…]]`.
    Tables,
}

/// The closed lists of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Of a task or a measure.
    Status,
    /// Of a note.
    NoteKind,
    /// Of a plan.
    Numbering,
}

impl Choice {
    /// The values to choose from.
    pub fn values(self) -> Vec<&'static str> {
        match self {
            Self::Status => Status::ALL.map(Status::value).to_vec(),
            Self::NoteKind => NoteKind::ALL.map(NoteKind::value).to_vec(),
            Self::Numbering => Numbering::ALL.map(Numbering::value).to_vec(),
        }
    }
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, span: Range<usize>) -> Self {
        Self { kind, span }
    }

    /// The check itself failed, which is a bug: what it did not see must not be edited.
    pub fn internal() -> Self {
        Self::new(ProblemKind::Unchecked, 0..0)
    }

    /// Whether it keeps the file from being edited; otherwise it is a hint.
    pub fn is_error(&self) -> bool {
        !matches!(
            self.kind,
            ProblemKind::UnknownKey(_)
                | ProblemKind::Empty { .. }
                | ProblemKind::UnsettledConflicts(_)
                | ProblemKind::OddConflict
                | ProblemKind::ConflictOfNobody(_)
        )
    }

    /// What is wrong, in one sentence. Holds text from the file: sanitize it before it is shown.
    pub fn words(&self, language: Language) -> String {
        self.kind.words(language)
    }

    /// What to do about it, where that is not plain from the sentence.
    pub fn way_out(&self, language: Language) -> Option<String> {
        self.kind.way_out(language)
    }
}

/// At most so many characters of outside text stand in a sentence.
const QUOTED: usize = 40;

fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("“{}⋯”", &text[..end]),
        None => format!("“{text}”"),
    }
}

/// The beginning of a message, which may quote a line of a megabyte.
fn first_line(message: &str) -> String {
    message
        .lines()
        .next()
        .unwrap_or("")
        .chars()
        .take(200)
        .collect()
}

/// The parser speaks English only. Its messages fall into a few kinds that people can act on; by what it
/// says of them, since it has no codes. An unknown one is told in general words.
fn syntax_in_chinese(message: &str) -> &'static str {
    // The more telling sign first: a message may hold several.
    let kinds = [
        ("expected `=`", "这一行应当写成：键 = 值"),
        (
            "unquoted key",
            "键名只能用英文字母、数字、- 和 _，其他文字要加引号",
        ),
        ("multi-line", "多行文字没有结束，少了三个连写的引号"),
        ("values must be quoted", "文字要用引号括起来"),
        ("carriage return", "换行符不对，有单独的回车符"),
        ("comment", "注释里有不能用的字符"),
        ("comma", "逗号多了或少了"),
        ("string", "引号没有配对"),
        ("quote", "引号没有配对"),
        ("escape", "反斜杠后面的写法不对"),
        ("duplicate key", "同一个键写了两次"),
        ("cannot extend", "同一个名字前面已经有了别的内容"),
        ("date", "日期写得不对，应当像 2021-12-31"),
        ("time", "时间写得不对，应当像 2021-09-15T09:40:00+08:00"),
        ("recurs", "括号套得太深"),
        (
            "unclosed array table",
            "方括号写得不对，应当像 [[pillar.task]]",
        ),
        ("unclosed", "括号没有配对"),
        ("table", "方括号写得不对，应当像 [[pillar.task]]"),
        ("expected newline", "这一行后面多了内容"),
        ("no value", "等号后面没有内容"),
        ("missing value", "等号后面没有内容"),
        ("number", "数字写得不对"),
        ("integer", "数字写得不对"),
        ("float", "数字写得不对"),
        ("digits", "数字写得不对"),
        ("leading zero", "数字前面多了 0"),
        ("=", "这一行应当写成：键 = 值"),
        ("key", "这一行应当写成：键 = 值"),
    ];
    let known = kinds.iter().find(|(sign, _)| message.contains(sign));
    known.map_or("这里不合 TOML 的写法", |(_, words)| words)
}

impl ProblemKind {
    /// What is wrong, in one sentence. Holds text from the file.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Syntax(message) => language.pick(
                syntax_in_chinese(message).to_owned(),
                format!("this is not valid TOML ({})", first_line(message)),
            ),
            Self::NotUtf8(Some(encoding)) => language.pick(
                format!("文件不是 UTF-8 编码，像是 {encoding}"),
                format!("the file is not UTF-8; it looks like {encoding}"),
            ),
            Self::NotUtf8(None) => {
                language.pick("文件不是 UTF-8 编码".into(), "the file is not UTF-8".into())
            }
            Self::NotText => language.pick(
                "这不是文本文件，所以不是计划".into(),
                "this is no text file, and so no plan".into(),
            ),
            Self::NewerFormat(version) => language.pick(
                format!("文件格式是第 {version} 版，这个程序只认识第 1 版"),
                format!("the file has format {version}, and this program knows format 1 only"),
            ),
            Self::WrongType { key, expected } => language.pick(
                format!("{}应当是{}", quoted(key), expected.words(language)),
                format!("{} should be {}", quoted(key), expected.words(language)),
            ),
            Self::Missing { key } => {
                language.pick(format!("缺少 {key}"), format!("`{key}` is missing"))
            }
            Self::Empty { key } => {
                language.pick(format!("{key} 是空的"), format!("`{key}` is empty"))
            }
            Self::UnknownValue {
                value,
                of: Choice::Status,
            } => language.pick(
                format!("没有{}这种状态", quoted(value)),
                format!("there is no status {}", quoted(value)),
            ),
            Self::UnknownValue {
                value,
                of: Choice::NoteKind,
            } => language.pick(
                format!("没有{}这种记录", quoted(value)),
                format!("there is no note of the kind {}", quoted(value)),
            ),
            Self::UnknownValue {
                value,
                of: Choice::Numbering,
            } => language.pick(
                format!("没有{}这种编号方式", quoted(value)),
                format!("there is no numbering {}", quoted(value)),
            ),
            Self::InvalidId => language.pick(
                "id 只能用字母、数字、- 和 _，最长 64 字节".into(),
                "an id is made of letters, digits, - and _, at most 64 bytes".into(),
            ),
            Self::DuplicateId { id, .. } => language.pick(
                format!("id {} 在前面已经用过", quoted(id)),
                format!("the id {} was used before", quoted(id)),
            ),
            Self::BadDate => language.pick(
                "没有这一天，或者起止颠倒".into(),
                "there is no such day, or the end is before the start".into(),
            ),
            Self::OutOfRange => {
                language.pick("数字超出范围".into(), "the number is out of range".into())
            }
            Self::TooMuch => language.pick(
                "从这里起内容太多、太密，不像计划，没有读入".into(),
                "from here on there is too much, and too dense, for a plan: it was not read".into(),
            ),
            Self::Unchecked => language.pick(
                "检查时程序内部出错，只能查看".into(),
                "an error inside the program: the file was not checked, and can only be read"
                    .into(),
            ),
            Self::UnknownKey(key) => language.pick(
                format!("不认识{}，原样保留", quoted(key)),
                format!("{} is not known and is kept as it is", quoted(key)),
            ),
            Self::UnsettledConflicts(count) => language.pick(
                format!("还有 {count} 处合并冲突没有处理"),
                format!("not settled: {}", counted(*count, "merge conflict")),
            ),
            Self::OddConflict => language.pick(
                "看不懂这处合并冲突，原样保留".into(),
                "this conflict of a merge cannot be understood and is kept as it is".into(),
            ),
            Self::ConflictOfNobody(id) => language.pick(
                format!("合并冲突说的{}已经不在了", quoted(id)),
                format!(
                    "{} of this conflict is not in the plan any more",
                    quoted(id)
                ),
            ),
        }
    }

    /// What to do about it, where that is not plain from the sentence.
    pub fn way_out(&self, language: Language) -> Option<String> {
        match self {
            Self::NotUtf8(_) => Some(
                language
                    .pick(
                        "请用文本编辑器另存为 UTF-8 编码",
                        "save it as UTF-8 in a text editor",
                    )
                    .to_owned(),
            ),
            Self::NotText => Some(
                language
                    .pick(
                        "请检查是不是选错了文件；文档要先存成文本，再用 planwalk import 导入",
                        "check that it is the right file; a document is saved as text first, then imported with planwalk import",
                    )
                    .to_owned(),
            ),
            Self::NewerFormat(_) => Some(
                language
                    .pick("请更新 planwalk", "update planwalk")
                    .to_owned(),
            ),
            Self::WrongType { key, expected } => Some(language.pick(
                format!("写成：{key} = {}", expected.example()),
                format!("write: {key} = {}", expected.example()),
            )),
            Self::Missing { key: "id" } => Some(
                language
                    .pick(
                        "给它一个全文唯一、以后不变的 id，例如：id = \"t7k2\"",
                        "give it an id that is unique and stays: id = \"t7k2\"",
                    )
                    .to_owned(),
            ),
            Self::Missing { key } => Some(language.pick(
                format!("补上一行：{key} = …"),
                format!("add a line: {key} = …"),
            )),
            Self::UnknownValue { of, .. } => Some(language.pick(
                format!("可以用：{}", of.values().join("、")),
                format!("choose from: {}", of.values().join(", ")),
            )),
            Self::DuplicateId { .. } => Some(
                language
                    .pick("请改掉其中一个", "change one of the two")
                    .to_owned(),
            ),
            Self::BadDate => Some(
                language
                    .pick("日期写成 2021-12-31", "write a date as 2021-12-31")
                    .to_owned(),
            ),
            Self::TooMuch => Some(
                language
                    .pick(
                        "请检查是不是选错了文件；太大的计划请分成几份",
                        "check that it is the right file; divide a plan that has grown too large",
                    )
                    .to_owned(),
            ),
            Self::OutOfRange => Some(
                language
                    .pick(
                        "进度是 0 到 100 的整数",
                        "progress is a whole number from 0 to 100",
                    )
                    .to_owned(),
            ),
            Self::UnsettledConflicts(_) => Some(
                language
                    .pick(
                        "请打开计划逐处选择；在那之前保留我方的值",
                        "open the plan and choose for each; our values stand until then",
                    )
                    .to_owned(),
            ),
            Self::OddConflict | Self::ConflictOfNobody(_) => Some(
                language
                    .pick(
                        "如果不再需要，请删去这个 [[conflict]]",
                        "take this [[conflict]] away if it is not needed any more",
                    )
                    .to_owned(),
            ),
            Self::Syntax(_)
            | Self::InvalidId
            | Self::Unchecked
            | Self::UnknownKey(_)
            | Self::Empty { .. } => None,
        }
    }
}

impl Expected {
    fn words(self, language: Language) -> &'static str {
        match self {
            Self::Text => language.pick("引号里的文字", "a text in quotes"),
            Self::Texts => language.pick("文字的列表", "a list of texts"),
            Self::Integer => language.pick("整数", "a whole number"),
            Self::Number => language.pick("数字", "a number"),
            Self::Date => language.pick("日期，不加引号", "a date, without quotes"),
            Self::DateTime => language.pick(
                "带时区的日期和时间，不加引号",
                "a date and time with its offset, without quotes",
            ),
            Self::Period => language.pick("起止日期", "two dates"),
            Self::Tables => language.pick("表（[[…]]）", "a table ([[…]])"),
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Text => "\"…\"",
            Self::Texts => "[\"…\", \"…\"]",
            Self::Integer => "40",
            Self::Number => "93.2",
            Self::Date => "2021-12-31",
            Self::DateTime => "2021-09-15T09:40:00+08:00",
            Self::Period => "{ start = 2021-07-01, end = 2021-12-31 }",
            Self::Tables => "[{ … }]",
        }
    }
}
