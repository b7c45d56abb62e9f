#include "message/message.h"

namespace muster::message {
namespace {

using record::Change;
using record::Draft;
using record::Op;
using record::Record;
using record::Unit;

Status move(Unit& unit, const Record& record, const char* name, json::Object fields, std::optional<UtcTime> at = {}) {
  Draft draft;
  draft.type = record.type;
  draft.id = record.id;
  draft.move = name;
  draft.fields = std::move(fields);
  draft.occurred_at = at;
  const auto moved = unit.move_by_rule(draft);
  if (!moved) return fail(moved.error());
  return {};
}

bool is_open(const Record& receipt) { return receipt.state == "waiting" || receipt.state == "sent" || receipt.state == "delivered"; }

// 待发 已发 已达 已签收: the receipt of a report follows its message, each step with its time.
Status on_message(Unit& unit, const Change& change) {
  if (change.op != Op::kMove || !change.after.has("receipt_of")) return {};
  const Record& message = change.after;
  const auto receipt = unit.find("report_receipt", message.text("receipt_of"));
  if (!receipt || !is_open(*receipt)) return {};
  const json::Object report{{"report", message.text("about")}};
  if (change.move == "send" && receipt->state == "waiting") return move(unit, *receipt, "send", report, message.instant("sent_at"));
  if (change.move == "deliver" && receipt->state != "delivered") {
    return move(unit, *receipt, "deliver", {{"report", message.text("about")}, {"receipt_no", message.text("receipt_no")}}, message.instant("receipt_at"));
  }
  if (change.move == "acknowledge") {
    json::Object fields{{"report", message.text("about")}, {"receipt_by", message.text("signed_by")}};
    if (message.has("receipt_no")) fields.set("receipt_no", message.text("receipt_no"));
    return move(unit, *receipt, "acknowledge", std::move(fields), message.instant("signed_at"));
  }
  const bool is_lost = change.move == "drop" || (change.move == "fail" && !message.has("next_at"));
  // The clock of the report runs on; somebody must take the telephone.
  if (is_lost) return move(unit, *receipt, "fail", {{"failed", message.has("error") ? message.text("error") : std::string("不再发")}});
  return {};
}

// Acknowledged over the telephone: the message that lies with the receiver needs no further asking.
Status on_receipt(Unit& unit, const Change& change) {
  if (change.op != Op::kMove || change.move != "acknowledge") return {};
  const Record& receipt = change.after;
  for (const Record& message : unit.find_where("message_out", {{"receipt_of", receipt.id}})) {
    if (message.state != "sent" && message.state != "delivered") continue;
    json::Object fields{{"signed_by", receipt.text("receipt_by")}};
    if (receipt.has("receipt_no")) fields.set("receipt_no", receipt.text("receipt_no"));
    if (Status moved = move(unit, message, "acknowledge", std::move(fields), receipt.instant("receipt_at")); !moved) return moved;
  }
  return {};
}

}  // namespace

void attach(record::Store& store) {
  store.react("message_out", on_message);
  store.react("report_receipt", on_receipt);
}

}  // namespace muster::message
