#include "exchange/columns.h"

#include <algorithm>
#include <array>
#include <set>

#include "exchange/xlsx_book.h"

namespace muster::exchange {
namespace {

using model::Field;
using model::TypeDef;

constexpr int kRowsLookedAt = 20;

struct Word {
  std::string_view target;
  std::vector<std::string_view> titles;
};

// Of our own exports and templates, and what tables of the trade call a place. Fields of the type come first.
const std::vector<Word>& words() {
  static const std::vector<Word> all{
      {kJurisdiction, {"属地", "行政区划", "所在县(市、区)", "所属县(市、区)", "县(市、区)", "县市区", "所在地", "区划代码", "jurisdiction"}},
      {kLon, {"经度", "东经", "lon", "lng", "long", "longitude", "x", "x坐标"}},
      {kLat, {"纬度", "北纬", "lat", "latitude", "y", "y坐标"}},
      {kGeometry, {"位置", "位置(geojson)", "geometry", "geojson"}},
      {kId, {"记录编号", "recordid"}},
      {kMark, {"说明与示例", "notesandexample"}},
      {kSkip, {"编号", "number", "状态", "state", "错误", "errors", "原行", "row", "序号", "no.", "发生时间", "occurredat", "fid", "ogcfid", "objectid", "id", "version"}},
  };
  return all;
}

/// Every spelling that means a target, for one type.
class Vocabulary {
 public:
  Vocabulary(const TypeDef& type, const Remembered& remembered) : remembered_(remembered) {
    for (const Field& field : type.fields) {
      if (field.retired) continue;
      const std::string target = is_importable(field) ? field.name : std::string(kSkip);
      add(field.name, target, "name");
      add(field.title.zh, target, "title");
      add(field.title.en, target, "title");
      shorten(field);
    }
    for (const Word& word : words()) {
      for (const std::string_view title : word.titles) {
        const bool place = word.target == kLon || word.target == kLat || word.target == kGeometry;
        if (!place || type.place != model::PlaceKind::kNone) add(title, std::string(word.target), "title");
      }
    }
  }

  struct Found {
    std::string target;
    std::string by;
  };
  [[nodiscard]] std::optional<Found> find(std::string_view title) const {
    const std::string plain = plain_title(title);
    if (plain.empty()) return std::nullopt;
    if (const auto found = remembered_.find(plain); found != remembered_.end()) return Found{found->second, "remembered"};
    if (const auto found = known_.find(plain); found != known_.end()) return found->second;
    const auto shortened = short_.find(plain);
    if (shortened != short_.end() && !shortened->second.target.empty()) return shortened->second;
    return std::nullopt;
  }

 private:
  void add(std::string_view title, const std::string& target, const char* by) { known_.try_emplace(plain_title(title), Found{target, by}); }

  // A Shapefile cuts names after 10 bytes; a name that then fits two fields names neither.
  void shorten(const Field& field) {
    if (!is_importable(field) || field.name.size() <= 10) return;
    const auto [at, fresh] = short_.try_emplace(plain_title(field.name.substr(0, 10)), Found{field.name, "name"});
    if (!fresh) at->second.target.clear();
  }

