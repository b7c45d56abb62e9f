// RFC 4180, and what spreadsheets make of it: other separators, line ends of any kind, text after a closing quote.
#include <algorithm>
#include <array>

#include "exchange/sheet.h"

namespace muster::exchange {
namespace {

/// The separator that the first lines have most of outside quotes.
char separator_of(std::string_view text) {
  constexpr int kLinesCounted = 10;
  constexpr std::array<char, 3> kSeparators{',', ';', '\t'};
  std::array<int, 3> count{};
  bool quoted = false;
  int lines = 0;
  for (const char c : text.substr(0, 64U << 10)) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' && ++lines == kLinesCounted) break;
    const auto* found = std::find(kSeparators.begin(), kSeparators.end(), c);
    if (found != kSeparators.end()) ++count.at(static_cast<std::size_t>(found - kSeparators.begin()));
  }
  return kSeparators.at(static_cast<std::size_t>(std::max_element(count.begin(), count.end()) - count.begin()));
}

// A spreadsheet takes a leading = + - @ for a formula, so writers put an apostrophe before it; here it comes off again.
std::string unguarded(std::string text) {
  if (text.size() > 1 && text[0] == '\'' && std::string_view("=+-@\t\r").find(text[1]) != std::string_view::npos) text.erase(0, 1);
  return text;
}

Cell cell_of(std::string text) {
  Cell cell;
  text = unguarded(trimmed(text));
  if (text.empty()) return cell;
  cell.kind = text.find("\xEF\xBF\xBD") != std::string::npos ? Cell::Kind::kFault : Cell::Kind::kText;
  cell.fault = error::kCellBroken;
  cell.text = std::move(text);
  return cell;
}

class CsvSource final : public Source {
 public:
  CsvSource(const std::string& text, char separator, const Limits& limits) : text_(text), separator_(separator), limits_(limits) {}

  Result<bool> next(Row& row) override {
    for (;;) {
      if (at_ >= text_.size()) return false;
      row = {};
      row.number = ++rows_;
      if (rows_ > limits_.rows) return fail(error::kTooManyRows, "", {{"max", std::to_string(limits_.rows)}});
      if (const Status read = record(row); !read) return fail(read.error());
      if (std::any_of(row.cells.begin(), row.cells.end(), [](const Cell& cell) { return !cell.empty(); })) return true;
    }
  }

 private:
  [[nodiscard]] bool line_ends() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  Status record(Row& row) {
    for (;;) {
      auto text = field();
      if (!text) return fail(text.error());
      if (static_cast<int>(row.cells.size()) >= limits_.columns) {
        return fail(error::kTooManyColumns, "", {{"row", std::to_string(row.number)}, {"max", std::to_string(limits_.columns)}});
      }
      row.cells.push_back(cell_of(std::move(*text)));
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      if (at_ < text_.size() && text_[at_] == '\r') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') ++at_;
      while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
      return {};
    }
  }

  Result<std::string> field() {
    std::string out;
    std::size_t look = at_;
    while (look < text_.size() && text_[look] == ' ') ++look;
    if (look < text_.size() && text_[look] == '"') {
      at_ = look;
      if (const Status read = quoted(out); !read) return fail(read.error());
    }
    while (!line_ends() && text_[at_] != separator_) out += text_[at_++];
    if (out.size() > limits_.cell_bytes) return fail(error::kCellTooLong, "", {{"row", std::to_string(rows_)}});
    return out;
  }

  Status quoted(std::string& out) {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && at_ - begin <= limits_.cell_bytes) {
      const char c = text_[at_++];
      if (c != '"') {
        out += c;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        out += text_[at_++];
      } else {
        return {};
      }
    }
    const auto line = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(begin), '\n') + 1;
    return fail(error::kQuoteOpen, "", {{"line", std::to_string(line)}});
  }

  const std::string& text_;
  char separator_;
  Limits limits_;
  std::size_t at_ = 0;
  std::int64_t rows_ = 0;
};

class CsvFile final : public File {
 public:
  CsvFile(std::string text, const Limits& limits) : text_(std::move(text)), separator_(separator_of(text_)), limits_(limits) {}
  [[nodiscard]] std::string_view format() const override { return "csv"; }
  [[nodiscard]] const std::vector<std::string>& sheets() const override { return sheets_; }
  Result<std::unique_ptr<Source>> open(const std::string& sheet) override {
    if (!sheet.empty()) return fail(error::kSheetUnknown, "sheet", {{"sheet", sheet}, {"sheets", "CSV"}});
    return std::make_unique<CsvSource>(text_, separator_, limits_);
  }

 private:
  std::string text_;
  char separator_;
  Limits limits_;
  std::vector<std::string> sheets_{""};
};

}  // namespace

Result<std::unique_ptr<File>> open_csv(std::string bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) return fail(error::kFileTooBig, "", {{"limit", std::to_string(limits.bytes >> 20U) + " MB"}});
  return std::make_unique<CsvFile>(decode(bytes).text, limits);
}

}  // namespace muster::exchange
