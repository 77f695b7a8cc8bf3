//! What a line around a plan is, by its look alone: a button, a signature, a document number, a title.
//!
//! Owns the words by which such lines are known. Never looks at the lines beside.

use super::chars::{is_blank, is_han, is_wide, trim};
use super::dates::{date_in, is_date_line, period_in};
use crate::text::is_joined_by_blank;

/// What a piece of data about the document is.
#[derive(Clone, Copy)]
pub enum Key {
    /// When it was issued.
    Date,
    /// Who issued it.
    Issuer,
    /// Something that a plan does not keep.
    Other,
}

/// The words before the colon, in the order in which they are believed.
pub const KEYS: [(&str, Key); 30] = [
    ("成文日期", Key::Date),
    ("发文日期", Key::Date),
    ("印发日期", Key::Date),
    ("发布日期", Key::Date),
    ("发布时间", Key::Date),
    ("公开日期", Key::Date),
    ("生成日期", Key::Date),
    ("日期", Key::Date),
    ("时间", Key::Date),
    ("Published", Key::Date),
    ("Date", Key::Date),
    ("发文机关", Key::Issuer),
    ("发文单位", Key::Issuer),
    ("发布机构", Key::Issuer),
    ("发布单位", Key::Issuer),
    ("信息来源", Key::Issuer),
    ("文章来源", Key::Issuer),
    ("来源", Key::Issuer),
    ("Issued by", Key::Issuer),
    ("Prepared by", Key::Issuer),
    ("发文字号", Key::Other),
    ("文号", Key::Other),
    ("索引号", Key::Other),
    ("主题分类", Key::Other),
    ("阅读次数", Key::Other),
    ("浏览次数", Key::Other),
    ("点击数", Key::Other),
    ("作者", Key::Other),
    ("字体", Key::Other),
    ("有效性", Key::Other),
];

/// Characters, white space aside.
pub fn length(text: &str) -> usize {
    text.chars().filter(|&c| !is_blank(c)).count()
}

pub fn is_short(text: &str) -> bool {
    text.len() <= 400 && length(text) <= 60 && !text.contains('。')
}

/// `- 3 -`, 第 3 页.
pub fn is_page_number(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let dash = |c: char| matches!(c, '-' | '—' | '－' | '–' | '·');
    let inner = text.trim_matches(|c| dash(c) || is_blank(c));
    let digits = !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit());
    let framed = text.starts_with(dash) && text.ends_with(dash);
    let paged = text.starts_with('第')
        && text.ends_with('页')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || is_blank(c) || "第页共/，,".contains(c));
    (digits && framed) || paged
}

/// A line that begins an attachment or a list of them; true where nothing else is on it.
pub fn attachment(text: &str) -> Option<bool> {
    let rest = text.strip_prefix("附件").or_else(|| {
        text.strip_prefix('附')
            .filter(|rest| rest.starts_with(['：', ':']))
    })?;
    if !is_short(text) {
        return None;
    }
    let rest = trim(rest).trim_start_matches(|c: char| {
        c.is_ascii_digit() || "一二三四五六七八九十".contains(c) || is_blank(c)
    });
    if rest.is_empty() {
        return Some(true);
    }
    let rest = rest.strip_prefix(['：', ':', '.', '、'])?;
    Some(trim(rest).is_empty())
}

/// Buttons and navigation of web pages.
pub fn is_residue(text: &str) -> bool {
    const STARTS: [&str; 36] = [
        "扫一扫",
        "【打印",
        "【关闭",
        "【返回",
        "【字体",
        "[打印",
        "[关闭",
        "打印本页",
        "打印正文",
        "关闭窗口",
        "字体：",
        "字体:",
        "字号",
        "分享到",
        "分享：",
        "分享:",
        "责任编辑",
        "责编",
        "编辑：",
        "编辑:",
        "相关链接",
        "相关阅读",
        "上一篇",
        "下一篇",
        "当前位置",
        "您的位置",
        "您当前",
        "您现在的位置",
        "首页 ",
        "首页>",
        "朗读",
        "版权所有",
        "网站地图",
        "返回顶部",
        "Copyright",
        "©",
    ];
    const WHOLE: [&str; 8] = [
        "打印",
        "关闭",
        "分享",
        "收藏",
        "首页",
        "返回",
        "大 中 小",
        "无障碍",
    ];
    if !is_short(text) {
        return false;
    }
    STARTS.iter().any(|start| text.starts_with(start))
        || WHOLE.contains(&text)
        || (text.contains("ICP备") && text.len() < 200)
}

/// 国发〔2019〕3号 on a line of its own.
pub fn is_document_number(text: &str) -> bool {
    length(text) <= 30
        && text.ends_with(['号', '號'])
        && text.contains(['〔', '[', '［', '【', '('])
        && text.contains(|c: char| c.is_ascii_digit() || matches!(c, '〇' | '○'))
        && !text.contains(['《', '，', '。'])
}

