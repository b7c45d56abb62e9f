#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include "record/search.h"

namespace muster::record {
namespace {

constexpr UChar32 kFirstHan = 0x4E00;
constexpr UChar32 kLastHan = 0x9FFF;

struct Letter {
  std::string bytes;
  bool ascii = false;
  bool counts = false;  ///< a letter, digit or ideograph: everything else parts words
};

std::vector<Letter> letters_of(std::string_view text) {
  const icu::UnicodeString from = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  std::vector<Letter> out;
  for (std::int32_t i = 0; i < from.length(); i = from.moveIndex32(i, 1)) {
    const UChar32 c = from.char32At(i);
    Letter letter;
    icu::UnicodeString(c).toUTF8String(letter.bytes);
    letter.counts = u_isalnum(c) != 0 || u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0;
    letter.ascii = c < 0x80;
    out.push_back(std::move(letter));
  }
  return out;
}

// One pass of ICU's transliteration over all characters, once a process: a tenth of a second, and a table of 21 kB.
std::string initials_table() {
  std::string table(static_cast<std::size_t>(kLastHan - kFirstHan + 1), ' ');
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> latin(icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, code));
  if (U_FAILURE(code) || latin == nullptr) return table;
  for (UChar32 c = kFirstHan; c <= kLastHan; ++c) {
    icu::UnicodeString one(c);
    latin->transliterate(one);
    const UChar32 first = one.isEmpty() ? 0 : one.char32At(0);
    if (first >= 'a' && first <= 'z') table[static_cast<std::size_t>(c - kFirstHan)] = static_cast<char>(first);
  }
  return table;
}

}  // namespace

std::string folded(std::string_view text) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(code);
  if (U_FAILURE(code)) return std::string(text);
  const icu::UnicodeString done = fold->normalize(icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}), code);
  if (U_FAILURE(code)) return std::string(text);
  std::string out;
  std::string utf8;
  done.toUTF8String(utf8);
  for (const char c : utf8) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string pinyin_initials(std::string_view text) {
  static const std::string kTable = initials_table();
  const icu::UnicodeString from = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  std::string out;
  for (std::int32_t i = 0; i < from.length(); i = from.moveIndex32(i, 1)) {
    const UChar32 c = from.char32At(i);
    if (c < kFirstHan || c > kLastHan) continue;
    const char initial = kTable[static_cast<std::size_t>(c - kFirstHan)];
    if (initial != ' ') out += initial;
  }
  return out;
}

std::vector<std::string> search_pieces(std::string_view folded_text) {
  const std::vector<Letter> letters = letters_of(folded_text);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (!letters[i].counts) continue;
    out.push_back(letters[i].bytes);
    if (i + 1 >= letters.size() || !letters[i + 1].counts) continue;
    out.push_back(letters[i].bytes + letters[i + 1].bytes);
    if (i + 2 >= letters.size() || !letters[i + 2].counts) continue;
    if (letters[i].ascii && letters[i + 1].ascii && letters[i + 2].ascii) out.push_back(letters[i].bytes + letters[i + 1].bytes + letters[i + 2].bytes);
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> needed_pieces(std::string_view folded_term) {
  const std::vector<Letter> letters = letters_of(folded_term);
  const auto counts = [&](std::size_t i) { return i < letters.size() && letters[i].counts; };
  std::vector<std::string> out;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (!counts(i)) continue;
    const bool before = i > 0 && counts(i - 1);
    if (!counts(i + 1)) {
      if (!before) out.push_back(letters[i].bytes);
      continue;
    }
    const bool ascii_pair = letters[i].ascii && letters[i + 1].ascii;
    if (ascii_pair && counts(i + 2) && letters[i + 2].ascii) {
      out.push_back(letters[i].bytes + letters[i + 1].bytes + letters[i + 2].bytes);
    } else if (!ascii_pair || !before || !letters[i - 1].ascii) {
      out.push_back(letters[i].bytes + letters[i + 1].bytes);
    }
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace muster::record
