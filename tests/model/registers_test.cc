// The registers of the whole city: that each says what it is for, in both languages, and that the
// steps of law are timed by dated rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "model/small_model.h"

namespace muster::model::test {
namespace {

const Model& shipped() {
  static const std::shared_ptr<const Model> model = loaded(shipped_sources());
  return *model;
}

std::chrono::year_month_day day(const std::string& text) { return parse_date(text).value(); }

const json::Value& body(std::string_view rule, const std::string& on = "2026-08-20") {
  static const json::Value null;
  const auto found = shipped().rule(rule, day(on));
  EXPECT_TRUE(found) << rule << " on " << on;
  return found ? (*found)->body : null;
}

// Fields whose name says what they hold: whoever adds one must not forget to encrypt it.
TEST(ShippedDefinitions, KeepIdentityNumbersAndBankAccountsEncrypted) {
  for (const auto& [name, type] : shipped().types) {
    for (const Field& field : type.fields) {
      if (field.name == "id_number" || field.name == "household_head" ||
          field.name == "informant" || field.name.ends_with("_phone")) {
        const bool office = field.name == "duty_phone" || field.name == "office_phone";
        EXPECT_TRUE(field.personal || office || name == "geo_household")
            << name << '.' << field.name;
      }
      if (field.name == "account" && field.kind == FieldKind::kText) {
        EXPECT_TRUE(field.personal) << name << '.' << field.name;
      }
    }
  }
}

bool both(const Text& text) { return !text.zh.empty() && !text.en.empty(); }

TEST(ShippedDefinitions, HaveTitlesInBothLanguagesEverywhere) {
  for (const auto& [name, type] : shipped().types) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(both(type.title));
    for (const Field& field : type.fields) {
      EXPECT_TRUE(both(field.title)) << field.name;
      EXPECT_EQ(field.help.zh.empty(), field.help.en.empty()) << field.name;
    }
    for (const State& state : type.states) EXPECT_TRUE(both(state.title)) << state.name;
    for (const Move& move : type.moves) EXPECT_TRUE(both(move.title)) << move.name;
    for (const ClockDef& clock : type.clocks) EXPECT_TRUE(both(clock.title)) << clock.name;
  }
  for (const auto& [name, dictionary] : shipped().dictionaries) {
    EXPECT_TRUE(both(dictionary.title)) << name;
    for (const Choice& choice : dictionary.choices)
      EXPECT_TRUE(both(choice.title)) << name << '.' << choice.value;
  }
}

// A help text may quote what stands on paper (2019年第12期); a title of the wrong language is a mistake.
bool has_han(const std::string& text) {
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead >= 0xE4 && lead <= 0xE9) return true;
  }
  return false;
}

TEST(ShippedDefinitions, PutNoChineseIntoEnglishTitles) {
  for (const auto& [name, type] : shipped().types) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(has_han(type.title.en)) << type.title.en;
    EXPECT_TRUE(has_han(type.title.zh)) << type.title.zh;
    for (const Field& field : type.fields) EXPECT_FALSE(has_han(field.title.en)) << field.name;
    for (const State& state : type.states) EXPECT_FALSE(has_han(state.title.en)) << state.name;
    for (const Move& move : type.moves) EXPECT_FALSE(has_han(move.title.en)) << move.name;
    for (const ClockDef& clock : type.clocks) EXPECT_FALSE(has_han(clock.title.en)) << clock.name;
  }
  for (const auto& [name, dictionary] : shipped().dictionaries) {
    for (const Choice& choice : dictionary.choices) EXPECT_FALSE(has_han(choice.title.en)) << name << '.' << choice.value;
  }
}

Text text_of(const json::Value& value) { return {value.text("zh"), value.text("en")}; }

TEST(ShippedDefinitions, HaveRolesRulesFiguresAndPlansInBothLanguages) {
  for (const auto& [name, role] : shipped().roles) EXPECT_TRUE(both(role.title)) << name;
  for (const Rule& rule : shipped().rules) EXPECT_TRUE(both(rule.source)) << rule.name;
  for (const auto& [name, plan] : shipped().plans) EXPECT_TRUE(both(text_of(plan["title"]))) << name;
  for (const auto& [name, indicator] : shipped().indicators) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(both(text_of(indicator["title"])));
    EXPECT_TRUE(both(text_of(indicator["unit"])));
    const json::Value& calibre = indicator["calibre"];
    const json::Array all = calibre.is_array() ? calibre.as_array() : json::Array{calibre};
    for (const json::Value& one : all) EXPECT_TRUE(both(text_of(one["text"])));
  }
}

