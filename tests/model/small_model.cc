#include "model/small_model.h"

#include <gtest/gtest.h>

namespace muster::model::test {

std::vector<Source> small_sources() {
  return {
      {"model/types/gauge.yaml", R"(type: gauge
title: { zh: 测站, en: Gauge }
group: works
key: [code]
label: "{name}"
fields:
  code: { kind: text, required: true, max_length: 20, title: { zh: 代码, en: Code } }
  name: { kind: text, title: { zh: 名称, en: Name } }
)"},
      {"model/types/task.yaml", R"(type: task
title: { zh: 任务, en: Task }
group: works
place: point
label: "{text} {gauge}"
list: [text, state, jurisdiction]
filters: [grade]
responsible: [technical]
governed_by: gauge
fields:
  text:     { kind: text, required: true, title: { zh: 内容, en: Text } }
  gauge:    { kind: reference, to: gauge, title: { zh: 测站, en: Gauge } }
  grade:    { kind: choice, of: grade, otherwise: low, title: { zh: 等级, en: Grade } }
  measure:  { kind: text, title: { zh: 措施, en: Measure }, required_when: { field: grade, in: [high] } }
  stage_m:  { kind: number, min: 0, max: 60, unit: m, title: { zh: 水位, en: Stage } }
  head_m:   { kind: number, title: { zh: 水头, en: Head }, computed: { sub: [stage_m, 3] } }
  deadline: { kind: instant, title: { zh: 期限, en: Deadline } }
  done_at:  { kind: instant, title: { zh: 办结, en: Done at } }
  done_by:  { kind: person, title: { zh: 办结人, en: Done by } }
start: open
states:
  open:    { title: { zh: 待办, en: Open } }
  waiting: { title: { zh: 等待, en: Waiting } }
  done:    { title: { zh: 已办, en: Done }, final: true }
moves:
  wait:   { title: { zh: 等待, en: Wait }, from: [open], to: waiting }
  finish: { title: { zh: 办结, en: Finish }, from: [open, waiting], to: done, by: [officer], needs: [measure], stamps: { done_at: now, done_by: actor } }
clocks:
  finish: { title: { zh: 办结, en: Finish }, during: [open, waiting], limit_field: deadline, warn: 10m, pauses: [waiting], then: mark }
  begin:  { title: { zh: 着手, en: Begin }, during: [open], limit_rule: task_limits, then: escalate, ladder: room }
)"},
      {"model/dictionaries/all.yaml", R"(dictionary: menu_group
title: { zh: 分组, en: Group }
choices:
  works: { zh: 工程, en: Works }
---
dictionary: grade
title: { zh: 等级, en: Grade }
choices:
  low:  { zh: 低, en: Low, level: "4" }
  high: { zh: 高, en: High, level: "3" }
---
dictionary: responsibility_role
title: { zh: 责任, en: Responsibility }
choices:
  technical: { zh: 技术, en: Technical }
)"},
      {"model/roles/roles.yaml", R"(role: officer
title: { zh: 值班员, en: Officer }
grants:
  - { verbs: [read, move], types: [task], reach: own }
---
role: reader
title: { zh: 查阅, en: Reader }
grants:
  - { verbs: [read], types: ["*"], reach: city }
)"},
      {"model/rules/all.yaml", R"(rule: task_limits
source: { zh: 甲规定, en: Rule A }
mark: certain
valid_to: 2025-12-31
body: { limits: { begin: 30m } }
---
rule: task_limits
source: { zh: 乙规定, en: Rule B }
mark: check
valid_from: 2026-01-01
body: { limits: { begin: { limit: 15m } } }
---
rule: ladders
source: { zh: 阶梯, en: Ladders }
mark: check
body: { ladders: { room: [{ to: duty_room, wait: 5m }] } }
)"},
      {"model/plans/flood.yaml", R"(plan: flood
title: { zh: 预案, en: Plan }
levels: { "4": { deadline: 30m, at_m: 42.50 } }
)"},
  };
}

std::vector<Source> with(const std::string& file, const std::string& text,
                         const std::string& instead) {
  std::vector<Source> sources = small_sources();
  for (Source& source : sources) {
    if (source.path != file) continue;
    const std::size_t at = source.text.find(text);
    EXPECT_NE(at, std::string::npos) << text;
    EXPECT_EQ(source.text.find(text, at + 1), std::string::npos) << text << " stands twice";
    source.text.replace(at, text.size(), instead);
    return sources;
  }
  ADD_FAILURE() << "no file " << file;
  return sources;
}

std::shared_ptr<const Model> loaded(const std::vector<Source>& sources) {
  const auto model = load(sources);
  if (!model) {
    ADD_FAILURE() << error_text(model.error(), "en");
    return std::make_shared<Model>();
  }
  return *model;
}

}  // namespace muster::model::test
