#include <set>
#include <utility>

#include "journal/journal.h"

namespace muster::journal {
namespace {

constexpr std::string_view kTablesSqlite = R"sql(
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, intent TEXT NOT NULL UNIQUE,
  ledger TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, person TEXT NOT NULL, post TEXT NOT NULL,
  shift TEXT NOT NULL, name_of TEXT NOT NULL, channel TEXT NOT NULL, for_person TEXT NOT NULL,
  model_version TEXT NOT NULL, body TEXT NOT NULL, algorithm TEXT NOT NULL, prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL) STRICT;
CREATE INDEX journal_actor ON journal (actor, seq);
CREATE TABLE journal_record (
  type TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES journal (seq), PRIMARY KEY (type, id, seq))
  STRICT, WITHOUT ROWID;
CREATE INDEX journal_record_id ON journal_record (id, seq);
)sql";

constexpr std::string_view kTablesPostgres = R"sql(
CREATE TABLE journal (
  seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, recorded_at BIGINT NOT NULL, intent TEXT NOT NULL UNIQUE,
  ledger TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, person TEXT NOT NULL, post TEXT NOT NULL,
  shift TEXT NOT NULL, name_of TEXT NOT NULL, channel TEXT NOT NULL, for_person TEXT NOT NULL,
  model_version TEXT NOT NULL, body TEXT NOT NULL, algorithm TEXT NOT NULL, prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL);
CREATE INDEX journal_actor ON journal (actor, seq);
CREATE TABLE journal_record (
  type TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL REFERENCES journal (seq), PRIMARY KEY (type, id, seq));
CREATE INDEX journal_record_id ON journal_record (id, seq);
)sql";

// How far a register has changed, which tiles and caches ask with every request.
constexpr std::string_view kNewestOfType =
    "CREATE INDEX journal_record_newest ON journal_record (type, seq);";

#define MUSTER_JOURNAL_COLUMNS                                                                 \
  "seq, at, recorded_at, intent, ledger, kind, actor, person, post, shift, name_of, channel, " \
  "for_person, "                                                                               \
  "model_version, body, algorithm, prev_hash, hash"

constexpr const char* kSelect = "SELECT " MUSTER_JOURNAL_COLUMNS " FROM journal ";
constexpr const char* kInsert =
    "INSERT INTO journal (" MUSTER_JOURNAL_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
    "$17, $18)";
#undef MUSTER_JOURNAL_COLUMNS

enum Column : std::size_t {
  kSeq,
  kAt,
  kRecordedAt,
  kIntent,
  kLedger,
  kKind,
  kActor,
  kPerson,
  kPost,
  kShift,
  kNameOf,
  kChannel,
  kForPerson,
  kModelVersion,
  kBody,
  kAlgorithm,
  kPrevHash,
  kHash
};

/// The journal of a city nests no deeper than the requests that made it; a plan's start with all
/// its tasks is large.
constexpr json::Limits kBodyLimits{.bytes = 64U << 20, .depth = 80, .values = 16U << 20};

std::string_view name_of(HashAlgorithm algorithm) {
  return algorithm == HashAlgorithm::kSm3 ? "sm3" : "sha256";
}

std::string hash_of(const Entry& entry, std::string_view previous, HashAlgorithm algorithm) {
  return to_hex(digest(algorithm, hash_input(entry, previous, algorithm)));
}

Entry read_envelope(const db::Row& row) {
  Entry entry;
  entry.seq = row[kSeq].integer();
  entry.at = from_millis(row[kAt].integer());
  entry.recorded_at = from_millis(row[kRecordedAt].integer());
  entry.intent = row[kIntent].text();
  entry.ledger = row[kLedger].text();
  entry.kind = row[kKind].text();
  entry.actor = {.person = row[kPerson].text(),
                 .account = row[kActor].text(),
                 .post = row[kPost].text(),
                 .shift = row[kShift].text(),
                 .name_of = row[kNameOf].text(),
                 .channel = row[kChannel].text(),
                 .for_person = row[kForPerson].text()};
  entry.model_version = row[kModelVersion].text();
  entry.hash = row[kHash].text();
  return entry;
}

Entry read_entry(const db::Row& row) {
  Entry entry = read_envelope(row);
  auto body = json::parse(row[kBody].text(), kBodyLimits);
  if (!body)
    throw db::Failure("the body of journal entry " + std::to_string(entry.seq) + " is not JSON");
  entry.body = std::move(*body);
  return entry;
}

std::vector<Entry> read_entries(db::Connection& connection, const std::string& tail,
                                const db::Cells& cells) {
  std::vector<Entry> entries;
  connection.each(kSelect + tail, cells, [&](const db::Row& row) {
    entries.push_back(read_entry(row));
    return true;
  });
  return entries;
}

/// Serialises appends of several processes up to their commit, so that nobody sees seq 7 before
/// seq 6. On SQLite the writer's transaction is that lock already.
void lock(db::Connection& connection) {
  if (connection.engine() == db::Engine::kSqlite) return;
  connection.query("SELECT pg_advisory_xact_lock(73058, hashtext(current_schema()))");
}

