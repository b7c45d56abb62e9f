// Names in a file that is to be imported again: a label that several records share is told apart.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "exchange/show.h"
#include "record/record.h"

namespace muster::exchange {

class Apart {
 public:
  /// Reads the registers that the columns refer to, as far as the viewer may.
  static Result<Apart> of(record::Store& store, const identity::Viewer& viewer, const std::string& ledger, const std::vector<OutColumn>& columns);
  /// In `labels` (id → {type, label}): a place by its full name below the city, another record by its code, else by its id.
  void correct(json::Object& labels) const;

 private:
  Status read(record::Store& store, const identity::Viewer& viewer, const std::string& ledger, const std::string& type);
  std::map<std::string, std::string> names_;  ///< by id, of those that share their label
};

}  // namespace muster::exchange
