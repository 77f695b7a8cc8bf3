//! Numbers to reach: 毛入学率稳定在94%以上, 完成6所学校标准化建设.
//!
//! Owns the reading of shares and counts in one sentence. Only Arabic digits promise something: 四所初中
//! and 三名工程 are names.

use crate::import::chars::{is_blank, trim};
use crate::plan::{Comparison, Goal, Target};
use crate::text::half_width;

/// What says that a share is to be reached, before the number; kept out of the name.
const REACHING: [(&str, Comparison); 32] = [
    ("稳定在", Comparison::AtLeast),
    ("保持在", Comparison::AtLeast),
    ("控制在", Comparison::AtMost),
    ("提高到", Comparison::AtLeast),
    ("提升到", Comparison::AtLeast),
    ("提高至", Comparison::AtLeast),
    ("提升至", Comparison::AtLeast),
    ("增加到", Comparison::AtLeast),
    ("增长到", Comparison::AtLeast),
    ("不低于", Comparison::AtLeast),
    ("不少于", Comparison::AtLeast),
    ("不超过", Comparison::AtMost),
    ("不高于", Comparison::AtMost),
    ("不多于", Comparison::AtMost),
    ("下降到", Comparison::AtMost),
    ("降低到", Comparison::AtMost),
    ("降到", Comparison::AtMost),
    ("降至", Comparison::AtMost),
    ("达到", Comparison::AtLeast),
    ("达至", Comparison::AtLeast),
    ("完成", Comparison::AtLeast),
    ("实现", Comparison::AtLeast),
    ("超过", Comparison::Above),
    ("高于", Comparison::Above),
    ("突破", Comparison::Above),
    ("低于", Comparison::Below),
    ("达", Comparison::AtLeast),
    ("到", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("≤", Comparison::AtMost),
    ("为", Comparison::AtLeast),
    ("于", Comparison::AtLeast),
];

/// What stands behind the number.
const BEHIND: [(&str, Comparison); 7] = [
    ("及以上", Comparison::AtLeast),
    ("以上", Comparison::AtLeast),
    ("及以下", Comparison::AtMost),
    ("以下", Comparison::AtMost),
    ("以内", Comparison::AtMost),
    ("之内", Comparison::AtMost),
    ("左右", Comparison::AtLeast),
];

/// Verbs with which a promise of a count begins.
const VERBS: [&str; 48] = [
    "完成",
    "新建",
    "改建",
    "扩建",
    "新改扩建",
    "改扩建",
    "新增",
    "建成",
    "建设",
    "实施",
    "培育",
    "创建",
    "打造",
    "改造",
    "培训",
    "引进",
    "招聘",
    "招录",
    "举办",
    "开展",
    "组织",
    "建立",
    "评选",
    "配备",
    "选派",
    "选树",
    "化解",
    "清理",
    "整治",
    "修建",
    "维修",
    "建好",
    "认定",
    "争创",
    "争取",
    "力争",
    "确保",
    "安置",
    "资助",
    "推进",
    "启动",
    "申报",
    "命名",
    "推广",
    "发展",
    "增加",
    "提供",
    "落实",
];

/// What may stand before the verb.
const BEFORE_VERB: [&str; 20] = [
    "年内", "今年", "全年", "本年", "计划", "拟", "力争", "确保", "争取", "继续", "再", "将", "共",
    "全县", "全市", "全区", "全省", "要", "并", "同时",
];

/// Units of counts, longer ones first.
const UNITS: [&str; 52] = [
    "平方公里",
    "平方米",
    "立方米",
    "万平方米",
    "万人次",
    "公里",
    "千米",
    "人次",
    "万亩",
    "万元",
    "亿元",
    "万人",
    "万吨",
    "万户",
    "万个",
    "万名",
    "场次",
    "个次",
    "所",
    "个",
    "家",
    "户",
    "套",
    "座",
    "项",
    "场",
    "次",
    "件",
    "台",
    "辆",
    "条",
    "吨",
    "处",
    "间",
    "支",
    "批",
    "门",
    "期",
    "篇",
    "例",
    "宗",
    "棵",
    "株",
    "盏",
    "张",
    "对",
    "种",
    "名",
    "人",
    "亩",
    "元",
    "米",
];

/// Words that tell of what has been, not of what is to come.
const PAST: [&str; 10] = [
    "已",
    "累计",
    "同比",
    "上年",
    "去年",
    "截至",
    "以来",
    "由原来",
    "目前",
    "现有",
];

/// The numbers that a sentence promises: the target, whether it is a share, and the words.
pub fn figures(sentence: &str) -> Vec<(Target, bool, &str)> {
    let mut found = Vec::new();
    let mut clause = 0;
    let mut acting = false;
    let mut quoted = 0_usize;
    let mut previous = ' ';
    let mut skip = 0;
    for (at, c) in sentence.char_indices() {
        match c {
            '《' => quoted += 1,
            '》' => quoted = quoted.saturating_sub(1),
            '，' | ',' | '。' | '；' | ';' | '：' | ':' | '（' | '(' => {
                acting |= begins_with_verb(&sentence[clause..at]);
                if matches!(c, '。' | '；' | ';') {
                    acting = false;
                }
                clause = at + c.len_utf8();
            }
            _ => {}
        }
        let begins = half_width(c).is_ascii_digit() && at >= skip && quoted == 0;
        let joined = half_width(previous).is_ascii_alphanumeric()
            || matches!(
                previous,
                '第' | '.' | '-' | '－' | '—' | '–' | '~' | '～' | '至' | '〔' | '[' | '+'
            );
        previous = c;
        if !begins {
            continue;
        }
        let Some(number) = Number::read(&sentence[at..]) else {
            continue;
        };
        skip = at + number.len;
        if joined {
            continue;
        }
        let before = &sentence[clause..at];
        let after = &sentence[at + number.len..];
        if before.len() > 300 || PAST.iter().any(|word| before.contains(word)) {
            continue;
        }
        let read = match number.unit(after) {
            Some(("%", len)) => share(before, &number, &after[len..])
                .map(|(target, more)| (target, true, len + more)),
            Some((unit, len)) => count(before, acting, &number, unit, &after[len..])
                .map(|(target, more)| (target, false, len + more)),
            None => None,
        };
        if let Some((target, is_share, len)) = read {
            let words = trim(&sentence[clause..at + number.len + len]);
            skip = at + number.len + len;
            found.push((target, is_share, words));
        }
    }
    found
}

struct Number {
    value: f64,
    len: usize,
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        let len: usize = text
            .chars()
            .take(16)
            .take_while(|&c| half_width(c).is_ascii_digit() || matches!(c, '.' | '．'))
            .map(char::len_utf8)
            .sum();
        let digits: String = text[..len].chars().map(half_width).collect();
        let value = digits
            .parse::<f64>()
            .ok()
            .filter(|value| value.is_finite())?;
        Some(Self { value, len })
    }

    /// The unit behind the number and its length with the blanks before it; none for what no target has.
    fn unit(&self, after: &str) -> Option<(&'static str, usize)> {
        let trimmed = after.trim_start_matches(is_blank);
        let blanks = after.len() - trimmed.len();
        for sign in ['%', '％'] {
            if let Some(rest) = trimmed.strip_prefix(sign) {
                let range = rest.starts_with(['-', '—', '–', '~', '～', '至', '到']);
                return (!range).then_some(("%", blanks + sign.len_utf8()));
            }
        }
        let unit = UNITS.into_iter().find(|unit| trimmed.starts_with(unit))?;
        let rest = &trimmed[unit.len()..];
        let other = [
            "月",
            "百分点",
            "工作日",
            "小时",
            "学期",
            "年",
            "星期",
            "季度",
            "民",
            "大",
            "均",
            "才",
        ];
        (!other.iter().any(|word| rest.starts_with(word))).then_some((unit, blanks + unit.len()))
    }

    fn goal(&self, comparison: Comparison, unit: &str) -> Goal {
        Goal::Number {
            comparison,
            number: self.value,
            unit: unit.to_owned(),
        }
    }
}

