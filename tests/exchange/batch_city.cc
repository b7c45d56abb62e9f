#include "exchange/batch_city.h"

#include <fstream>
#include <stdexcept>

#include "exchange/workbook.h"
#include "journal/journal.h"
#include "record/schema.h"

namespace muster::exchange {
namespace {

// The shipped definition of the batch, with the roles of the small city.
std::shared_ptr<const model::Model> with_batches() {
  std::string text = read_file(MUSTER_SOURCE_DIR "/model/types/import_batch.yaml");
  for (std::size_t at = text.find("[system]"); at != std::string::npos; at = text.find("[system]")) text.replace(at, 8, "[chief]");
  return test_support::small_model(text);
}

json::Value value_of(const Result<json::Object>& shown) {
  if (!shown) throw std::runtime_error(error_text(shown.error(), "en"));
  return json::Value(*shown);
}
void must(const Status& status) {
  if (!status) throw std::runtime_error(error_text(status.error(), "en") + " " + status.error().cause);
}

}  // namespace

BatchCity::BatchCity(db::Engine engine) : city(engine, with_batches()) {
  std::vector<db::Migration> steps = journal::migrations();
  for (db::Migration& step : record::migrations()) steps.push_back(step);
  for (db::Migration& step : exchange::migrations()) steps.push_back(step);
  must(db::migrate(*city.database, steps));
  restart();
}

void BatchCity::restart() {
  imports.reset();
  must(city.reopen());
  imports = Imports::make({*city.database, *city.store, directory, city.time, city.time, folder.path().string()});
}

identity::Viewer BatchCity::person(const std::string& account, std::vector<std::string> verbs, const std::string& path) {
  identity::Viewer viewer = test_support::SmallCity::person("keeper", std::move(verbs), {"dam"}, path);
  viewer.actor.account = account;
  viewer.person_name = account;
  identity::ScopedGrant places;
  places.verbs = {"read"};
  places.types = {"jurisdiction"};
  places.path = "/jz";
  places.role = "keeper";
  viewer.grants.push_back(places);
  directory.people[account] = viewer;
  return viewer;
}

json::Value BatchCity::checked(const identity::Viewer& viewer, const ImportOptions& options, const std::string& name, const std::string& bytes, std::string* id) {
  const auto made = imports->add(viewer, options, name, bytes);
  if (!made) throw std::runtime_error(error_text(made.error(), "en"));
  if (id != nullptr) *id = *made;
  const Status worked = imports->work(*made);
  if (!worked && !viewer.is_system) must(worked);
  return value_of(imports->show(viewer, *made));
}

json::Value BatchCity::imported(const identity::Viewer& viewer, const ImportOptions& options, const std::string& name, const std::string& bytes, std::string* id, bool good_only) {
  std::string batch;
  const json::Value report = checked(viewer, options, name, bytes, &batch);
  if (id != nullptr) *id = batch;
  if (const Status asked = imports->confirm(viewer, batch, good_only); !asked) throw std::runtime_error(error_text(asked.error(), "en") + json::write(report));
  must(imports->work(batch));
  return value_of(imports->show(viewer, batch));
}

json::Value BatchCity::undone(const identity::Viewer& viewer, const std::string& id) {
  must(imports->undo(viewer, id, "导错了文件"));
  must(imports->work(id));
  return value_of(imports->show(viewer, id));
}

std::vector<record::Record> BatchCity::dams() {
  record::Query query;
  query.type = "dam";
  query.sort = "fid";
  return city.store->list_all(system, query).value();
}

record::Record BatchCity::dam(const std::string& name) {
  for (record::Record& each : dams()) {
    if (each.text("name") == name) return std::move(each);
  }
  throw std::runtime_error("no dam " + name);
}

std::int64_t BatchCity::journal_head() {
  return city.database->read([](db::Connection& c) { return journal::head(c); });
}

ImportOptions of_dams(std::string on_duplicate) {
  ImportOptions options;
  options.type = "dam";
  options.on_duplicate = std::move(on_duplicate);
  return options;
}

}  // namespace muster::exchange
