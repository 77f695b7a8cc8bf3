//! Who is responsible and who helps: （…负责）, （…牵头，…配合）, 牵头单位：…；配合单位：….
//!
//! Owns the reading of names in one line. Never knows which offices exist.

use crate::import::chars::{is_blank, trim};

/// Who is responsible, and who helps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Responsible {
    /// Who is responsible.
    pub lead: String,
    /// Who helps.
    pub support: Vec<String>,
}

impl Responsible {
    /// Adds those who are named again in the same task: they help.
    pub fn join(&mut self, more: Self) {
        for name in std::iter::once(more.lead).chain(more.support) {
            if name != self.lead && !name.is_empty() && !self.support.contains(&name) {
                self.support.push(name);
            }
        }
    }
}

/// Those whom a line makes responsible, and its words. `first_leads` is set where the line says that the
/// first one named leads, which then holds for the rest of the document.
pub fn responsible<'a>(line: &'a str, first_leads: &mut bool) -> Vec<(Responsible, &'a str)> {
    let mut found = Vec::new();
    if let Some(all) = keyed(line) {
        found.push(all);
    }
    for inner in brackets(line) {
        let rule = (inner.contains("列第一位")
            || inner.contains("在第一位")
            || inner.contains("排第一位"))
            && inner.contains("牵头");
        *first_leads |= rule;
        if let Some(who) = in_brackets(inner, *first_leads) {
            found.push((who, inner));
        }
    }
    found
}

/// The innermost brackets of a line that are short enough to hold names.
fn brackets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, c) in line.char_indices() {
        match c {
            '（' | '(' => open = Some(at + c.len_utf8()),
            '）' | ')' => {
                if let Some(start) = open.take()
                    && at - start <= 600
                {
                    found.push(&line[start..at]);
                }
            }
            _ => {}
        }
    }
    found
}

/// A、B负责; A会同B负责; A牵头，B、C配合.
fn in_brackets(inner: &str, first_leads: bool) -> Option<Responsible> {
    let mut who = Responsible::default();
    for part in inner.split(['，', ',', '；', ';']) {
        let part = trim(part);
        if let Some(names) = ["牵头负责", "负责", "牵头", "负责落实"]
            .iter()
            .find_map(|end| part.strip_suffix(end))
            && names.chars().count() >= 2
            && who.lead.is_empty()
        {
            let names = names.strip_prefix('由').unwrap_or(names);
            let (names, helpers) = names.split_once("会同").unwrap_or((names, ""));
            if first_leads {
                let mut units = split_names(names);
                who.lead = units.next().unwrap_or_default().to_owned();
                who.support.extend(units.map(str::to_owned));
            } else {
                trim(names).clone_into(&mut who.lead);
            }
            who.support.extend(split_names(helpers).map(str::to_owned));
        } else if let Some(names) = ["配合", "协助", "参与", "协同", "协办"]
            .iter()
            .find_map(|end| part.strip_suffix(end))
            && !who.lead.is_empty()
        {
            who.support.extend(split_names(names).map(str::to_owned));
        }
    }
    (!who.lead.is_empty()).then_some(who)
}

fn split_names(names: &str) -> impl Iterator<Item = &str> {
    names
        .split(['、', ',', '，', ';', '；'])
        .map(|name| trim(name).trim_end_matches('等'))
        .filter(|name| !name.is_empty())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Lead,
    Charge,
    Person,
    Support,
    Other,
}

const KEYS: [(&str, Key); 31] = [
    ("牵头单位", Key::Lead),
    ("牵头部门", Key::Lead),
    ("牵头科室", Key::Lead),
    ("牵头股室", Key::Lead),
    ("牵头处室", Key::Lead),
    ("主办单位", Key::Lead),
    ("责任单位", Key::Charge),
    ("责任部门", Key::Charge),
    ("责任科室", Key::Charge),
    ("责任股室", Key::Charge),
    ("责任处室", Key::Charge),
    ("责任领导", Key::Person),
    ("牵头领导", Key::Person),
    ("责任人", Key::Person),
    ("配合单位", Key::Support),
    ("配合部门", Key::Support),
    ("配合科室", Key::Support),
    ("配合股室", Key::Support),
    ("协办单位", Key::Support),
    ("协助单位", Key::Support),
    ("参与单位", Key::Support),
    ("完成时限", Key::Other),
    ("完成时间", Key::Other),
    ("时间节点", Key::Other),
    ("Lead", Key::Lead),
    ("Owner", Key::Lead),
    ("Responsible", Key::Charge),
    ("Support", Key::Support),
    ("Due", Key::Other),
    ("Deadline", Key::Other),
    ("Timeline", Key::Other),
];