/// 毛入学率稳定在94%以上: a share needs a word that says it is to be reached.
fn share(before: &str, number: &Number, after: &str) -> Option<(Target, usize)> {
    let behind = BEHIND.iter().find(|(word, _)| after.starts_with(word));
    if let Some(target) = english_share(before, number) {
        return Some((target, 0));
    }
    let (mut name, reaching) = without_reaching(before);
    let weak = reaching.is_none_or(|word| matches!(word.0, "为" | "于" | "完成" | "实现" | "到"));
    let grows = ["增长", "下降", "提高", "降低", "提升", "增加", "减少"]
        .iter()
        .any(|word| trim(before).ends_with(word));
    if behind.is_none() && weak && !grows {
        return None;
    }
    let comparison = behind
        .map(|word| word.1)
        .or(reaching.map(|word| word.1))
        .unwrap_or(Comparison::AtLeast);
    name = without_start(name);
    let target = Target {
        name: fitting(name)?,
        goal: number.goal(comparison, "%"),
        actual: None,
    };
    Some((target, behind.map_or(0, |word| word.0.len())))
}

/// `Raise retention to at least 95%`
fn english_share(before: &str, number: &Number) -> Option<Target> {
    const REACHING: [(&str, Comparison); 10] = [
        (" to at least", Comparison::AtLeast),
        (" at least", Comparison::AtLeast),
        (" to more than", Comparison::Above),
        (" above", Comparison::Above),
        (" to less than", Comparison::Below),
        (" below", Comparison::Below),
        (" to at most", Comparison::AtMost),
        (" at most", Comparison::AtMost),
        (" reach", Comparison::AtLeast),
        (" to", Comparison::AtLeast),
    ];
    const FALLING: [&str; 4] = ["Reduce ", "Cut ", "Lower ", "Decrease "];
    const RISING: [&str; 7] = [
        "Raise ",
        "Increase ",
        "Improve ",
        "Keep ",
        "Bring ",
        "Grow ",
        "Lift ",
    ];
    let before = trim(before);
    let (name, comparison) = REACHING
        .iter()
        .find_map(|&(word, comparison)| Some((before.strip_suffix(word)?, comparison)))?;
    let falling = FALLING.iter().find_map(|verb| name.strip_prefix(verb));
    let rising = RISING.iter().find_map(|verb| name.strip_prefix(verb));
    let comparison = match (falling, comparison) {
        (Some(_), Comparison::AtLeast) => Comparison::AtMost,
        (_, comparison) => comparison,
    };
    let name = fitting(trim(falling.or(rising).unwrap_or(name)))?;
    Some(Target {
        name,
        goal: number.goal(comparison, "%"),
        actual: None,
    })
}

