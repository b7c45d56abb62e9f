// The described city: types, workflows, dictionaries, roles, rules, plans, indicators, loaded from YAML and checked.
// An error names file, line, cause and remedy; all errors are reported at once.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "json/json.h"

namespace muster::model {

struct Text {
  std::string zh;
  std::string en;
  [[nodiscard]] const std::string& in(std::string_view lang) const { return lang == "en" ? en : zh; }
};

/// A title as a param of a refusal, in the language of whoever reads it.
[[nodiscard]] inline std::string bilingual(const Text& text) { return muster::bilingual(text.zh, text.en); }

enum class FieldKind {
  kText, kLongText, kNumber, kInteger, kMoney /* fen */, kChoice, kMultiChoice, kBoolean, kDate, kInstant,
  kDuration /* ms */, kReference, kReferences /* several ids */, kPerson, kJurisdiction, kAttachment /* list of hashes */,
  kStake /* metres along a dike, shown 718+350 */, kJson /* structured value written by C++ only */
};

/// A condition or computation as data: {"field":"grade","in":["major"]}, {"all":[…]}, {"any":[…]}, {"not":…};
/// computed: {"sub":["stage_m","warning_m"]}, ops add sub mul div min max concat first. Operands: a field name, a number, {"text":"…"}.
using Expression = json::Value;

struct Field {
  std::string name;
  FieldKind kind = FieldKind::kText;
  Text title;
  Text help;
  std::string unit;        ///< "m", "km", "m3", "person" …
  std::string of;          ///< dictionary of a choice
  std::string to;          ///< target type of a reference; "*" any type
  bool required = false;
  bool personal = false;   ///< encrypted at rest, masked on screen
  bool index = false;
  bool search = false;     ///< part of text search (title fields always are)
  std::optional<double> min;
  std::optional<double> max;
  int max_length = 0;      ///< characters; 0 = 200 for text, 20000 for long text
  json::Value otherwise;   ///< default
  Expression required_when;  ///< null = never
  Expression visible_when;   ///< null = always
  Expression computed;       ///< null = stored
  std::string was;         ///< earlier name (rename migration)
  bool retired = false;    ///< no longer asked for: kept with what it holds, shown where it has a value, refused in new input
};

enum class PlaceKind { kNone, kPoint, kLine, kArea };

struct State {
  std::string name;
  Text title;
  bool final = false;
};

struct Move {
  std::string name;
  Text title;
  std::vector<std::string> from;  ///< states; empty = any not final
  std::string to;                 ///< "" = stays
  std::vector<std::string> by;    ///< role names; empty = whoever may update the type
  std::vector<std::string> needs; ///< fields that must be given or already set
  std::vector<std::string> takes; ///< further fields that may be given with the move
  std::map<std::string, std::string> stamps;  ///< field ← "now" | "actor" | "post" (set by the server)
  bool once = false;              ///< irreversible: confirmation page
  bool two_person = false;        ///< not by the person who made the previous move or the record
  std::string number;             ///< field filled with the next number of the body's series
};

/// A deadline as data. Starts when the record enters one of `during` (or when `starts` field is set, counted from its value),
/// is met by leaving `during` (or when `until_field` is set), warns `warn` before, and then runs `then`.
struct ClockDef {
  std::string name;
  Text title;
  std::vector<std::string> during;   ///< states
  std::string starts;                ///< instant field whose value starts it; empty = entering `during`
  std::string until_field;           ///< instant field that ends it; empty = leaving `during`
  Millis limit{0};
  std::string limit_field;           ///< a duration or instant field that gives the limit instead
  std::string limit_rule;            ///< a rule of model/rules that gives the limit (clause, validity)
  Millis warn{0};
  bool working_days = false;         ///< limit counts working days of the city's calendar
  std::vector<std::string> pauses;   ///< states in which it stands still
  std::string then;                  ///< "escalate" | "mark" | "move:<name>"
  std::string holder;                ///< person/post/unit field that must act
  std::string ladder;                ///< ladder of model/rules/ladders.yaml
};

struct TypeDef {
  std::string name;
  Text title;
  Text help;
  std::string group;                 ///< menu group
  PlaceKind place = PlaceKind::kNone;
  std::vector<Field> fields;
  std::vector<std::string> key;      ///< unique within ledger; "jurisdiction" allowed
  std::string label;                 ///< template of the one-line name: "{kind}·{dike} {stake}"
  std::vector<std::string> list;     ///< columns
  std::vector<std::string> filters;
  std::vector<std::string> responsible;  ///< role words that must be held, always
  std::string governed_by;           ///< type of what decides (gauge)
  std::string number_prefix;         ///< "XQ" → XQ-20260820-003
  std::string icon;                  ///< map symbol
  bool shared = false;               ///< a register that every ledger reads: kept in ledger "real" whatever ledger is asked
  bool append_only = false;          ///< no update, no delete: corrections are new records
  bool personal = false;             ///< rows are about persons: every reveal is logged
  std::string start;                 ///< first state; empty = no workflow
  std::vector<State> states;
  std::vector<Move> moves;
  std::vector<ClockDef> clocks;
  std::vector<std::string> also_wanted_by;  ///< upper systems
  std::string was;
  bool retired = false;              ///< no new rows; those there stay readable

