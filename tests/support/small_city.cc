#include "support/small_city.h"

#include <algorithm>
#include <stdexcept>

#include "base/id.h"
#include "journal/journal.h"
#include "record/schema.h"

namespace muster::test_support {
namespace {

const std::string kDefinitions = R"yaml(dictionary: menu_group
title: { zh: 分组, en: Groups }
choices:
  organisation: { zh: 机构, en: Organisation }
  water: { zh: 水, en: Water }
  system: { zh: 系统, en: System }
---
dictionary: grade
title: { zh: 等级, en: Grade }
choices:
  small: { zh: 小, en: Small }
  large: { zh: 大, en: Large }
---
role: keeper
title: { zh: 保管, en: Keeper }
grants:
  - { verbs: [read, create, update, move], types: [dam], reach: own }
---
role: chief
title: { zh: 主管, en: Chief }
grants:
  - { verbs: ["*"], types: ["*"], reach: city }
---
type: jurisdiction
title: { zh: 区划, en: Jurisdiction }
group: organisation
shared: true
key: [code]
label: "{name}"
fields:
  code:   { kind: text, required: true, index: true, title: { zh: 代码, en: Code } }
  name:   { kind: text, required: true, search: true, title: { zh: 名称, en: Name } }
  parent: { kind: jurisdiction, title: { zh: 上级, en: Parent } }
  path:   { kind: text, index: true, title: { zh: 路径, en: Path } }
---
type: dam
title: { zh: 坝, en: Dam }
group: water
place: point
key: [jurisdiction, name]
label: "{name}·{grade}"
number_prefix: BA
fields:
  name:     { kind: text, required: true, search: true, max_length: 20, title: { zh: 名称, en: Name } }
  grade:    { kind: choice, of: grade, required: true, otherwise: small, index: true, title: { zh: 等级, en: Grade } }
  height_m: { kind: number, min: 0, max: 300, unit: m, title: { zh: 坝高, en: Height } }
  width_m:  { kind: number, min: 0, unit: m, title: { zh: 坝宽, en: Width } }
  slope:    { kind: number, computed: { div: [height_m, width_m] }, title: { zh: 坡比, en: Slope } }
  stake:    { kind: stake, title: { zh: 桩号, en: Stake } }
  cost:     { kind: money, min: 0, title: { zh: 造价, en: Cost } }
  built_on: { kind: date, title: { zh: 建成, en: Built on } }
  due_at:   { kind: instant, title: { zh: 期限, en: Due at } }
  phone:    { kind: text, personal: true, title: { zh: 电话, en: Telephone } }
  upstream: { kind: reference, to: dam, title: { zh: 上游坝, en: Dam upstream } }
  reason:   { kind: text, title: { zh: 缘由, en: Reason }, required_when: { field: grade, in: [large] } }
  fixed_at: { kind: instant, title: { zh: 修复, en: Fixed at } }
  fixed_by: { kind: text, title: { zh: 修复人, en: Fixed by } }
  tags:     { kind: multi_choice, of: grade, title: { zh: 标签, en: Tags } }
start: sound
states:
  sound:   { title: { zh: 完好, en: Sound } }
  leaking: { title: { zh: 渗漏, en: Leaking } }
  waiting: { title: { zh: 待料, en: Waiting } }
  fixed:   { title: { zh: 已修, en: Fixed } }
  closed:  { title: { zh: 结案, en: Closed }, final: true }
moves:
  leak:  { title: { zh: 报渗漏, en: Report a leak }, from: [sound, fixed], to: leaking, takes: [due_at] }
  wait:  { title: { zh: 待料, en: Wait }, from: [leaking], to: waiting }
  go_on: { title: { zh: 续修, en: Go on }, from: [waiting], to: leaking }
  fix:   { title: { zh: 修复, en: Fix }, from: [leaking], to: fixed, by: [keeper, chief], needs: [height_m], stamps: { fixed_at: now } }
  close: { title: { zh: 结案, en: Close }, from: [fixed], to: closed, by: [chief], two_person: true, once: true }
clocks:
  repair: { title: { zh: 修复时限, en: Repair }, during: [leaking, waiting], limit: 2h, warn: 30m, pauses: [waiting], then: mark }
---
type: note
title: { zh: 记事, en: Note }
group: water
append_only: true
label: "{text}"
fields:
  text:  { kind: text, required: true, search: true, title: { zh: 内容, en: Text } }
  about: { kind: reference, to: "*", title: { zh: 何事, en: About } }
---
type: clock
title: { zh: 时钟, en: Clock }
group: system
label: "{title}"
key: [about, name, started_at]
fields:
  about:         { kind: reference, to: "*", required: true, index: true, title: { zh: 何事, en: About } }
  about_type:    { kind: text, required: true, title: { zh: 类型, en: Type } }
  name:          { kind: text, required: true, index: true, title: { zh: 时钟名, en: Name } }
  title:         { kind: text, required: true, title: { zh: 标题, en: Title } }
  started_at:    { kind: instant, required: true, title: { zh: 起算, en: Started at } }
  due_at:        { kind: instant, required: true, title: { zh: 期限, en: Due at } }
  warn_at:       { kind: instant, title: { zh: 提醒, en: Warns at } }
  limit_ms:      { kind: duration, title: { zh: 时限, en: Limit } }
  met_at:        { kind: instant, title: { zh: 办到, en: Met at } }
  paused_at:     { kind: instant, title: { zh: 暂停自, en: Paused at } }
  paused_ms:     { kind: duration, otherwise: 0, title: { zh: 已暂停, en: Paused for } }
  late_ms:       { kind: duration, title: { zh: 迟, en: Late by } }
  step:          { kind: integer, otherwise: 0, title: { zh: 第几步, en: Step } }
  next_at:       { kind: instant, index: true, title: { zh: 下次动作, en: Next fires at } }
  ladder:        { kind: text, title: { zh: 阶梯, en: Ladder } }
  rule:          { kind: text, title: { zh: 规则, en: Rule } }
  source:        { kind: text, title: { zh: 出处, en: Source } }
start: running
states:
  running:   { title: { zh: 在走, en: Running } }
  warned:    { title: { zh: 将到, en: Nearly due } }
  due:       { title: { zh: 到点, en: Due } }
  late:      { title: { zh: 已迟, en: Late } }
  paused:    { title: { zh: 暂停, en: Paused } }
  met:       { title: { zh: 已办, en: Met }, final: true }
  cancelled: { title: { zh: 取消, en: Cancelled }, final: true }
moves:
  warn:     { title: { zh: 提醒, en: Warn }, from: [running], to: warned, by: [chief], takes: [step, next_at] }
  fall_due: { title: { zh: 到点, en: Fall due }, from: [running, warned], to: due, by: [chief], takes: [step, next_at] }
  lapse:    { title: { zh: 迟, en: Fall late }, from: [running, warned, due], to: late, by: [chief], takes: [step, next_at] }
  pause:    { title: { zh: 暂停, en: Pause }, from: [running, warned, due, late], to: paused, by: [chief], takes: [paused_at, next_at] }
  resume:   { title: { zh: 续走, en: Resume }, from: [paused], to: running, by: [chief], takes: [paused_at, paused_ms, due_at, warn_at, next_at] }
  move_due: { title: { zh: 改期限, en: Move the limit }, from: [running, warned, due, late], to: running, by: [chief], takes: [due_at, warn_at, next_at, limit_ms] }
  meet:     { title: { zh: 办到, en: Meet }, from: [running, warned, due, late, paused], to: met, by: [chief], takes: [met_at, late_ms, next_at] }
  cancel:   { title: { zh: 取消, en: Cancel }, from: [running, warned, due, late, paused], to: cancelled, by: [chief], takes: [next_at] }
)yaml";

// One source per document, named as the loader wants it: "type: dam" stands in dam.yaml.
std::vector<model::Source> sources_of(const std::string& documents) {
  std::vector<model::Source> out;
  for (std::size_t from = 0; from < documents.size();) {
    const std::size_t to = std::min(documents.find("\n---\n", from), documents.size());
    const std::string text = documents.substr(from, to - from);
    const std::size_t colon = text.find(": ");
    out.push_back({text.substr(colon + 2, text.find('\n', colon) - colon - 2) + ".yaml", text});
    from = to + 5;
  }
  return out;
}

record::Draft place(const std::string& code, const std::string& name, const std::string& path) {
  record::Draft draft;
  draft.type = "jurisdiction";
  draft.id = derived_id("place/" + code);
  draft.fields = {{"code", code}, {"name", name}, {"path", path}};
  return draft;
}

}  // namespace

