#include "exchange/xlsx_book.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>

#include "base/time.h"
#include "exchange/xml_stream.h"

namespace muster::exchange {
namespace {

constexpr std::size_t kTextsMost = 4'000'000;
constexpr std::size_t kStylesMost = 65'536;

int integer(std::string_view text) {
  int value = -1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Status each(Archive& archive, const std::string& name, XmlStream::Handlers handlers) {
  auto part = archive.part(name);
  if (!part) return fail(part.error());
  return XmlStream(*std::move(part), std::move(handlers)).run();
}

/// "../worksheets/sheet1.xml" of a part in xl/ as a name in the archive.
std::string resolved(std::string_view folder, std::string_view target) {
  if (!target.empty() && target[0] == '/') return std::string(target.substr(1));
  std::string base(folder);
  while (target.substr(0, 3) == "../") {
    target.remove_prefix(3);
    const std::size_t slash = base.find_last_of('/', base.empty() ? 0 : base.size() - 2);
    base.erase(slash == std::string::npos ? 0 : slash + 1);
  }
  return base + std::string(target);
}

struct Relations {
  std::map<std::string, std::string, std::less<>> by_id;
  std::map<std::string, std::string, std::less<>> by_kind;  ///< last word of the type: "sharedStrings"
};

Result<Relations> relations_of(Archive& archive, const std::string& folder, const std::string& file) {
  Relations out;
  const std::string part = folder + "_rels/" + file + ".rels";
  if (!archive.has(part)) return out;
  const Status read = each(archive, part,
                           {[&](std::string_view name, const Attributes& given) {
                              if (name != "Relationship") return;
                              const std::string_view type = attribute(given, "Type");
                              const std::string target = resolved(folder, attribute(given, "Target"));
                              out.by_id[std::string(attribute(given, "Id"))] = target;
                              out.by_kind.try_emplace(std::string(type.substr(type.rfind('/') + 1)), target);
                            },
                            [](std::string_view) {}});
  if (!read) return fail(read.error());
  return out;
}

Status read_workbook(Book& book, const std::string& part, const Relations& relations) {
  return each(*book.archive, part,
              {[&](std::string_view name, const Attributes& given) {
                 if (name == "workbookPr") book.is_1904 = attribute(given, "date1904") == "1" || attribute(given, "date1904") == "true";
                 if (name != "sheet" || attribute(given, "state") == "veryHidden") return;
                 const auto target = relations.by_id.find(attribute(given, "id"));
                 if (target == relations.by_id.end() || !book.archive->has(target->second)) return;
                 book.sheets.emplace_back(attribute(given, "name"));
                 book.parts.push_back(target->second);
               },
               [](std::string_view) {}});
}

// Runs of one text are joined; phonetic guides (rPh) are not part of it.
Status read_texts(Book& book, const std::string& part, const Limits& limits) {
  std::string text;
  bool in_text = false;
  int phonetic = 0;
  std::size_t bytes = 0;
  auto opened = book.archive->part(part);
  if (!opened) return fail(opened.error());
  XmlStream stream(*std::move(opened), {[&](std::string_view name, const Attributes&) {
                                          if (name == "rPh") ++phonetic;
                                          if (name == "t" && phonetic == 0) in_text = true;
                                        },
                                        [&](std::string_view name) {
                                          if (name == "rPh") --phonetic;
                                          if (name == "t") in_text = false;
                                          if (name == "si") {
                                            bytes += text.size() + sizeof(std::string);
                                            book.texts.push_back(std::move(text));
                                            text.clear();
                                          }
                                        },
                                        [&](std::string_view piece) {
                                          if (in_text) text += piece;
                                        }});
  for (;;) {
    const auto more = stream.step();
    if (!more) return fail(more.error());
    if (bytes + text.size() > limits.shared_texts || book.texts.size() > kTextsMost) {
      return fail(error::kFileIsBomb, "", {{"limit", std::to_string(limits.shared_texts >> 20U) + " MB"}});
    }
    if (!*more) return {};
  }
}

Status read_styles(Book& book, const std::string& part) {
  std::map<int, NumberStyle> own;
  bool in_cells = false;
  return each(*book.archive, part,
              {[&](std::string_view name, const Attributes& given) {
                 if (name == "numFmt" && own.size() < kStylesMost) {
                   own[integer(attribute(given, "numFmtId"))] = style_of(attribute(given, "formatCode"));
                 }
                 if (name == "cellXfs") in_cells = true;
                 if (name == "xf" && in_cells && book.styles.size() < kStylesMost) {
                   const int id = integer(attribute(given, "numFmtId"));
                   const auto found = own.find(id);
                   book.styles.push_back(found != own.end() ? found->second : style_of_builtin(id));
                 }
               },
               [&](std::string_view name) {
                 if (name == "cellXfs") in_cells = false;
               }});
}

class XlsxFile final : public File {
 public:
  XlsxFile(Book book, const Limits& limits) : book_(std::move(book)), limits_(limits) {}
  [[nodiscard]] std::string_view format() const override { return "xlsx"; }
  [[nodiscard]] const std::vector<std::string>& sheets() const override { return book_.sheets; }
  Result<std::unique_ptr<Source>> open(const std::string& sheet) override {
    for (std::size_t i = 0; i < book_.sheets.size(); ++i) {
      if (book_.sheets[i] == sheet) return read_sheet(book_, book_.parts[i], limits_);
    }
    std::string names;
    for (const std::string& name : book_.sheets) names += (names.empty() ? "" : "、") + name;
    return fail(error::kSheetUnknown, "sheet", {{"sheet", sheet}, {"sheets", names}});
  }

 private:
  Book book_;
  Limits limits_;
};

}  // namespace

NumberStyle style_of(std::string_view code) {
  NumberStyle style;
  code = code.substr(0, code.find(';'));
  if (!code.empty() && code.find_first_not_of('0') == std::string_view::npos) {
    style.zeros = static_cast<int>(std::min<std::size_t>(code.size(), 30));
    return style;
  }
  if (code == "General" || code == "@") return style;
  bool month_or_minute = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') {
      i = code.find('"', i + 1);
      if (i == std::string_view::npos) break;
    } else if (c == '[') {
      const std::size_t close = code.find(']', i);
      if (close == std::string_view::npos) break;
      const std::string_view inside = code.substr(i + 1, close - i - 1);
      if (!inside.empty() && inside.find_first_not_of("hms") == std::string_view::npos) style.time = true;
      i = close;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D' || c == 'e') {
      style.date_part = true;
    } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
      style.time = true;
    } else if (c == 'm' || c == 'M') {
      month_or_minute = true;
    } else if (c == '0' || c == '#' || c == 'E') {
      if (!style.time && !style.date_part) return {};
    }
  }
  if (month_or_minute && !style.time) style.date_part = true;
  style.date = style.date_part || style.time;
  return style;
}