  [[nodiscard]] const Field* field(std::string_view name) const;
  [[nodiscard]] const Move* move(std::string_view name) const;
  [[nodiscard]] const State* state(std::string_view name) const;
};

struct Choice {
  std::string value;
  Text title;
  std::string level;  ///< "1".."4" where the value is a hazard level
  bool retired = false;
};
struct Dictionary {
  std::string name;
  Text title;
  std::string source;
  std::vector<Choice> choices;
  [[nodiscard]] const Choice* choice(std::string_view value) const;
};

/// verbs: read create update delete move:<name> (or "move" for all), reveal, admin. "*" everywhere means all.
struct Grant {
  std::vector<std::string> verbs;
  std::vector<std::string> types;
  std::string reach;  ///< "own" jurisdiction subtree of the post | "city" | "self" (records naming the person)
};
struct Role {
  std::string name;
  Text title;
  std::vector<Grant> grants;
};

/// Law and practice as dated data; the shape of `body` belongs to the engine that reads it.
struct Rule {
  std::string name;
  Text source;        ///< law, clause
  std::string mark;   ///< "certain" | "check"
  std::optional<std::chrono::year_month_day> valid_from;
  std::optional<std::chrono::year_month_day> valid_to;
  json::Value body;
};

struct Model {
  std::map<std::string, TypeDef, std::less<>> types;
  std::map<std::string, Dictionary, std::less<>> dictionaries;
  std::map<std::string, Role, std::less<>> roles;
  std::vector<Rule> rules;              ///< several of one name with different validity
  json::Object plans;                   ///< by plan name, checked by response::
  json::Object indicators;              ///< by indicator name, checked by statistics::
  std::string hash;                     ///< SHA-256 over the canonical definitions: the model_version

  [[nodiscard]] const TypeDef* type(std::string_view name) const;
  /// The title of a dictionary's value; the value itself where the dictionary does not know it (an old record may hold such a one).
  [[nodiscard]] std::string word(std::string_view dictionary, std::string_view value, std::string_view lang = "zh") const;
  /// The rule in force on a day; kNotFound (param rule, day) when none is.
  [[nodiscard]] Result<const Rule*> rule(std::string_view name, std::chrono::year_month_day day) const;
};

/// One definition file: path (for messages) and YAML text.
struct Source {
  std::string path;
  std::string text;
};

/// The definitions compiled into the binary (model/**.yaml).
[[nodiscard]] const std::vector<Source>& shipped_sources();
/// All *.yaml below a folder, sorted by path.
[[nodiscard]] Result<std::vector<Source>> read_sources(const std::string& folder);
/// kBadModel; `also` holds everything that is wrong, in the order of files and lines: codes kDef…, whose texts say reason and remedy in both languages,
/// params file and line first. A later source with the same folder and file name ("types/sluice.yaml") stands for the earlier one.
[[nodiscard]] Result<std::shared_ptr<const Model>> load(const std::vector<Source>& sources);

/// The model as the browser and the API page read it (docs/api/contract.md, "GET /api/v1/model").
[[nodiscard]] json::Value to_json(const Model& model);

/// Evaluates a condition over field values. Unknown fields read as null.
[[nodiscard]] bool holds(const Expression& condition, const json::Object& fields);
/// Evaluates a computation; null when an operand is null.
[[nodiscard]] json::Value compute(const Expression& expression, const json::Object& fields);

}  // namespace muster::model
