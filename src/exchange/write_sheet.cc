#include "exchange/write_sheet.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "exchange/lines.h"
#include "exchange/sheet.h"
#include "exchange/xlsx_book.h"

namespace muster::exchange {
namespace {

constexpr std::size_t kCellMost = 32'767;  // characters of a cell, ECMA-376 limits of Excel

std::string text_of(const json::Value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.as_string();
  if (value.is_bool()) return value.as_bool() ? "TRUE" : "FALSE";
  return json::write(value);
}

// CWE-1236: a cell that begins so is run as a formula when the file is opened.
std::string guarded(const json::Value& value) {
  std::string text = text_of(value);
  if (value.is_string() && !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) text.insert(0, 1, '\'');
  return text;
}

/// What Excel takes for the name of a sheet: 31 characters, none of []:*?/\\ and no apostrophe.
std::string sheet_name(std::string_view title) {
  std::string out;
  std::size_t characters = 0;
  for (const char c : title) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U && ++characters > 31) break;
    out += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
  }
  return out.empty() ? "Sheet1" : out;
}

class CsvWriter final : public TableWriter {
 public:
  explicit CsvWriter(const Style& style) : out_("\xEF\xBB\xBF") {
    for (const std::string& heading : style.heading) line({{heading, false}});
    std::vector<Shown> titles;
    for (const std::string& title : style.titles) titles.push_back({title, false});
    line(titles);
  }
  Status add(const std::vector<Shown>& row) override {
    line(row);
    return {};
  }
  Result<std::string> finish() override { return std::move(out_); }

 private:
  void line(const std::vector<Shown>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out_ += ',';
      const std::string text = guarded(row[i].value);
      if (text.find_first_of(",;\t\"\r\n") == std::string::npos) {
        out_ += text;
        continue;
      }
      out_ += '"';
      for (const char c : text) out_ += c == '"' ? std::string("\"\"") : std::string(1, c);
      out_ += '"';
    }
    out_ += "\r\n";
  }
  std::string out_;
};

class XlsxWriter final : public TableWriter {
 public:
  explicit XlsxWriter(const Style& style) {
    std::string name = (std::filesystem::temp_directory_path() / "muster-XXXXXX").string();
    const int file = ::mkstemp(name.data());
    if (file >= 0) ::close(file);
    path_ = name;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    book_ = workbook_new_opt(path_.c_str(), &options);
    sheet_ = workbook_add_worksheet(book_, sheet_name(style.sheet).c_str());
    lxw_format* title = workbook_add_format(book_);
    format_set_bold(title);
    format_set_bg_color(title, 0xE7EEF5);
    format_set_border(title, LXW_BORDER_THIN);
    marked_ = workbook_add_format(book_);
    format_set_font_color(marked_, 0xB00020);
    text_ = workbook_add_format(book_);
    format_set_num_format(text_, "@");
    row_ = static_cast<lxw_row_t>(style.heading.size());
    for (std::size_t i = 0; i < style.titles.size(); ++i) {
      const double width = i < style.widths.size() ? style.widths[i] : std::clamp(width_of(style.titles[i]) + 4, 8.0, 40.0);
      worksheet_set_column(sheet_, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), width, text_);
    }
    if (!style.heading.empty()) write_heading(style);
    for (std::size_t i = 0; i < style.titles.size(); ++i) {
      worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(i), style.titles[i].c_str(), title);
    }
    worksheet_freeze_panes(sheet_, row_ + 1, 0);
  }
  ~XlsxWriter() override {
    if (book_ != nullptr) workbook_close(book_);
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  Status add(const std::vector<Shown>& row) override {
    ++row_;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const json::Value& value = row[i].value;
      const auto column = static_cast<lxw_col_t>(i);
      lxw_format* format = row[i].marked ? marked_ : nullptr;
      if (value.is_null()) continue;
      if (value.is_number()) {
        worksheet_write_number(sheet_, row_, column, value.as_double(), format != nullptr ? format : general());
      } else if (value.is_bool()) {
        worksheet_write_boolean(sheet_, row_, column, value.as_bool() ? 1 : 0, format);
      } else {
        const std::string text = text_of(value);
        if (width_of(text) > static_cast<double>(kCellMost)) {
          return fail(error::kCellTooLong, "", {{"row", std::to_string(row_ + 1)}});
        }
        worksheet_write_string(sheet_, row_, column, text.c_str(), format != nullptr ? format : text_);
      }
    }
    return {};
  }

  Result<std::string> finish() override {
    const lxw_error error = workbook_close(book_);
    book_ = nullptr;
    if (error != LXW_NO_ERROR) return fail(error::kStorageUnavailable, "", {{"reason", lxw_strerror(error)}});
    std::ifstream in(path_, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  }

 private:
  // Printed on A4 across, one page wide, the titles again on every page.
  void write_heading(const Style& style) {
    const auto last = static_cast<lxw_col_t>(style.titles.empty() ? 0 : style.titles.size() - 1);
    for (std::size_t i = 0; i < style.heading.size(); ++i) {
      lxw_format* format = workbook_add_format(book_);
      format_set_align(format, LXW_ALIGN_CENTER);
      format_set_font_size(format, i == 0 ? 16 : 10);
      if (i == 0) format_set_bold(format);
      const auto row = static_cast<lxw_row_t>(i);
      if (last > 0) {
        worksheet_merge_range(sheet_, row, 0, row, last, style.heading[i].c_str(), format);
      } else {
        worksheet_write_string(sheet_, row, 0, style.heading[i].c_str(), format);
      }
    }
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, 9);
    worksheet_fit_to_pages(sheet_, 1, 0);
    worksheet_repeat_rows(sheet_, 0, row_);
  }

  // A number written into a column of text format would show as text's number sign in some programs.
  lxw_format* general() {
    if (general_ == nullptr) {
      general_ = workbook_add_format(book_);
      format_set_num_format(general_, "General");
    }
    return general_;
  }

  std::string path_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* marked_ = nullptr;
  lxw_format* text_ = nullptr;
  lxw_format* general_ = nullptr;
  lxw_row_t row_ = 0;
};

