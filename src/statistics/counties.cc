#include "statistics/counties.h"

#include <algorithm>

namespace muster::statistics {

Result<Counties> Counties::read(record::Store& store) {
  record::Query query;
  query.type = "jurisdiction";
  const auto rows = store.list_all(identity::Viewer::system("statistics"), query);
  if (!rows) return fail(rows.error());
  Counties out;
  const auto depth = [](const std::string& path) { return std::ranges::count(path, '/'); };
  for (const record::Record& row : *rows) {
    const std::string path = row.text("path");
    out.path_of_[row.id] = path;
    const bool above = out.city_.path.empty() || depth(path) < depth(out.city_.path);
    const std::string level = row.text("level");
    if (level == "city" || (level.empty() && above)) out.city_ = {path, row.id, row.text("name")};
  }
  for (const record::Record& row : *rows) {
    const std::string path = row.text("path");
    if (path.starts_with(out.city_.path + '/') && depth(path) == depth(out.city_.path) + 1) out.by_path_[path] = {path, row.id, row.text("name")};
  }
  return out;
}

const Counties::Place& Counties::of(const std::string& jpath) const {
  if (!jpath.starts_with(city_.path + '/')) return city_;
  const auto found = by_path_.find(jpath.substr(0, jpath.find('/', city_.path.size() + 1)));
  return found == by_path_.end() ? city_ : found->second;
}

const Counties::Place& Counties::at(const std::string& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? city_ : found->second;
}

bool Counties::lies_in(const std::string& jurisdiction_id, const Place& county) const {
  const auto found = path_of_.find(jurisdiction_id);
  return found != path_of_.end() && (found->second == county.path || found->second.starts_with(county.path + '/'));
}

}  // namespace muster::statistics