std::shared_ptr<const model::Model> small_model(const std::string& more) {
  auto loaded = model::load(sources_of(kDefinitions + (more.empty() ? "" : "\n---\n" + more)));
  if (!loaded) throw std::runtime_error(error_text(loaded.error(), "en"));
  return *loaded;
}

std::shared_ptr<const model::Model> small_model_where(const std::vector<std::pair<std::string, std::string>>& instead, const std::string& more) {
  std::string text = kDefinitions;
  for (const auto& [old, now] : instead) {
    const std::size_t first = text.find(old);
    if (first == std::string::npos) throw std::runtime_error("the small city has no text: " + old);
    for (std::size_t at = first; at != std::string::npos; at = text.find(old, at + now.size())) text.replace(at, old.size(), now);
  }
  auto loaded = model::load(sources_of(text + (more.empty() ? "" : "\n---\n" + more)));
  if (!loaded) {
    std::string why;
    for (const Error& error : loaded.error().also) why += error_text(error, "en") + '\n';
    throw std::runtime_error(why);
  }
  return *loaded;
}

SmallCity::SmallCity(db::Engine engine, std::shared_ptr<const model::Model> definitions) : database(engine), model(std::move(definitions)) {
  std::vector<db::Migration> steps = journal::migrations();
  for (db::Migration& step : record::migrations()) steps.push_back(step);
  if (const Status migrated = db::migrate(*database, steps); !migrated) throw std::runtime_error(error_text(migrated.error(), "en"));
  const auto ledger = database->write([&](db::Connection& connection) {
    return connection.execute("INSERT INTO ledger (id, title_zh, title_en, kind, city_start, wall_start, speed) VALUES ('real', '实际', 'Real', 'real', 0, 0, 1)");
  });
  if (!ledger) throw std::runtime_error("ledger");
  if (const Status opened = reopen(); !opened) throw std::runtime_error(error_text(opened.error(), "en") + opened.error().cause);
  const auto system = identity::Viewer::system("demo");
  city = store->create(system, {}, place("421000", "荆州市", "/jz")).value().id;
  north = store->create(system, {}, place("421001", "北县", "/jz/north")).value().id;
  south = store->create(system, {}, place("421002", "南县", "/jz/south")).value().id;
}

identity::Viewer SmallCity::person(const std::string& role, std::vector<std::string> verbs, std::vector<std::string> types, const std::string& path) {
  identity::Viewer viewer;
  viewer.actor.person = derived_id("person/" + role + path);
  viewer.actor.account = role;
  viewer.person_name = role;
  viewer.home_path = path;
  identity::ScopedGrant grant;
  grant.verbs = std::move(verbs);
  grant.types = std::move(types);
  grant.path = path;
  grant.role = role;
  viewer.grants.push_back(std::move(grant));
  return viewer;
}

record::Draft SmallCity::dam(const std::string& name, const std::string& where) const {
  record::Draft draft;
  draft.type = "dam";
  draft.jurisdiction_id = where;
  draft.fields = {{"name", name}, {"height_m", 12.5}, {"width_m", 5}};
  return draft;
}

Status SmallCity::reopen(std::shared_ptr<const model::Model> definitions) {
  if (definitions) model = std::move(definitions);
  store.reset();
  record::Store::Options options;
  options.field_key = std::string(32, 'k');
  auto opened = record::Store::open(*database, model, time, time, options);
  if (!opened) return fail(opened.error());
  store = std::move(*opened);
  return {};
}

}  // namespace muster::test_support
