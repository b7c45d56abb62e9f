// The county level of the tree: the places directly below the city. Rows that lie at the city itself are its own (市直).
#pragma once

#include <map>
#include <string>

#include "record/record.h"

namespace muster::statistics {

class Counties {
 public:
  struct Place {
    std::string path;
    std::string id;
    std::string name;
  };
  /// Names of places are no secret: read without permission.
  [[nodiscard]] static Result<Counties> read(record::Store& store);

  [[nodiscard]] const Place& city() const { return city_; }
  /// The county that holds a path; the city for what lies at the city or outside every county.
  [[nodiscard]] const Place& of(const std::string& jpath) const;
  /// By path, as `of` gives it.
  [[nodiscard]] const Place& at(const std::string& path) const;
  /// Whether the jurisdiction (its id) is this county or lies in it.
  [[nodiscard]] bool lies_in(const std::string& jurisdiction_id, const Place& county) const;

 private:
  Place city_;
  std::map<std::string, Place> by_path_;
  std::map<std::string, std::string> path_of_;  ///< by record id
};

}  // namespace muster::statistics
