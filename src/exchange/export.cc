// A list, page by page, into a file.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "exchange/apart.h"
#include "exchange/exchange.h"
#include "exchange/gis.h"
#include "exchange/show.h"

namespace muster::exchange {
namespace {

namespace fs = std::filesystem;
using record::Record;

std::string day_digits(UtcTime now) {
  std::string day = format_date(city_day(now));
  std::erase(day, '-');
  return day;
}

class Out {
 public:
  virtual ~Out() = default;
  virtual Status add(const Record& record, const std::vector<Shown>& row) = 0;
  virtual Result<std::string> finish() = 0;
};

class TableOut final : public Out {
 public:
  TableOut(const std::string& format, const std::string& sheet, const std::vector<OutColumn>& columns) {
    TableWriter::Style style;
    style.sheet = sheet;
    for (const OutColumn& column : columns) style.titles.push_back(column.title);
    writer_ = format == "csv" ? write_csv(style) : write_xlsx(style);
  }
  Status add(const Record& /*record*/, const std::vector<Shown>& row) override { return writer_->add(row); }
  Result<std::string> finish() override { return writer_->finish(); }

 private:
  std::unique_ptr<TableWriter> writer_;
};

/// RFC 7946; properties are named by field, so that they keep their names in every language.
class GeoJsonOut final : public Out {
 public:
  explicit GeoJsonOut(const std::vector<OutColumn>& columns) : columns_(columns) {}
  Status add(const Record& record, const std::vector<Shown>& row) override {
    json::Object properties;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& name = columns_[i].name;
      if (name == "lon" || name == "lat" || name == "geometry") continue;
      properties.set(name == "id" ? "record_id" : name == "jurisdiction_id" ? "jurisdiction" : name, row[i].value);
    }
    out_ += out_.empty() ? "" : ",\n";
    out_ += json::write(json::Object{{"type", "Feature"}, {"id", record.id}, {"geometry", record.geometry}, {"properties", std::move(properties)}});
    return {};
  }
  Result<std::string> finish() override { return "{\"type\":\"FeatureCollection\",\"features\":[\n" + out_ + "\n]}\n"; }

 private:
  const std::vector<OutColumn>& columns_;
  std::string out_;
};

/// A folder for one export, gone at the end.
class Scratch {
 public:
  explicit Scratch(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    std::string name = folder + "/export-XXXXXX";
    path_ = ::mkdtemp(name.data()) != nullptr ? name : std::string();
  }
  ~Scratch() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Result<std::string> to_gpkg(const std::string& geojson, const std::string& folder, const model::TypeDef& type) {
  const Scratch scratch(folder);
  const std::string from = scratch.path() + "/in.geojson";
  const std::string to = scratch.path() + "/out.gpkg";
  std::ofstream(from, std::ios::binary) << geojson;
  if (const Status made = geojson_to_gpkg(from, to, type.name, type.place != model::PlaceKind::kNone); !made) return fail(made.error());
  std::ifstream in(to, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

class Exporter {
 public:
  Exporter(record::Store& store, const identity::Viewer& viewer, const ExportOptions& options, const model::TypeDef& type)
      : store_(store), viewer_(viewer), options_(options), type_(type) {}

  Result<Exported> run(const std::string& folder, UtcTime now) {
    auto columns = out_columns(type_, options_.columns, options_.lang);
    if (!columns) return fail(columns.error());
    columns_ = *std::move(columns);
    const bool geographic = options_.format == "geojson" || options_.format == "gpkg";
    if (geographic) {
      out_ = std::make_unique<GeoJsonOut>(columns_);
    } else {
      out_ = std::make_unique<TableOut>(options_.format, type_.title.in(options_.lang), columns_);
    }
    auto apart = Apart::of(store_, viewer_, options_.query.ledger, columns_);
    if (!apart) return fail(apart.error());
    apart_ = *std::move(apart);
    if (const Status written = pages(); !written) return fail(written.error());
    auto bytes = out_->finish();
    if (bytes && options_.format == "gpkg") bytes = to_gpkg(*bytes, folder, type_);
    if (!bytes) return fail(bytes.error());
    static const std::map<std::string, std::string> media{{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                                                          {"csv", "text/csv; charset=utf-8"},
                                                          {"geojson", "application/geo+json"},
                                                          {"gpkg", "application/geopackage+sqlite3"}};
    std::string title = type_.title.in(options_.lang);
    std::replace(title.begin(), title.end(), '/', '-');
    return Exported{*std::move(bytes), media.at(options_.format), title + "-" + day_digits(now) + "." + options_.format, rows_};
  }

 private:
  Status pages() {
    record::Query query = options_.query;
    query.limit = 500;
    query.cursor.clear();
    query.with_total = false;
    do {
      const auto page = store_.list(viewer_, query);
      if (!page) return fail(page.error());
      json::Object labels = store_.labels(viewer_, page->items);
      apart_.correct(labels);
      for (const Record& record : page->items) {
        if (++rows_ > options_.rows_most) return fail(error::kExportTooLong, "", {{"count", ">" + std::to_string(options_.rows_most)}, {"max", std::to_string(options_.rows_most)}});
        if (const Status added = add(record, labels); !added) return added;
      }
      query.cursor = page->next_cursor;
    } while (!query.cursor.empty());
    return {};
  }

  Status add(const Record& record, const json::Object& labels) {
    std::vector<Shown> row;
    for (const OutColumn& column : columns_) {
      bool clear = false;
      if (column.field != nullptr && column.field->personal && options_.reveal && record.has(column.name)) {
        // Each value is logged by the store; where the viewer may not, it stays masked.
        clear = store_.reveal(viewer_, type_.name, record.id, column.name, options_.reason).has_value();
      }
      row.push_back({shown_value(store_.model(), type_, column, record, labels, clear, options_.lang), false});
    }
    return out_->add(record, row);
  }

  record::Store& store_;
  const identity::Viewer& viewer_;
  const ExportOptions& options_;
  const model::TypeDef& type_;
  std::vector<OutColumn> columns_;
  Apart apart_;
  std::unique_ptr<Out> out_;
  std::int64_t rows_ = 0;
};

}  // namespace

Result<Exported> export_records(record::Store& store, const identity::Viewer& viewer, const ExportOptions& options, const std::string& folder, UtcTime now) {
  const model::TypeDef* type = store.model().type(options.query.type);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", options.query.type}});
  const std::string& format = options.format;
  if (format != "xlsx" && format != "csv" && format != "geojson" && format != "gpkg") {
    return fail(error::kBadOption, "format", {{"option", "format"}, {"value", format}, {"allowed", "xlsx csv geojson gpkg"}});
  }
  if (format == "geojson" && type->place == model::PlaceKind::kNone) return fail(error::kNotAPlace, "format", {{"type", bilingual(type->title)}});
  if (options.reveal && options.reason.empty()) return fail(error::kRevealReason, "reason");
  return Exporter(store, viewer, options, *type).run(folder, now);
}

}  // namespace muster::exchange
