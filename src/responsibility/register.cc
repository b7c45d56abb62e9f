#include "responsibility/register.h"

#include <algorithm>
#include <tuple>

#include "errors/common.h"

namespace muster::responsibility {
namespace {

using model::FieldKind;
using model::TypeDef;

// All registers read here are shared: they stand in ledger "real" whatever ledger is asked.
constexpr std::string_view kHere = " t WHERE t.ledger = 'real' AND t.deleted_at IS NULL";

struct Place {
  std::string id;
  std::string name;
  std::string code;
  std::string level;
  std::string path;
};

std::map<std::string, Place> read_places(db::Connection& connection) {
  std::map<std::string, Place> out;  // by path
  const auto keep = [&](const db::Row& row) {
    Place place{row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text()};
    out[place.path] = std::move(place);
    return true;
  };
  connection.each("SELECT t.id, t.f_name, t.f_code, t.f_level, t.jpath FROM r_jurisdiction" + std::string(kHere), {}, keep);
  return out;
}

// The county or zone that a path lies in; else the place of the path itself.
const Place* county_of(const std::map<std::string, Place>& places, std::string path) {
  const auto own = places.find(path);
  for (; !path.empty(); path.erase(path.find_last_of('/'))) {
    const auto found = places.find(path);
    if (found != places.end() && (found->second.level == "county" || found->second.level == "zone")) return &found->second;
  }
  return own == places.end() ? nullptr : &own->second;
}

// A bureau's own type may have a field of the same name and another kind: that one is not read.
std::string column(const TypeDef& type, const char* name, FieldKind kind) {
  const model::Field* field = type.field(name);
  return field != nullptr && field->kind == kind ? "t.f_" + std::string(name) : std::string("NULL");
}

class Reader {
 public:
  Reader(record::Unit& unit, const record::Viewer& viewer, const Asked& asked)
      : unit_(unit), viewer_(viewer), asked_(asked), connection_(unit.connection()), day_(city_day(asked.at)) {}

  Result<Register> read() {
    const auto sets = unit_.model().rule("responsibility_sets", day_);
    if (!sets) return fail(sets.error());
    if (const auto several = unit_.model().rule("responsibility_several", day_)) {
      for (const json::Value& role : (*several)->body["roles"].as_array()) out_.several.insert(role.as_string());
    }
    places_ = read_places(connection_);
    for (const auto& [path, place] : places_) {
      out_.places[place.id] = place.name;
      out_.codes[place.id] = place.code;
    }
    range_ = identity::subtree("/");
    if (!asked_.jurisdiction_id.empty()) {
      const auto within = std::ranges::find_if(places_, [&](const auto& one) { return one.second.id == asked_.jurisdiction_id; });
      if (within == places_.end()) return fail(error::kNoSuchReference, "jurisdiction", {{"title", "属地"}, {"value", asked_.jurisdiction_id}});
      range_ = identity::subtree(within->first);
    }
    for (const auto& [name, type] : unit_.model().types) {
      if (type.responsible.empty() || (!asked_.type.empty() && name != asked_.type)) continue;
      read_works(type, (*sets)->body);
    }
    sort_works();
    if (const Status terms = read_terms(); !terms) return fail(terms.error());
    name_columns();
    return std::move(out_);
  }

