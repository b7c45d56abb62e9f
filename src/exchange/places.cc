#include "exchange/places.h"

#include <proj.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "errors/exchange.h"
#include "exchange/sheet.h"

namespace muster::exchange {
namespace {

class Shifted final : public Crs {
 public:
  explicit Shifted(geo::Crs crs) : crs_(crs) {}
  [[nodiscard]] bool is_projected() const override { return false; }
  [[nodiscard]] bool is_shift() const override { return crs_ != geo::Crs::kWgs84; }
  [[nodiscard]] std::optional<geo::Position> to_wgs84(double x, double y) const override { return geo::to_wgs84(geo::Position{x, y}, crs_); }

 private:
  geo::Crs crs_;
};

// CGCS2000 and WGS 84 differ by less than half a metre, so a datum shift that PROJ does not know is taken as none.
class Projected final : public Crs {
 public:
  explicit Projected(const std::string& code) : context_(proj_context_create(), proj_context_destroy), transform_(nullptr, proj_destroy) {
    proj_log_level(context_.get(), PJ_LOG_NONE);
    proj_context_set_enable_network(context_.get(), 0);
    const std::unique_ptr<PJ, PJ* (*)(PJ*)> raw(proj_create_crs_to_crs(context_.get(), code.c_str(), "EPSG:4326", nullptr), proj_destroy);
    if (raw == nullptr) return;
    transform_.reset(proj_normalize_for_visualization(context_.get(), raw.get()));
    const std::unique_ptr<PJ, PJ* (*)(PJ*)> crs(proj_create(context_.get(), code.c_str()), proj_destroy);
    if (crs != nullptr) projected_ = proj_get_type(crs.get()) == PJ_TYPE_PROJECTED_CRS;
  }
  [[nodiscard]] bool usable() const { return transform_ != nullptr; }
  [[nodiscard]] bool is_projected() const override { return projected_; }
  [[nodiscard]] bool is_shift() const override { return false; }
  [[nodiscard]] std::optional<geo::Position> to_wgs84(double x, double y) const override {
    const PJ_COORD out = proj_trans(transform_.get(), PJ_FWD, proj_coord(x, y, 0, 0));
    if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y)) return std::nullopt;
    return geo::Position{out.xy.x, out.xy.y};
  }

 private:
  std::unique_ptr<PJ_CONTEXT, PJ_CONTEXT* (*)(PJ_CONTEXT*)> context_;
  std::unique_ptr<PJ, PJ* (*)(PJ*)> transform_;
  bool projected_ = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Numbers of a text in their order; nothing when other than signs of degrees, minutes, seconds and sides lies between.
struct Pieces {
  std::vector<double> numbers;
  bool negative = false;
};

std::optional<Pieces> pieces_of(std::string_view text) {
  static constexpr std::string_view kMarks[] = {"°", "º", "˚", "度", "′", "'", "’", "分", "″", "\"", "”", "秒", "''", "东经", "北纬", "E", "N", "e", "n", "d", ":"};
  Pieces out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    if (text[at] == '-' && out.numbers.empty() && !out.negative) {
      out.negative = true;
      ++at;
      continue;
    }
    if (is_digit(text[at])) {
      double number = 0;
      const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number, std::chars_format::fixed);
      if (error != std::errc{}) return std::nullopt;
      out.numbers.push_back(number);
      at = static_cast<std::size_t>(end - text.data());
      continue;
    }
    std::size_t taken = 0;
    for (const std::string_view side : {"西经", "南纬", "W", "S", "w", "s"}) {
      if (text.substr(at, side.size()) == side) {
        out.negative = true;
        taken = side.size();
      }
    }
    for (const std::string_view mark : kMarks) {
      if (taken == 0 && text.substr(at, mark.size()) == mark) {
        taken = mark.size();
      }
    }
    if (taken == 0) return std::nullopt;
    at += taken;
  }
  return out;
}

Result<json::Value> moved_positions(const json::Value& value, const Crs& crs) {
  const json::Array& array = value.as_array();
  if (array.size() >= 2 && array[0].is_number() && array[1].is_number()) {
    const auto position = crs.to_wgs84(array[0].as_double(), array[1].as_double());
    if (!position) return fail(error::kCoordinateBad, "geometry", {{"value", json::write(value)}});
    return json::Value(json::Array{position->lon, position->lat});
  }
  json::Array out;
  for (const json::Value& item : array) {
    if (!item.is_array()) return fail(error::kCoordinateBad, "geometry", {{"value", json::write(item).substr(0, 80)}});
    auto inner = moved_positions(item, crs);
    if (!inner) return inner;
    out.push_back(*std::move(inner));
  }
  return json::Value(std::move(out));
}

}  // namespace

Result<std::unique_ptr<Crs>> Crs::of(std::string_view name) {
  std::string plain;
  for (const char c : narrowed(name)) {
    if (c != ' ' && c != '-' && c != '_') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  if (plain.empty() || plain == "wgs84" || plain == "cgcs2000" || plain == "epsg:4326" || plain == "epsg:4490") {
    return std::make_unique<Shifted>(geo::Crs::kWgs84);
  }
  if (plain == "gcj02") return std::make_unique<Shifted>(geo::Crs::kGcj02);
  if (plain == "bd09") return std::make_unique<Shifted>(geo::Crs::kBd09);
  const bool number = plain.size() > 5 && plain.size() < 12 && plain.substr(0, 5) == "epsg:" &&
                      plain.find_first_not_of("0123456789", 5) == std::string::npos;
  if (number) {
    auto projected = std::make_unique<Projected>("EPSG:" + plain.substr(5));
    if (projected->usable()) return projected;
  }
  return fail(error::kCrsUnknown, "crs", {{"value", std::string(name)}});
}

std::optional<double> parse_coordinate(std::string_view text) {
  const std::string narrow = trimmed(narrowed(text));
  const auto pieces = pieces_of(narrow);
  if (!pieces || pieces->numbers.empty() || pieces->numbers.size() > 3) return std::nullopt;
  const std::vector<double>& n = pieces->numbers;
  double degrees = n[0];
  for (std::size_t i = 1; i < n.size(); ++i) {
    if (n[i] >= 60 || n[i - 1] != std::floor(n[i - 1])) return std::nullopt;
    degrees += n[i] / (i == 1 ? 60 : 3600);
  }
  return pieces->negative ? -degrees : degrees;
}

bool same_place(const json::Value& a, const json::Value& b) {
  constexpr double kMillimetreDeg = 1e-8;
  if (a.is_number() && b.is_number()) return std::abs(a.as_double() - b.as_double()) <= kMillimetreDeg;
  if (a.is_array() && b.is_array()) {
    return std::equal(a.as_array().begin(), a.as_array().end(), b.as_array().begin(), b.as_array().end(), same_place);
  }
  if (a.is_object() && b.is_object()) return a.text("type") == b.text("type") && same_place(a["coordinates"], b["coordinates"]);
  return a == b;
}

Result<json::Value> moved(const json::Value& geometry, const Crs& crs) {
  if (!geometry.is_object() || !geometry["coordinates"].is_array()) return geometry;
  auto coordinates = moved_positions(geometry["coordinates"], crs);
  if (!coordinates) return coordinates;
  json::Object out = geometry.as_object();
  out.set("coordinates", *std::move(coordinates));
  return json::Value(std::move(out));
}

}  // namespace muster::exchange
