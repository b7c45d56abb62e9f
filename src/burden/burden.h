// The burden (负担): what people were asked to fill in, by place and type, from the journal.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "burden/readers.h"
#include "record/record.h"

namespace muster::burden {

/// A place that burdens are counted for: the township, or where something lies at no township the county, zone or city.
struct Place {
  std::string id;
  std::string name;
  std::string level;
  std::string county;  ///< name of the county or zone above, empty for these and the city
  std::string code;
};

/// One filled form: a record made or changed, or a step done.
struct Form {
  std::int64_t seq = 0;   ///< journal entry
  UtcTime at;             ///< city time
  std::string type;
  std::string id;
  std::string label;
  std::string op;         ///< create update move
  std::string move;
  std::string person;     ///< record id
  const Place* place = nullptr;
  std::int64_t asked = 0;   ///< fields that stood in the form; of an edit those that were changed. The place on the map is one.
  std::int64_t filled = 0;  ///< of these with a value
  std::int64_t unread = 0;  ///< of those asked, fields that nobody reads
};

struct Month {
  std::map<std::string, Place> places;  ///< by id
  std::vector<Form> forms;              ///< in the order of the journal, those whose records the viewer may read by place
};

/// What people filled in within [from, to) of a ledger. Of an entry only the first change is somebody's form, since the others follow by rule;
/// of an import each row is.
/// @param jurisdiction_id a place and what lies below; empty: all. kNotFound for an unknown one.
[[nodiscard]] Result<Month> burden_of(record::Store& store, const record::Viewer& viewer, const Readers& readers, const std::string& ledger, UtcTime from,
                                      UtcTime to, const std::string& jurisdiction_id);

}  // namespace muster::burden