TEST(ShippedDefinitions, SayInBothLanguagesWhatEveryRegisterIsFor) {
  for (const auto& [name, type] : shipped().types) EXPECT_TRUE(both(type.help)) << name;
}

TEST(ShippedDefinitions, AreAllNamedInTheMapOfRegisters) {
  std::string pages;
  for (const char* page : {"registers", "model"}) {
    std::ifstream in(std::string(MUSTER_SOURCE_DIR) + "/docs/design/" + page + ".md");
    pages.append(std::istreambuf_iterator<char>(in), {});
  }
  for (const auto& [name, type] : shipped().types) {
    EXPECT_TRUE(std::regex_search(pages, std::regex("\\b" + name + "\\b"))) << name;
  }
  EXPECT_NE(pages.find("Of the " + std::to_string(shipped().types.size()) + " types"), std::string::npos);
}

TEST(ShippedDefinitions, ShowColumnsAndFiltersForEveryRegister) {
  for (const auto& [name, type] : shipped().types) {
    EXPECT_FALSE(type.list.empty()) << name;
    EXPECT_GE(type.fields.size(), 5U) << name;
    EXPECT_LE(type.fields.size(), 60U) << name;
    if (type.place != PlaceKind::kNone && type.shared && name != "jurisdiction") {
      EXPECT_FALSE(type.icon.empty()) << name;
    }
  }
}

TEST(ShippedDefinitions, NameNoEncryptedFieldInALabel) {
  for (const auto& [name, type] : shipped().types) {
    for (const Field& field : type.fields) {
      if (!field.personal) continue;
      EXPECT_EQ(type.label.find("{" + field.name + "}"), std::string::npos)
          << name << '.' << field.name;
    }
  }
}

TEST(ShippedDefinitions, ShareNoNumberPrefix) {
  std::map<std::string, std::string> seen;
  for (const auto& [name, type] : shipped().types) {
    if (type.number_prefix.empty()) continue;
    const auto [other, fresh] = seen.emplace(type.number_prefix, name);
    EXPECT_TRUE(fresh) << type.number_prefix << ": " << name << " and " << other->second;
  }
}

bool grants_create(const Role& role, const std::string& type) {
  return std::any_of(role.grants.begin(), role.grants.end(), [&](const Grant& grant) {
    return std::find(grant.verbs.begin(), grant.verbs.end(), "create") != grant.verbs.end() &&
           std::find(grant.types.begin(), grant.types.end(), type) != grant.types.end();
  });
}

TEST(ShippedDefinitions, LetARoleOfTheCityFillEveryRegister) {
  const std::set<std::string> by_the_system{"alarm", "clock", "import_batch", "message_out", "warning_consent"};
  const std::set<std::string> by_the_administrator{"jurisdiction", "body"};
  for (const auto& [name, type] : shipped().types) {
    if (by_the_system.count(name) + by_the_administrator.count(name) != 0) continue;
    EXPECT_TRUE(
        std::any_of(shipped().roles.begin(), shipped().roles.end(),
                    [&n = name](const auto& role) { return grants_create(role.second, n); }))
        << name;
  }
}

// What issue, law and practice want timed: type, clock, the dated rule that gives the limit.
TEST(ShippedDefinitions, TimeTheStepsOfLawByDatedRules) {
  struct Timed {
    const char* type;
    const char* clock;
    const char* rule;
  };
  const Timed all[] = {{"hidden_danger", "recheck", "hidden_danger_limits"},
                       {"hidden_danger", "list", "hidden_danger_limits"},
                       {"enforcement_case", "decide", "case_limits"},
                       {"enforcement_case", "serve", "case_limits"},
                       {"enforcement_case", "pay", "case_limits"},
                       {"enforcement_document", "serve", "document_limits"},
                       {"accident", "county_report", "accident_limits"},
                       {"accident", "inquiry", "accident_limits"},
                       {"accident", "reply", "accident_limits"},
                       {"emergency_plan", "file", "plan_limits"},
                       {"emergency_plan", "check", "plan_limits"},
                       {"standardisation", "review", "standardisation_limits"},
                       {"demonstration_community", "city", "demonstration_limits"},
                       {"expert_callout", "answer", "expert_callout_limits"},
                       {"agency_request", "receipt", "agency_request_limits"},
                       {"instruction", "report", "instruction_limits"},
                       {"transfer_order", "accept", "transfer_limits"},
                       {"hazardous_unit", "file", "hazardous_unit_limits"},
                       {"disaster_loss_report", "submit", "loss_limits"}};
  for (const Timed& timed : all) {
    SCOPED_TRACE(std::string(timed.type) + "." + timed.clock);
    const TypeDef* type = shipped().type(timed.type);
    ASSERT_NE(type, nullptr);
    const auto found =
        std::find_if(type->clocks.begin(), type->clocks.end(),
                     [&](const ClockDef& clock) { return clock.name == timed.clock; });
    ASSERT_NE(found, type->clocks.end());
    EXPECT_EQ(found->limit_rule, timed.rule);
  }
}

