// Roads drawn in a test:
//
//   A---B---C
//   |       |
//   D       E
//
// A letter is a node, '-' and '|' are two-way roads, '>' '<' 'v' '^' in a road make it one-way; 'o'
// is a node without name. One cell is 100 m; the top left corner lies at 112° E, 30° N.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "road/road.h"

namespace muster::road::test {

struct Map {
  Extract extract;
  std::map<std::string, std::int64_t> way_id;  ///< "AB" → way; both orders
  std::map<char, geo::Position> at;
  std::map<char, std::int64_t> node_id;

  Tags& tags(const std::string& way);
  void forbid(const std::string& from, char via, const std::string& to,
              const std::string& kind = "no_left_turn");
  void forbid_over(const std::string& from, const std::vector<std::string>& via,
                   const std::string& to, const std::string& kind = "no_u_turn");
};

/// Where a row and column of a drawing lie.
[[nodiscard]] geo::Position cell(double row, double column);
/// Roads are highway=residential unless changed by `tags`.
[[nodiscard]] Map draw(const std::vector<std::string>& rows);

/// A folder of this test's own, removed with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string path(const std::string& name = "") const {
    return (at_ / name).string();
  }

 private:
  std::filesystem::path at_;
};

/// Builds and loads; a refusal ends the test.
[[nodiscard]] NetworkPtr network_of_map(const Map& map, const json::Value& profiles = {});
[[nodiscard]] NetworkPtr network_of_extract(const Extract& extract,
                                            const json::Value& profiles = {});

}  // namespace muster::road::test
