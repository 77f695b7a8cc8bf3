//! What an import has to say: what was left out, what is odd, why a file was refused.
//!
//! Owns the kinds and their sentences in both languages. Never decides anything.

use crate::language::Language;

use super::level::Level;

/// Words of the source that are not in the plan, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The line of the source, from 1.
    pub line: usize,
    /// The words as they stand in the source.
    pub text: String,
    /// Why they are not in the plan.
    pub why: Why,
}

/// Why words are not in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A number that the plan shows in another form: `shown` (empty where it shows none).
    Number {
        /// The label that the plan shows in its place.
        shown: String,
    },
    /// Signs of Markdown or of a web page: `##`, `-`, `&nbsp;`.
    Markup,
    /// A line of data about the document; issuer and date were taken from it where it has them.
    Metadata,
    /// Navigation and buttons of a web page.
    PageResidue,
    /// The number of a page.
    PageNumber,
    /// 国发〔2019〕3号, the number of the document itself.
    DocumentNumber,
    /// ××局文件, the head of the paper.
    Letterhead,
    /// 各省、自治区…：, to whom it is addressed.
    Addressee,
    /// A notice in front of the plan.
    CoveringNotice,
    /// Who signed, and the date below; the issuer and the date were taken from it.
    Signature,
    /// （此件公开发布）, 抄送, 印发.
    Colophon,
    /// The list of attachments, or an attachment.
    Attachment,
}

impl Why {
    /// Whether this is only a change of form that a person need not look at one by one.
    pub fn is_routine(&self) -> bool {
        matches!(self, Self::Number { .. } | Self::Markup | Self::PageNumber)
    }

    /// The reason in words.
    pub fn words(&self, language: Language) -> String {
        let words = match self {
            Self::Number { shown } if shown.is_empty() => language.pick(
                "编号，计划中不再显示",
                "a number that the plan does not show",
            ),
            Self::Number { shown } => {
                return language.pick(
                    format!("编号，计划中显示为“{shown}”"),
                    format!("a number that the plan shows as '{shown}'"),
                );
            }
            Self::Markup => language.pick("排版符号", "signs of layout"),
            Self::Metadata => language.pick("文件信息", "data about the document"),
            Self::PageResidue => language.pick("网页上的导航和按钮", "navigation of the web page"),
            Self::PageNumber => language.pick("页码", "a page number"),
            Self::DocumentNumber => language.pick("本文件的文号", "the number of the document"),
            Self::Letterhead => language.pick("文件头", "the head of the paper"),
            Self::Addressee => language.pick("主送机关", "to whom it is addressed"),
            Self::CoveringNotice => language.pick("计划前面的通知", "a notice before the plan"),
            Self::Signature => language.pick("落款", "signature and date"),
            Self::Colophon => {
                language.pick("公开方式、抄送和印发", "remarks on publication and copies")
            }
            Self::Attachment => language.pick("附件", "an attachment"),
        };
        words.to_owned()
    }
}

impl LeftOut {
    /// Line, words and reason, in one sentence.
    pub fn words(&self, language: Language) -> String {
        let Self { line, text, why } = self;
        let why = why.words(language);
        language.pick(
            format!("第{line}行：{text}（{why}）"),
            format!("line {line}: {text} ({why})"),
        )
    }
}

/// Something odd in the source that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The line of the source, from 1.
    pub line: usize,
    /// What is odd.
    pub kind: Oddity,
}

/// What is odd about a place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// Numbers are missing between the one before and this one.
    Gap {
        /// The number that should stand here.
        expected: u32,
        /// The number that stands here.
        found: u32,
    },
    /// A number comes again, or goes back.
    Repeat {
        /// The number that should stand here.
        expected: u32,
        /// The number that stands here.
        found: u32,
    },
    /// A numeral that is another character, such as katakana ニ for 二.
    OddNumeral(String),
    /// A number without its dot: `1切实开展`.
    MissingDot(String),
    /// A bracket or a quotation mark without its other half.
    Unbalanced(char),
    /// The document has no title.
    NoTitle,
    /// A paragraph behind the last task, kept at the end of the preamble.
    ClosingText,
    /// A paragraph between tasks, kept in the text of the pillar or the task above.
    MovedText,
    /// An attachment of so many lines was left out.
    Attachment(usize),
    /// So many characters could not be read.
    Unreadable(usize),
    /// No part of the document has the level that was asked for.
    NoSuchLevel(Level),
}

impl Oddity {
    /// What is odd, in words.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Gap { expected, found } => language.pick(
                format!("编号不连续：应为{expected}，写的是{found}"),
                format!("the numbers have a gap: {found} where {expected} should be"),
            ),
            Self::Repeat { expected, found } => language.pick(
                format!("编号重复：应为{expected}，写的是{found}"),
                format!("a number comes again: {found} where {expected} should be"),
            ),
            Self::OddNumeral(text) => language.pick(
                format!("编号“{text}”里的字不是数字，按数字处理"),
                format!("'{text}' is not written with a numeral; it was read as one"),
            ),
            Self::MissingDot(text) => language.pick(
                format!("编号“{text}”后面缺少点号"),
                format!("the number '{text}' has no dot after it"),
            ),
            Self::Unbalanced(mark) => language.pick(
                format!("“{mark}”没有配对"),
                format!("'{mark}' has no other half"),
            ),
            Self::NoTitle => language.pick(
                "没有找到标题，先用文件名，请改正".to_owned(),
                "no title was found: the name of the file stands in for it".to_owned(),
            ),
            Self::ClosingText => language.pick(
                "最后一项任务后面的段落，放在前言末尾".to_owned(),
                "a paragraph behind the last task was put at the end of the preamble".to_owned(),
            ),
            Self::MovedText => language.pick(
                "任务之间的段落，放在上一级的正文里".to_owned(),
                "a paragraph between tasks was put in the text of the level above".to_owned(),
            ),
            Self::Attachment(lines) => language.pick(
                format!("附件共{lines}行，没有导入"),
                format!("an attachment of {lines} lines was left out"),
            ),
            Self::Unreadable(count) => language.pick(
                format!("有{count}个字符无法识别"),
                format!("{count} characters could not be read"),
            ),
            Self::NoSuchLevel(level) => language.pick(
                format!("文中没有“{}”这一级，改为自动判断", level.example()),
                format!(
                    "no part has the level '{}'; it was chosen by itself",
                    level.example()
                ),
            ),
        }
    }
}

