#include "burden/readers.h"

#include <gmock/gmock.h>

#include "support/small_city.h"

namespace muster::burden {
namespace {

constexpr const char* kMore = R"yaml(indicator: dams_by_upstream
title: { zh: 按上游坝, en: By the dam upstream }
of: dam
count: true
at: built_on
where: { all: [ { field: upstream.cost, gt: 1 }, { not: { field: grade, in: [width_m] } } ] }
unit: { zh: 座, en: dams }
calibre: { id: dam, text: { zh: 期内建成, en: Built in the period } }
---
indicator: notes_of_large_dams
title: { zh: 大坝记事, en: Notes of large dams }
of: note
count: true
at: text
where: { field: about.dam.tags, eq: large }
unit: { zh: 条, en: notes }
calibre: { id: note, text: { zh: 期内, en: In the period } }
---
indicator: noted_dams
title: { zh: 有记事的坝, en: Dams with notes }
of: dam
sum: [height_m]
at: due_at
where: { field: ~note.about.text, eq: x }
unit: { zh: 米, en: m }
calibre: { id: dam, text: { zh: 期内, en: In the period } }
)yaml";

constexpr std::string_view kWatch[] = {"dam", "phone", "text"};
constexpr std::string_view kHydrology[] = {"phone", "stake"};  // names fields, but not the type
constexpr CodeUnit kUnits[] = {{"module", "watch", kWatch}, {"screen", "hydrology", kHydrology}};

std::string readers_of(const Readers& readers, const std::string& type, const std::string& field) {
  std::string out;
  for (const Reader& one : readers.of(type, field)) out += (out.empty() ? "" : " ") + one.kind + (one.name.empty() ? "" : ':' + one.name);
  return out;
}

TEST(Readers, AreFoundInDefinitionsAndSources) {
  const auto model = test_support::small_model(kMore);
  const Readers readers(*model, kUnits);
  struct Case {
    const char* type;
    const char* field;
    const char* expected;
  };
  const Case cases[] = {
      {"dam", "name", "key label search"},
      {"dam", "grade", "figure:dams_by_upstream formula:reason label"},
      {"dam", "height_m", "figure:noted_dams formula:slope"},
      {"dam", "width_m", "formula:slope"},                // a value of a condition is no field
      {"dam", "upstream", "figure:dams_by_upstream"},     // on the way to the cost
      {"dam", "cost", "figure:dams_by_upstream"},
      {"dam", "tags", "figure:notes_of_large_dams"},      // through a reference to any type
      {"note", "about", "figure:noted_dams figure:notes_of_large_dams"},
      {"note", "text", "figure:noted_dams figure:notes_of_large_dams label search"},  // the module does not name notes
      {"dam", "due_at", "figure:noted_dams"},
      {"dam", "phone", "module:watch"},
      {"dam", "stake", ""},
      {"clock", "title", "label"},
  };
  for (const Case& one : cases) EXPECT_EQ(readers_of(readers, one.type, one.field), one.expected) << one.type << '.' << one.field;
}

TEST(Readers, AskedAreFieldsThatSomebodyMustFill) {
  const auto model = test_support::small_model_where({{"tags:     {", "old:      { kind: text, retired: true, title: { zh: 旧, en: Old } }\n  tags:     {"}});
  std::string names;
  for (const model::Field* field : asked_fields(*model->type("dam"))) names += field->name + ' ';
  EXPECT_EQ(names, "name grade height_m width_m stake cost built_on due_at phone upstream reason fixed_by tags ");  // no slope, fixed_at, old
}

TEST(Readers, OfTheProgramItselfAreKnown) {
  const auto units = code_units();
  const auto uses = [&](std::string_view kind, std::string_view name, std::string_view word) {
    const auto unit = std::ranges::find_if(units, [&](const CodeUnit& one) { return one.kind == kind && one.name == name; });
    return unit != units.end() && std::ranges::binary_search(unit->words, word);
  };
  EXPECT_TRUE(uses("module", "responsibility", "from_stake"));
  EXPECT_TRUE(uses("module", "responsibility", "unit"));  // of SQL: t.f_unit
  EXPECT_TRUE(uses("screen", "net", "liaison_name"));
  EXPECT_FALSE(uses("module", "responsibility", "aperture_cm"));
  for (const CodeUnit& unit : units) {
    EXPECT_TRUE(std::ranges::is_sorted(unit.words)) << unit.name;
    EXPECT_NE(unit.name, "exchange");  // carries every field alike
  }
}

}  // namespace
}  // namespace muster::burden
