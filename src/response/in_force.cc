#include "response/in_force.h"

#include "base/id.h"

namespace muster::response {
namespace {

constexpr std::int64_t kTenMinutes = 600'000;

}  // namespace

record::Query notices_in_force(const std::string& ledger) {
  record::Query query;
  query.type = "level_notice";
  query.ledger = ledger;
  query.filters = {{"state", "eq", "signed"}, {"kind", "ne", "end"}};
  query.with_total = false;
  return query;
}

Status WhileInForce::run(const std::string& ledger, const std::string& kind, const Work& work, const std::string& once) {
  const std::int64_t ten_minutes = to_millis(city_.now(ledger)) / kTenMinutes;
  std::int64_t& last = last_[ledger];
  if (ten_minutes == last) return {};
  record::Query query = notices_in_force(ledger);
  query.limit = 1;
  const auto notices = store_.list(record::Viewer::system("rule"), query);
  if (!notices) return fail(notices.error());
  if (notices->items.empty()) return {};
  record::Intent intent;
  intent.id = derived_id(kind + '/' + ledger + '/' + (once.empty() ? std::to_string(ten_minutes) : once));
  intent.kind = kind;
  intent.ledger = ledger;
  const auto outcome = store_.run(record::Viewer::system("rule"), intent, work);
  if (!outcome) return fail(outcome.error());
  last = ten_minutes;
  return {};
}

}  // namespace muster::response
