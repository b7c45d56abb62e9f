// Rows of one sheet (ISO/IEC 29500-1, 18.3.1). Merges stand behind the rows in the file, so they are read first.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>

#include "exchange/xlsx_book.h"
#include "exchange/xml_stream.h"

namespace muster::exchange {
namespace {

constexpr std::size_t kMergesMost = 200'000;
constexpr int kColumnsOfASheet = 16'384;

struct Merge {
  At first;
  At last;
};

Result<std::vector<Merge>> merges_of(Archive& archive, const std::string& part) {
  std::vector<Merge> out;
  auto opened = archive.part(part);
  if (!opened) return fail(opened.error());
  XmlStream stream(*std::move(opened), {[&](std::string_view name, const Attributes& given) {
                                          if (name != "mergeCell" || out.size() >= kMergesMost) return;
                                          const std::string_view range = attribute(given, "ref");
                                          const std::size_t colon = range.find(':');
                                          if (colon == std::string_view::npos) return;
                                          const auto first = position_of(range.substr(0, colon));
                                          const auto last = position_of(range.substr(colon + 1));
                                          if (first && last) out.push_back({*first, *last});
                                        },
                                        [](std::string_view) {}});
  if (const Status read = stream.run(); !read) return fail(read.error());
  std::sort(out.begin(), out.end(), [](const Merge& a, const Merge& b) { return a.first.row < b.first.row; });
  return out;
}

std::string digits_of(double number) {
  std::string text(32, '\0');
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  text.resize(error == std::errc{} ? static_cast<std::size_t>(end - text.data()) : 0);
  if (std::abs(number) < 1e15 && number == std::floor(number)) text = std::to_string(static_cast<std::int64_t>(number));
  return text;
}

class SheetSource final : public Source {
 public:
  SheetSource(Book& book, std::vector<Merge> merges, const Limits& limits) : book_(book), merges_(std::move(merges)), limits_(limits) {}

  Status begin(const std::string& part) {
    auto opened = book_.archive->part(part);
    if (!opened) return fail(opened.error());
    stream_ = std::make_unique<XmlStream>(*std::move(opened), XmlStream::Handlers{[this](std::string_view name, const Attributes& given) { start(name, given); },
                                                                                 [this](std::string_view name) { end(name); },
                                                                                 [this](std::string_view text) { add_text(text); }});
    return {};
  }

  Result<bool> next(Row& row) override {
    while (ready_.empty()) {
      if (ended_) return false;
      const auto more = stream_->step();
      if (!more) return fail(more.error());
      if (fault_) return fail(*fault_);
      ended_ = !*more;
    }
    row = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }

 private:
  void start(std::string_view name, const Attributes& given) {
    if (name == "row") {
      row_ = {};
      std::int64_t number = 0;
      const std::string_view r = attribute(given, "r");
      std::from_chars(r.data(), r.data() + r.size(), number);
      row_.number = number > last_row_ ? number : last_row_ + 1;
      last_row_ = row_.number;
      column_ = -1;
    } else if (name == "c") {
      const auto at = position_of(attribute(given, "r"));
      column_ = at ? at->column : column_ + 1;
      type_ = attribute(given, "t");
      const std::string_view s = attribute(given, "s");
      style_ = 0;
      std::from_chars(s.data(), s.data() + s.size(), style_);
      value_.clear();
      has_value_ = formula_ = false;
    } else if (name == "v" || (name == "t" && phonetic_ == 0)) {
      in_value_ = has_value_ = true;
    } else if (name == "f") {
      formula_ = true;
    } else if (name == "rPh") {
      ++phonetic_;
    }
  }

  void end(std::string_view name) {
    if (name == "v" || name == "t") in_value_ = false;
    if (name == "rPh") --phonetic_;
    if (name == "c") finish_cell();
    if (name == "row") finish_row();
  }

  void add_text(std::string_view text) {
    if (!in_value_) return;
    value_ += text;
    if (value_.size() > limits_.cell_bytes) refuse(error::kCellTooLong, {{"row", std::to_string(row_.number)}});
  }

  void refuse(ErrorCode code, Params params) {
    if (!fault_) fault_ = fail(code, "", std::move(params)).value();
    value_.clear();
  }

  // Beyond the limit only what is empty is passed over: sheets often carry formats far to the right.
  void finish_cell() {
    if (!has_value_ && !formula_) return;
    Cell cell = cell_of();
    if (cell.empty()) return;
    if (column_ < 0 || column_ >= std::min(limits_.columns, kColumnsOfASheet)) {
      return refuse(error::kTooManyColumns, {{"row", std::to_string(row_.number)}, {"max", std::to_string(limits_.columns)}});
    }
    if (static_cast<int>(row_.cells.size()) <= column_) row_.cells.resize(static_cast<std::size_t>(column_) + 1);
    row_.cells[static_cast<std::size_t>(column_)] = std::move(cell);
  }