/// 牵头单位：A；配合单位：B、C.
fn keyed(line: &str) -> Option<(Responsible, &str)> {
    if !line.contains([':', '：']) {
        return None;
    }
    let mut places: Vec<(usize, usize, Key)> = Vec::new();
    for (name, key) in KEYS {
        for (at, _) in line.match_indices(name).take(8) {
            let rest = &line[at + name.len()..];
            let trimmed = rest.trim_start_matches([' ', '*', '_']);
            let Some(colon) = trimmed.chars().next().filter(|c| matches!(c, ':' | '：')) else {
                continue;
            };
            places.push((at, line.len() - trimmed.len() + colon.len_utf8(), key));
        }
    }
    places.sort_unstable_by_key(|&(at, _, _)| at);
    let mut values: Vec<(Key, &str)> = Vec::new();
    let mut last = 0;
    for (place, &(_, start, key)) in places.iter().enumerate() {
        let until = places
            .get(place + 1)
            .map_or(line.len(), |next| next.0.max(start));
        let value = &line[start..until];
        let end = value
            .find(['。', '；', ';', '）', ')', '（'])
            .unwrap_or(value.len());
        last = start + end;
        let value = value[..end]
            .trim_matches(|c| is_blank(c) || matches!(c, '，' | ',' | '、' | '*' | '_' | '.'));
        if !value.is_empty() && value.chars().count() <= 200 {
            values.push((key, value));
        }
    }
    let first = |wanted: Key| values.iter().position(|&(key, _)| key == wanted);
    let lead = first(Key::Lead)
        .or(first(Key::Charge))
        .or(first(Key::Person))?;
    let mut who = Responsible {
        lead: values[lead].1.to_owned(),
        support: Vec::new(),
    };
    for (place, &(key, value)) in values.iter().enumerate() {
        if place != lead && matches!(key, Key::Support | Key::Charge | Key::Lead) {
            who.support.extend(split_names(value).map(str::to_owned));
        }
    }
    Some((who, trim(&line[places.first()?.0..last])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(line: &str) -> String {
        let mut rule = false;
        responsible(line, &mut rule)
            .into_iter()
            .map(|(who, _)| format!("{} + {}", who.lead, who.support.join(" ")))
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn those_responsible_are_found() {
        for (line, found) in [
            ("甲。（教研室、办公室负责）", "教研室、办公室 + "),
            (
                "甲。(教研室负责)乙。（办公室负责）",
                "教研室 +  | 办公室 + ",
            ),
            ("（发展股会同有关部门负责）", "发展股 + 有关部门"),
            (
                "（教研室牵头，办公室、计财股配合）",
                "教研室 + 办公室 计财股",
            ),
            (
                "（教研室、办公室负责，列第一位者为牵头单位，下同）",
                "教研室 + 办公室",
            ),
            (
                "（牵头单位：教研室，配合单位：办公室，计财股，完成时限：9月）",
                "教研室 + 办公室 计财股",
            ),
            (
                "责任单位：教研室、办公室；责任人：股长",
                "教研室、办公室 + ",
            ),
            (
                "Lead: Office; Support: Finance, Staff. Due: June",
                "Office + Finance Staff",
            ),
            ("（主要负责人）（由专人负责的事）认真负责。", ""),
            ("（负责）", ""),
        ] {
            assert_eq!(who(line), found, "{line}");
        }
    }

    #[test]
    fn a_rule_holds_for_the_rest() {
        let mut rule = false;
        responsible("（甲局负责，排在第一位的部门为牵头部门，下同）", &mut rule);
        let who = responsible("（乙局、丙局负责）", &mut rule);
        assert_eq!(
            who[0].0,
            Responsible {
                lead: "乙局".into(),
                support: vec!["丙局".into()]
            }
        );
    }
}
