// The publication sheet (公示表) of a place and class, and the net as JSON.
#pragma once

#include <string>
#include <vector>

#include "responsibility/net.h"
#include "responsibility/responsibility.h"

namespace muster::responsibility {

/// A table for people: lines above, column titles, rows; a vacant cell is marked.
struct Sheet {
  struct Field {
    std::string text;
    bool marked = false;
  };
  std::string name;                      ///< of the sheet and the file
  std::vector<std::string> heading;
  std::vector<std::string> titles;
  std::vector<std::vector<Field>> rows;
};
/// @param net of one place and class; @param place its name; @param title of the class
[[nodiscard]] Sheet publication_sheet(const Net& net, const model::Model& model, const std::string& place, const std::string& title, const std::string& lang);

enum class Only { kAll, kHoles, kGap, kExpired, kDuplicate, kUnreachable };
/// GET /api/v1/net (docs/api/contract.md). @param only keeps rows that have such a cell; totals are of all rows
[[nodiscard]] json::Object to_json(const Net& net, Only only);
[[nodiscard]] json::Object to_json(const Work& work);
[[nodiscard]] json::Object to_json(const Cell& cell);
[[nodiscard]] json::Object to_json(const Term& term);

}  // namespace muster::responsibility
