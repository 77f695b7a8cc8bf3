//! Generated plans: as many tasks as wanted, about a kilobyte of Chinese each.

use std::fmt::Write as _;

/// How many tasks stand in a pillar.
const IN_PILLAR: usize = 20;

/// The text of a plan with `tasks` tasks: statuses, dates, measures and notes as after a few meetings.
pub fn text(tasks: usize) -> String {
    let mut text = String::with_capacity(tasks * 1_100 + 1_000);
    text.push_str("format = 1\ntitle = \"工作计划\"\nissued = 2021-06-25\nperiod = { start = 2021-07-01, end = 2021-12-31 }\n");
    let statuses = [
        "not-started",
        "on-track",
        "at-risk",
        "done",
        "off-track",
        "closed",
    ];
    for task in 0..tasks {
        if task % IN_PILLAR == 0 {
            let pillar = task / IN_PILLAR + 1;
            let _ = write!(
                text,
                "\n[[pillar]]\nid = \"p{pillar}\"\ntitle = \"第{pillar}板块，全力提升工作水平\"\n"
            );
        }
        let number = task + 1;
        let status = statuses[task * 7 % statuses.len()];
        let _ = write!(
            text,
            "\n[[pillar.task]]\nid = \"t{number:02}\"\nstatus = \"{status}\"\ntitle = \"强化第{number}项重点工作\"\ndue = 2021-{:02}-{:02}\ntext = '''\n",
            7 + task % 6,
            1 + task % 28
        );
        for sentence in 0..6 {
            let _ = writeln!(
                text,
                "建立健全第{sentence}项工作机制，压实主体责任，定期分析研判，加强检查督促，确保第{number}项任务落到实处。"
            );
        }
        text.push_str("'''\nlead = \"教研室\"\n");
        let _ = writeln!(text, "progress = {}", task * 13 % 101);
        if task % 3 == 0 {
            let _ = write!(
                text,
                "\n[[pillar.task.measure]]\nid = \"t{number:02}-m1\"\ntext = \"完成第一阶段工作。\"\nstatus = \"on-track\"\n"
            );
        }
        if task % 2 == 0 {
            let _ = write!(
                text,
                "\n[[pillar.task.note]]\nat = 2021-09-15T09:40:00+08:00\nby = \"办公室\"\nkind = \"progress\"\ntext = '''\n已完成动员部署。\n正在抓紧推进。\n'''\n"
            );
        }
    }
    text
}

/// The plan as structs of serde, for the whole parse to be held against.
#[derive(serde::Deserialize)]
pub struct SerdePlan {
    #[serde(rename = "title")]
    pub _title: String,
    pub pillar: Vec<SerdePillar>,
}

#[derive(serde::Deserialize)]
pub struct SerdePillar {
    #[serde(rename = "id")]
    pub _id: String,
    #[serde(rename = "title")]
    pub _title: String,
    #[serde(default)]
    pub task: Vec<SerdeTask>,
}

#[derive(serde::Deserialize)]
pub struct SerdeTask {
    #[serde(rename = "id")]
    pub _id: String,
    #[serde(rename = "status")]
    pub _status: String,
    #[serde(rename = "title")]
    pub _title: String,
    #[serde(rename = "due")]
    pub _due: toml::value::Datetime,
    #[serde(rename = "text")]
    pub _text: String,
    #[serde(rename = "lead")]
    pub _lead: String,
    #[serde(rename = "progress")]
    pub _progress: u8,
    #[serde(rename = "measure", default)]
    pub _measures: Vec<SerdeMeasure>,
    #[serde(rename = "note", default)]
    pub _notes: Vec<SerdeNote>,
}

#[derive(serde::Deserialize)]
pub struct SerdeMeasure {
    #[serde(rename = "id")]
    pub _id: String,
    #[serde(rename = "text")]
    pub _text: String,
    #[serde(rename = "status")]
    pub _status: String,
}

#[derive(serde::Deserialize)]
pub struct SerdeNote {
    #[serde(rename = "at")]
    pub _at: toml::value::Datetime,
    #[serde(rename = "by")]
    pub _by: String,
    #[serde(rename = "kind")]
    pub _kind: String,
    #[serde(rename = "text")]
    pub _text: String,
}