/// 完成6所学校标准化建设任务, 培训教师200人次: a count needs a verb.
fn count(
    before: &str,
    acting: bool,
    number: &Number,
    unit: &str,
    after: &str,
) -> Option<(Target, usize)> {
    let goes_on = trim(before).is_empty() && acting;
    let bound = ["不少于", "不低于", "不超过", "不多于", "达到", "突破"]
        .iter()
        .any(|word| trim(before).ends_with(word));
    if !goes_on && !bound && !begins_with_verb(before) {
        return None;
    }
    let behind = BEHIND.iter().find(|(word, _)| after.starts_with(word));
    let rest = &after[behind.map_or(0, |word| word.0.len())..];
    let end = rest
        .find([
            '，', ',', '。', '；', ';', '、', '：', '（', '(', '）', ')', '《', '“',
        ])
        .unwrap_or(rest.len());
    let (_, reaching) = without_reaching(before);
    let comparison = behind
        .map(|word| word.1)
        .or(reaching.map(|word| word.1))
        .unwrap_or(Comparison::AtLeast);
    let named = trim(rest[..end].trim_start_matches("的"));
    let stripped = named
        .strip_suffix("任务")
        .or(named.strip_suffix("工作"))
        .unwrap_or(named);
    let doing = trim(after_date(before));
    let behind_len = behind.map_or(0, |word| word.0.len());
    // 新建2所学校: the verb says more than the noun.
    let short = stripped.chars().count() <= 3
        && (2..=4).contains(&doing.chars().count())
        && doing != "完成";
    let (name, len) = match fitting(stripped) {
        Some(noun) if short => (format!("{doing}{noun}"), behind_len + end),
        Some(name) => (name, behind_len + end),
        None if named.is_empty() => (
            fitting(without_start(after_date(without_reaching(before).0)))?,
            behind_len,
        ),
        None => return None,
    };
    Some((
        Target {
            name,
            goal: number.goal(comparison, unit),
            actual: None,
        },
        len,
    ))
}

