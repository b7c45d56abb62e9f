// An empty workbook for a type: titles, notes, one example, lists to choose from.
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "exchange/columns.h"
#include "exchange/exchange.h"
#include "exchange/write_sheet.h"
#include "exchange/xlsx_book.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::FieldKind;
using model::TypeDef;

constexpr lxw_row_t kListRows = 5000;  // rows that get lists to choose from

struct TemplateColumn {
  std::string title;
  std::string note;
  std::string example;
  const Field* field = nullptr;
};

std::string word(std::string_view lang, const char* zh, const char* en) { return lang == "en" ? en : zh; }

std::string example_of(const model::Model& model, const Field& field, std::string_view lang) {
  switch (field.kind) {
    case FieldKind::kNumber: return "12.5";
    case FieldKind::kInteger: return "3";
    case FieldKind::kMoney: return "120000.00";
    case FieldKind::kChoice:
    case FieldKind::kMultiChoice: {
      const auto found = model.dictionaries.find(field.of);
      return found != model.dictionaries.end() && !found->second.choices.empty() ? found->second.choices.front().title.in(lang) : std::string();
    }
    case FieldKind::kBoolean: return word(lang, "是", "Yes");
    case FieldKind::kDate: return "2019-07-15";
    case FieldKind::kInstant: return "2019-07-15 08:30";
    case FieldKind::kDuration: return word(lang, "30分钟", "30m");
    case FieldKind::kStake: return "718+350";
    case FieldKind::kJurisdiction: return "421000";
    case FieldKind::kText:
      if (field.name == "code" || field.name.find("_code") != std::string::npos) return "00123456";
      return field.title.in(lang);
    case FieldKind::kLongText: return field.title.in(lang);
    default: return word(lang, "名称或编号", "name or code");
  }
}

std::string note_of(const Field& field, std::string_view lang) {
  std::string note = field.required || !field.required_when.is_null()
                         ? (field.required ? word(lang, "必填。", "Required. ") : word(lang, "有时必填。", "Sometimes required. "))
                         : std::string();
  switch (field.kind) {
    case FieldKind::kDate: note += word(lang, "日期，如 2019-07-15。", "A date, as 2019-07-15. "); break;
    case FieldKind::kInstant: note += word(lang, "时间，如 2019-07-15 08:30。", "A time, as 2019-07-15 08:30. "); break;
    case FieldKind::kStake: note += word(lang, "桩号，如 718+350。", "A stake, as 718+350. "); break;
    case FieldKind::kMultiChoice: note += word(lang, "可填几项，用顿号分开。", "Several, separated by commas. "); break;
    case FieldKind::kReference:
    case FieldKind::kPerson: note += word(lang, "填已登记的名称或编号。", "Name or code of what is registered. "); break;
    case FieldKind::kJurisdiction: note += word(lang, "填区划代码或全称。", "Division code or full name. "); break;
    case FieldKind::kMoney: note += word(lang, "单位元。", "In yuan. "); break;
    default: break;
  }
  if (!field.unit.empty() && field.kind != FieldKind::kMoney) note += word(lang, "单位 ", "In ") + field.unit + word(lang, "，只填数字。", ", digits only. ");
  if (field.max_length > 0) note += word(lang, "最多 ", "At most ") + std::to_string(field.max_length) + word(lang, " 字。", " characters. ");
  return note + field.help.in(lang);
}

std::vector<TemplateColumn> columns_of(const model::Model& model, const TypeDef& type, std::string_view lang) {
  std::vector<TemplateColumn> out;
  out.push_back({word(lang, "说明与示例", "Notes and example"), word(lang, "此列有字的行不导入", "Rows with text here are not imported"),
                 word(lang, "示例，可删", "Example, may be deleted"), nullptr});
  for (const Field& field : type.fields) {
    if (!is_importable(field)) continue;
    std::string title = (field.required ? "*" : "") + field.title.in(lang);
    const std::string unit = unit_of_cells(field);
    if (!unit.empty() && is_unit(unit)) title += lang == "en" ? " (" + unit + ")" : "（" + unit + "）";
    out.push_back({std::move(title), note_of(field, lang), example_of(model, field, lang), &field});
  }
  if (type.place == model::PlaceKind::kPoint) {
    out.push_back({word(lang, "经度", "Longitude"), word(lang, "十进制度或 112°14′17″；坐标系在导入时指明", "Decimal degrees or 112°14′17″; the system is named when importing"), "112.2381", nullptr});
    out.push_back({word(lang, "纬度", "Latitude"), "", "30.3269", nullptr});
  } else if (type.place != model::PlaceKind::kNone) {
    out.push_back({word(lang, "位置（GeoJSON）", "Geometry"), word(lang, "线和面建议用 GeoPackage 或 Shapefile 导入", "For lines and areas prefer GeoPackage or Shapefile"), "", nullptr});
  }
  if (type.field("jurisdiction") == nullptr && type.name != "jurisdiction") {
    out.push_back({word(lang, "属地", "Jurisdiction"), word(lang, "区划代码或全称；空为本单位所在地", "Division code or full name; empty: your own place"), "421000", nullptr});
  }
  return out;
}

