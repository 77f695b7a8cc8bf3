//! `planwalk git-setup`: teaches git to show and merge plans in planwalk's words.
//!
//! Says what it changes before it changes it, and asks whoever sits at a terminal. Never calls a setup done that
//! something else overrules.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::{ArgAction, ArgMatches, Command};

use super::arguments::{Subcommand, dry_run_flag, flag};
use super::page::{Page, Style};
use super::session::Session;
use super::{Answer, past};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::runtime::git::{Overruled, Repository, Setup};
use crate::text;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "git-setup",
    describe,
    run,
};

fn describe(command: Command, language: Language) -> Command {
    let about = language.pick(
        "让 git 用计划的话显示改动，合并时按任务合并",
        "Let git show and merge plans in planwalk's words",
    );
    command
        .about(about)
        .long_about(language.pick(
            "让 git 用计划的话显示改动，合并时按任务合并。\n\n先列出要改什么，再问是否继续。改两处：.gitattributes 里的一行（提交后大家都有），和本仓库的 git 配置（每个克隆各运行一次）。之后 git diff、git log -p 显示“状态：已完成”这样的行，git diff --no-textconv 仍显示原样；git merge、rebase、cherry-pick、stash pop 用 planwalk merge-driver 合并。--undo 全部撤回。",
            "Let git show and merge plans in planwalk's words.\n\nIt first lists what it changes, then asks. It changes two places: a line of .gitattributes (commit it for everybody) and the configuration of this repository (run it once in each clone). Then git diff and git log -p show lines such as \"status: done\", with the plain patch at git diff --no-textconv, and git merge, rebase, cherry-pick and stash pop use planwalk merge-driver. --undo takes all of it back.",
        ))
        .arg(flag(
            "undo",
            language.pick("撤回以前的设置", "Take an earlier setup back"),
        ))
        .arg(dry_run_flag(language))
        .arg(
            flag("yes", language.pick("不再询问", "Do not ask"))
                .short('y')
                .action(ArgAction::SetTrue),
        )
        .after_help("planwalk git-setup\nplanwalk git-setup --dry-run\nplanwalk git-setup --undo")
}

fn run(matches: &ArgMatches, session: &Session) -> Result<Answer> {
    let language = session.language;
    let repository = past::repository(session)?;
    let is_undo = matches.get_flag("undo");
    let setup = if is_undo {
        repository.setup_undone()
    } else {
        repository.setup()
    };
    let setup = setup.map_err(|error| error.to_error(language))?;
    let mut page = Page::new(session);
    if setup.is_empty() {
        page.line(if is_undo {
            session.pick("没有要撤回的设置", "there is no setup to take back")
        } else {
            session.pick(
                "已经设置好了，没有要改的",
                "all is set up; there is nothing to change",
            )
        });
        return told(&repository, Answer::of(page.into_text()), is_undo, session);
    }
    let planned = planned(&setup, session);
    if matches.get_flag("dry-run") {
        page.line(session.pick("没有修改（--dry-run）", "nothing was changed (--dry-run)"));
        return Ok(Answer::of(planned + &page.into_text()));
    }
    let is_asked = !matches.get_flag("yes");
    if is_asked && !agreed(&planned, session)? {
        page.line(session.pick("没有修改", "nothing was changed"));
        return Ok(Answer::of(page.into_text()).code(1));
    }
    repository
        .carry_out(&setup)
        .map_err(|error| error.to_error(language))?;
    page.line(if is_undo {
        session.pick("已撤回", "taken back")
    } else {
        session.pick(
            "已设置好。请提交 .gitattributes；其他人各自运行一次 planwalk git-setup",
            "set up. Commit .gitattributes; the others run planwalk git-setup once each",
        )
    });
    let done = page.into_text();
    // Whoever was asked has read it.
    let said = if is_asked { done } else { planned + &done };
    told(&repository, Answer::of(said), is_undo, session)
}

/// The answer, and what of the setup does not count although it is there.
fn told(
    repository: &Repository,
    mut answer: Answer,
    is_undo: bool,
    session: &Session,
) -> Result<Answer> {
    if is_undo {
        return Ok(answer);
    }
    let language = session.language;
    let overruled = repository
        .overruled()
        .map_err(|error| error.to_error(language))?;
    let path = repository.path();
    for one in overruled {
        let notice = match one {
            Overruled::Attribute { name, value } => language.pick(
                format!(
                    "但对 {path}，git 的属性 {name} 是 {value}：另一个 .gitattributes 或 .git/info/attributes 另有规定"
                ),
                format!(
                    "but git has {name}: {value} for {path}: another .gitattributes, or .git/info/attributes, says so"
                ),
            ),
            Overruled::Key { key, value } => language.pick(
                format!("但 {key} 实际是“{value}”：来源见 git config --show-origin {key}"),
                format!("but {key} is “{value}” in the end: git config --show-origin {key} says where"),
            ),
        };
        answer = answer.notice(Some(notice)).code(1);
    }
    Ok(answer)
}

/// What is to be written where, as a patch shows it.
fn planned(setup: &Setup, session: &Session) -> String {
    let mut page = Page::new(session);
    if let Some(change) = &setup.attributes {
        page.line(&change.path.display().to_string());
        let is_added = change
            .after
            .as_ref()
            .is_some_and(|after| after.len() >= change.before.as_ref().map_or(0, Vec::len));
        let (sign, style) = match is_added {
            true => ("+", Style::Good),
            false => ("-", Style::Bad),
        };
        page.put(style, &format!("  {sign} {}", change.line));
        page.end();
    }
    if !setup.keys.is_empty() {
        page.line(&setup.configuration.display().to_string());
    }
    for change in &setup.keys {
        for (sign, style, value) in [
            ("-", Style::Bad, &change.before),
            ("+", Style::Good, &change.after),
        ] {
            if let Some(value) = value {
                page.put(style, &format!("  {sign} {} = {value}", change.key));
                page.end();
            }
        }
    }
    page.gap();
    page.into_text()
}

/// Shows what is planned and asks.
///
/// # Errors
/// Nobody is there to be asked.
fn agreed(planned: &str, session: &Session) -> Result<bool> {
    if !io::stdin().is_terminal() {
        let what = session.pick(
            "要改 git 的设置，这里没有人可以问",
            "git's settings are to be changed, and nobody is here to be asked",
        );
        return Err(Error::usage(what).next(session.pick(
            "先看要改什么：planwalk git-setup --dry-run\n直接改：planwalk git-setup --yes",
            "see what is changed: planwalk git-setup --dry-run\nchange it: planwalk git-setup --yes",
        )));
    }
    let question = session.pick("要这样改吗？[y/N] ", "Change this? [y/N] ");
    let mut terminal = io::stderr().lock();
    let asked = write!(terminal, "{planned}{question}").and_then(|()| terminal.flush());
    let mut answer = String::new();
    let heard = asked.and_then(|()| io::stdin().lock().read_line(&mut answer));
    let answer: String = answer.trim().chars().map(text::half_width).collect();
    Ok(heard.is_ok() && matches!(answer.to_lowercase().as_str(), "y" | "yes" | "是"))
}
