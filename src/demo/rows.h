// Rows of the demonstration city before they are written: drafts with ids derived from their keys, so that two loadings agree.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace muster::demo {

/// A record to be made (none when its type is empty), and moves or updates that bring it to where it stands when the demonstration begins.
struct Item {
  record::Draft create;
  std::vector<record::Draft> then;
};

/// The id of the record of a type that has this key in the demonstration city.
[[nodiscard]] std::string id_of(std::string_view type, std::string_view key);
/// The jurisdiction with this code ("4210" the city, "421022", "GX", "421022101", …).
[[nodiscard]] std::string place_id(std::string_view code);
[[nodiscard]] std::vector<std::string> words(const std::string& text, char separator = ';');
[[nodiscard]] json::Array ids_of(std::string_view type, const std::vector<std::string>& keys);

class Rows {
 public:
  struct Where {
    std::string jurisdiction;  ///< code
    std::optional<json::Value> geometry;
    std::optional<UtcTime> occurred_at;
  };
  /// Adds a row and gives its id. Empty text, null and empty lists among the fields are left out.
  std::string add(std::string_view type, std::string_view key, const Where& where, json::Object fields);
  /// Fields of a row added earlier that refer to rows after it.
  void set_later(std::string_view type, std::string_view key, json::Object fields);
  /// A move of the row added last.
  void then_move(std::string_view move, json::Object fields = {});
  /// Fields of the row added last that a move has stamped, set right afterwards.
  void then_set(json::Object fields);
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }
  [[nodiscard]] std::vector<Item>&& take() { return std::move(items_); }

 private:
  std::vector<Item> items_;
};

}  // namespace muster::demo
