#include "supply/orders_lines.h"

#include <algorithm>
#include <cmath>

#include "errors/dispatch.h"
#include "supply/orders.h"

namespace muster::supply {
namespace {

using record::Record;
using record::Unit;

constexpr std::size_t kLinesAtMost = 500;

// Which counts belong to which step; the first is the step's own.
std::vector<std::string> counts_of(const std::string& move) {
  if (move == "load" || move == "depart") return {"loaded"};
  if (move == "receive") return {"received", "used"};
  if (move == "give_back") return {"returned", "used"};
  if (move == "settle") return {"used"};
  return {};
}

const Record* line_named(const std::vector<Record>& items, const json::Value& line) {
  const std::string id = line.text("item");
  const std::int64_t number = line.integer("line_no", -1);
  const auto found = std::find_if(items.begin(), items.end(), [&](const Record& item) {
    return id.empty() ? item.integer("line_no") == number : item.id == id;
  });
  return found == items.end() ? nullptr : &*found;
}

Result<json::Object> counts_in(const json::Value& line, const std::vector<std::string>& known) {
  json::Object out;
  for (const auto& [key, value] : line.as_object()) {
    if (key == "item" || key == "line_no") continue;
    if (key == "why") {
      if (!value.is_null() && !value.is_string()) return fail(error::kBadLine, "lines", {{"reason", "why"}});
      if (!value.is_null()) out.set("variance_why", value);
      continue;
    }
    if (std::find(known.begin(), known.end(), key) == known.end()) return fail(error::kUnknownField, "lines." + key, {{"field", key}});
    if (!value.is_number() || value.as_double() < 0 || !std::isfinite(value.as_double())) {
      return fail(error::kBadLine, "lines." + key, {{"reason", key + " = " + json::write(value)}});
    }
    out.set(key, value);
  }
  return out;
}

}  // namespace

Status take_counts(Unit& unit, const record::Change& change) {
  const json::Value* lines = change.after.fields.find("lines");
  const json::Value* before = change.before.fields.find("lines");
  const std::vector<std::string> known = counts_of(change.move);
  // The order keeps the counts of the latest step; those of an earlier one are not counted again.
  if (lines == nullptr || lines->is_null() || known.empty() || (before != nullptr && *before == *lines)) return {};
  if (!lines->is_array() || lines->as_array().size() > kLinesAtMost) return fail(error::kBadLine, "lines", {{"reason", "[…]"}});
  const std::vector<Record> items = lines_of(unit, change.after.id);
  for (const json::Value& line : lines->as_array()) {
    if (!line.is_object()) return fail(error::kBadLine, "lines", {{"reason", json::write(line)}});
    const Record* item = line_named(items, line);
    if (item == nullptr) return fail(error::kNoSuchLine, "lines", {{"line", json::write(line)}});
    auto counts = counts_in(line, known);
    if (!counts) return fail(counts.error());
    record::Draft draft;
    draft.type = "transfer_item";
    draft.id = item->id;
    draft.fields = std::move(*counts);
    if (const auto written = unit.update_by_rule(draft); !written) return fail(written.error());
  }
  return {};
}

Status check_variance(Unit& unit, const Record& item, double due, double counted, bool told) {
  if (std::abs(due - counted) < 1e-6 || told || item.has("variance_why")) return {};
  const std::string goods = item.text("goods");
  return fail(error::kVarianceUnexplained, "variance_why",
              {{"goods", bilingual(unit.model().word("goods", goods, "zh"), unit.model().word("goods", goods, "en"))}, {"loaded", number_text(due)},
               {"counted", number_text(counted)}, {"unit", item.text("unit_name")}});
}

}  // namespace muster::supply