/// 各省、自治区、直辖市人民政府：
pub fn is_addressee(text: &str) -> bool {
    const ENDS: [&str; 22] = [
        "机构",
        "单位",
        "部门",
        "政府",
        "学校",
        "公司",
        "中心",
        "委员会",
        "股室",
        "科室",
        "处室",
        "院",
        "局",
        "处",
        "办",
        "园",
        "会",
        "厅",
        "部",
        "委",
        "校",
        "同志",
    ];
    let Some(names) = text.strip_suffix(['：', ':']) else {
        return false;
    };
    length(names) <= 120
        && !names.contains(['。', '；', '《'])
        && !names.contains("如下")
        && (names.starts_with('各') || ENDS.iter().any(|end| trim(names).ends_with(end)))
}

/// （此件公开发布）, 抄送：…, …2021年6月25日印发.
pub fn is_colophon(text: &str) -> bool {
    let bare = text.trim_start_matches(['（', '(']);
    is_short(text.trim_end_matches('。'))
        && (bare.starts_with("此件")
            || text.starts_with("抄送")
            || text.starts_with("抄报")
            || text.starts_with("公开方式")
            || text.starts_with("信息公开")
            || (text.ends_with("印发") && date_in(text).is_some()))
}

/// A short line without punctuation: the name of an office.
pub fn is_name(text: &str) -> bool {
    (2..=30).contains(&length(text))
        && !text.contains(|c: char| {
            matches!(
                c,
                '。' | '，' | '；' | '：' | ':' | '！' | '？' | '）' | ')' | '.' | ';'
            ) || c.is_ascii_digit()
        })
}

/// 教育局 2021年6月25日 on one line: the name.
pub fn signed_line(text: &str) -> Option<String> {
    if length(text) > 45 || text.contains(['。', '，', '；', '：']) {
        return None;
    }
    let year = text.find(|c: char| c.is_ascii_digit() || matches!(c, '二'))?;
    let (name, date) = (trim(&text[..year]), &text[year..]);
    (is_date_line(date) && is_name(name)).then(|| spelled(name))
}

/// A line that can be a title: short, no sentence, no data.
pub fn is_title(text: &str) -> bool {
    (2..=80).contains(&length(text))
        && !text.contains(['。', '；'])
        && !text.ends_with(['：', ':', '，'])
        && !is_residue(text)
        && !is_document_number(text)
        && !is_date_line(text)
        && !is_colophon(text)
        && !text.contains("发布时间")
        && !text.contains("来源：")
        && !text.contains("来源:")
        && !text.contains(" > ")
        && text.chars().any(char::is_alphabetic)
}

/// Whether a title goes on in the next line.
pub fn continues_title(title: &str, next: &str) -> bool {
    const ENDS: [&str; 24] = [
        "通知",
        "意见",
        "计划",
        "方案",
        "规划",
        "要点",
        "安排",
        "办法",
        "细则",
        "纲要",
        "清单",
        "报告",
        "决定",
        "规定",
        "台账",
        "任务",
        "措施",
        "总结",
        "规则",
        "通报",
        "责任书",
        "一览表",
        "Plan",
        "plan",
    ];
    // （试行）, （征求意见稿） belong to the title, a date in brackets does not.
    if next.starts_with(['（', '(']) {
        return next.ends_with(['）', ')'])
            && length(next) <= 16
            && date_in(next).is_none()
            && !is_colophon(next);
    }
    // The years under a title.
    if next
        .chars()
        .all(|c| c.is_ascii_digit() || is_blank(c) || "-–—至年".contains(c))
    {
        return period_in(next).is_some();
    }
    let latin = !title.contains(is_han);
    !latin
        && !ENDS.iter().any(|end| title.ends_with(end))
        && is_title(next)
        && length(next) <= 40
        && next.contains(is_han)
}

/// Adds a line to a title.
pub fn append(title: &mut String, text: &str) {
    if !title.is_empty() && is_joined_by_blank(title, text) {
        title.push(' ');
    }
    title.push_str(text);
}

/// A title or a name without the blanks of letter-spacing: 国 务 院 工 作 规 则.
pub fn spelled(text: &str) -> String {
    let words: Vec<&str> = text
        .split(is_blank)
        .filter(|word| !word.is_empty())
        .collect();
    let spaced = words.len() >= 3
        && words
            .iter()
            .all(|word| word.chars().count() == 1 && word.chars().all(is_wide));
    if spaced {
        words.concat()
    } else {
        text.to_owned()
    }
}

/// 牵头单位：…, `Owner: …`: a line that belongs to the task above it.
pub fn is_particulars(text: &str) -> bool {
    const STARTS: [&str; 15] = [
        "牵头",
        "责任",
        "配合",
        "协办",
        "参与单位",
        "完成时",
        "时限",
        "时间节点",
        "Lead",
        "Owner",
        "Responsible",
        "Support",
        "Due",
        "Deadline",
        "Timeline",
    ];
    let text = text.trim_start_matches(['（', '(', '*', '_', '【']);
    STARTS.iter().any(|start| text.starts_with(start))
        && text.chars().take(16).any(|c| matches!(c, '：' | ':'))
}
