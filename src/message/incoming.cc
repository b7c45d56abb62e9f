#include "message/message.h"

namespace muster::message {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

json::Object answer_of(Unit& unit, const Record& document) {
  json::Value by;
  if (const auto person = unit.find("person", document.text("signed_by"))) by = person->text("name");
  const auto instant = [&](const char* field) { return document.has(field) ? json::Value(document.text(field)) : json::Value(); };
  return {{"message", document.text("peer_message")}, {"number", document.number}, {"ledger", document.ledger},
          {"received_at", instant("received_at")}, {"signed_at", instant("signed_at")}, {"signed_by", by}};
}

}  // namespace

Result<json::Object> take_in(Unit& unit, const json::Value& envelope) {
  for (const char* field : {"message", "title", "text"}) {
    if (envelope.text(field).empty()) return fail(error::kRequired, field, {{"title", field}});
  }
  if (envelope["from"].text("name").empty()) return fail(error::kRequired, "from.name", {{"title", "from.name"}});
  // What belongs to a drill or a scenario says so wherever it arrives.
  std::string title = envelope.text("title");
  if (title.rfind(envelope.text("marked"), 0) != 0) title = envelope.text("marked") + title;
  const std::string number = envelope.text("report_number").empty() ? envelope.text("number") : envelope.text("report_number");
  Draft draft;
  draft.type = "document_in";
  draft.fields = {{"title", title}, {"their_number", number}, {"from_body_text", envelope["from"].text("name")},
                  {"received_at", format_time(unit.now())}, {"channel", "https"}, {"text", envelope.text("text")},
                  {"peer_message", envelope.text("message")}};
  if (!envelope.text("kind").empty() && envelope.text("kind") != "duty") draft.fields.set("urgency", "urgent");
  const auto made = unit.create(draft);
  if (!made) return fail(made.error());
  return answer_of(unit, *made);
}

Result<json::Object> receipt_of(Unit& unit, const std::string& message, const std::string& sender) {
  for (const Record& document : unit.find_where("document_in", {{"peer_message", message}})) {
    if (document.created_by == sender) return answer_of(unit, document);
  }
  return fail(error::kNotFound, "message", {{"what", message}});
}

}  // namespace muster::message
