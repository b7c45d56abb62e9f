// In and out: registers from spreadsheets and GIS files, and back into them (docs/design/exchange.md).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/db.h"
#include "errors/exchange.h"
#include "identity/access.h"
#include "identity/identity.h"
#include "json/json.h"
#include "record/record.h"

namespace muster::exchange {

/// Tables import_job and import_title; numbers 950 to 959.
[[nodiscard]] std::vector<db::Migration> migrations();

/// What someone wants done with a file.
struct ImportOptions {
  std::string type;
  std::string ledger = "real";
  std::string sheet;                           ///< sheet or layer; empty: the one that fits best
  std::string crs;                             ///< empty: WGS 84, or what a GIS file says
  std::string on_duplicate = "refuse";         ///< refuse | skip | update
  std::string jurisdiction;                    ///< code, name or id: of rows that name none; empty: of the acting post
  std::map<std::string, std::string> columns;  ///< title or letters → field, "@lon" … (columns.h), or "" for none

  bool operator==(const ImportOptions&) const = default;
};
/// kUnknownField for other members, kBadOption, kUnknownType.
[[nodiscard]] Result<ImportOptions> options_from(const json::Value& value, const model::Model& model);
[[nodiscard]] json::Object to_json(const ImportOptions& options);

/// Imports as batches: checked, confirmed, run in pieces, undone. Files lie in DATA/imports/<id>; all calls are thread-safe.
class Imports {
 public:
  struct Setup {
    db::Database& db;
    record::Store& store;
    identity::Directory& directory;
    const record::CityTime& city;
    const TimeSource& wall;
    std::string data;  ///< data folder
  };
  virtual ~Imports() = default;
  static std::unique_ptr<Imports> make(const Setup& setup);

  /// Takes a file and queues its check. kNotAllowed without create on the type anywhere, kImportBusy, kFileTooBig.
  /// @param viewer a system viewer acts with every right (command line)
  /// @return the batch's id
  virtual Result<std::string> add(const identity::Viewer& viewer, const ImportOptions& options, const std::string& file_name,
                                  std::string_view bytes) = 0;
  /// The same with a file that stays where it is, with what lies beside it (a Shapefile's parts).
  virtual Result<std::string> add_path(const identity::Viewer& viewer, const ImportOptions& options, const std::string& path) = 0;

  /// As GET /api/v1/imports/{id} shows it. kNotFound for other people's batches too.
  virtual Result<json::Object> show(const identity::Viewer& viewer, std::string_view id) = 0;
  virtual json::Array list(const identity::Viewer& viewer, int limit) = 0;  ///< newest first, without rows and errors
  /// Checks again with other options. kImportWrongState once it runs.
  virtual Status recheck(const identity::Viewer& viewer, std::string_view id, const ImportOptions& options) = 0;
  /// Queues the writing. kImportHasErrors unless `good_only`, kImportNothing, kImportWrongState.
  virtual Status confirm(const identity::Viewer& viewer, std::string_view id, bool good_only) = 0;
  /// Ends a check or a run; what is written stays and can be undone.
  virtual Status cancel(const identity::Viewer& viewer, std::string_view id) = 0;
  /// Takes back what nobody has touched since. kRequired without a reason, kImportWrongState.
  virtual Status undo(const identity::Viewer& viewer, std::string_view id, const std::string& reason) = 0;
  /// The wrong rows as they came, with a column that says what is wrong. @param format "xlsx" or "csv"
  virtual Result<std::string> error_sheet(const identity::Viewer& viewer, std::string_view id, std::string_view format,
                                          std::string_view lang) = 0;

  /// Works on the queue beside the requests, beginning with what an earlier process left unfinished; until `stop` or the destructor.
  virtual void start() = 0;
  virtual void stop() = 0;
  /// Works on one batch now, on this thread, until it waits for somebody: for the command line.
  /// @param progress called now and then with rows done and rows known
  virtual Status work(std::string_view id, const std::function<void(std::int64_t done, std::int64_t total)>& progress = {}) = 0;
};

/// What a list shows, as a file.
struct ExportOptions {
  record::Query query;                ///< its limit, cursor and total are not used
  std::string format = "xlsx";        ///< xlsx csv geojson gpkg
  std::vector<std::string> columns;   ///< fields and words of the record (state, number, jurisdiction, label …); empty: all fields
  std::string lang = "zh";
  bool reveal = false;                ///< personal fields in clear, where the viewer may; each is logged with the reason
  std::string reason;
  std::int64_t rows_most = 1'000'000;
};
struct Exported {
  std::string bytes;
  std::string media_type;
  std::string file_name;  ///< "测站-20260819.xlsx"
  std::int64_t rows = 0;
};
/// kUnknownType, kUnknownField, kBadOption, kExportTooLong, kRevealReason, kGisMissing, kNotAPlace.
/// @param folder for what GDAL writes; @param now names the file
[[nodiscard]] Result<Exported> export_records(record::Store& store, const identity::Viewer& viewer, const ExportOptions& options,
                                              const std::string& folder, UtcTime now);

/// An empty workbook for a type: titles with units, notes, one example, lists to choose from.
[[nodiscard]] Result<std::string> template_of(const model::Model& model, std::string_view type, std::string_view lang);

}  // namespace muster::exchange
