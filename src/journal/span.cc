#include "journal/span.h"

namespace muster::journal {
namespace {

constexpr json::Limits kBodyLimits{.bytes = 64U << 20, .depth = 80, .values = 16U << 20};
// `at` stands before the long column, so rows of other months are passed over without their bodies being read.
constexpr const char* kByPeople =
    "SELECT seq, at, kind, actor, person, channel, body FROM journal WHERE ledger = $1 AND at >= $2 AND at < $3 AND actor <> 'system' "
    "AND channel NOT IN ('timer', 'rule') ORDER BY seq";

}  // namespace

void each_by_people(db::Connection& connection, std::string_view ledger, UtcTime from, UtcTime to, const std::function<void(const Entry&)>& each) {
  connection.each(kByPeople, {ledger, to_millis(from), to_millis(to)}, [&](const db::Row& row) {
    Entry entry;
    entry.seq = row[0].integer();
    entry.at = from_millis(row[1].integer());
    entry.ledger = ledger;
    entry.kind = row[2].text();
    entry.actor.account = row[3].text();
    entry.actor.person = row[4].text();
    entry.actor.channel = row[5].text();
    auto body = json::parse(row[6].text(), kBodyLimits);
    if (!body) throw db::Failure("the body of journal entry " + std::to_string(entry.seq) + " is not JSON");
    entry.body = *std::move(body);
    each(entry);
    return true;
  });
}

}  // namespace muster::journal
