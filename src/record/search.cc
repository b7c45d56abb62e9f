// Text search without a word list: single characters and pairs of Chinese, words of the rest. Kept in the same transaction as
// the record (FTS5, or a GIN index on a tsvector), so that a search never shows what was not committed.
#include <algorithm>

#include "record/unit.h"

namespace muster::record {
namespace {

struct Rune {
  std::string bytes;
  bool ideograph = false;
  bool word = false;
};

// Splits UTF-8 (already checked) into characters with the two classes that matter here.
std::vector<Rune> runes_of(std::string_view text) {
  std::vector<Rune> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    Rune rune;
    rune.bytes = std::string(text.substr(i, length));
    if (length == 1) {
      rune.bytes[0] = static_cast<char>(std::tolower(lead));
      rune.word = std::isalnum(lead) != 0;
    } else {
      rune.word = length == 2;
      rune.ideograph = length == 4 || (length == 3 && lead >= 0xE3 && lead <= 0xE9 && rune.bytes > "\xE3\x90\x80");
    }
    out.push_back(std::move(rune));
    i += length;
  }
  return out;
}

struct Grams {
  std::vector<std::string> singles;
  std::vector<std::string> pairs;
  std::vector<std::string> words;
};

Grams grams_of(std::string_view text) {
  Grams out;
  std::string word;
  const std::vector<Rune> runes = runes_of(text);
  for (std::size_t i = 0; i < runes.size(); ++i) {
    if (!runes[i].word && !word.empty()) out.words.push_back(std::exchange(word, {}));
    if (runes[i].word) word += runes[i].bytes;
    if (!runes[i].ideograph) continue;
    out.singles.push_back(runes[i].bytes);
    if (i + 1 < runes.size() && runes[i + 1].ideograph) out.pairs.push_back(runes[i].bytes + runes[i + 1].bytes);
  }
  if (!word.empty()) out.words.push_back(std::move(word));
  return out;
}

// Everything of the record that may be searched; personal values are not.
std::string searched_text(const model::TypeDef& type, const Record& record) {
  std::string text = record.label + ' ' + record.number;
  for (const model::Field& field : type.fields) {
    const bool wanted = field.search || field.name == "name" || field.name == "title" || field.name == "code";
    const json::Value* value = record.fields.find(field.name);
    if (wanted && !field.personal && value != nullptr && value->is_string()) text += ' ' + value->as_string();
  }
  return text;
}

}  // namespace

std::string search_grams(std::string_view text) {
  Grams grams = grams_of(text);
  std::vector<std::string> all = std::move(grams.singles);
  all.insert(all.end(), grams.pairs.begin(), grams.pairs.end());
  all.insert(all.end(), grams.words.begin(), grams.words.end());
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  std::string out;
  for (const std::string& gram : all) out += (out.empty() ? "" : " ") + gram;
  return out;
}

std::string search_expression(std::string_view query, db::Engine engine) {
  const Grams grams = grams_of(query);
  std::vector<std::string> terms = grams.pairs;
  if (grams.pairs.empty()) terms.insert(terms.end(), grams.singles.begin(), grams.singles.end());
  std::string out;
  const bool sqlite = engine == db::Engine::kSqlite;
  for (const std::string& term : terms) out += (out.empty() ? "" : sqlite ? " AND " : " & ") + (sqlite ? '"' + term + '"' : '\'' + term + '\'');
  for (const std::string& word : grams.words) {
    out += (out.empty() ? "" : sqlite ? " AND " : " & ") + (sqlite ? '"' + word + "\"*" : '\'' + word + "':*");
  }
  return out;
}

void forget_in_search(db::Connection& connection, const std::string& id) {
  if (connection.engine() == db::Engine::kSqlite) {
    (void)connection.execute("DELETE FROM search_text WHERE rowid = (SELECT text_rowid FROM search_row WHERE id = $1)", {id});
  }
  (void)connection.execute("DELETE FROM search_row WHERE id = $1", {id});
}

void index_for_search(db::Connection& connection, const model::TypeDef& type, const Record& record) {
  const bool sqlite = connection.engine() == db::Engine::kSqlite;
  if (record.version > 1) forget_in_search(connection, record.id);
  if (record.deleted_at) return;
  const std::string grams = search_grams(searched_text(type, record));
  if (sqlite) {
    (void)connection.execute("INSERT INTO search_text (grams) VALUES ($1)", {grams});
    (void)connection.execute(
        "INSERT INTO search_row (id, type, ledger, jpath, label, text_rowid) VALUES ($1, $2, $3, $4, $5, last_insert_rowid())",
        {record.id, type.name, record.ledger, record.jpath, record.label});
  } else {
    (void)connection.execute(
        "INSERT INTO search_row (id, type, ledger, jpath, label, grams) "
        "VALUES ($1, $2, $3, $4, $5, array_to_tsvector(string_to_array($6, ' ')))",
        {record.id, type.name, record.ledger, record.jpath, record.label, grams});
  }
}

}  // namespace muster::record
