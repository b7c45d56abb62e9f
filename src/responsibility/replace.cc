#include <algorithm>
#include <set>

#include "clock/ladder.h"
#include "errors/common.h"
#include "responsibility/register.h"
#include "responsibility/replace_liaisons.h"
#include "responsibility/responsibility.h"

namespace muster::responsibility {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

constexpr int kMostRows = 20'000;

class Replacing {
 public:
  Replacing(Unit& unit, const Replacement& asked) : unit_(unit), asked_(asked) {}

  Result<json::Value> run() {
    if (Status fine = check(); !fine) return fail(fine.error());
    last_ = day_before(asked_.from);
    LiaisonReplacing liaisons(unit_, asked_);
    if (Status done = responsibilities(); !done) return fail(done.error());
    if (Status done = liaisons.rows(); !done) return fail(done.error());
    if (Status done = assignments(); !done) return fail(done.error());
    if (asked_.from <= format_date(city_day(unit_.now()))) {
      if (Status done = tasks(); !done) return fail(done.error());
      if (Status done = liaisons.tasks(); !done) return fail(done.error());
    }
    auto holes = count_holes();
    if (!holes) return fail(holes.error());
    return json::Value(json::Object{{"ended", ended_}, {"opened", opened_}, {"removed", removed_}, {"assignments_ended", assignments_ended_},
                                    {"assignments_left", std::move(assignments_left_)}, {"liaisons_replaced", liaisons.replaced()},
                                    {"liaisons_ended", liaisons.ended()}, {"liaisons_left", liaisons.take_left()}, {"tasks", std::move(moved_)}, {"holes", *holes}});
  }

 private:
  Status check() {
    const auto person = unit_.find("person", asked_.person);
    if (!person) return fail(error::kNoSuchReference, "person", {{"title", bilingual("离任的人", "who leaves")}, {"value", asked_.person}});
    if (asked_.reason.empty()) return fail(error::kRequired, "reason", {{"title", bilingual("缘由", "reason")}});
    if (const auto day = parse_date(asked_.from); !day) return fail(error::kBadDate, "from", {{"value", asked_.from}});
    if (asked_.with.empty()) return {};
    if (asked_.with == asked_.person || !unit_.find("person", asked_.with)) {
      return fail(error::kNoSuchReference, "with", {{"title", bilingual("接任的人", "the successor")}, {"value", asked_.with}});
    }
    for (const Record& row : unit_.find_where("responsibility", {{"person", asked_.with}}, kMostRows)) {
      if (row.valid_on(asked_.from, "from", "to")) held_by_successor_.insert(row.text("work") + ' ' + row.text("role"));
    }
    return {};
  }

  Status responsibilities() {
    for (const Record& row : unit_.find_where("responsibility", {{"person", asked_.person}}, kMostRows)) {
      const std::string to = row.text("to");
      if (!to.empty() && to < asked_.from) continue;
      works_.insert(row.text("work"));
      if (Status done = end(row, &ended_); !done) return done;
      if (asked_.with.empty() || held_by_successor_.contains(row.text("work") + ' ' + row.text("role"))) continue;
      Draft next;
      next.type = "responsibility";
      next.jurisdiction_id = row.jurisdiction_id;
      next.fields = {{"work", row.text("work")}, {"role", row.text("role")}, {"person", asked_.with}, {"from", std::max(asked_.from, row.text("from"))}, {"basis", asked_.reason}};
      if (!to.empty()) next.fields.set("to", to);
      const auto opened = unit_.create(next);
      if (!opened) return fail(opened.error());
      ++opened_;
    }
    return {};
  }

  // Ends on the day before; what has not begun by then is taken back.
  Status end(const Record& row, std::int64_t* count) {
    Draft draft;
    draft.type = row.type;
    draft.id = row.id;
    if (row.text("from") >= asked_.from) {
      draft.reason = asked_.reason;
      ++removed_;
      return unit_.remove(draft);
    }
    draft.fields = {{"to", last_}};
    if (row.type == "responsibility") draft.fields.set("note", asked_.reason);
    const auto done = unit_.update(draft);
    if (!done) return fail(done.error());
    ++*count;
    return {};
  }

