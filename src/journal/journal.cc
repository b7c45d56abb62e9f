#include "journal/journal.h"

namespace muster::journal {
namespace {

json::Value actor_json(const Actor& actor) {
  return json::Object{
      {"account", actor.account}, {"channel", actor.channel}, {"for_person", actor.for_person},
      {"name_of", actor.name_of}, {"person", actor.person},   {"post", actor.post},
      {"shift", actor.shift}};
}

}  // namespace

std::string hash_input(const Entry& entry, std::string_view previous_hash,
                       HashAlgorithm algorithm) {
  const json::Value value = json::Object{{"actor", actor_json(entry.actor)},
                                         {"at", to_millis(entry.at)},
                                         {"body", entry.body},
                                         {"intent", entry.intent},
                                         {"kind", entry.kind},
                                         {"ledger", entry.ledger},
                                         {"model_version", entry.model_version},
                                         {"recorded_at", to_millis(entry.recorded_at)},
                                         {"seq", entry.seq}};
  std::string out = "muster-journal-1\n";
  out += algorithm == HashAlgorithm::kSm3 ? "sm3\n" : "sha256\n";
  out += previous_hash;
  out += '\n';
  out += json::write_canonical(value);
  return out;
}

}  // namespace muster::journal
