//! The keys of the format: one table for decoding, for where an edit puts a new key, for the order in
//! which a new file is written, and for the JSON Schema.
//!
//! The order is that of DESIGN: keys that change often are kept apart by steady ones, so that plain
//! git merges two people's edits of one task.

/// One kind of table in the file.
#[derive(Debug)]
pub(super) struct Table {
    /// Its path in headers: `pillar.task`. Empty for the head.
    pub path: &'static str,
    /// Its keys in canonical order.
    pub keys: &'static [Key],
}

/// One key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub name: &'static str,
    pub value: Value,
    /// Without it the table cannot be understood.
    pub required: bool,
    /// What it means, for people who write the file by hand.
    pub zh: &'static str,
    pub en: &'static str,
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    Format,
    Id,
    /// One line of text.
    Line,
    /// Long text, one sentence a line.
    Text,
    Date,
    DateTime,
    Period,
    Percent,
    Number,
    Status,
    NoteKind,
    Numbering,
    Goal,
    Lines,
    /// What a conflict is about.
    Field,
    /// The value of a field, as that field holds it.
    OfField,
    Tables(&'static Table),
}

const fn key(name: &'static str, value: Value, zh: &'static str, en: &'static str) -> Key {
    Key {
        name,
        value,
        required: false,
        zh,
        en,
    }
}

const fn required(name: &'static str, value: Value, zh: &'static str, en: &'static str) -> Key {
    Key {
        name,
        value,
        required: true,
        zh,
        en,
    }
}

pub(super) static HEAD: Table = Table {
    path: "",
    keys: &[
        key(
            "format",
            Value::Format,
            "文件格式的版本",
            "version of the file format",
        ),
        required("title", Value::Line, "计划的标题", "title of the plan"),
        key("issuer", Value::Line, "发布单位", "who issued the plan"),
        key("issued", Value::Date, "发布日期", "day of issue"),
        key(
            "period",
            Value::Period,
            "计划所属时段",
            "the time the plan is for",
        ),
        key(
            "numbering",
            Value::Numbering,
            "编号方式",
            "how numbers are shown",
        ),
        key(
            "preamble",
            Value::Text,
            "前言，一句一行",
            "what stands before the first pillar, one sentence a line",
        ),
        key(
            "conflict",
            Value::Tables(&CONFLICT),
            "合并冲突，由 planwalk 写入，处理后删除",
            "conflicts of a merge: planwalk writes them, and takes them away when they are settled",
        ),
        key(
            "pillar",
            Value::Tables(&PILLAR),
            "板块",
            "pillars, first level",
        ),
    ],
};

pub(super) static CONFLICT: Table = Table {
    path: "conflict",
    keys: &[
        key("node", Value::Id, "哪一项", "which node"),
        required("field", Value::Field, "哪个字段", "which field"),
        key(
            "key",
            Value::Line,
            "不认识的键的名称",
            "the name of an unknown key",
        ),
        key("base", Value::OfField, "原来的值", "the value before"),
        key("ours", Value::OfField, "我方的值", "our value"),
        key("ours-by", Value::Line, "我方是谁改的", "who set ours"),
        key(
            "ours-at",
            Value::DateTime,
            "我方何时改的",
            "when ours was set",
        ),
        key("theirs", Value::OfField, "对方的值", "their value"),
        key("theirs-by", Value::Line, "对方是谁改的", "who set theirs"),
        key(
            "theirs-at",
            Value::DateTime,
            "对方何时改的",
            "when theirs was set",
        ),
    ],
};

pub(super) static PILLAR: Table = Table {
    path: "pillar",
    keys: &[
        required("id", Value::Id, "固定不变的标识", "permanent name"),
        required(
            "title",
            Value::Line,
            "标题，不带编号",
            "title, without its number",
        ),
        key(
            "text",
            Value::Text,
            "板块自己的文字，一句一行",
            "text of its own, one sentence a line",
        ),
        key("lead", Value::Line, "牵头单位", "who is responsible"),
        key("task", Value::Tables(&TASK), "任务", "tasks, second level"),
    ],
};

pub(super) static TASK: Table = Table {
    path: "pillar.task",
    keys: &[
        required("id", Value::Id, "固定不变的标识", "permanent name"),
        key("status", Value::Status, "状态", "status, as reported"),
        required(
            "title",
            Value::Line,
            "标题，不带编号",
            "title, without its number",
        ),
        key("due", Value::Date, "完成时限", "day it is due"),
        key(
            "text",
            Value::Text,
            "正文，一句一行",
            "text, one sentence a line",
        ),
        key("lead", Value::Line, "牵头单位", "who is responsible"),
        key("support", Value::Lines, "配合单位", "who helps"),
        key(
            "progress",
            Value::Percent,
            "进度，百分比",
            "progress in percent",
        ),
        key("target", Value::Tables(&TARGET), "指标", "numbers to reach"),
        key(
            "reference",
            Value::Tables(&REFERENCE),
            "依据",
            "documents that the text cites",
        ),
        key(
            "measure",
            Value::Tables(&MEASURE),
            "举措",
            "measures, third level",
        ),
        key(
            "note",
            Value::Tables(&NOTE),
            "记录",
            "dated, signed entries",
        ),
    ],
};

pub(super) static TARGET: Table = Table {
    path: "pillar.task.target",
    keys: &[
        required(
            "name",
            Value::Line,
            "指标名称",
            "what is counted or measured",
        ),
        required(
            "goal",
            Value::Goal,
            "目标值，如 >= 94 %",
            "the number to reach, such as >= 94 %",
        ),
        key(
            "actual",
            Value::Number,
            "实际值",
            "the number reached so far",
        ),
    ],
};

pub(super) static REFERENCE: Table = Table {
    path: "pillar.task.reference",
    keys: &[
        required(
            "title",
            Value::Line,
            "文件名称，不带书名号",
            "its title, without brackets",
        ),
        key("number", Value::Line, "文号", "its document number"),
    ],
};

pub(super) static MEASURE: Table = Table {
    path: "pillar.task.measure",
    keys: &[
        required("id", Value::Id, "固定不变的标识", "permanent name"),
        required(
            "text",
            Value::Text,
            "举措内容，一句一行",
            "what is promised, one sentence a line",
        ),
        key("status", Value::Status, "状态", "status, as reported"),
        key("due", Value::Date, "完成时限", "day it is due"),
        key("lead", Value::Line, "牵头单位", "who is responsible"),
    ],
};

pub(super) static NOTE: Table = Table {
    path: "pillar.task.note",
    keys: &[
        required("at", Value::DateTime, "时间", "when it was written"),
        required("by", Value::Line, "记录人", "who wrote it"),
        key("kind", Value::NoteKind, "类别", "what it is"),
        required(
            "text",
            Value::Text,
            "内容，一句一行",
            "what it says, one sentence a line",
        ),
    ],
};

impl Table {
    /// The key that holds tables of this kind: the last step of the path.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of the keys that stand before `name`, the nearest first.
    pub fn before(&self, name: &str) -> impl Iterator<Item = &'static str> {
        let end = self
            .keys
            .iter()
            .position(|key| key.name == name)
            .unwrap_or(self.keys.len());
        self.keys[..end].iter().rev().map(|key| key.name)
    }
}
