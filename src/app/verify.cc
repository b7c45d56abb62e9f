#include "app/verify.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unordered_map>

#include "app/heads.h"
#include "base/hash.h"
#include "journal/journal.h"
#include "record/replay.h"

namespace muster::app {
namespace {

constexpr int kPage = 500;

void note(Verdict& verdict, std::string kind, std::string where, std::string what) {
  if (verdict.faults.size() < kFaultsMost)
    verdict.faults.push_back({std::move(kind), std::move(where), std::move(what)});
}

void compare(const record::Record& row, const model::TypeDef& type, const record::Record& told,
             Verdict& verdict) {
  const std::string where = row.type + " " + row.id;
  if (told.type != row.type || told.version != row.version) {
    note(verdict, "other_row", where,
         "version " + std::to_string(row.version) + " ≠ " + std::to_string(told.version));
    return;
  }
  if (told.state != row.state) note(verdict, "other_row", where, "state");
  for (const model::Field& field : type.fields) {
    if (!field.computed.is_null()) continue;
    const json::Value* has = row.fields.find(field.name);
    const json::Value* said = told.fields.find(field.name);
    const json::Value null;
    if (!((has != nullptr ? *has : null) == (said != nullptr ? *said : null)))
      note(verdict, "other_row", where, field.name);
  }
}

Status check_rows(Installation& open, std::unordered_map<std::string, record::Record>& book,
                  Verdict& verdict) {
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
          if (told == book.end() || told->second.deleted_at) {
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
    if (!told.deleted_at && open.model->type(told.type) != nullptr)
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
  const auto key = read_key(open.config, false);
  if (!key) return fail(key.error());
  auto book = record::read_book(*open.database, *key);
  if (!book) return fail(book.error());
  verdict.entries = book->entries;
  if (const Status rows = check_rows(open, book->rows, verdict); !rows) return fail(rows.error());
  check_attachments(open, verdict);
  check_heads(*open.database, heads_folder(open.config), *key,
              [&](const std::string& file, const std::string& what) { note(verdict, "head", file, what); });
  return verdict;
}

}  // namespace muster::app
