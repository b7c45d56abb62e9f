#include "exchange/tiles/kept_layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "exchange/tiles/kept_rows.h"
#include "record/schema.h"

namespace muster::exchange {
namespace {

constexpr double kWorld = 4294967296.0;
/// Rows that are taken in while a reader waits: some 50 ms.
constexpr std::size_t kRenewMost = 2000;
constexpr int kLookEvery = 1024;
/// Gaps that changes may leave beside as much again as was read.
constexpr std::size_t kGapsMost = 4U << 20;
/// What a row takes in the tree and in the table of fids.
constexpr std::size_t kBytesAround = 90;

std::uint32_t world_unit(double share) { return static_cast<std::uint32_t>(std::clamp(std::floor(share * kWorld), 0.0, kWorld - 1)); }

// Bits of both, one after the other: what is near in the world is near in this order.
std::uint64_t morton(World at) {
  const auto spread = [](std::uint64_t v) {
    v = (v | (v << 16U)) & 0x0000FFFF0000FFFFU;
    v = (v | (v << 8U)) & 0x00FF00FF00FF00FFU;
    v = (v | (v << 4U)) & 0x0F0F0F0F0F0F0F0FU;
    v = (v | (v << 2U)) & 0x3333333333333333U;
    return (v | (v << 1U)) & 0x5555555555555555U;
  };
  return spread(at.x) | (spread(at.y) << 1U);
}

}  // namespace

World world_of(geo::Position position) {
  const double lat = std::clamp(position.lat, -kMercatorLatitude, kMercatorLatitude) * std::numbers::pi / 180;
  return {world_unit((position.lon + 180) / 360), world_unit((1 - std::asinh(std::tan(lat)) / std::numbers::pi) / 2)};
}

namespace {

/// Reads rows of the table into a layer's rows.
class Reader {
 public:
  using Rows = KeptLayer::Rows;
  Reader(Rows& rows, db::Connection& connection) : r_(rows), connection_(connection) {}

  [[nodiscard]] std::string select() const {
    const std::string geometry(r_.points() ? "t.west, t.south" : connection_.pick("t.geom", "ST_AsBinary(t.geom)"));
    return "SELECT " + r_.form.columns() + ", t.jpath, " + geometry + " FROM " + db::quote_name(record::table_name(r_.type)) + " t WHERE t.ledger = $1 AND t.deleted_at IS NULL AND t.west IS NOT NULL";
  }

  /// Nothing when its geometry cannot be read.
  std::optional<KeptRow> take(const db::Row& row) {
    KeptRow out;
    out.fid = row[0].integer();
    const std::size_t at = r_.form.column_count();
    if (r_.points()) {
      out.low = out.high = world_of({row[at + 1].real(), row[at + 2].real()});
    } else {
      const auto geometry = connection_.engine() == db::Engine::kSqlite ? geo::from_gpkg(row[at + 1].blob()) : geo::from_wkb(row[at + 1].blob());
      if (!geometry || geometry->empty()) return std::nullopt;
      keep(*geometry, out);
    }
    const auto [place, fresh] = r_.jpath_places.try_emplace(row[at].text(), static_cast<std::uint32_t>(r_.jpaths.size()));
    if (fresh) r_.jpaths.push_back(row[at].text());
    out.place = place->second;
    const std::string properties = r_.form.properties(row);
    out.properties = static_cast<std::uint32_t>(r_.texts.size());
    out.properties_size = static_cast<std::uint32_t>(properties.size());
    r_.texts += properties;
    return out;
  }

 private:
  void keep(const geo::Geometry& geometry, KeptRow& out) {
    out.label = world_of(label_position(geometry));
    out.geometry = static_cast<std::uint32_t>(r_.vertices.size());
    out.low = {0xFFFFFFFF, 0xFFFFFFFF};
    out.high = {0, 0};
    std::size_t paths = 0;
    for (const geo::Part& part : geometry.parts) paths += part.size();
    r_.vertices.push_back(static_cast<std::uint32_t>(paths) * 2 + (geometry.is_area() ? 1 : 0));
    for (const geo::Part& part : geometry.parts) {
      for (const geo::Path& path : part) {
        r_.vertices.push_back(static_cast<std::uint32_t>(path.size()) * 2 + (&path == &part.front() ? 1 : 0));
        for (const geo::Position& position : path) {
          const World at = world_of(position);
          out.low = {std::min(out.low.x, at.x), std::min(out.low.y, at.y)};
          out.high = {std::max(out.high.x, at.x), std::max(out.high.y, at.y)};
          r_.vertices.push_back(at.x);
          r_.vertices.push_back(at.y);
        }
      }
    }
  }

