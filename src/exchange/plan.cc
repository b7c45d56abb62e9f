// The forms in which plans, faults and reports are kept and shown.
#include "exchange/check.h"
#include "exchange/xlsx_book.h"

namespace muster::exchange {

json::Object to_json(const Plan& plan) {
  json::Object out{{"row", plan.row}, {"op", plan.op}, {"id", plan.id}, {"fields", plan.fields}};
  if (plan.geometry) out.set("geometry", *plan.geometry);
  if (!plan.jurisdiction_id.empty()) out.set("jurisdiction_id", plan.jurisdiction_id);
  if (plan.op != "update") return out;
  out.set("version", plan.version);
  out.set("before", plan.before);
  if (plan.geometry_before) out.set("geometry_before", *plan.geometry_before);
  if (!plan.jurisdiction_before.empty()) out.set("jurisdiction_before", plan.jurisdiction_before);
  return out;
}

Plan plan_from(const json::Value& line) {
  Plan plan;
  plan.row = line.integer("row");
  plan.op = line.text("op");
  plan.id = line.text("id");
  plan.version = line.integer("version");
  plan.jurisdiction_id = line.text("jurisdiction_id");
  plan.jurisdiction_before = line.text("jurisdiction_before");
  if (line["fields"].is_object()) plan.fields = line["fields"].as_object();
  if (line["before"].is_object()) plan.before = line["before"].as_object();
  const json::Object& members = line.as_object();
  if (members.has("geometry")) plan.geometry = line["geometry"];
  if (members.has("geometry_before")) plan.geometry_before = line["geometry_before"];
  return plan;
}

json::Object fault_json(const Error& error, std::int64_t row, const Column* column) {
  std::string value;
  for (const auto& [name, text] : error.params) {
    if (name == "value") value = text;
  }
  return json::Object{{"row", row},
                      {"column", column != nullptr ? column_letters(column->index) : std::string()},
                      {"title", column != nullptr ? column->title : std::string()},
                      {"field", error.field},
                      {"code", error_info(error.code).name},
                      {"value", value},
                      {"zh", error_text(error, "zh")},
                      {"en", error_text(error, "en")}};
}

json::Object to_json(const Report& report, const model::TypeDef& type) {
  json::Array columns;
  for (const Column& column : report.header.columns) {
    const model::Field* field = type.field(column.target);
    columns.emplace_back(json::Object{{"column", column_letters(column.index)},
                                      {"title", column.title},
                                      {"target", column.target},
                                      {"by", column.by},
                                      {"field_title", field != nullptr ? json::Value(json::Object{{"zh", field->title.zh}, {"en", field->title.en}}) : json::Value()}});
  }
  json::Array faults;
  for (const Error& fault : report.header.faults) faults.emplace_back(fault_json(fault, report.header.last_row, nullptr));
  json::Object counts{{"rows", report.rows}, {"bad", report.bad}, {"good", report.rows - report.bad}};
  for (const char* op : {"create", "update", "skip", "same"}) {
    const auto found = report.ops.find(op);
    counts.set(op, found != report.ops.end() ? found->second : 0);
  }
  return json::Object{{"format", report.format},
                      {"sheet", report.header.sheet},
                      {"header_rows", json::Array{report.header.first_row, report.header.last_row}},
                      {"columns", std::move(columns)},
                      {"column_errors", std::move(faults)},
                      {"counts", std::move(counts)},
                      {"errors", report.errors},
                      {"duplicates", report.twins}};
}

}  // namespace muster::exchange
