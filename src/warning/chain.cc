// Update and Cancel (CAP 1.2 3.2.1, msgType and references), in whatever order the messages arrive.
#include <algorithm>
#include <sstream>

#include "warning/rules.h"

namespace muster::warning {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

bool ends_others(const Record& warning) { return warning.text("msg_type") == "Update" || warning.text("msg_type") == "Cancel"; }

bool refers_to(const Record& ender, const Record& warning) {
  const auto sent = warning.instant("sent");
  return std::ranges::any_of(references_of(ender), [&](const cap::Reference& r) {
    return r.sender == warning.text("sender") && r.identifier == warning.text("identifier") && sent && r.sent.at == *sent;
  });
}

Status end(Unit& unit, const Record& warning, const Record& ender) {
  const bool is_update = ender.text("msg_type") == "Update";
  const model::TypeDef* type = unit.model().type("warning");
  const model::Move* move = type == nullptr ? nullptr : type->move(is_update ? "replace" : "cancel");
  if (move == nullptr || std::ranges::find(move->from, warning.state) == move->from.end()) return {};  // it has ended already
  Draft draft;
  draft.type = warning.type;
  draft.id = warning.id;
  draft.move = move->name;
  draft.fields = {{"ended_why", ender.text("headline")}};
  const auto moved = unit.move_by_rule(draft);
  if (!moved) return fail(moved.error());
  if (!is_update || ender.has("replaces")) return {};
  Draft link;
  link.type = ender.type;
  link.id = ender.id;
  link.fields = {{"replaces", warning.id}};
  const auto linked = unit.update_by_rule(link);
  if (!linked) return fail(linked.error());
  return {};
}

// The message that referred to this one before it came (its tombstone); the earliest sent stands.
std::optional<Record> earlier_ender(Unit& unit, const Record& created) {
  std::optional<Record> found;
  const auto rows = unit.connection().query(
      "SELECT id FROM r_warning WHERE ledger = $1 AND f_sender = $2 AND f_references LIKE $3 AND deleted_at IS NULL",
      {unit.ledger(), created.text("sender"), '%' + created.text("identifier") + ",%"});
  for (const db::Row& row : rows) {
    auto ender = unit.find("warning", row[0].text());
    if (!ender || ender->id == created.id || !ends_others(*ender) || !refers_to(*ender, created)) continue;
    if (!found || ender->instant("sent") < found->instant("sent")) found = std::move(ender);
  }
  return found;
}

}  // namespace

std::vector<cap::Reference> references_of(const Record& warning) {
  std::vector<cap::Reference> out;
  std::istringstream words(warning.text("references"));
  for (std::string word; words >> word;) {
    const std::size_t first = word.find(',');
    const std::size_t last = word.rfind(',');
    if (first == std::string::npos || first == last) continue;
    const auto sent = cap::parse_when(word.substr(last + 1));
    if (sent) out.push_back({word.substr(0, first), word.substr(first + 1, last - first - 1), *sent});
  }
  return out;
}

Status follow_chain(Unit& unit, const Record& created) {
  if (ends_others(created)) {
    for (const cap::Reference& reference : references_of(created)) {
      if (reference.sender != created.text("sender")) continue;  // nobody ends another's warning
      for (const Record& warning : unit.find_where("warning", {{"sender", reference.sender}, {"identifier", reference.identifier}})) {
        if (warning.id == created.id || !refers_to(created, warning)) continue;
        if (Status ended = end(unit, warning, created); !ended) return ended;
      }
    }
  }
  const auto ender = earlier_ender(unit, created);
  return ender ? end(unit, created, *ender) : Status();
}

}  // namespace muster::warning