class TemplateBook {
 public:
  explicit TemplateBook(std::string_view lang) : lang_(lang) {
    std::string name = (std::filesystem::temp_directory_path() / "muster-XXXXXX").string();
    const int file = ::mkstemp(name.data());
    if (file >= 0) ::close(file);
    path_ = name;
    book_ = workbook_new(path_.c_str());
    title_ = workbook_add_format(book_);
    format_set_bold(title_);
    format_set_bg_color(title_, 0xE7EEF5);
    format_set_border(title_, LXW_BORDER_THIN);
    note_ = workbook_add_format(book_);
    format_set_font_color(note_, 0x5A6472);
    format_set_text_wrap(note_);
    format_set_align(note_, LXW_ALIGN_VERTICAL_TOP);
    text_ = workbook_add_format(book_);
    format_set_num_format(text_, "@");
  }
  ~TemplateBook() {
    if (book_ != nullptr) workbook_close(book_);
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  TemplateBook(const TemplateBook&) = delete;
  TemplateBook& operator=(const TemplateBook&) = delete;

  void fill(const model::Model& model, const TypeDef& type) {
    const std::vector<TemplateColumn> columns = columns_of(model, type, lang_);
    lxw_worksheet* sheet = workbook_add_worksheet(book_, word(lang_, "填报", "Data").c_str());
    lists_ = workbook_add_worksheet(book_, word(lang_, "选项", "Choices").c_str());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto at = static_cast<lxw_col_t>(i);
      const TemplateColumn& column = columns[i];
      worksheet_set_column(sheet, at, at, std::clamp(std::max(width_of(column.title), width_of(column.example)) + 4, 10.0, 30.0), text_);
      worksheet_write_string(sheet, 0, at, column.title.c_str(), title_);
      worksheet_write_string(sheet, 1, at, column.note.c_str(), note_);
      worksheet_write_string(sheet, 2, at, column.example.c_str(), note_);
      if (column.field != nullptr) choose(model, sheet, at, *column.field);
    }
    worksheet_set_row(sheet, 1, 60, nullptr);
    worksheet_freeze_panes(sheet, 1, 0);
  }

  Result<std::string> finish() {
    const lxw_error error = workbook_close(book_);
    book_ = nullptr;
    if (error != LXW_NO_ERROR) return fail(error::kStorageUnavailable, "", {{"reason", lxw_strerror(error)}});
    std::ifstream in(path_, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  }

 private:
  // A list typed into the cell may hold 255 characters only, so lists stand on a sheet of their own.
  void choose(const model::Model& model, lxw_worksheet* sheet, lxw_col_t at, const Field& field) {
    std::vector<std::string> choices;
    if (field.kind == FieldKind::kBoolean) choices = {word(lang_, "是", "Yes"), word(lang_, "否", "No")};
    if (field.kind == FieldKind::kChoice) {
      const auto found = model.dictionaries.find(field.of);
      if (found == model.dictionaries.end()) return;
      for (const model::Choice& choice : found->second.choices) {
        if (!choice.retired) choices.push_back(choice.title.in(lang_));
      }
    }
    if (choices.empty()) return;
    worksheet_write_string(lists_, 0, list_, field.title.in(lang_).c_str(), title_);
    for (std::size_t i = 0; i < choices.size(); ++i) worksheet_write_string(lists_, static_cast<lxw_row_t>(i + 1), list_, choices[i].c_str(), text_);
    const std::string letters = column_letters(list_);
    const std::string range = "='" + word(lang_, "选项", "Choices") + "'!$" + letters + "$2:$" + letters + "$" + std::to_string(choices.size() + 1);
    lxw_data_validation rule{};
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = const_cast<char*>(range.c_str());  // NOLINT(cppcoreguidelines-pro-type-const-cast): copied by the library
    rule.error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
    worksheet_data_validation_range(sheet, 3, at, kListRows, at, &rule);
    ++list_;
  }

  std::string lang_;
  std::string path_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* lists_ = nullptr;
  lxw_format* title_ = nullptr;
  lxw_format* note_ = nullptr;
  lxw_format* text_ = nullptr;
  lxw_col_t list_ = 0;
};

}  // namespace

Result<std::string> template_of(const model::Model& model, std::string_view type_name, std::string_view lang) {
  const TypeDef* type = model.type(type_name);
  if (type == nullptr) return fail(error::kUnknownType, "type", {{"type", std::string(type_name)}});
  TemplateBook book(lang == "en" ? "en" : "zh");
  book.fill(model, *type);
  return book.finish();
}

}  // namespace muster::exchange
