#include "record/search.h"

#include <algorithm>

#include "record/scan.h"
#include "record/schema.h"

namespace muster::record {
namespace {

constexpr std::size_t kDigestLength = 20;
constexpr std::size_t kLastDigits = 4;
/// Digits of a telephone or identity number that may be asked for as a whole.
constexpr std::size_t kWholeNumber = 7;
/// Pieces of one word that SQLite is asked for; four of the rarest leave few rows to be read letter by letter.
constexpr std::size_t kPiecesMost = 4;
/// Rows beyond which a piece counts as frequent; counting so far takes about half a millisecond.
constexpr std::int64_t kFrequent = 20'000;

std::string whole_token(std::string_view folded_value) { return "x:" + sha256_hex(folded_value).substr(0, kDigestLength); }

std::string begin_token(std::string_view folded_value) {
  std::string out;
  std::size_t letters = 0;
  for (const char c : folded_value) {
    const bool starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts && ++letters > 2) break;
    out += c;
  }
  return letters < 2 ? std::string() : "b:" + sha256_hex(out).substr(0, kDigestLength);
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

// The whole number and its last four digits: by a key, so that the index tells nobody who has only the file.
void add_personal(std::vector<std::string>& tokens, const Codec& codec, const model::Field& field, const json::Value& value) {
  if (!value.is_string()) return;
  const std::string digits = digits_of(value.as_string());
  if (field.kind != model::FieldKind::kText || digits.size() < kWholeNumber) return;
  tokens.push_back("h:" + codec.keyed(digits).substr(0, kDigestLength));
  tokens.push_back("h:" + codec.keyed("…" + digits.substr(digits.size() - kLastDigits)).substr(0, kDigestLength));
}

struct SearchText {
  std::string text;  ///< folded; values parted by line ends, which no question holds
  std::vector<std::string> tokens;
};

SearchText searched(const model::TypeDef& type, const Record& record, const Codec& codec) {
  SearchText out;
  std::vector<std::string> values{record.label, record.number};
  for (const model::Field& field : type.fields) {
    const json::Value* value = record.fields.find(field.name);
    if (value == nullptr) continue;
    if (field.personal) add_personal(out.tokens, codec, field, *value);
    const bool wanted = field.search || field.name == "name" || field.name == "title" || field.name == "code";
    if (wanted && !field.personal && value->is_string()) values.push_back(value->as_string());
  }
  for (std::string& value : values) {
    value = folded(value);
    if (value.empty() || out.text.find('\n' + value + '\n') != std::string::npos) continue;
    out.text += (out.text.empty() ? "\n" : "") + value + '\n';
    out.tokens.push_back(whole_token(value));
    if (std::string begin = begin_token(value); !begin.empty()) out.tokens.push_back(std::move(begin));
  }
  if (const std::string initials = pinyin_initials(record.label); initials.size() > 1) out.text += initials + '\n';
  for (std::string& piece : search_pieces(out.text)) out.tokens.push_back(std::move(piece));
  out.tokens.push_back(type_token(type.name));
  out.tokens.push_back(ledger_token(record.ledger));
  for (std::size_t end = record.jpath.find('/', 1);; end = record.jpath.find('/', end + 1)) {
    if (!record.jpath.empty()) out.tokens.push_back(place_token(record.jpath.substr(0, end)));
    if (end == std::string::npos || record.jpath.empty()) break;
  }
  std::ranges::sort(out.tokens);
  out.tokens.erase(std::unique(out.tokens.begin(), out.tokens.end()), out.tokens.end());
  return out;
}

std::string spaced(const std::vector<std::string>& tokens) {
  std::string out;
  for (const std::string& token : tokens) out += (out.empty() ? "" : " ") + token;
  return out;
}

void insert_row(db::Connection& connection, const model::TypeDef& type, const Record& record, const SearchText& what) {
  const db::Cells cells{record.id, type.name, record.ledger, record.jpath, record.label, what.text, spaced(what.tokens)};
  if (connection.engine() == db::Engine::kSqlite) {
    (void)connection.execute("INSERT INTO search_row (id, type, ledger, jpath, label, text) VALUES ($1, $2, $3, $4, $5, $6)",
                             {cells.begin(), cells.end() - 1});
    (void)connection.execute("INSERT INTO search_text (rowid, tokens) VALUES (last_insert_rowid(), $1)", {cells.back()});
  } else {
    (void)connection.execute("INSERT INTO search_row (id, type, ledger, jpath, label, text, tokens) "
                             "VALUES ($1, $2, $3, $4, $5, $6, array_to_tsvector(string_to_array($7, ' ')))", cells);
  }
}

void update_row(db::Connection& connection, const model::TypeDef& type, const Record& record, const SearchText& what, std::int64_t no) {
  const db::Cells cells{no, type.name, record.ledger, record.jpath, record.label, what.text, spaced(what.tokens)};
  if (connection.engine() == db::Engine::kSqlite) {
    (void)connection.execute("UPDATE search_row SET type = $2, ledger = $3, jpath = $4, label = $5, text = $6 WHERE no = $1", {cells.begin(), cells.end() - 1});
    (void)connection.execute("UPDATE search_text SET tokens = $2 WHERE rowid = $1", {no, cells.back()});
  } else {
    (void)connection.execute("UPDATE search_row SET type = $2, ledger = $3, jpath = $4, label = $5, text = $6, "
                             "tokens = array_to_tsvector(string_to_array($7, ' ')) WHERE no = $1", cells);
  }
}

}  // namespace

std::string type_token(std::string_view type) { return "t:" + std::string(type); }
std::string ledger_token(std::string_view ledger) { return "l:" + std::string(ledger); }
std::string place_token(std::string_view path) { return "j:" + std::string(path); }

void forget_in_search(db::Connection& connection, const std::string& id) {
  if (connection.engine() == db::Engine::kSqlite) {
    (void)connection.execute("DELETE FROM search_text WHERE rowid = (SELECT no FROM search_row WHERE id = $1)", {id});
  }
  (void)connection.execute("DELETE FROM search_row WHERE id = $1", {id});
}

void index_for_search(db::Connection& connection, const Codec& codec, const model::TypeDef& type, const Record& record) {
  if (record.deleted_at) {
    forget_in_search(connection, record.id);
    return;
  }
  const SearchText what = searched(type, record, codec);
  if (record.version <= 1) {
    insert_row(connection, type, record, what);
    return;
  }
  const auto row = connection.one("SELECT no, text, jpath, label, type FROM search_row WHERE id = $1", {record.id});
  if (!row) {
    insert_row(connection, type, record, what);
    return;
  }
  // Most changes are moves, which leave every word as it was. What stands in personal fields is not in the text.
  const bool same = (*row)[1].text() == what.text && (*row)[2].text() == record.jpath && (*row)[3].text() == record.label && (*row)[4].text() == type.name;
  const bool personal = std::ranges::any_of(type.fields, [](const model::Field& field) { return field.personal; });
  if (!same || personal) update_row(connection, type, record, what, (*row)[0].integer());
}

namespace {

constexpr std::size_t kRowsAtOnce = 500;

void insert_together(db::Connection& connection, const json::Array& rows) {
  if (rows.empty()) return;
  (void)connection.execute("INSERT INTO search_row (id, type, ledger, jpath, label, text, tokens) "
                           "SELECT r ->> 0, r ->> 1, r ->> 2, r ->> 3, r ->> 4, r ->> 5, array_to_tsvector(string_to_array(r ->> 6, ' ')) "
                           "FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS t(r, place) ORDER BY place",
                           {json::write(rows)});
}

}  // namespace

void index_for_search(db::Connection& connection, const Codec& codec, const std::vector<Searched>& records) {
  json::Array together;
  for (const auto& [type, record, fresh] : records) {
    if (!fresh) {
      index_for_search(connection, codec, *type, *record);
    } else if (!record->deleted_at) {
      const SearchText what = searched(*type, *record, codec);
      if (connection.engine() == db::Engine::kSqlite) {
        insert_row(connection, *type, *record, what);
      } else {
        together.push_back(json::Array{record->id, type->name, record->ledger, record->jpath, record->label, what.text, spaced(what.tokens)});
      }
    }
    if (together.size() < kRowsAtOnce) continue;
    insert_together(connection, together);
    together.clear();
  }
  insert_together(connection, together);
}

void make_missing_search(db::Connection& connection, const Codec& codec, const model::Model& model) {
  if (connection.one("SELECT 1 FROM search_row LIMIT 1") || !connection.one("SELECT 1 FROM record_index LIMIT 1")) return;
  for (const auto& [name, type] : model.types) {
    scan(connection, codec, type, table_name(type), [&, &described = type](const Record& record) {
      index_for_search(connection, codec, described, record);
      return true;
    });
  }
}

Words::Words(std::string_view question, const Codec& codec, db::Engine engine) : question_(folded(question)), engine_(engine) {
  for (std::size_t from = 0; from < question_.size();) {
    const std::size_t to = std::min(question_.find(' ', from), question_.size());
    if (to > from) terms_.push_back(question_.substr(from, to - from));
    from = to + 1;
  }
  for (const std::string& term : terms_) {
    pieces_.push_back(needed_pieces(term));
    const bool number = term.find_first_not_of("0123456789") == std::string::npos;
    std::string token;
    if (number && term.size() == kLastDigits) token = "h:" + codec.keyed("…" + term).substr(0, kDigestLength);
    if (number && term.size() >= kWholeNumber) token = "h:" + codec.keyed(term).substr(0, kDigestLength);
    digests_.push_back(std::move(token));
  }
}

void Words::keep_rarest(db::Connection& connection) {
  if (engine_ != db::Engine::kSqlite) return;  // GIN begins with the rarest by itself
  for (std::vector<std::string>& pieces : pieces_) {
    if (pieces.size() <= kPiecesMost) continue;
    std::vector<std::pair<std::int64_t, std::string>> rare;
    for (const std::string& piece : pieces) {
      const auto row = connection.one("SELECT COUNT(*) FROM (SELECT 1 FROM search_text WHERE search_text MATCH $1 LIMIT $2)", {join({piece}, {}), kFrequent});
      if (const std::int64_t rows = (*row)[0].integer(); rows < kFrequent) rare.emplace_back(rows, piece);
    }
    if (rare.empty()) continue;  // only all of them together may be rare
    std::ranges::sort(rare);
    pieces.clear();
    for (const auto& [rows, piece] : rare) {
      if (pieces.size() < kPiecesMost) pieces.push_back(piece);
    }
  }
}

std::string Words::join(const std::vector<std::string>& tokens, const std::vector<std::string>& one_of) const {
  const bool sqlite = engine_ == db::Engine::kSqlite;
  const char quote = sqlite ? '"' : '\'';
  const auto one = [quote](const std::string& token) { return quote + token + quote; };
  std::string out;
  const auto also = [&](const std::string& part) { out += (out.empty() ? "" : sqlite ? " AND " : " & ") + part; };
  for (const std::string& token : tokens) also(one(token));
  std::string either;
  for (const std::string& token : one_of) either += (either.empty() ? "" : sqlite ? " OR " : " | ") + one(token);
  if (!either.empty()) also('(' + either + ')');
  return out;
}

std::string Words::expression(const std::vector<std::string>& all_of, const std::vector<std::string>& one_of) const {
  const bool sqlite = engine_ == db::Engine::kSqlite;
  std::string out;
  const auto also = [&](const std::string& part) {
    if (!part.empty()) out += (out.empty() ? "" : sqlite ? " AND " : " & ") + part;
  };
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    std::string pieces = join(pieces_[i], {});
    if (!digests_[i].empty()) pieces = "((" + pieces + (sqlite ? ") OR " : ") | ") + join({digests_[i]}, {}) + ')';
    also(pieces);
  }
  also(join(all_of, one_of));
  return out;
}

std::string Words::held(const std::string& row, const std::function<std::string(db::Cell)>& bind) const {
  const bool sqlite = engine_ == db::Engine::kSqlite;
  std::string out;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    std::string one = (sqlite ? "instr(" : "strpos(") + row + ".text, " + bind(terms_[i]) + ") > 0";
    if (!digests_[i].empty()) {
      const std::string digest = bind(join({digests_[i]}, {}));
      one = '(' + one + " OR " + (sqlite ? row + ".no IN (SELECT rowid FROM search_text WHERE search_text MATCH " + digest + "))"
                                         : row + ".tokens @@ " + digest + "::tsquery)");
    }
    out += (out.empty() ? "" : " AND ") + one;
  }
  return out;
}

std::string Words::whole(const std::vector<std::string>& one_of) const { return join({whole_token(question_)}, one_of); }

std::string Words::begin(const std::vector<std::string>& one_of) const {
  const std::string token = begin_token(question_);
  return token.empty() || terms_.size() != 1 ? std::string() : expression({token}, one_of);
}

}  // namespace muster::record