/// A clause without the word before its number, and that word.
fn without_reaching(before: &str) -> (&str, Option<&'static (&'static str, Comparison)>) {
    let before = trim(before);
    match REACHING.iter().find(|(word, _)| before.ends_with(word)) {
        Some(word) => (trim(&before[..before.len() - word.0.len()]), Some(word)),
        None => (before, None),
    }
}

fn without_start(mut name: &str) -> &str {
    const STARTS: [&str; 12] = [
        "力争", "确保", "实现", "争取", "努力", "保证", "其中", "推动", "完成", "年内", "今年",
        "使",
    ];
    while let Some(rest) = STARTS.iter().find_map(|start| name.strip_prefix(start)) {
        name = trim(rest);
    }
    name
}

fn fitting(name: &str) -> Option<String> {
    (2..=40)
        .contains(&name.chars().count())
        .then(|| name.to_owned())
}

/// A clause without the date that it begins with: 8月底前完成….
fn after_date(clause: &str) -> &str {
    match clause.char_indices().take(12).find(|&(_, c)| c == '前') {
        Some((at, c)) => &clause[at + c.len_utf8()..],
        None => clause,
    }
}

fn begins_with_verb(clause: &str) -> bool {
    let mut clause = trim(clause);
    if clause.len() > 300 {
        return false;
    }
    clause = after_date(clause);
    loop {
        if VERBS.iter().any(|verb| clause.starts_with(verb)) {
            return true;
        }
        match BEFORE_VERB
            .iter()
            .find_map(|word| clause.strip_prefix(word))
        {
            Some(rest) => clause = rest,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promised(sentence: &str) -> String {
        figures(sentence)
            .into_iter()
            .map(|(target, _, _)| format!("{} {}", target.name, target.goal))
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn shares_and_counts_are_found() {
        for (sentence, found) in [
            ("加大招生力度,毛入学率稳定在94%以上。", "毛入学率 >= 94 %"),
            (
                "力争高考本科录取人数达实际参考人数55%以上。",
                "高考本科录取人数达实际参考人数 >= 55 %",
            ),
            ("辍学率控制在0.5％以内。", "辍学率 <= 0.5 %"),
            ("合格率不低于９５%。", "合格率 >= 95 %"),
            ("投诉率低于1%。", "投诉率 < 1 %"),
            (
                "落实《通知》,完成6所学校标准化建设任务,22所学校运动场提质升级工程,启动一中扩容工程。",
                "学校标准化建设 >= 6 所; 学校运动场提质升级工程 >= 22 所",
            ),
            (
                "实施方家屯中心幼儿园等4所公办幼儿园扩容工程。",
                "公办幼儿园扩容工程 >= 4 所",
            ),
            ("年内培训教师200人次以上。", "培训教师 >= 200 人次"),
            ("8月底前新增学位1200个。", "新增学位 >= 1200 个"),
            ("组织演练,参与人数不少于500人。", "参与人数 >= 500 人"),
            (
                "新建2所学校,改扩建5所学校。",
                "新建学校 >= 2 所; 改扩建学校 >= 5 所",
            ),
            ("Raise retention to at least 95%.", "retention >= 95 %"),
            ("Reduce absence to 3% this year", "absence <= 3 %"),
        ] {
            assert_eq!(promised(sentence), found, "{sentence}");
        }
    }

    #[test]
    fn false_friends_are_none() {
        for sentence in [
            "开展第24届“新时代好少年”读书活动。",
            "迎接建党100周年。",
            "利用城区四所初中学校优势。",
            "抓好“三名工程”。",
            "启动一键报警。",
            "开展三年成长行动。",
            "完成6个月培训。",
            "提高10个百分点。",
            "完成95%。",
            "已完成12所学校改造。",
            "2021年完成。",
            "完成《2020年5所学校方案》。",
            "支持区域内1家符合条件的示范区。",
            "建设5-8所学校。",
            "增长3%-5%。",
            "",
        ] {
            assert_eq!(promised(sentence), "", "{sentence}");
        }
    }
}