  // A leader's liaisons (for_person) answer for whoever comes after, or for nobody: their right does not outlive the leader's term.
  Status assignments() {
    for (const char* place : {"person", "for_person"}) {
      for (const Record& row : unit_.find_where("assignment", {{place, asked_.person}}, kMostRows)) {
        const std::string to = row.text("to");
        if (!to.empty() && to < asked_.from) continue;
        if (Status done = assignment(row); !done) return done;
      }
    }
    return {};
  }

  Status assignment(const Record& row) {
    const bool begun = row.text("from") < asked_.from;
    const record::Viewer& viewer = unit_.viewer();
    const bool may = viewer.may(begun ? "update" : "delete", "assignment", row.jpath) &&
                     (asked_.with.empty() || viewer.may("create", "assignment", row.jpath));
    if (!may && !viewer.is_system) {
      assignments_left_.push_back(json::Object{{"id", row.id}, {"label", row.label}});
      return {};
    }
    if (Status done = end(row, &assignments_ended_); !done) return done;
    if (asked_.with.empty()) return {};
    const auto heir = [&](const char* who) { return row.text(who) == asked_.person ? asked_.with : row.text(who); };
    const std::string person = heir("person");
    const std::string leader = heir("for_person");
    if (person == leader) return {};  // nobody signs for themselves
    Draft next;
    next.type = "assignment";
    next.jurisdiction_id = row.jurisdiction_id;
    next.fields = {{"person", person}, {"post", row.text("post")}, {"kind", row.text("kind")}, {"from", std::max(asked_.from, row.text("from"))}, {"basis", asked_.reason}};
    if (!leader.empty()) next.fields.set("for_person", leader);
    const auto opened = unit_.create(next);
    if (!opened) return fail(opened.error());
    return {};
  }

  // Successor, else whoever holds the deputy post or now the post itself, else the duty room of the unit or the city.
  std::optional<clock::Callee> heir_of(const Record& task) {
    if (!asked_.with.empty()) return clock::callee_of_person(unit_, asked_.with);
    if (const auto post = unit_.find("post", task.text("post"))) {
      for (const std::string& id : {post->text("deputy"), post->id}) {
        const auto holder = id.empty() ? std::nullopt : clock::holder_of_post(unit_, id);
        if (holder && holder->person != asked_.person) return holder;
      }
    }
    for (const std::string& body : {task.text("unit"), std::string()}) {
      const auto duty = clock::on_duty(unit_, body, "main");
      if (duty && duty->person != asked_.person) return duty;
    }
    return std::nullopt;
  }

  Status tasks() {
    for (const Record& task : unit_.find_where("task", {{"person", asked_.person}}, kMostRows)) {
      const model::State* state = unit_.model().type("task")->state(task.state);
      if (state == nullptr || state->final) continue;
      const auto heir = heir_of(task);
      Draft draft;
      draft.type = "task";
      draft.id = task.id;
      draft.move = "reassign";
      draft.reason = asked_.reason;
      draft.fields = {{"person", nullptr}, {"liaison", nullptr}};
      if (heir) draft.fields = {{"person", heir->person}, {"liaison", heir->liaison.empty() ? json::Value{} : json::Value(heir->liaison)}};
      if (heir && !heir->post.empty()) draft.fields.set("post", heir->post);
      const auto done = unit_.move_by_rule(draft);
      if (!done) return fail(done.error());
      const auto person = heir ? unit_.find("person", heir->person) : std::nullopt;
      moved_.push_back(json::Object{{"id", task.id}, {"label", task.label}, {"person", heir ? json::Value(heir->person) : json::Value{}},
                                    {"person_name", person ? json::Value(person->text("name")) : json::Value{}}});
    }
    return {};
  }

