// What the steps of loading share: the model being made, where each definition stands, and what is
// wrong.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.h"
#include "model/yaml.h"

namespace muster::model {

struct Place {
  std::string file;
  int line = 0;
};

/// Paths are "type:sluice/fields/river/to": the document, then keys and positions.
struct Loading {
  Model model;
  std::map<std::string, Place, std::less<>> places;
  std::vector<Error> problems;

  void problem(ErrorCode code, const Place& place, Params params);
  /// At the path, or at the nearest thing above it that has a place.
  void problem_at(ErrorCode code, std::string_view path, Params params);
  [[nodiscard]] Place place_of(std::string_view path) const;
  /// Remembers the lines of everything below a node.
  void remember(const std::string& path, const std::string& file, const yaml::Node& node);
};

/// "a, b, c" for the remedy of a message, the first twenty.
[[nodiscard]] std::string listed(const std::vector<std::string>& words);

/// A small letter, then small letters, digits and underscores; at most 60; not a word of the
/// record's envelope.
void check_name(Loading& loading, std::string_view path, const std::string& name);

/// Reads a map strictly: other keys than `allowed` are reported by the constructor.
class MapReader {
 public:
  MapReader(Loading& loading, std::string path, const yaml::Node& node,
            std::initializer_list<std::string_view> allowed);

  [[nodiscard]] const yaml::Node* find(std::string_view key) const { return node_.find(key); }
  [[nodiscard]] std::string path(std::string_view key) const {
    return path_ + "/" + std::string(key);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Loading& loading() const { return loading_; }

  [[nodiscard]] std::string text(std::string_view key) const;  ///< "" when absent
  [[nodiscard]] std::string needed_text(std::string_view key, std::string_view expected) const;
  [[nodiscard]] bool flag(std::string_view key) const;  ///< false when absent
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  [[nodiscard]] int integer(std::string_view key) const;      ///< 0 when absent
  [[nodiscard]] Millis duration(std::string_view key) const;  ///< 0 when absent
  [[nodiscard]] std::optional<std::chrono::year_month_day> date(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> words(std::string_view key) const;
  [[nodiscard]] Text title(std::string_view key, bool needed) const;  ///< { zh, en }, both or none
  [[nodiscard]] json::Value json(std::string_view key) const;         ///< null when absent
  /// The members of a map-valued key; empty (and reported when not a map) otherwise.
  [[nodiscard]] const std::vector<yaml::Member>& members(std::string_view key) const;

  void wrong(std::string_view key, std::string_view expected) const;
  void missing(std::string_view key, std::string_view expected) const;

 private:
  [[nodiscard]] const yaml::Node* scalar(std::string_view key, std::string_view expected) const;

  Loading& loading_;
  std::string path_;
  const yaml::Node& node_;
};

/// zh and en of a map that may hold other keys as well.
[[nodiscard]] Text read_text(const MapReader& reader, std::string_view name, bool needed);

void read_type(Loading& loading, const std::string& path, const yaml::Node& node);
void read_dictionary(Loading& loading, const std::string& path, const yaml::Node& node);
void read_role(Loading& loading, const std::string& path, const yaml::Node& node);
void read_rule(Loading& loading, const std::string& path, const yaml::Node& node);
void read_plan(Loading& loading, const std::string& path, const yaml::Node& node);
void read_indicator(Loading& loading, const std::string& path, const yaml::Node& node);

/// What can only be told when everything is read: references between definitions (check.cc),
/// states, moves and clocks (check_workflow.cc).
void check_references(Loading& loading);
void check_workflow(Loading& loading, const TypeDef& type, const std::string& path);

/// Reports what an expression names wrongly. `known`: names of fields.
void check_expression(Loading& loading, const std::string& path, const Expression& expression,
                      const TypeDef& type, bool condition);

[[nodiscard]] std::optional<FieldKind> field_kind(std::string_view word);
[[nodiscard]] std::string_view field_kind_word(FieldKind kind);
[[nodiscard]] const std::vector<std::string>& field_kind_words();
[[nodiscard]] std::string_view place_kind_word(PlaceKind kind);

/// Names that records carry beside their fields, usable in labels, lists and filters.
[[nodiscard]] bool is_envelope_name(std::string_view name);

}  // namespace muster::model
