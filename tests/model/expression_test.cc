#include <gtest/gtest.h>

#include "model/model.h"

namespace muster::model {
namespace {

json::Value parsed(std::string_view text) {
  const auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : json::Value();
}

struct Condition {
  const char* condition;
  const char* fields;
  bool holds;
};

TEST(Condition, HoldsForTheFieldsGiven) {
  const Condition cases[] = {
      {R"({"field":"grade","in":["major","large"]})", R"({"grade":"large"})", true},
      {R"({"field":"grade","in":["major"]})", R"({"grade":"general"})", false},
      {R"({"field":"grade","in":["major"]})", R"({})", false},
      {R"({"field":"roles","in":["admin"]})", R"({"roles":["viewer","admin"]})", true},
      {R"({"field":"n","eq":2})", R"({"n":2.0})", true},
      {R"({"field":"n","ne":2})", R"({})", true},
      {R"({"field":"n","eq":null})", R"({})", true},
      {R"({"field":"n","lt":3})", R"({"n":2.99})", true},
      {R"({"field":"n","ge":43.0})", R"({"n":43})", true},
      {R"({"field":"n","gt":43.0})", R"({"n":43})", false},
      {R"({"field":"n","le":3})", R"({"n":"2"})", false},
      {R"({"field":"n","le":3})", R"({})", false},
      {R"({"field":"day","ge":"2026-01-01"})", R"({"day":"2026-08-20"})", true},
      {R"({"field":"n","given":true})", R"({"n":0})", true},
      {R"({"field":"n","given":true})", R"({"n":null})", false},
      {R"({"field":"n","given":false})", R"({})", true},
      {R"({"all":[{"field":"a","eq":1},{"field":"b","eq":2}]})", R"({"a":1,"b":2})", true},
      {R"({"all":[{"field":"a","eq":1},{"field":"b","eq":2}]})", R"({"a":1})", false},
      {R"({"all":[]})", R"({})", true},
      {R"({"any":[{"field":"a","eq":1},{"field":"b","eq":2}]})", R"({"b":2})", true},
      {R"({"any":[]})", R"({})", false},
      {R"({"not":{"field":"a","eq":1}})", R"({"a":2})", true},
      {R"(null)", R"({})", false},
      {R"({"field":"a"})", R"({"a":1})", false},
  };
  for (const Condition& c : cases) {
    SCOPED_TRACE(std::string(c.condition) + " " + c.fields);
    EXPECT_EQ(holds(parsed(c.condition), parsed(c.fields).as_object()), c.holds);
  }
}

struct Computation {
  const char* expression;
  const char* fields;
  const char* value;
};

TEST(Computation, GivesTheValueOrNull) {
  const Computation cases[] = {
      {R"({"sub":["stage_m","warning_m"]})", R"({"stage_m":43.04,"warning_m":43.00})", "0.04"},
      {R"({"sub":["stage_m","warning_m"]})", R"({"stage_m":43.04})", "null"},
      {R"({"sub":["a","b"]})", R"({"a":7,"b":9})", "-2"},
      {R"({"add":["a",1.5]})", R"({"a":1})", "2.5"},
      {R"({"mul":["a","a"]})", R"({"a":3})", "9"},
      {R"({"div":["a",1000]})", R"({"a":1500})", "1.5"},
      {R"({"div":["a",0]})", R"({"a":1500})", "null"},
      {R"({"div":[{"sub":[{"max":["from","to"]},{"min":["from","to"]}]},1000]})",
       R"({"from":810350,"to":761500})", "48.85"},
      {R"({"max":["a","b","c"]})", R"({"a":1,"b":3,"c":2})", "3"},
      {R"({"min":["a","b"]})", R"({"a":1})", "null"},
      {R"({"min":["a","b"]})", R"({"a":"2026-08-20","b":"2026-07-15"})", R"("2026-07-15")"},
      {R"({"concat":["name",{"text":"（"},"n",{"text":"）"}]})", R"({"name":"哨棚","n":47})",
       R"("哨棚（47）")"},
      {R"({"concat":["name","n"]})", R"({"name":"哨棚"})", "null"},
      {R"({"first":["a","b",0]})", R"({"b":5})", "5"},
      {R"({"first":["a","b"]})", R"({})", "null"},
      {R"({"add":["a","b"]})", R"({"a":9223372036854775807,"b":1})", "9223372036854775808"},
      {R"({"add":["a","b"]})", R"({"a":"1","b":1})", "null"},
      {R"("a")", R"({"a":4})", "4"},
      {R"(12)", R"({})", "12"},
      {R"({"pow":["a",2]})", R"({"a":4})", "null"},
  };
  for (const Computation& c : cases) {
    SCOPED_TRACE(std::string(c.expression) + " " + c.fields);
    const json::Value value = compute(parsed(c.expression), parsed(c.fields).as_object());
    const json::Value expected = parsed(c.value);
    if (expected.is_number()) {
      ASSERT_TRUE(value.is_number());
      EXPECT_DOUBLE_EQ(value.as_double(), expected.as_double());
    } else {
      EXPECT_EQ(value, expected);
    }
  }
}

TEST(Computation, ReadsStagesToTheCentimetre) {
  EXPECT_EQ(compute(parsed(R"({"sub":["a","b"]})"), {{"a", 43.04}, {"b", 43.0}}),
            json::Value(0.04));
  EXPECT_EQ(compute(parsed(R"({"sub":["a","b"]})"), {{"a", 41.7}, {"b", 33.6}}), json::Value(8.1));
}

}  // namespace
}  // namespace muster::model
