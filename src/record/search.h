// Text search without a word list: any part of a label, number, name or code from one character on, initials of pinyin, and
// personal values by keyed digest. Kept in the record's own transaction. docs/design/search.md
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "record/codec.h"
#include "record/record.h"

namespace muster::record {

/// What a text is searched by: Unicode NFKC, case folded, runs of white space as one space.
[[nodiscard]] std::string folded(std::string_view text);
/// First letters of the pinyin of its Chinese characters ("郝穴镇" → "hxz"), everything else left out. The commonest reading counts.
[[nodiscard]] std::string pinyin_initials(std::string_view text);

/// The pieces under which a folded text is found: single characters, pairs, and threes of ASCII letters and digits.
[[nodiscard]] std::vector<std::string> search_pieces(std::string_view folded_text);
/// The fewest pieces that a text holding `folded_term` must have; empty when it has no letter, digit or character.
[[nodiscard]] std::vector<std::string> needed_pieces(std::string_view folded_term);

/// Keeps, renews or removes the search row of a record. A first version is taken to have none yet.
void index_for_search(db::Connection& connection, const Codec& codec, const model::TypeDef& type, const Record& record);
/// The same for many at once; on PostgreSQL new rows go out together.
struct Searched {
  const model::TypeDef* type = nullptr;
  const Record* record = nullptr;
  bool fresh = false;  ///< it has no search row yet
};
void index_for_search(db::Connection& connection, const Codec& codec, const std::vector<Searched>& records);
void forget_in_search(db::Connection& connection, const std::string& id);
/// Makes all search rows anew when there are none (a data folder of an earlier release).
void make_missing_search(db::Connection& connection, const Codec& codec, const model::Model& model);

/// A question made of words: each must be found.
class Words {
 public:
  Words(std::string_view question, const Codec& codec, db::Engine engine);
  [[nodiscard]] bool empty() const { return terms_.empty(); }
  /// Leaves of a long word only its rarest pieces: SQLite reads the rows of every piece that is asked for, and a code of 18 characters has
  /// many that stand in every row. What is left out, `held` checks.
  void keep_rarest(db::Connection& connection);
  [[nodiscard]] const std::string& question() const { return question_; }  ///< folded
  /// The match expression (FTS5 or tsquery) of all words and, beside them, of each of `all_of` and one of `one_of`: tokens of
  /// type_token, place_token.
  [[nodiscard]] std::string expression(const std::vector<std::string>& all_of, const std::vector<std::string>& one_of = {}) const;
  /// SQL condition that the search row under alias `row` holds every word, letter by letter: pieces alone may lie apart.
  [[nodiscard]] std::string held(const std::string& row, const std::function<std::string(db::Cell)>& bind) const;
  /// Match expression of records one of whose values is the whole question.
  [[nodiscard]] std::string whole(const std::vector<std::string>& one_of) const;
  /// Match expression of records that hold it and one of whose values begins with its first two characters; empty when it has fewer, or
  /// is more than one word.
  [[nodiscard]] std::string begin(const std::vector<std::string>& one_of) const;

 private:
  [[nodiscard]] std::string join(const std::vector<std::string>& tokens, const std::vector<std::string>& one_of) const;
  std::string question_;              ///< folded
  std::vector<std::string> terms_;    ///< folded words
  std::vector<std::vector<std::string>> pieces_;  ///< per word: those that are asked for
  std::vector<std::string> digests_;  ///< per word: the token of a personal value, or empty
  db::Engine engine_;
};

[[nodiscard]] std::string type_token(std::string_view type);
[[nodiscard]] std::string ledger_token(std::string_view ledger);
/// A jurisdiction and everything below it. @param path "/42/10/23"
[[nodiscard]] std::string place_token(std::string_view path);

/// One box over everything: records of all types that the viewer may read, whole values first, then those that begin with the words, then
/// the newest that hold them. Only id, type, ledger, jurisdiction, number and label of the records are filled, and `snippet` of the fields.
[[nodiscard]] Result<Page> search_all(const Viewer& viewer, const model::Model& model, const Query& query, const Codec& codec,
                                      db::Connection& connection);

}  // namespace muster::record