/// Our own columns of an earlier error sheet: they are made anew.
bool is_own_title(const std::string& title) { return title == "错误" || title == "Errors" || title == "原行" || title == "Row"; }

/// Column letters of a fault → its place; the first row of faults decides which cells are red.
bool is_wrong(const json::Value& errors, const std::string& letters) {
  if (!errors.is_array()) return false;
  return std::any_of(errors.as_array().begin(), errors.as_array().end(), [&](const json::Value& error) { return error.text("column") == letters; });
}

std::string said(const json::Value& errors, std::string_view lang) {
  std::string out;
  if (!errors.is_array()) return out;
  for (const json::Value& error : errors.as_array()) out += (out.empty() ? "" : "\n") + error.text(lang);
  return out;
}

}  // namespace

double width_of(std::string_view text) {
  double width = 0;
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    width += byte < 0x80 ? 1 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
  }
  return width;
}

std::unique_ptr<TableWriter> write_csv(const TableWriter::Style& style) { return std::make_unique<CsvWriter>(style); }
std::unique_ptr<TableWriter> write_xlsx(const TableWriter::Style& style) { return std::make_unique<XlsxWriter>(style); }

Result<std::string> write_error_sheet(const std::string& bad_path, const std::string& key, const json::Value& columns, std::string_view format,
                                      std::string_view lang) {
  if (format != "xlsx" && format != "csv") return fail(error::kBadOption, "format", {{"option", "format"}, {"value", std::string(format)}, {"allowed", "xlsx csv"}});
  const std::string word = lang == "en" ? "en" : "zh";
  struct From {
    std::size_t index = 0;
    std::string letters;
  };
  TableWriter::Style style;
  style.sheet = word == "en" ? "Errors" : "错误行";
  std::vector<From> sources;
  if (columns.is_array()) {
    for (const json::Value& column : columns.as_array()) {
      if (is_own_title(column.text("title"))) continue;
      const auto at = position_of(column.text("column") + "1");
      if (!at) continue;
      sources.push_back({static_cast<std::size_t>(at->column), column.text("column")});
      style.titles.push_back(column.text("title"));
    }
  }
  const bool gis = std::none_of(style.titles.begin(), style.titles.end(), [](const std::string& title) { return title == "位置（GeoJSON）"; });
  style.titles.emplace_back(word == "en" ? "Row" : "原行");
  style.titles.emplace_back(word == "en" ? "Errors" : "错误");
  style.widths.assign(style.titles.size() - 1, 16);
  style.widths.push_back(80);
  LineReader reader(bad_path, key);
  auto first = reader.next();
  if (!first) return fail(first.error());
  const bool with_place = gis && *first && !(**first)["geometry"].is_null();
  if (with_place) style.titles.insert(style.titles.begin() + static_cast<std::ptrdiff_t>(sources.size()), "位置（GeoJSON）");
  const auto writer = format == "csv" ? write_csv(style) : write_xlsx(style);
  for (auto line = std::move(first);; line = reader.next()) {
    if (!line) return fail(line.error());
    if (!*line) break;
    const json::Value& bad = **line;
    std::vector<Shown> row;
    for (const From& source : sources) {
      const json::Value& cells = bad["cells"];
      const bool there = cells.is_array() && source.index < cells.as_array().size();
      row.push_back({there ? cells.as_array()[source.index] : json::Value(), is_wrong(bad["errors"], source.letters)});
    }
    if (with_place) row.push_back({bad["geometry"].is_null() ? json::Value() : json::Value(json::write(bad["geometry"])), false});
    row.push_back({bad["row"], false});
    row.push_back({said(bad["errors"], word), true});
    if (const Status added = writer->add(row); !added) return fail(added.error());
  }
  return writer->finish();
}

}  // namespace muster::exchange