  const Remembered& remembered_;
  std::map<std::string, Found, std::less<>> known_;
  std::map<std::string, Found, std::less<>> short_;
};

std::string text_at(const Row& row, std::size_t column) {
  if (column >= row.cells.size() || row.cells[column].kind == Cell::Kind::kFault) return {};
  return row.cells[column].text;
}

/// The titles of one header row, or of two where the upper one groups the lower.
std::vector<Column> titles_of(const Row* upper, const Row& lower, const Vocabulary& vocabulary) {
  std::vector<Column> out;
  std::string group;
  const std::size_t width = std::max(lower.cells.size(), upper != nullptr ? upper->cells.size() : 0);
  for (std::size_t i = 0; i < width; ++i) {
    const std::string child = i < lower.cells.size() && lower.cells[i].spread_down ? std::string() : text_at(lower, i);
    const std::string above = upper != nullptr ? text_at(*upper, i) : std::string();
    if (!above.empty()) group = above;
    Column column;
    column.index = static_cast<int>(i);
    if (upper == nullptr || child.empty()) {
      column.title = upper == nullptr ? child : above;
    } else {
      // "责任人 / 姓名": the pair first, then the lower word alone.
      const bool pair = !group.empty() && vocabulary.find(group + child).has_value();
      column.title = pair ? group + child : child;
    }
    if (column.title.empty()) continue;
    if (const auto found = vocabulary.find(column.title)) {
      column.target = found->target;
      column.by = found->by;
    }
    out.push_back(std::move(column));
  }
  return out;
}

int score_of(const std::vector<Column>& columns) {
  std::set<std::string> fields;
  for (const Column& column : columns) {
    if (!column.target.empty() && column.target != kSkip && column.target != kMark) fields.insert(column.target);
  }
  return static_cast<int>(fields.size());
}

Status apply_wishes(const TypeDef& type, const Wishes& wishes, Header& header) {
  for (const auto& [name, target] : wishes.columns) {
    const bool special = std::any_of(words().begin(), words().end(), [&, t = std::string_view(target)](const Word& word) { return word.target == t; });
    const Field* field = type.field(target);
    if (!target.empty() && !special && field == nullptr) return fail(error::kColumnUnknown, "columns", {{"column", name}, {"field", target}});
    if (field != nullptr && !is_importable(*field)) return fail(error::kFieldNotImported, target, {{"title", bilingual(field->title)}});
    bool found = false;
    for (Column& column : header.columns) {
      if (plain_title(column.title) != plain_title(name) && column_letters(column.index) != name) continue;
      column.target = target.empty() ? std::string(kSkip) : target;
      column.by = "given";
      found = true;
    }
    if (!found) return fail(error::kColumnUnknown, "columns", {{"column", name}, {"field", target}});
  }
  return {};
}

std::string title_of(const TypeDef& type, const std::string& target) {
  if (const Field* field = type.field(target)) return field->title.zh;
  for (const Word& word : words()) {
    if (word.target == target) return std::string(word.titles.front());
  }
  return target;
}

void check_columns(const TypeDef& type, Header& header) {
  std::map<std::string, std::vector<const Column*>> by_target;
  for (const Column& column : header.columns) {
    if (column.target.empty() || column.target == kSkip || column.target == kMark) continue;
    by_target[column.target].push_back(&column);
    const Field* field = type.field(column.target);
    const std::string unit = unit_in_title(column.title);
    if (field != nullptr && !unit.empty() && !unit_of_cells(*field).empty() && unit != unit_of(unit_of_cells(*field))) {
      header.faults.push_back(fail(error::kHeaderUnit, column.target,
                                   {{"column", column.title}, {"unit", unit}, {"title", bilingual(field->title)}, {"wanted", unit_of_cells(*field)}})
                                  .value());
    }
  }
  for (const auto& [target, columns] : by_target) {
    if (columns.size() < 2) continue;
    std::string letters;
    for (const Column* column : columns) letters += (letters.empty() ? "" : "、") + column_letters(column->index);
    header.faults.push_back(fail(error::kColumnTwice, target, {{"title", title_of(type, target)}, {"columns", letters}}).value());
  }
}

struct Best {
  int score = 0;
  Header header;
};

Status look_at(File& file, const std::string& sheet, const Vocabulary& vocabulary, Best& best) {
  auto source = file.open(sheet);
  if (!source) return fail(source.error());
  std::optional<Row> before;
  for (int i = 0; i < kRowsLookedAt; ++i) {
    Row row;
    const auto more = (*source)->next(row);
    if (!more) return fail(more.error());
    if (!*more) break;
    const std::array<const Row*, 2> uppers{nullptr, before ? &*before : nullptr};
    for (const Row* upper : uppers) {
      std::vector<Column> columns = titles_of(upper, row, vocabulary);
      const int score = score_of(columns);
      if (score <= best.score) continue;
      best.score = score;
      best.header = {sheet, upper != nullptr ? upper->number : row.number, row.number, std::move(columns), {}};
    }
    before = std::move(row);
  }
  return {};
}

}  // namespace

Result<Header> find_header(File& file, const TypeDef& type, const Wishes& wishes, const Remembered& remembered) {
  Remembered meant = remembered;
  for (const auto& [title, target] : wishes.columns) {
    if (!target.empty()) meant[plain_title(title)] = target;
  }
  const Vocabulary vocabulary(type, meant);
  Best best;
  std::string looked;
  const std::vector<std::string> sheets = wishes.sheet.empty() ? file.sheets() : std::vector<std::string>{wishes.sheet};
  for (const std::string& sheet : sheets) {
    if (const Status seen = look_at(file, sheet, vocabulary, best); !seen) return fail(seen.error());
    looked += (looked.empty() ? "" : "、") + (sheet.empty() ? std::string("CSV") : sheet);
  }
  std::string expected;
  int required = 0;
  for (const Field& field : type.fields) {
    if (!field.required || !is_importable(field)) continue;
    if (field.otherwise.is_null()) ++required;
    expected += (expected.empty() ? "" : "、") + field.title.zh;
  }
  const bool given = !wishes.columns.empty() && best.score > 0;
  if (best.score < std::min(2, std::max(1, required)) && !given) {
    return fail(error::kNoHeader, "", {{"type", bilingual(type.title)}, {"sheets", looked}, {"expected", expected}});
  }
  if (const Status applied = apply_wishes(type, wishes, best.header); !applied) return fail(applied.error());
  check_columns(type, best.header);
  return std::move(best.header);
}

}  // namespace muster::exchange
