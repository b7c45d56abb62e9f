#include "app/verify.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unordered_map>

#include "base/hash.h"
#include "journal/journal.h"

namespace muster::app {
namespace {

constexpr int kPage = 500;

/// What the journal says of a record: its last version, and the fields that are not personal.
struct Told {
  std::string type;
  std::string ledger;
  std::string state;
  std::int64_t version = 0;
  bool deleted = false;
  json::Object fields;
};
using Book = std::unordered_map<std::string, Told>;

void note(Verdict& verdict, std::string kind, std::string where, std::string what) {
  if (verdict.faults.size() < kFaultsMost)
    verdict.faults.push_back({std::move(kind), std::move(where), std::move(what)});
}

void take(Book& book, const json::Value& change, const model::TypeDef* type) {
  Told& told = book[change.text("id")];
  told.type = change.text("type");
  told.ledger = change.text("ledger");
  told.state = change.text("state");
  told.version = change.integer("version");
  told.deleted = !change["deleted_at"].is_null();
  if (type == nullptr || !change["fields"].is_object()) return;
  for (const auto& [name, pair] : change["fields"].as_object()) {
    const model::Field* field = type->field(name);
    if (field == nullptr || field->personal || !pair.is_array() || pair.as_array().size() != 2)
      continue;
    told.fields.set(name, pair.as_array()[1]);
  }
}

Book read_journal(Installation& open, Verdict& verdict) {
  Book book;
  for (std::int64_t seq = 0;;) {
    const auto entries =
        open.database->read([&](db::Connection& c) { return journal::after(c, seq, kPage); });
    if (entries.empty()) return book;
    for (const journal::Entry& entry : entries) {
      seq = entry.seq;
      ++verdict.entries;
      if (!entry.body["changes"].is_array()) continue;
      for (const json::Value& change : entry.body["changes"].as_array())
        take(book, change, open.model->type(change.text("type")));
    }
  }
}

void compare(const record::Record& row, const model::TypeDef& type, const Told& told,
             Verdict& verdict) {
  const std::string where = row.type + " " + row.id;
  if (told.type != row.type || told.version != row.version) {
    note(verdict, "other_row", where,
         "version " + std::to_string(row.version) + " ≠ " + std::to_string(told.version));
    return;
  }
  if (told.state != row.state) note(verdict, "other_row", where, "state");
  for (const model::Field& field : type.fields) {
    if (field.personal || !field.computed.is_null()) continue;
    const json::Value* has = row.fields.find(field.name);
    const json::Value* said = told.fields.find(field.name);
    const json::Value null;
    if (!((has != nullptr ? *has : null) == (said != nullptr ? *said : null)))
      note(verdict, "other_row", where, field.name);
  }
}

Status check_rows(Installation& open, Book& book, Verdict& verdict) {
  for (const auto& [name, type] : open.model->types) {
    for (const Ledger& ledger : open.city->ledgers()) {
      record::Query query;
      query.type = name;
      query.ledger = ledger.id;
      query.limit = kPage;
      query.with_total = false;
      do {
        const auto page = open.store->list(identity::Viewer::system("api"), query);
        if (!page) return fail(page.error());
        for (const record::Record& row : page->items) {
          const auto told = book.find(row.id);
          ++verdict.records;
          if (told == book.end() || told->second.deleted) {
            note(verdict, "extra_row", name + " " + row.id, row.label);
          } else {
            compare(row, type, told->second, verdict);
            book.erase(told);
          }
        }
        query.cursor = page->next_cursor;
      } while (!query.cursor.empty());
      if (type.shared) break;  // one set of rows whatever ledger is asked
    }
  }
  for (const auto& [id, told] : book) {
    if (!told.deleted && open.model->type(told.type) != nullptr)
      note(verdict, "missing_row", told.type + " " + id, "");
  }
  return {};
}

void check_attachments(Installation& open, Verdict& verdict) {
  const auto rows = open.database->read(
      [](db::Connection& c) { return c.query("SELECT hash FROM attachment ORDER BY hash"); });
  for (const db::Row& row : rows) {
    const std::string& hash = row[0].text();
    std::ifstream file(
        std::filesystem::path(open.config.path("storage.attachments")) / hash.substr(0, 2) / hash,
        std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
    ++verdict.attachments;
    if (!file) {
      note(verdict, "attachment_missing", hash, "");
    } else if (sha256_hex(bytes) != hash) {
      note(verdict, "attachment_changed", hash, "");
    }
  }
}

}  // namespace

Result<Verdict> verify(Installation& open) {
  Verdict verdict;
  const auto broken = open.database->read([](db::Connection& c) { return journal::verify(c); });
  if (broken) {
    note(verdict, broken->reason == "hash" ? "chain" : broken->reason,
         "journal:" + std::to_string(broken->seq), broken->reason);
    return verdict;  // what lies beyond a broken entry proves nothing
  }
  Book book = read_journal(open, verdict);
  if (const Status rows = check_rows(open, book, verdict); !rows) return fail(rows.error());
  check_attachments(open, verdict);
  return verdict;
}

}  // namespace muster::app
