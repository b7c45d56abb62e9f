#include "exchange/features/out_crs.h"

#include <proj.h>

#include <algorithm>
#include <cmath>

#include "errors/features.h"

namespace muster::exchange {
namespace {

constexpr std::string_view kEpsg = "http://www.opengis.net/def/crs/EPSG/0/";

struct Served {
  int epsg = 0;  ///< 0: CRS84
  enum class Axes { kLonLat, kLatLon, kMetres } axes = Axes::kLonLat;
  bool is_box = true;  ///< a box in it is a box in degrees
};
constexpr Served kServed[] = {{0, Served::Axes::kLonLat, true},   {4326, Served::Axes::kLatLon, true},  {4490, Served::Axes::kLatLon, true},
                              {3857, Served::Axes::kMetres, true}, {4546, Served::Axes::kMetres, false}, {4547, Served::Axes::kMetres, false},
                              {4525, Served::Axes::kMetres, false}, {4526, Served::Axes::kMetres, false}};

std::string uri_of(const Served& served) { return std::string(served.epsg == 0 ? kCrs84 : kEpsg) + (served.epsg == 0 ? "" : std::to_string(served.epsg)); }

tl::unexpected<Error> bad_box(const std::array<double, 4>& o, std::string expected) {
  std::string value;
  for (const double each : o) value += (value.empty() ? "" : ",") + json::number_text(each);
  return fail(error::kFeatureParameterBad, "bbox", {{"name", "bbox"}, {"value", value}, {"expected", std::move(expected)}});
}

Result<AskedBox> box_in_degrees(const std::array<double, 4>& o, double west, double south, double east, double north) {
  const bool in_range = west >= -180 && east <= 180 && south >= -90 && north <= 90;
  if (!in_range) return bad_box(o, bilingual("经度 -180 至 180、纬度 -90 至 90", "longitudes of -180 to 180, latitudes of -90 to 90"));
  if (south > north) return bad_box(o, bilingual("先小后大的两个角点", "the lower corner before the upper one"));
  const std::array<double, 4> box{west, south, east, north};
  if (west <= east) return AskedBox{box, geo::rectangle({west, south, east, north}), true};
  geo::Geometry both = geo::rectangle({west, south, 180, north});
  both.kind = geo::Kind::kMultiPolygon;
  both.parts.push_back(geo::rectangle({-180, south, east, north}).parts.front());
  return AskedBox{box, std::move(both), true};
}

class Degrees final : public OutCrs {
 public:
  Degrees(std::string uri, bool lat_first) : uri_(std::move(uri)), lat_first_(lat_first) {}
  [[nodiscard]] const std::string& uri() const override { return uri_; }
  [[nodiscard]] json::Value out(const json::Value& geometry) const override {
    if (!lat_first_ || !geometry.is_object()) return geometry;
    json::Object swapped = geometry.as_object();
    swapped.set("coordinates", turned(geometry["coordinates"]));
    return swapped;
  }
  [[nodiscard]] Result<AskedBox> in(const std::array<double, 4>& o) const override {
    return lat_first_ ? box_in_degrees(o, o[1], o[0], o[3], o[2]) : box_in_degrees(o, o[0], o[1], o[2], o[3]);
  }