 private:
  void read_works(const TypeDef& type, const json::Value& sets) {
    std::string sql = "SELECT t.id, t.label, t.jurisdiction_id, t.jpath, " + column(type, "from_stake", FieldKind::kStake) + ", " +
                      column(type, "to_stake", FieldKind::kStake) + ", " + column(type, "dike", FieldKind::kReference) + ", " +
                      column(type, "class", FieldKind::kChoice) + ", " + column(type, "grade", FieldKind::kChoice) + " FROM " + db::quote_name("r_" + type.name) +
                      std::string(kHere) + " AND t.jpath >= $1 AND t.jpath < $2";
    db::Cells cells{range_.from, range_.to};
    if (!viewer_.is_system) {
      identity::Clause may = identity::predicate(viewer_, type, "read", 3, "t.");
      sql += " AND (" + may.sql + ")";
      cells.insert(cells.end(), may.cells.begin(), may.cells.end());
    }
    const std::set<std::string> wanted(asked_.works.begin(), asked_.works.end());
    connection_.each(sql, cells, [&](const db::Row& row) {
      // Permission once more, by the place alone: who may not read the responsibilities of a place learns nothing of its holes.
      if (!viewer_.is_system && !viewer_.may("read", "responsibility", row[3].text())) return true;
      if (!wanted.empty() && !wanted.contains(row[0].text())) return true;
      Work work{row[0].text(), type.name, {}, row[1].text(), row[2].text(), {}, row[3].text(), row[6].text(), row[4].maybe_integer(), row[5].maybe_integer()};
      const Place* county = county_of(places_, work.jpath);
      work.county = county == nullptr ? work.jurisdiction_id : county->id;
      const std::string grade = row[8].text();
      const json::Value& rule = sets[type.name];
      const std::string kind = !row[7].text().empty() ? row[7].text() : rule["by"].is_string() ? grade : std::string();
      work.class_key = kind.empty() ? type.name : type.name + ':' + kind;
      out_.due[work.id] = roles_of(sets, type, grade);
      add_class(type, work.class_key, kind);
      out_.works.push_back(std::move(work));
      return true;
    });
  }

  void add_class(const TypeDef& type, const std::string& key, const std::string& kind) {
    if (std::ranges::any_of(out_.classes, [&](const Class& one) { return one.key == key; })) return;
    Class made{key, type.title};
    const model::Field* field = type.field(type.field("class") != nullptr ? "class" : "grade");
    if (!kind.empty() && field != nullptr) {
      made.title.zh += "·" + unit_.model().word(field->of, kind, "zh");
      made.title.en += ": " + unit_.model().word(field->of, kind, "en");
      // In the dictionary's order, which puts the highest class first.
      const auto words = unit_.model().dictionaries.find(field->of);
      if (words != unit_.model().dictionaries.end()) rank_[key] = std::ranges::find(words->second.choices, kind, &model::Choice::value) - words->second.choices.begin();
    }
    out_.classes.push_back(std::move(made));
  }

  void sort_works() {
    const auto order = [this](const Work& work) {
      const auto code = out_.codes.find(work.county);
      // Stakes of a section may run downwards: the higher end first, as people read a dike from its head.
      const std::int64_t stake = std::max(work.from_stake.value_or(0), work.to_stake.value_or(0));
      return std::tuple(work.type, rank_[work.class_key], work.class_key, work.dike, work.dike.empty() ? code == out_.codes.end() ? std::string() : code->second : std::string(),
                        -stake, work.label, work.id);
    };
    std::ranges::sort(out_.works, [&](const Work& a, const Work& b) { return order(a) < order(b); });
    std::ranges::sort(out_.classes, {}, [this](const Class& one) { return std::tuple(one.key.substr(0, one.key.find(':')), rank_[one.key], one.key); });
  }

  // Last day in each post through which somebody held it; empty while they are in it.
  std::map<std::pair<std::string, std::string>, std::string> read_posts_left() {
    std::map<std::pair<std::string, std::string>, std::string> last;
    connection_.each("SELECT t.f_person, t.f_post, t.f_to FROM r_assignment" + std::string(kHere) + " AND t.f_kind <> 'liaison'", {}, [&](const db::Row& row) {
      const auto key = std::pair(row[0].text(), row[1].text());
      const auto found = last.find(key);
      const std::string to = row[2].text();
      if (found == last.end()) {
        last[key] = to;
      } else if (!found->second.empty()) {
        found->second = to.empty() ? to : std::max(found->second, to);
      }
      return true;
    });
    return last;
  }