TEST(ShippedDefinitions, HaveALimitOnEveryDayOfTheDemonstrationYears) {
  for (const auto& [name, type] : shipped().types) {
    for (const ClockDef& clock : type.clocks) {
      if (clock.limit_rule.empty()) continue;
      for (const char* on : {"2018-01-02", "2019-07-15", "2021-07-14", "2021-07-15", "2026-08-20"})
        EXPECT_TRUE(shipped().rule(clock.limit_rule, day(on)).has_value())
            << name << '.' << clock.name << " on " << on;
    }
  }
}

// 行政处罚法（2021）第八十五条: 五日、七日 are working days; 第六十条: ninety calendar days.
TEST(CaseLimits, CountWorkingDaysWhereTheLawSaysSo) {
  const json::Value& limits = body("case_limits", "2026-04-01")["limits"];
  EXPECT_EQ(limits["hearing"].integer("working_days"), 5);
  EXPECT_EQ(limits["serve"].integer("working_days"), 7);
  EXPECT_EQ(limits["decide"].as_string(), "90d");
  EXPECT_EQ(body("case_limits", "2021-07-14")["limits"]["decide"].as_string(), "30d");
}

// 国务院令第493号第三条, 第九至十一条, 第二十九条, 第三十二条.
TEST(AccidentRules, HaveTheFiguresOfOrder493) {
  const json::Value& limits = body("accident_limits", "2019-06-01")["limits"];
  EXPECT_EQ(limits.text("unit_report"), "1h");
  EXPECT_EQ(limits.text("county_report"), "2h");
  EXPECT_EQ(limits.text("inquiry"), "60d");
  EXPECT_EQ(limits.text("reply"), "15d");
  const json::Array& levels = body("accident_levels")["levels"].as_array();
  ASSERT_EQ(levels.size(), 4U);
  EXPECT_EQ(levels[2].text("level"), "large");
  EXPECT_EQ(levels[2].integer("deaths"), 3);
  EXPECT_EQ(levels[2].integer("serious"), 10);
  EXPECT_EQ(levels[2].integer("loss_wan"), 1000);
}

// 应急局下动用指令, 储备单位出库: the order needs a second person, receipt and variance are kept.
TEST(TransferOrder, GoesFromNeedToReceiptAndReturn) {
  const TypeDef& order = *shipped().type("transfer_order");
  for (const char* state :
       {"need", "proposal", "ordered", "loading", "on_road", "received", "returned"})
    EXPECT_NE(order.state(state), nullptr) << state;
  EXPECT_EQ(order.start, "need");
  EXPECT_TRUE(order.move("order")->two_person);
  const TypeDef& item = *shipped().type("transfer_item");
  const json::Value parsed = compute(item.field("variance")->computed,
                                     json::parse(R"({"loaded":20,"received":18.5})")->as_object());
  EXPECT_EQ(parsed.as_double(), -1.5);
}

// 企业安全生产标准化: got 695, not applicable 120 → 78.98 %.
TEST(Standardisation, ComputesTheRateWithoutWhatIsNotApplicable) {
  const json::Value rate =
      compute(shipped().type("standardisation")->field("score_pct")->computed,
              json::parse(R"({"points":695,"not_applicable":120})")->as_object());
  EXPECT_NEAR(rate.as_double(), 78.977, 0.001);
}

// GB 18218-2018, 4.2: ammonia 100 t of a threshold of 10 t with β 2.
TEST(HazardousSubstance, ComputesItsShareOfSAndR) {
  const TypeDef& substance = *shipped().type("hazardous_substance");
  const json::Value fields = *json::parse(R"({"quantity_t":100,"threshold_t":10,"beta":2})");
  EXPECT_EQ(compute(substance.field("ratio")->computed, fields.as_object()).as_double(), 10);
  EXPECT_EQ(compute(substance.field("weighted")->computed, fields.as_object()).as_double(), 20);
}

}  // namespace
}  // namespace muster::model::test
