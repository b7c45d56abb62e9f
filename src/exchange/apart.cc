#include "exchange/apart.h"

namespace muster::exchange {
namespace {

using record::Record;

// "监利市朱河镇新河村": the city's own name says nothing apart.
std::string full_name(const Record& place, const std::map<std::string, std::string>& by_path) {
  std::string out;
  for (std::size_t end = place.jpath.find('/', 1); end != std::string::npos; end = place.jpath.find('/', end + 1)) {
    const auto above = by_path.find(place.jpath.substr(0, end));
    if (above != by_path.end() && end > place.jpath.find('/', 1) + 3) out += above->second;
  }
  return out + place.text("name");
}

}  // namespace

Result<Apart> Apart::of(record::Store& store, const identity::Viewer& viewer, const std::string& ledger, const std::vector<OutColumn>& columns) {
  std::set<std::string> types;
  for (const OutColumn& column : columns) {
    if (column.field == nullptr) {
      if (column.name.starts_with("jurisdiction")) types.insert("jurisdiction");
      continue;
    }
    switch (column.field->kind) {
      case model::FieldKind::kJurisdiction: types.insert("jurisdiction"); break;
      case model::FieldKind::kPerson: types.insert("person"); break;
      case model::FieldKind::kReference:
      case model::FieldKind::kReferences:
        if (column.field->to != "*") types.insert(column.field->to);
        break;
      default: break;
    }
  }
  Apart apart;
  for (const std::string& type : types) {
    if (Status read = apart.read(store, viewer, ledger, type); !read) return fail(read.error());
  }
  return apart;
}

Status Apart::read(record::Store& store, const identity::Viewer& viewer, const std::string& ledger, const std::string& type) {
  if (!viewer.is_system && !viewer.may_somewhere("read", type)) return {};
  record::Query query;
  query.type = type;
  query.ledger = ledger;
  const auto rows = store.list_all(viewer, query);
  if (!rows) return fail(rows.error());
  std::map<std::string, int> count;
  std::map<std::string, std::string> by_path;
  for (const Record& row : *rows) {
    ++count[row.label];
    if (type == "jurisdiction") by_path[row.jpath] = row.text("name");
  }
  for (const Record& row : *rows) {
    if (count[row.label] < 2) continue;
    const std::string code = row.text("code");
    names_[row.id] = type == "jurisdiction" ? full_name(row, by_path) : code.empty() ? row.id : code;
  }
  return {};
}

void Apart::correct(json::Object& labels) const {
  for (auto& [id, label] : labels) {
    const auto apart = names_.find(id);
    if (apart != names_.end()) label = json::Object{{"type", label.text("type")}, {"label", apart->second}};
  }
}

}  // namespace muster::exchange