  Status read_terms() {
    const auto contacts = Contacts::read(unit_, asked_.at, asked_.now);
    if (!contacts) return fail(contacts.error());
    const auto left = read_posts_left();
    const std::string sql =
        "SELECT t.id, t.f_work, t.f_role, t.f_person, p.f_name, p.f_job, p.f_unit, t.f_post, o.f_title, t.f_liaison, l.f_name, t.f_from, t.f_to, t.f_basis, t.f_note "
        "FROM r_responsibility t LEFT JOIN r_person p ON p.id = t.f_person LEFT JOIN r_post o ON o.id = t.f_post "
        "LEFT JOIN r_person l ON l.id = t.f_liaison WHERE t.ledger = 'real' AND t.deleted_at IS NULL";
    connection_.each(sql, {}, [&](const db::Row& row) {
      if (!out_.due.contains(row[1].text())) return true;
      Term term;
      std::string* const texts[] = {&term.record, &term.work, &term.role, &term.person, &term.person_name, &term.job, &term.unit, &term.post,
                                    &term.post_label, &term.liaison, &term.liaison_name, &term.from, &term.to, &term.basis, &term.note};
      for (std::size_t i = 0; i < std::size(texts); ++i) *texts[i] = row[i].text();
      if (const auto post = left.find({term.person, term.post}); post != left.end()) term.left_on = post->second;
      const Contacts::State state = contacts->of(term.person);
      term.contact = state.contact;
      term.fails = state.fails;
      term.proved_at = state.proved_at;
      if (!term.liaison.empty()) term.liaison_contact = contacts->of(term.liaison).contact;
      out_.terms[term.work][term.role].push_back(std::move(term));
      return true;
    });
    return {};
  }

  void name_columns() {
    std::set<std::string> asked;
    for (const auto& [work, roles] : out_.due) asked.insert(roles.begin(), roles.end());
    const auto words = unit_.model().dictionaries.find("responsibility_role");
    if (words == unit_.model().dictionaries.end()) return;
    for (const model::Choice& role : words->second.choices) {
      if (asked.contains(role.value)) out_.roles.push_back(role.value);
    }
  }

  record::Unit& unit_;
  const record::Viewer& viewer_;
  const Asked& asked_;
  db::Connection& connection_;
  std::chrono::year_month_day day_;
  std::map<std::string, Place> places_;
  identity::PathRange range_;
  std::map<std::string, std::ptrdiff_t> rank_;  ///< class → place in its dictionary
  Register out_;
};

}  // namespace

const std::vector<Term>& Register::terms_of(const std::string& work, const std::string& role) const {
  static const std::vector<Term> none;
  const auto of_work = terms.find(work);
  if (of_work == terms.end()) return none;
  const auto of_role = of_work->second.find(role);
  return of_role == of_work->second.end() ? none : of_role->second;
}

bool Register::is_due(const std::string& work, const std::string& role) const {
  const auto found = due.find(work);
  return found != due.end() && std::ranges::find(found->second, role) != found->second.end();
}

Result<Register> read_register(record::Unit& unit, const record::Viewer& viewer, const Asked& asked) { return Reader(unit, viewer, asked).read(); }

Result<Contacts> Contacts::read(record::Unit& unit, UtcTime at, UtcTime now) {
  Contacts out;
  const auto rule = contact_rule(unit.model(), city_day(at));
  if (!rule) return fail(rule.error());
  out.rule_ = *rule;
  out.at_ = at;
  out.past_ = at < now;
  db::Connection& connection = unit.connection();
  connection.each("SELECT t.id, t.f_contact_proved_at, t.f_contact_fails FROM r_person" + std::string(kHere), {}, [&](const db::Row& row) {
    const auto proved = row[1].maybe_integer();
    const bool counts = proved && (!out.past_ || from_millis(*proved) <= at);
    out.known_[row[0].text()] = {counts ? std::optional(from_millis(*proved)) : std::nullopt, out.past_ ? 0 : row[2].integer()};
    return true;
  });
  if (!out.past_) return out;
  const std::string sql = "SELECT t.f_person, t.f_at, t.f_result FROM r_contact_proof" + std::string(kHere) + " AND t.f_at <= $1 ORDER BY t.f_at, t.fid";
  connection.each(sql, {to_millis(at)}, [&](const db::Row& row) {
    auto& [proved, fails] = out.known_[row[0].text()];
    if (row[2].text() == "reached") {
      proved = std::max(proved.value_or(UtcTime{}), from_millis(row[1].integer()));
      fails = 0;
    } else {
      ++fails;
    }
    return true;
  });
  return out;
}

Contacts::State Contacts::of(const std::string& person) const {
  const auto found = known_.find(person);
  State state;
  if (found != known_.end()) std::tie(state.proved_at, state.fails) = found->second;
  const bool nothing_known = past_ && !state.proved_at && state.fails == 0;
  state.contact = nothing_known ? Contact::kUnknown : judge_contact(rule_, state.proved_at, state.fails, at_);
  return state;
}

}  // namespace muster::responsibility
