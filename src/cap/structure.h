// Private to cap: the elements of the standard as a table, and the checks on them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cap/cap.h"
#include "xml/xml.h"

namespace muster::cap {

/// What an element's text must be.
enum class Text {
  kNone,
  kAny,
  kFilled,
  kName,
  kTime,
  kChoice,
  kLanguage,
  kInteger,
  kDecimal,
  kPolygon,
  kCircle,
  kReferences,
  kBase64,
  kDigest
};

struct Shape;

/// A child of an element, in schema order.
struct Slot {
  std::string_view name;
  int least = 0;
  bool many = false;
  Text text = Text::kAny;
  const std::vector<std::string_view>* choices = nullptr;
  const Shape* shape = nullptr;  ///< for an element with children
};

struct Shape {
  std::string_view clause;
  std::vector<Slot> slots;
};

[[nodiscard]] const Shape& alert_shape();
[[nodiscard]] std::string_view schema_text();  ///< the OASIS schema, embedded

/// Collects findings with the place they were found at.
class Report {
 public:
  void add(const xml::Element& at, std::string_view path, std::string_view clause, ErrorCode code,
           Params params = {});
  Findings findings;
};

/// Order, number and values of elements, by the table.
void check_structure(const xml::Element& alert, Report& report);
/// The rules that stand in the text of the standard and not in its schema.
void check_rules(const xml::Element& alert, Report& report);
/// One element's text against its kind.
void check_text(const xml::Element& element, const Slot& slot, std::string_view path,
                std::string_view clause, Report& report);

[[nodiscard]] Findings check_document(const xml::Document& document);
[[nodiscard]] Message read_message(const xml::Element& alert);  ///< of a document without findings

// Readers of single values; nullopt when the text is not one.
[[nodiscard]] std::optional<double> parse_decimal(std::string_view text);
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);  ///< at white space
[[nodiscard]] std::vector<std::string> split_quoted(
    std::string_view text);  ///< values with spaces in double quotes
[[nodiscard]] std::optional<Reference> parse_reference(std::string_view text);
[[nodiscard]] std::optional<geo::Position> parse_pair(
    std::string_view text);  ///< "lat,lon", unchecked
[[nodiscard]] std::optional<Circle> parse_circle(
    std::string_view text);  ///< "lat,lon radius", unchecked
void check_polygon(const xml::Element& element, std::string_view path, Report& report);
void check_circle(const xml::Element& element, std::string_view path, Report& report);

}  // namespace muster::cap