  Cell cell_of() {
    Cell cell;
    cell.formula = formula_;
    if (!has_value_) {
      cell.kind = Cell::Kind::kFault;
      cell.fault = error::kCellFormulaEmpty;
      return cell;
    }
    if (type_ == "s") {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (error == std::errc{} && end == value_.data() + value_.size() && index < book_.texts.size()) return text_cell(cell, book_.texts[index]);
      refuse(error::kFileBroken, {{"reason", "sharedStrings " + value_}});
    } else if (type_ == "inlineStr" || type_ == "str") {
      return text_cell(cell, value_);
    } else if (type_ == "b") {
      cell.kind = Cell::Kind::kBoolean;
      cell.number = value_ == "1" || value_ == "true" ? 1 : 0;
      cell.text = cell.number == 1 ? "TRUE" : "FALSE";
    } else if (type_ == "e") {
      cell.kind = Cell::Kind::kFault;
      cell.fault = error::kCellFormula;
      cell.text = value_;
    } else if (type_ == "d") {
      std::string text = value_;
      std::replace(text.begin(), text.end(), 'T', ' ');
      return text_cell(cell, text);
    } else {
      number_cell(cell);
    }
    return cell;
  }

  static Cell text_cell(Cell cell, const std::string& text) {
    cell.text = trimmed(text);
    cell.kind = cell.text.empty() ? Cell::Kind::kEmpty : Cell::Kind::kText;
    return cell;
  }

  void number_cell(Cell& cell) {
    const std::string text = trimmed(value_);
    if (text.empty()) return;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) {
      return refuse(error::kFileBroken, {{"reason", column_letters(column_) + std::to_string(row_.number) + " " + text.substr(0, 40)}});
    }
    cell.kind = Cell::Kind::kNumber;
    cell.number = number;
    cell.text = digits_of(number);
    if (style_ >= book_.styles.size()) return;
    const NumberStyle& style = book_.styles[style_];
    if (style.date) {
      cell.number += book_.is_1904 ? 1462 : 0;  // days between the two systems' first days
      if (const auto day = serial_text(cell.number, style.time)) {
        cell.date = true;
        cell.text = *day;
      }
    } else if (style.zeros > 0 && number >= 0 && number == std::floor(number) && static_cast<int>(cell.text.size()) < style.zeros) {
      cell.text.insert(0, static_cast<std::size_t>(style.zeros) - cell.text.size(), '0');
    }
  }

  void finish_row() {
    if (row_.number > limits_.rows) return refuse(error::kTooManyRows, {{"max", std::to_string(limits_.rows)}});
    spread_merges();
    const bool any = std::any_of(row_.cells.begin(), row_.cells.end(), [](const Cell& cell) { return !cell.empty() && !cell.spread_down; });
    if (any) ready_.push_back(std::move(row_));
    row_ = {};
  }

  void spread_merges() {
    while (next_merge_ < merges_.size() && merges_[next_merge_].first.row <= row_.number) {
      open_.push_back({merges_[next_merge_++], {}});
    }
    for (auto& [merge, shown] : open_) {
      if (merge.last.row < row_.number || merge.first.column >= limits_.columns) continue;
      const auto cell = static_cast<std::size_t>(merge.first.column);
      if (merge.first.row == row_.number && cell < row_.cells.size()) shown = row_.cells[cell];
      if (shown.empty()) continue;
      const int last = std::min(merge.last.column, limits_.columns - 1);
      if (static_cast<int>(row_.cells.size()) <= last) row_.cells.resize(static_cast<std::size_t>(last) + 1);
      for (int column = merge.first.column; column <= last; ++column) {
        Cell& covered = row_.cells[static_cast<std::size_t>(column)];
        if (merge.first.row == row_.number && column == merge.first.column) continue;
        covered = shown;
        covered.spread_down = row_.number != merge.first.row;
        covered.spread_across = column != merge.first.column;
      }
    }
    std::erase_if(open_, [&](const auto& open) { return open.first.last.row <= row_.number; });
  }

  Book& book_;
  std::vector<Merge> merges_;
  std::size_t next_merge_ = 0;
  std::vector<std::pair<Merge, Cell>> open_;
  Limits limits_;
  std::unique_ptr<XmlStream> stream_;
  std::deque<Row> ready_;
  std::optional<Error> fault_;
  bool ended_ = false;
  Row row_;
  std::int64_t last_row_ = 0;
  int column_ = -1;
  std::string type_;
  std::size_t style_ = 0;
  std::string value_;
  bool has_value_ = false;
  bool formula_ = false;
  bool in_value_ = false;
  int phonetic_ = 0;
};

}  // namespace

Result<std::unique_ptr<Source>> read_sheet(Book& book, const std::string& part, const Limits& limits) {
  auto merges = merges_of(*book.archive, part);
  if (!merges) return fail(merges.error());
  auto source = std::make_unique<SheetSource>(book, *std::move(merges), limits);
  if (const Status begun = source->begin(part); !begun) return fail(begun.error());
  return source;
}

}  // namespace muster::exchange