  Rows& r_;
  db::Connection& connection_;
};

std::size_t bytes_of(const KeptLayer::Rows& r) {
  return r.rows.capacity() * sizeof(KeptRow) + r.rows.size() * kBytesAround + r.vertices.capacity() * 4 + r.texts.capacity();
}

std::size_t written(const KeptLayer::Rows& r) { return r.vertices.size() * 4 + r.texts.size(); }

/// Where the words of a geometry end.
std::size_t geometry_end(const std::vector<std::uint32_t>& vertices, std::size_t at) {
  const std::uint32_t paths = vertices[at++] / 2;
  for (std::uint32_t i = 0; i < paths; ++i) at += 1 + vertices[at] / 2 * 2;
  return at;
}

// Rows, vertices and properties in the order of the world: a tile's rows are read from few pages of memory.
void order(KeptLayer::Rows& r) {
  std::ranges::sort(r.rows, {}, [](const KeptRow& row) { return std::pair(morton(row.low), row.fid); });
  std::vector<std::uint32_t> vertices;
  vertices.reserve(r.vertices.size());
  std::string texts;
  texts.reserve(r.texts.size());
  for (KeptRow& row : r.rows) {
    if (!r.points()) {
      const auto from = r.vertices.begin() + row.geometry;
      const auto to = r.vertices.begin() + static_cast<std::ptrdiff_t>(geometry_end(r.vertices, row.geometry));
      row.geometry = static_cast<std::uint32_t>(vertices.size());
      vertices.insert(vertices.end(), from, to);
    }
    const std::string_view properties = r.properties_of(row);
    row.properties = static_cast<std::uint32_t>(texts.size());
    texts += properties;
  }
  r.vertices = std::move(vertices);
  r.texts = std::move(texts);
}

void put(KeptLayer::Rows& r, const KeptRow& row) {
  std::uint32_t at = static_cast<std::uint32_t>(r.rows.size());
  if (r.unused.empty()) {
    r.rows.push_back(row);
  } else {
    at = r.unused.back();
    r.unused.pop_back();
    r.rows[at] = row;
  }
  r.by_fid[row.fid] = at;
  r.tree.insert(KeptLayer::Rows::entry_of(row, at));
}

void drop(KeptLayer::Rows& r, std::int64_t fid) {
  const auto found = r.by_fid.find(fid);
  if (found == r.by_fid.end()) return;
  r.tree.remove(KeptLayer::Rows::entry_of(r.rows[found->second], found->second));
  r.unused.push_back(found->second);
  r.by_fid.erase(found);
}

}  // namespace

KeptLayer::KeptLayer(const model::TypeDef& type, std::string ledger) : rows_(std::make_unique<Rows>(type, std::move(ledger))) {}
KeptLayer::~KeptLayer() = default;

std::int64_t KeptLayer::sequence() const {
  const std::shared_lock lock(rows_->mutex);
  return rows_->sequence;
}

std::size_t KeptLayer::bytes() const {
  const std::shared_lock lock(rows_->mutex);
  return bytes_of(*rows_);
}

bool KeptLayer::read(db::Connection& connection, std::size_t bytes_most, const std::stop_token& stop) {
  Rows& r = *rows_;
  const std::unique_lock lock(r.mutex);
  r.sequence = change_sequence(connection, r.type);
  Reader reader(r, connection);
  bool fits = true;
  connection.each(reader.select(), {r.ledger}, [&](const db::Row& row) {
    if (auto kept = reader.take(row)) r.rows.push_back(*std::move(kept));
    if (r.rows.size() % kLookEvery == 0) fits = bytes_of(r) <= bytes_most && !stop.stop_requested();
    return fits;
  });
  if (!fits || bytes_of(r) > bytes_most) return false;
  order(r);
  r.written_as_read = written(r);
  std::vector<Rows::Entry> entries;
  entries.reserve(r.rows.size());
  r.by_fid.reserve(r.rows.size());
  for (std::uint32_t i = 0; i < r.rows.size(); ++i) {
    entries.push_back(Rows::entry_of(r.rows[i], i));
    r.by_fid[r.rows[i].fid] = i;
  }
  r.tree = Rows::Tree(entries.begin(), entries.end());
  return true;
}

bool KeptLayer::renew(db::Connection& connection) {
  Rows& r = *rows_;
  const std::int64_t now = change_sequence(connection, r.type);
  if (sequence() >= now) return true;
  const std::unique_lock lock(r.mutex);
  if (r.sequence >= now) return true;  // somebody else did it
  const db::Rows changed = connection.query("SELECT DISTINCT j.id FROM journal_record j WHERE j.type = $1 AND j.seq > $2 AND j.seq <= $3 LIMIT " + std::to_string(kRenewMost + 1),
                                            {r.type.name, r.sequence, now});
  if (changed.size() > kRenewMost || written(r) > 2 * r.written_as_read + kGapsMost) return false;
  Reader reader(r, connection);
  const std::string select = reader.select() + " AND t.id = $2";
  const std::string fid_of = "SELECT t.fid FROM " + db::quote_name(record::table_name(r.type)) + " t WHERE t.id = $1";
  for (const db::Row& id : changed) {
    if (const auto fid = connection.one(fid_of, {id[0].text()})) drop(r, (*fid)[0].integer());
    const auto row = connection.one(select, {r.ledger, id[0].text()});
    if (!row) continue;
    if (const auto kept = reader.take(*row)) put(r, *kept);
  }
  r.sequence = now;
  return true;
}

}  // namespace muster::exchange
