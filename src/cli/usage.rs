//! What was wrong with the arguments, in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;
use crate::language::Language;

/// The error for arguments that could not be read; `subcommand` is the one that was called.
pub(super) fn error(error: &clap::Error, subcommand: Option<&str>, language: Language) -> Error {
    let told = Told(error);
    let argument = told.text(ContextKind::InvalidArg);
    let value = told.text(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = told.text(ContextKind::InvalidSubcommand);
            language.pick(
                format!("没有 {name} 这个命令"),
                format!("there is no command {name}"),
            )
        }
        // `-` alone stands for standard input and is no option.
        ErrorKind::UnknownArgument if argument.starts_with('-') && argument != "-" => language
            .pick(
                format!("没有 {argument} 这个选项"),
                format!("there is no option {argument}"),
            ),
        ErrorKind::UnknownArgument => language.pick(
            format!("“{argument}”是多出来的"),
            format!("“{argument}” is one word too many"),
        ),
        ErrorKind::MissingRequiredArgument => {
            language.pick(format!("缺少 {argument}"), format!("{argument} is missing"))
        }
        ErrorKind::InvalidValue if value.is_empty() => language.pick(
            format!("{argument} 后面要写上值"),
            format!("{argument} needs a value"),
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => language.pick(
            format!("{argument} 不能是“{value}”"),
            format!("{argument} cannot be “{value}”"),
        ),
        ErrorKind::ArgumentConflict => {
            let other = told.text(ContextKind::PriorArg);
            if other.is_empty() || other == argument {
                language.pick(
                    format!("{argument} 只能写一次"),
                    format!("{argument} can be given once only"),
                )
            } else {
                language.pick(
                    format!("{argument} 和 {other} 不能一起用"),
                    format!("{argument} and {other} cannot be used together"),
                )
            }
        }
        ErrorKind::TooManyValues => language.pick(
            format!("{argument} 不需要值“{value}”"),
            format!("{argument} takes no value “{value}”"),
        ),
        ErrorKind::InvalidUtf8 => language
            .pick("参数里有不是 UTF-8 的字符", "an argument is not UTF-8")
            .to_owned(),
        _ => language
            .pick("命令写得不对", "the command cannot be read")
            .to_owned(),
    };
    Error::usage(what).next(way_out(&told, subcommand, language))
}

/// What was meant perhaps, what can be chosen, and where to read on.
fn way_out(told: &Told<'_>, subcommand: Option<&str>, language: Language) -> String {
    let mut lines = Vec::new();
    let meant = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    if let Some(meant) = meant
        .map(|kind| told.text(kind))
        .into_iter()
        .find(|meant| !meant.is_empty())
    {
        lines.push(language.pick(
            format!("是不是想写：{meant}"),
            format!("did you mean: {meant}"),
        ));
    }
    let choices = told.text(ContextKind::ValidValue);
    if !choices.is_empty() {
        lines.push(language.pick(
            format!("可以用：{choices}"),
            format!("choose from: {choices}"),
        ));
    }
    let help = match subcommand {
        Some(name) => format!("planwalk {name} --help"),
        None => "planwalk --help".to_owned(),
    };
    lines.push(language.pick(format!("用法见：{help}"), format!("see: {help}")));
    lines.join("\n")
}

/// What clap tells of an error, as text.
struct Told<'e>(&'e clap::Error);

impl Told<'_> {
    fn text(&self, kind: ContextKind) -> String {
        match self.0.get(kind) {
            Some(ContextValue::String(text)) => text.clone(),
            Some(ContextValue::Strings(texts)) => texts.join(" "),
            _ => String::new(),
        }
    }
}
