// GeoJSON, GeoPackage, Shapefile and KML through ogr2ogr; what it writes is lines of GeoJSON features, which we read ourselves.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "exchange/archive.h"
#include "exchange/child.h"
#include "exchange/gis.h"
#include "exchange/sheet.h"

namespace muster::exchange {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t kLineMost = 32U << 20;
constexpr int kLayersMost = 200;

std::string lower_ending(const std::string& path) {
  std::string out = fs::path(path).extension().string();
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

const std::vector<std::string>& environment() {
  static const std::vector<std::string> all{"GDAL_DISABLE_READDIR_ON_OPEN=FALSE", "OGR_SQLITE_LOAD_EXTENSIONS=", "CPL_TMPDIR=/tmp", "OGR_GEOJSON_MAX_OBJ_SIZE=0",
                                            "GDAL_CACHEMAX=64", "CPL_CURL_ENABLE_VSIMEM=NO", "PROJ_NETWORK=OFF", "SQLITE_USE_OGR_VFS=NO"};
  return all;
}

/// The first line that GDAL calls an error.
std::string reason_of(const std::string& err) {
  std::string first = err.substr(0, err.find('\n'));
  const std::size_t at = err.find("ERROR");
  if (at != std::string::npos) first = err.substr(at, err.find('\n', at) - at);
  return first.substr(0, 200);
}

/// How a shapefile's attribute texts are encoded, where no .cpg says it.
std::string encoding_of(std::string_view dbf) {
  const bool ascii = std::all_of(dbf.begin(), dbf.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  // The header (32 bytes and 32 a field) holds binary numbers; names and values begin behind it.
  return ascii || is_utf8(dbf) ? "UTF-8" : "GB18030";
}

std::string_view texts_of_dbf(std::string_view bytes) {
  if (bytes.size() < 33) return {};
  const auto low = static_cast<unsigned char>(bytes[8]);
  const auto high = static_cast<unsigned char>(bytes[9]);
  const std::size_t header = std::min<std::size_t>(low + 256U * high, bytes.size());
  return bytes.substr(header);
}

struct Opening {
  std::string dataset;   ///< as GDAL opens it
  std::string format;
  std::string encoding;  ///< of a Shapefile's texts; empty: as the file says
};

Result<std::string> file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(error::kFileUnreadable, "file", {{"name", path}});
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

Result<Opening> opening_of_zip(const std::string& path, const Limits& limits) {
  auto bytes = file_bytes(path);
  if (!bytes) return fail(bytes.error());
  const auto archive = Archive::open(*std::move(bytes), limits);
  if (!archive) return fail(archive.error());
  Opening out{"", "shp", ""};
  std::string dbf;
  bool cpg = false;
  for (const Archive::Entry& entry : (*archive)->entries()) {
    const std::string ending = lower_ending(entry.name);
    if ((ending == ".shp" || ending == ".kml") && out.dataset.empty()) {
      out.dataset = "/vsizip/{" + path + "}/" + entry.name;
      out.format = ending.substr(1);
    }
    if (ending == ".dbf" && dbf.empty()) dbf = entry.name;
    cpg = cpg || ending == ".cpg";
  }
  if (out.format == "shp" && !cpg && !dbf.empty()) {
    const auto table = (*archive)->read(dbf, limits.unpacked);
    if (!table) return fail(table.error());
    out.encoding = encoding_of(texts_of_dbf(*table));
  }
  return out;
}

Result<Opening> opening_of(const std::string& path, const Limits& limits) {
  std::string head(16, '\0');
  std::ifstream(path, std::ios::binary).read(head.data(), 16);
  if (head.substr(0, 2) == "PK") return opening_of_zip(path, limits);
  if (lower_ending(path) == ".shp") {
    Opening out{path, "shp", ""};
    std::error_code error;
    const fs::path base = fs::path(path).replace_extension();
    const bool cpg = fs::exists(base.string() + ".cpg", error) || fs::exists(base.string() + ".CPG", error);
    if (const auto dbf = file_bytes(base.string() + ".dbf"); dbf && !cpg) out.encoding = encoding_of(texts_of_dbf(*dbf));
    return out;
  }
  if (head.substr(0, 15) == "SQLite format 3") return Opening{path, "gpkg", ""};
  const std::string start = trimmed(head.substr(head.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0));
  return Opening{path, start.substr(0, 1) == "{" ? "geojson" : "kml", ""};
}

/// Every other driver is left out: a file is opened as what we took it for, or not at all.
const std::string& skipped_drivers() {
  static const std::string all = [] {
    static constexpr std::string_view kOurs[] = {"ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "LIBKML", "KML"};
    std::string out = "OGR_SKIP=";
    const auto listing = run_child({"ogrinfo", "--formats"}, environment());
    if (!listing) return out;
    for (std::size_t from = 0; from < listing->out.size();) {
      const std::size_t to = std::min(listing->out.find('\n', from), listing->out.size());
      const std::string line = listing->out.substr(from, to - from);
      from = to + 1;
      const std::size_t dash = line.find(" -");
      if (line.rfind("  ", 0) != 0 || dash == std::string::npos) continue;
      const std::string name = line.substr(2, dash - 2);
      if (std::find(std::begin(kOurs), std::end(kOurs), name) == std::end(kOurs)) out += (out.back() == '=' ? "" : ",") + name;
    }
    return out;
  }();
  return all;
}

Result<ChildResult> gdal(const std::vector<std::string>& arguments, const ChildLimits& limits = {}) {
  std::vector<std::string> settings = environment();
  settings.push_back(skipped_drivers());
  auto done = run_child(arguments, settings, limits);
  if (done && done->code != 0) return fail(error::kGisFailed, "", {{"reason", reason_of(done->err)}});
  return done;
}

struct Layer {
  std::string name;
  bool has_place = false;
  bool has_crs = false;
};

// "Layer name: …", "Geometry: Point", "Layer SRS WKT:" with "(unknown)" behind it.
std::vector<Layer> layers_of(const std::string& listing) {
  std::vector<Layer> out;
  std::string previous;
  for (std::size_t from = 0; from < listing.size();) {
    const std::size_t to = std::min(listing.find('\n', from), listing.size());
    const std::string line = listing.substr(from, to - from);
    from = to + 1;
    // A name that begins with a hyphen would be read as an option of ogr2ogr.
    if (line.rfind("Layer name: ", 0) == 0 && line.substr(12, 1) != "-" && out.size() < static_cast<std::size_t>(kLayersMost)) {
      out.push_back({line.substr(12), false, false});
    } else if (!out.empty()) {
      if (line.rfind("Geometry: ", 0) == 0) out.back().has_place = line != "Geometry: None";
      if (previous.rfind("Layer SRS WKT:", 0) == 0) out.back().has_crs = line != "(unknown)";
    }
    previous = line;
  }
  return out;
}

Cell cell_of(const json::Value& value) {
  Cell cell;
  if (value.is_null()) return cell;
  if (value.is_string()) {
    cell.text = trimmed(value.as_string());
    cell.kind = cell.text.empty() ? Cell::Kind::kEmpty : cell.text.find("\xEF\xBF\xBD") != std::string::npos ? Cell::Kind::kFault : Cell::Kind::kText;
  } else if (value.is_bool()) {
    cell.kind = Cell::Kind::kBoolean;
    cell.number = value.as_bool() ? 1 : 0;
    cell.text = value.as_bool() ? "TRUE" : "FALSE";
  } else if (value.is_number()) {
    cell.kind = Cell::Kind::kNumber;
    cell.number = value.as_double();
    cell.text = json::write(value);
  } else if (value.is_array()) {
    for (const json::Value& item : value.as_array()) cell.text += (cell.text.empty() ? "" : "、") + (item.is_string() ? item.as_string() : json::write(item));
    cell.kind = cell.text.empty() ? Cell::Kind::kEmpty : Cell::Kind::kText;
  } else {
    cell.kind = Cell::Kind::kText;
    cell.text = json::write(value);
  }
  return cell;
}

/// The features of one layer: first the names of their properties as row 0, then a row each.
class FeatureSource final : public Source {
 public:
  FeatureSource(std::string path, const Limits& limits) : path_(std::move(path)), limits_(limits), in_(path_, std::ios::binary) {}

  Status scan() {
    std::ifstream first(path_, std::ios::binary);
    for (;;) {
      auto feature = read(first);
      if (!feature) return fail(feature.error());
      if (!*feature) return {};
      if (!(**feature)["properties"].is_object()) continue;
      for (const auto& [name, value] : (**feature)["properties"].as_object()) {
        if (index_.try_emplace(name, static_cast<int>(names_.size())).second) names_.push_back(name);
        if (static_cast<int>(names_.size()) > limits_.columns) {
          return fail(error::kTooManyColumns, "", {{"row", "0"}, {"max", std::to_string(limits_.columns)}});
        }
      }
    }
  }

  Result<bool> next(Row& row) override {
    row = {};
    if (!titled_) {
      titled_ = true;
      for (const std::string& name : names_) row.cells.push_back(cell_of(name));
      if (row.cells.empty()) row.cells.emplace_back();
      return true;
    }
    auto feature = read(in_);
    if (!feature) return fail(feature.error());
    if (!*feature) return false;
    row.number = ++number_;
    if (number_ > limits_.rows) return fail(error::kTooManyRows, "", {{"max", std::to_string(limits_.rows)}});
    row.cells.resize(names_.size());
    const json::Value& properties = (**feature)["properties"];
    if (properties.is_object()) {
      for (const auto& [name, value] : properties.as_object()) {
        if (const auto at = index_.find(name); at != index_.end()) row.cells[static_cast<std::size_t>(at->second)] = cell_of(value);
      }
    }
    row.geometry = flat((**feature)["geometry"]);
    return true;
  }

 private:
  static Result<std::optional<json::Value>> read(std::istream& in) {
    std::string line;
    while (std::getline(in, line)) {
      if (!line.empty() && line[0] == '\x1E') line.erase(0, 1);
      if (trimmed(line).empty()) continue;
      if (line.size() > kLineMost) return fail(error::kGisLimit, "", {{"limit", "32 MB"}});
      auto value = json::parse(decode(line).text, {.bytes = kLineMost * 2, .depth = 32, .values = 8U << 20});
      if (!value) return fail(value.error());
      return std::optional<json::Value>(*std::move(value));
    }
    return std::optional<json::Value>{};
  }

  /// A multi geometry of one part is that part: Shapefiles know no other.
  static json::Value flat(const json::Value& geometry) {
    const std::string type = geometry.text("type");
    const json::Value& parts = geometry["coordinates"];
    if (type.rfind("Multi", 0) != 0 || !parts.is_array() || parts.as_array().size() != 1) return geometry;
    return json::Object{{"type", type.substr(5)}, {"coordinates", parts.as_array().front()}};
  }

  std::string path_;
  Limits limits_;
  std::ifstream in_;
  std::vector<std::string> names_;
  std::map<std::string, int> index_;
  bool titled_ = false;
  std::int64_t number_ = 0;
};

class GisFile final : public File {
 public:
  GisFile(Opening opening, std::string folder, std::string crs, const Limits& limits)
      : opening_(std::move(opening)), folder_(std::move(folder)), crs_(std::move(crs)), limits_(limits) {}

  Status look() {
    std::vector<std::string> words{"ogrinfo", "-ro", "-so", "-al"};
    words.push_back(opening_.dataset);
    const auto listing = gdal(words);
    if (!listing) return fail(listing.error());
    layers_ = layers_of(listing->out);
    if (layers_.empty()) return fail(error::kGisFailed, "", {{"reason", reason_of(listing->err + "no layers")}});
    for (const Layer& layer : layers_) names_.push_back(layer.name);
    return {};
  }

  [[nodiscard]] std::string_view format() const override { return opening_.format; }
  [[nodiscard]] const std::vector<std::string>& sheets() const override { return names_; }

  Result<std::unique_ptr<Source>> open(const std::string& sheet) override {
    const auto layer = std::find_if(layers_.begin(), layers_.end(), [&](const Layer& each) { return each.name == sheet; });
    if (layer == layers_.end()) {
      std::string all;
      for (const std::string& name : names_) all += (all.empty() ? "" : "、") + name;
      return fail(error::kSheetUnknown, "sheet", {{"sheet", sheet}, {"sheets", all}});
    }
    const std::string lines = folder_ + "/layer-" + std::to_string(layer - layers_.begin()) + ".geojsonl";
    if (const Status unpacked = unpack(*layer, lines); !unpacked) return fail(unpacked.error());
    auto source = std::make_unique<FeatureSource>(lines, limits_);
    if (const Status scanned = source->scan(); !scanned) return fail(scanned.error());
    return source;
  }

 private:
  Status unpack(const Layer& layer, const std::string& lines) {
    std::error_code error;
    if (done_.count(lines) != 0 && fs::exists(lines, error)) return {};
    fs::remove(lines, error);
    std::vector<std::string> words{"ogr2ogr", "-f", "GeoJSONSeq", lines, opening_.dataset, layer.name, "-lco", "RS=NO", "-dim", "XY", "-lco", "COORDINATE_PRECISION=9"};
    if (layer.has_place) {
      const bool own = crs_.rfind("epsg:", 0) == 0;
      if (!own && !layer.has_crs && crs_.empty()) return fail(error::kLayerHasNoCrs, "crs");
      if (own || !layer.has_crs) words.insert(words.end(), {"-s_srs", own ? "EPSG:" + crs_.substr(5) : "EPSG:4326"});
      words.insert(words.end(), {"-t_srs", "EPSG:4326"});
    }
    if (!opening_.encoding.empty()) words.insert(words.end(), {"-oo", "ENCODING=" + opening_.encoding});
    const auto made = gdal(words);
    if (!made) return fail(made.error());
    done_[lines] = true;
    return {};
  }

  Opening opening_;
  std::string folder_;
  std::string crs_;
  Limits limits_;
  std::vector<Layer> layers_;
  std::vector<std::string> names_;
  std::map<std::string, bool> done_;
};

}  // namespace

Result<std::unique_ptr<File>> open_gis(const std::string& path, const std::string& folder, const std::string& crs, const Limits& limits) {
  auto opening = opening_of(path, limits);
  if (!opening) return fail(opening.error());
  std::string lower;
  for (const char c : crs) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  auto file = std::make_unique<GisFile>(*std::move(opening), folder, lower, limits);
  if (const Status looked = file->look(); !looked) return fail(looked.error());
  return file;
}

Status geojson_to_gpkg(const std::string& from, const std::string& to, const std::string& layer, bool has_place) {
  std::vector<std::string> words{"ogr2ogr", "-f", "GPKG", to, from, "-nln", layer};
  if (has_place) {
    words.insert(words.end(), {"-a_srs", "EPSG:4326"});
  } else {
    words.insert(words.end(), {"-nlt", "NONE"});
  }
  const auto made = gdal(words);
  if (!made) return fail(made.error());
  return {};
}

}  // namespace muster::exchange
