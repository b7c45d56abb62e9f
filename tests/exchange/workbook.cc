#include "exchange/workbook.h"

#include <zip.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace muster::exchange {
namespace {

constexpr const char* kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr const char* kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string relation(const std::string& id, const std::string& kind, const std::string& target) {
  return "<Relationship Id=\"" + id + "\" Type=\"" + kOffice + "/" + kind + "\" Target=\"" + target + "\"/>";
}
std::string relations(const std::string& inside) {
  return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + inside + "</Relationships>";
}

std::string styles_of(const std::vector<std::string>& formats) {
  std::string codes;
  std::string styles = "<xf numFmtId=\"0\"/>";
  for (std::size_t i = 0; i < formats.size(); ++i) {
    const bool builtin = formats[i] == "14";
    const std::string id = builtin ? formats[i] : std::to_string(170 + i);
    if (!builtin) codes += "<numFmt numFmtId=\"" + id + "\" formatCode=\"" + formats[i] + "\"/>";
    styles += "<xf numFmtId=\"" + id + "\"/>";
  }
  return std::string("<styleSheet xmlns=\"") + kMain + "\"><numFmts>" + codes + "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" + styles +
         "</cellXfs></styleSheet>";
}

}  // namespace

std::string zipped(const Parts& parts) {
  zip_error_t error;
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* zip = zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, &error);
  if (zip == nullptr) throw std::runtime_error("zip");
  for (const auto& [name, content] : parts) {
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, content.data(), content.size(), 0), ZIP_FL_ENC_UTF_8);
  }
  if (zip_close(zip) != 0) throw std::runtime_error(zip_strerror(zip));
  zip_source_open(memory);
  zip_source_seek(memory, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(memory)), '\0');
  zip_source_seek(memory, 0, SEEK_SET);
  zip_source_read(memory, out.data(), out.size());
  zip_source_close(memory);
  zip_source_free(memory);
  return out;
}

std::string book(const RawBook& raw) {
  Parts parts{{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", relations(relation("r1", "officeDocument", "xl/workbook.xml"))}};
  std::string sheets;
  std::string targets = relation("t", "sharedStrings", "sharedStrings.xml") + relation("s", "styles", "styles.xml");
  for (std::size_t i = 0; i < raw.sheets.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    sheets += "<sheet name=\"" + raw.sheets[i].name + "\" sheetId=\"" + number + "\" r:id=\"r" + number + "\"/>";
    targets += relation("r" + number, "worksheet", "worksheets/sheet" + number + ".xml");
    parts.emplace_back("xl/worksheets/sheet" + number + ".xml",
                       std::string("<worksheet xmlns=\"") + kMain + "\"><sheetData>" + raw.sheets[i].rows + "</sheetData>" + raw.sheets[i].after + "</worksheet>");
  }
  parts.emplace_back("xl/workbook.xml", std::string("<workbook xmlns=\"") + kMain + "\" xmlns:r=\"" + kOffice + "\"><workbookPr" +
                                            (raw.is_1904 ? " date1904=\"1\"" : "") + "/><sheets>" + sheets + "</sheets></workbook>");
  parts.emplace_back("xl/_rels/workbook.xml.rels", relations(targets));
  std::string shared;
  for (const std::string& text : raw.shared) shared += "<si>" + text + "</si>";
  parts.emplace_back("xl/sharedStrings.xml", std::string("<sst xmlns=\"") + kMain + "\">" + shared + "</sst>");
  parts.emplace_back("xl/styles.xml", styles_of(raw.formats));
  parts.insert(parts.end(), raw.more.begin(), raw.more.end());
  return zipped(parts);
}

std::string text_row(int number, const std::vector<std::string>& texts) {
  std::string out = "<row r=\"" + std::to_string(number) + "\">";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    out += "<c r=\"" + std::string(1, static_cast<char>('A' + i)) + std::to_string(number) + "\" t=\"inlineStr\"><is><t>" + texts[i] + "</t></is></c>";
  }
  return out + "</row>";
}

std::vector<std::vector<std::string>> texts_of(File& file, const std::string& sheet) {
  std::vector<std::vector<std::string>> out;
  auto source = file.open(sheet);
  if (!source) throw std::runtime_error(error_text(source.error(), "en"));
  for (Row row;;) {
    const auto more = (*source)->next(row);
    if (!more) throw std::runtime_error(error_text(more.error(), "en"));
    if (!*more) return out;
    out.emplace_back();
    for (const Cell& cell : row.cells) out.back().push_back((cell.kind == Cell::Kind::kFault ? "!" : "") + cell.text);
  }
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace muster::exchange
