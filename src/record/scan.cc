#include "record/scan.h"

namespace muster::record {
namespace {

constexpr int kPage = 500;

}  // namespace

// In pages, because `each` may write on the same connection.
void scan(db::Connection& connection, const Codec& codec, const model::TypeDef& type, const std::string& table,
          const std::function<bool(Record)>& each) {
  const std::string sql = "SELECT " + codec.select_list(type) + " FROM " + db::quote_name(table) + " t WHERE t.fid > $1 ORDER BY t.fid LIMIT $2";
  for (std::int64_t after = 0;;) {
    const db::Rows rows = connection.query(sql, {after, kPage});
    for (const db::Row& row : rows) {
      Record record = codec.read(type, row);
      after = record.fid;
      if (!each(std::move(record))) return;
    }
    if (rows.size() < static_cast<std::size_t>(kPage)) return;
  }
}

}  // namespace muster::record