  Result<std::int64_t> count_holes() {
    if (works_.empty()) return 0;
    const auto day = parse_date(asked_.from);
    const Asked asked{.type = {}, .jurisdiction_id = {}, .works = {works_.begin(), works_.end()}, .at = std::max(city_midnight(*day), unit_.now()), .now = unit_.now()};
    const auto net = net_of(unit_, unit_.viewer(), asked);
    if (!net) return fail(net.error());
    const auto gaps = net->total.of.find(CellState::kGap);
    return gaps == net->total.of.end() ? 0 : gaps->second;
  }

  Unit& unit_;
  const Replacement& asked_;
  std::string last_;
  std::set<std::string> held_by_successor_;
  std::set<std::string> works_;
  std::int64_t ended_ = 0;
  std::int64_t opened_ = 0;
  std::int64_t removed_ = 0;
  std::int64_t assignments_ended_ = 0;
  json::Array assignments_left_;
  json::Array moved_;
};

}  // namespace

Result<json::Value> replace(Unit& unit, const Replacement& replacement) { return Replacing(unit, replacement).run(); }

Result<std::vector<Candidate>> candidates(Unit& unit, const record::Viewer& viewer, const Work& work, const Cell& cell, const Asked& asked) {
  Asked county = asked;
  county.works.clear();
  county.type.clear();
  county.jurisdiction_id = work.county;
  const auto known = read_register(unit, viewer, county);
  if (!known) return fail(known.error());
  const auto contacts = Contacts::read(unit, asked.at, asked.now);
  if (!contacts) return fail(contacts.error());
  const std::string day = format_date(city_day(asked.at));
  const std::string former_unit = cell.former ? cell.former->unit : cell.people.empty() ? std::string() : cell.people.front().unit;
  std::map<std::string, Candidate> people;
  std::set<std::string> fits;
  for (const auto& [id, by_role] : known->terms) {
    for (const auto& [role, terms] : by_role) {
      for (const Term& term : terms) {
        if (!holds_on(term, day)) continue;
        Candidate& one = people[term.person];
        one = Candidate{term.person, term.person_name, term.job, term.post, term.unit, !former_unit.empty() && term.unit == former_unit, one.works + 1, term.contact, term.proved_at};
        if (role == cell.role || one.same_unit) fits.insert(term.person);
      }
    }
  }
  if (!former_unit.empty()) {
    unit.connection().each("SELECT t.id, t.f_name, t.f_job, t.jpath FROM r_person t WHERE t.ledger = 'real' AND t.deleted_at IS NULL AND t.f_unit = $1", {former_unit}, [&](const db::Row& row) {
      if (!viewer.is_system && !viewer.may("read", "person", row[3].text())) return true;
      const std::string id = row[0].text();
      fits.insert(id);
      if (!people.contains(id)) {
        const Contacts::State state = contacts->of(id);
        people[id] = Candidate{id, row[1].text(), row[2].text(), {}, former_unit, true, 0, state.contact, state.proved_at};
      }
      return true;
    });
  }
  std::vector<Candidate> out;
  for (auto& [id, one] : people) {
    const bool holds = std::ranges::any_of(cell.people, [&id = id](const Term& term) { return term.person == id; });
    const bool left = cell.former && cell.former->person == id && !cell.former->left_on.empty();
    if (fits.contains(id) && !holds && !left) out.push_back(std::move(one));
  }
  std::ranges::sort(out, [](const Candidate& a, const Candidate& b) {
    return std::tuple(!a.same_unit, a.contact != Contact::kProved, a.works, a.name, a.person) < std::tuple(!b.same_unit, b.contact != Contact::kProved, b.works, b.name, b.person);
  });
  if (out.size() > 8) out.resize(8);
  return out;
}

}  // namespace muster::responsibility