Status insert(db::Connection& connection, const Entry& entry, HashAlgorithm algorithm,
              const std::string& previous) {
  const Actor& actor = entry.actor;
  const auto done = connection.execute(
      kInsert, {entry.seq, to_millis(entry.at), to_millis(entry.recorded_at), entry.intent,
                entry.ledger, entry.kind, actor.account, actor.person, actor.post, actor.shift,
                actor.name_of, actor.channel, actor.for_person, entry.model_version,
                json::write_canonical(entry.body), name_of(algorithm), previous, entry.hash});
  if (!done) return fail(done.error());
  return {};
}

Status index_records(db::Connection& connection, const Entry& entry) {
  const auto& changes = entry.body["changes"];
  if (!changes.is_array()) return {};
  std::set<std::pair<std::string, std::string>> touched;
  for (const auto& change : changes.as_array())
    touched.emplace(change.text("type"), change.text("id"));
  json::Array rows;
  for (const auto& [type, id] : touched) rows.push_back(json::Array{type, id});
  const std::string_view sql = connection.pick(
      "INSERT INTO journal_record (type, id, seq) SELECT value ->> 0, value ->> 1, $2 "
      "FROM json_each($1)",
      "INSERT INTO journal_record (type, id, seq) SELECT value ->> 0, value ->> 1, $2::bigint "
      "FROM jsonb_array_elements($1::jsonb)");
  const auto done = connection.execute(sql, {json::write(rows), entry.seq});
  if (!done) return fail(done.error());
  return {};
}

/// What is wrong with one stored entry, given what stood before it; empty when nothing is.
std::string fault(const db::Row& row, const Head& before) {
  Entry entry = read_envelope(row);
  auto body = json::parse(row[kBody].text(), kBodyLimits);
  if (!body || json::write_canonical(*body) != row[kBody].text()) return "json";
  entry.body = std::move(*body);
  const auto& algorithm_name = row[kAlgorithm].text();
  const auto algorithm = algorithm_name == "sm3" ? HashAlgorithm::kSm3 : HashAlgorithm::kSha256;
  if (algorithm_name != name_of(algorithm) || row[kPrevHash].text() != before.hash) return "hash";
  return hash_of(entry, before.hash, algorithm) == entry.hash ? "" : "hash";
}

}  // namespace

std::vector<db::Migration> migrations() {
  return {{.number = 100, .name = "journal", .sqlite = kTablesSqlite, .postgres = kTablesPostgres},
          {.number = 101, .name = "journal_newest_of_type", .sqlite = kNewestOfType, .postgres = {}}};
}

Head head_entry(db::Connection& connection) {
  const auto row = connection.one("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1");
  if (!row) return {};
  return {.seq = row->at(0).integer(), .hash = row->at(1).text()};
}

std::int64_t head(db::Connection& connection) { return head_entry(connection).seq; }

Result<Entry> append(db::Connection& connection, HashAlgorithm algorithm, Entry entry) {
  lock(connection);
  const Head before = head_entry(connection);
  entry.seq = before.seq + 1;
  entry.hash = hash_of(entry, before.hash, algorithm);
  if (const auto done = insert(connection, entry, algorithm, before.hash); !done)
    return fail(done.error());
  if (const auto done = index_records(connection, entry); !done) return fail(done.error());
  return entry;
}

std::optional<Broken> verify(db::Connection& connection) {
  std::optional<Broken> broken;
  Head before;
  connection.each(std::string(kSelect) + "ORDER BY seq", {}, [&](const db::Row& row) {
    const std::int64_t seq = row[kSeq].integer();
    if (seq != before.seq + 1) {
      broken = Broken{.seq = before.seq + 1, .reason = "gap"};
      return false;
    }
    if (auto reason = fault(row, before); !reason.empty()) {
      broken = Broken{.seq = seq, .reason = std::move(reason)};
      return false;
    }
    before = {.seq = seq, .hash = row[kHash].text()};
    return true;
  });
  return broken;
}

std::vector<Entry> after(db::Connection& connection, std::int64_t seq, int limit) {
  return read_entries(connection, "WHERE seq > $1 ORDER BY seq LIMIT $2", {seq, limit});
}

std::vector<Entry> find(db::Connection& connection, const Search& search) {
  std::string where = "WHERE seq > $1";
  db::Cells cells = {search.after, search.limit};
  const auto add = [&](const std::string& condition, const std::string& value) {
    if (value.empty()) return std::string();
    cells.emplace_back(value);
    return " AND " + condition + " = $" + std::to_string(cells.size());
  };
  where += add("actor", search.actor);
  if (!search.type.empty() || !search.record.empty()) {
    where += " AND EXISTS (SELECT 1 FROM journal_record r WHERE r.seq = journal.seq";
    where += add("r.type", search.type);
    where += add("r.id", search.record);
    where += ")";
  }
  return read_entries(connection, where + " ORDER BY seq LIMIT $2", cells);
}

std::vector<Entry> of_record(db::Connection& connection, std::string_view type, std::string_view id,
                             std::int64_t before, int limit) {
  return read_entries(connection,
                      "WHERE seq IN (SELECT seq FROM journal_record WHERE type = $1 AND id = $2 "
                      "AND ($3 = 0 OR seq < $3)) ORDER BY seq DESC LIMIT $4",
                      {type, id, before, limit});
}

std::optional<Entry> of_intent(db::Connection& connection, std::string_view intent) {
  const auto row = connection.one(std::string(kSelect) + "WHERE intent = $1", {intent});
  if (!row) return std::nullopt;
  return read_entry(*row);
}

}  // namespace muster::journal