 private:
  // CGCS2000 is taken as WGS 84: they differ by less than half a metre (geo/geo.h).
  static json::Value turned(const json::Value& value) {
    if (!value.is_array()) return value;
    const json::Array& array = value.as_array();
    if (array.size() >= 2 && array[0].is_number()) return json::Array{array[1], array[0]};
    json::Array out;
    for (const json::Value& item : array) out.push_back(turned(item));
    return out;
  }
  std::string uri_;
  bool lat_first_;
};

class Metres final : public OutCrs {
 public:
  Metres(std::string uri, const Served& served)
      : uri_(std::move(uri)), is_box_(served.is_box), context_(proj_context_create(), proj_context_destroy), transform_(nullptr, proj_destroy) {
    const std::string code = "EPSG:" + std::to_string(served.epsg);
    transform_.reset(proj_create_crs_to_crs(context_.get(), "OGC:CRS84", code.c_str(), nullptr));
  }
  [[nodiscard]] bool usable() const { return transform_ != nullptr; }
  [[nodiscard]] const std::string& uri() const override { return uri_; }
  [[nodiscard]] json::Value out(const json::Value& geometry) const override {
    if (!geometry.is_object()) return geometry;
    json::Object moved = geometry.as_object();
    moved.set("coordinates", projected(geometry["coordinates"]));
    return moved;
  }
  [[nodiscard]] Result<AskedBox> in(const std::array<double, 4>& o) const override {
    if (o[0] > o[2] || o[1] > o[3]) return bad_box(o, bilingual("先小后大的两个角点", "the lower corner before the upper one"));
    // The outline in steps: a straight side in metres is a curve in degrees.
    constexpr int kSteps = 32;
    geo::Path ring;
    const auto side = [&](double x0, double y0, double x1, double y1) {
      for (int i = 0; i < kSteps; ++i) {
        const double t = static_cast<double>(i) / kSteps;
        const PJ_COORD at = proj_trans(transform_.get(), PJ_INV, proj_coord(x0 + t * (x1 - x0), y0 + t * (y1 - y0), 0, 0));
        ring.push_back({at.xy.x, at.xy.y});
      }
    };
    side(o[0], o[1], o[2], o[1]);
    side(o[2], o[1], o[2], o[3]);
    side(o[2], o[3], o[0], o[3]);
    side(o[0], o[3], o[0], o[1]);
    const bool finite = std::ranges::all_of(ring, [](const geo::Position& p) { return std::isfinite(p.lon) && std::isfinite(p.lat); });
    if (!finite) return bad_box(o, bilingual("投影带内的坐标", "coordinates inside the projection's zone"));
    ring.push_back(ring.front());
    AskedBox out{{}, geo::polygon({std::move(ring)}), is_box_};
    const geo::Box box = geo::box_of(out.area);
    out.box = {box.west, box.south, box.east, box.north};
    return out;
  }

 private:
  [[nodiscard]] json::Value projected(const json::Value& value) const {
    if (!value.is_array()) return value;
    const json::Array& array = value.as_array();
    if (array.size() >= 2 && array[0].is_number()) {
      const PJ_COORD at = proj_trans(transform_.get(), PJ_FWD, proj_coord(array[0].as_double(), array[1].as_double(), 0, 0));
      return json::Array{rounded(at.xy.x), rounded(at.xy.y)};
    }
    json::Array out;
    for (const json::Value& item : array) out.push_back(projected(item));
    return out;
  }
  static double rounded(double metres) { return std::round(metres * 1e4) / 1e4; }

  std::string uri_;
  bool is_box_;
  std::unique_ptr<PJ_CONTEXT, PJ_CONTEXT* (*)(PJ_CONTEXT*)> context_;
  std::unique_ptr<PJ, PJ* (*)(PJ*)> transform_;
};

}  // namespace

const std::vector<std::string>& served_crs() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> uris;
    for (const Served& served : kServed) uris.push_back(uri_of(served));
    return uris;
  }();
  return all;
}

Result<std::unique_ptr<OutCrs>> OutCrs::of(std::string_view uri, std::string_view parameter) {
  for (const Served& served : kServed) {
    if (uri_of(served) != uri) continue;
    if (served.axes != Served::Axes::kMetres) return std::make_unique<Degrees>(uri_of(served), served.axes == Served::Axes::kLatLon);
    auto metres = std::make_unique<Metres>(uri_of(served), served);
    if (metres->usable()) return metres;
  }
  std::string allowed;
  for (const std::string& each : served_crs()) allowed += (allowed.empty() ? "" : " ") + each;
  return fail(error::kFeatureCrsUnknown, std::string(parameter), {{"value", std::string(uri)}, {"allowed", allowed}});
}

}  // namespace muster::exchange