impl Warning {
    /// Line and oddity, in one sentence.
    pub fn words(&self, language: Language) -> String {
        let line = self.line;
        let what = self.kind.words(language);
        language.pick(
            format!("第{line}行：{what}"),
            format!("line {line}: {what}"),
        )
    }
}

/// A kind of file that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// docx, xlsx, wps, or any zip archive.
    OfficeOrZip,
    /// doc, xls, or an old wps.
    OldOffice,
    /// PDF.
    Pdf,
    /// RTF.
    RichText,
    /// A picture.
    Picture,
    /// A compressed archive.
    Archive,
    /// Something else with zero bytes in it.
    Binary,
}

/// Why a document was not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no text.
    NotText(FileKind),
    /// It is larger than `decode::LARGEST`.
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It has more lines, or more parts with a number, than `decode::MOST_LINES`.
    TooManyLines {
        /// How many.
        lines: usize,
    },
    /// There is nothing in it.
    Empty,
    /// Nothing in it can be read as a task.
    NoTask,
}

impl Refusal {
    /// What is wrong, in one sentence.
    pub fn words(&self, language: Language) -> String {
        let words = match self {
            Self::NotText(kind) => match kind {
                FileKind::OfficeOrZip => language.pick(
                    "这是 docx、xlsx 或压缩文件，不是文本",
                    "this is a docx, an xlsx or a zip file, not text",
                ),
                FileKind::OldOffice => language.pick(
                    "这是旧版 Office 文件（doc、xls 或 wps），不是文本",
                    "this is an old Office file (doc, xls or wps), not text",
                ),
                FileKind::Pdf => {
                    language.pick("这是 PDF 文件，不是文本", "this is a PDF file, not text")
                }
                FileKind::RichText => {
                    language.pick("这是 RTF 文件，不是文本", "this is an RTF file, not text")
                }
                FileKind::Picture => {
                    language.pick("这是图片，不是文本", "this is a picture, not text")
                }
                FileKind::Archive => {
                    language.pick("这是压缩文件，不是文本", "this is an archive, not text")
                }
                FileKind::Binary => language.pick("这不是文本文件", "this is not a text file"),
            },
            Self::TooLarge { bytes } => {
                let (size, most) = (bytes >> 20, super::decode::LARGEST >> 20);
                return language.pick(
                    format!("文件太大（{size} MB），最多 {most} MB"),
                    format!("the file is too large ({size} MB); at most {most} MB are taken"),
                );
            }
            Self::TooManyLines { lines } => {
                let most = super::decode::MOST_LINES;
                return language.pick(
                    format!("文件分得太碎（{lines} 行或条），最多 {most}"),
                    format!(
                        "the file has too many lines or items ({lines}); at most {most} are taken"
                    ),
                );
            }
            Self::Empty => language.pick("文件是空的", "the file is empty"),
            Self::NoTask => language.pick("没有找到任务", "no task was found"),
        };
        words.to_owned()
    }

    /// What the reader can do about it, in one sentence.
    pub fn way_out(&self, language: Language) -> &'static str {
        match self {
            Self::NotText(FileKind::OfficeOrZip | FileKind::OldOffice | FileKind::RichText) => {
                language.pick(
                    "请在 Word 或 WPS 里打开，另存为“纯文本（UTF-8）”，再导入",
                    "open it in Word or WPS, save it as plain text (UTF-8), and import that",
                )
            }
            Self::NotText(FileKind::Pdf) => language.pick(
                "请打开 PDF，全选、复制文字，存成文本文件，再导入",
                "open the PDF, copy its text into a text file, and import that",
            ),
            Self::NotText(FileKind::Picture) => language.pick(
                "请先把图片识别成文字，存成文本文件，再导入",
                "have the picture's text recognised, save it as a text file, and import that",
            ),
            Self::NotText(FileKind::Archive) => language.pick(
                "请先解压，再导入里面的文本",
                "unpack it and import the text in it",
            ),
            Self::NotText(FileKind::Binary) => language.pick(
                "请给出 UTF-8 或 GB18030 编码的文本文件",
                "give a text file in UTF-8 or GB18030",
            ),
            Self::TooLarge { .. } | Self::TooManyLines { .. } => {
                language.pick("请分成几个文件导入", "import it in several files")
            }
            Self::Empty => {
                language.pick("请检查是不是选错了文件", "check that it is the right file")
            }
            Self::NoTask => language.pick(
                "任务要有编号，如 一、 （一） 1. ，或 Markdown 的标题和列表",
                "tasks need numbers such as 1. or 1.1, or Markdown headings and lists",
            ),
        }
    }
}