// 27 … 36 and 50 … 58 are dates in Chinese, Japanese and Korean editions, 18.8.30.
NumberStyle style_of_builtin(int id) {
  const bool day = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58;
  const bool time = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56;
  return {.date = day || time, .time = time, .date_part = day, .zeros = 0};
}

std::optional<std::string> serial_text(double serial, bool with_time) {
  using std::chrono::days;
  if (!(serial >= 1) || serial >= 109'938) return std::nullopt;  // 2200-12-31
  const double whole = std::floor(serial);
  if (whole == 60) return std::nullopt;  // 29 February 1900, which never was
  const int number = static_cast<int>(whole);
  std::int64_t seconds = std::llround((serial - whole) * 86400);
  const std::chrono::sys_days first = std::chrono::sys_days{std::chrono::year{1899} / 12 / 31};
  std::chrono::sys_days day = first + days{number < 60 ? number : number - 1};
  if (seconds >= 86400) {
    day += days{1};
    seconds -= 86400;
  }
  std::string out = format_date(std::chrono::year_month_day{day});
  if (with_time || seconds != 0) out += fmt::format(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return out;
}

std::optional<At> position_of(std::string_view reference) {
  At at;
  std::size_t i = 0;
  int column = 0;
  for (; i < reference.size() && i < 3 && reference[i] >= 'A' && reference[i] <= 'Z'; ++i) column = column * 26 + (reference[i] - 'A' + 1);
  const auto [end, error] = std::from_chars(reference.data() + i, reference.data() + reference.size(), at.row);
  if (column == 0 || error != std::errc{} || end != reference.data() + reference.size() || at.row < 1) return std::nullopt;
  at.column = column - 1;
  return at;
}

std::string column_letters(int column) {
  std::string out;
  for (++column; column > 0; column = (column - 1) / 26) out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
  return out;
}

Result<Book> read_book(std::string bytes, const Limits& limits) {
  Book book;
  auto archive = Archive::open(std::move(bytes), limits);
  if (!archive) return fail(archive.error());
  book.archive = *std::move(archive);
  if (book.archive->has("EncryptedPackage")) return fail(error::kFileEncrypted);
  for (const Archive::Entry& entry : book.archive->entries()) {
    if (entry.name.find("vbaProject") != std::string::npos) return fail(error::kFileHasMacros);
  }
  auto top = relations_of(*book.archive, "", "");
  if (!top) return fail(top.error());
  const auto main = top->by_kind.find("officeDocument");
  const std::string part = main != top->by_kind.end() ? main->second : "xl/workbook.xml";
  if (!book.archive->has(part)) return fail(error::kFileBroken, "", {{"reason", "workbook.xml"}});
  const std::size_t slash = part.rfind('/') == std::string::npos ? 0 : part.rfind('/') + 1;
  auto relations = relations_of(*book.archive, part.substr(0, slash), part.substr(slash));
  if (!relations) return fail(relations.error());
  if (const Status read = read_workbook(book, part, *relations); !read) return fail(read.error());
  if (book.sheets.empty()) return fail(error::kFileBroken, "", {{"reason", "sheets"}});
  if (const auto texts = relations->by_kind.find("sharedStrings"); texts != relations->by_kind.end() && book.archive->has(texts->second)) {
    if (const Status read = read_texts(book, texts->second, limits); !read) return fail(read.error());
  }
  if (const auto styles = relations->by_kind.find("styles"); styles != relations->by_kind.end() && book.archive->has(styles->second)) {
    if (const Status read = read_styles(book, styles->second); !read) return fail(read.error());
  }
  return book;
}

Result<std::unique_ptr<File>> open_xlsx(std::string bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) return fail(error::kFileTooBig, "", {{"limit", std::to_string(limits.bytes >> 20U) + " MB"}});
  auto book = read_book(std::move(bytes), limits);
  if (!book) return fail(book.error());
  return std::make_unique<XlsxFile>(*std::move(book), limits);
}

}  // namespace muster::exchange
