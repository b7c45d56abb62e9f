#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "base/id.h"
#include "base/log.h"
#include "clock/clock.h"
#include "clock/ladder.h"
#include "record/ticker.h"

namespace muster::clock {
namespace {

using record::Draft;
using record::Record;
using record::Unit;

// Between falling due and being late there is a minute in which the desk shows 到点.
constexpr Millis kGrace{60'000};

// How many due clocks share one transaction: enough to keep up with a city at speed, few enough to leave the writer to people.
constexpr int kTogether = 100;

struct Due {
  std::string id;
  std::int64_t next_at = 0;
};

Result<Record> move_clock(Unit& unit, const Record& clock, const char* move, json::Object fields) {
  Draft draft;
  draft.type = "clock";
  draft.id = clock.id;
  draft.move = move;
  draft.fields = std::move(fields);
  return unit.move_by_rule(draft);
}

std::optional<Record> record_of(Unit& unit, const Record& clock) {
  return unit.find(clock.text("about_type"), clock.text("about"));
}

const model::ClockDef* definition_of(const model::Model& model, const Record& clock) {
  const model::TypeDef* type = model.type(clock.text("about_type"));
  if (type == nullptr) return nullptr;
  for (const model::ClockDef& def : type->clocks) {
    if (def.name == clock.text("name")) return &def;
  }
  return nullptr;
}

// What the definition says should follow when the limit has come: a move of the record, or the ladder.
Status run_then(Unit& unit, const Record& clock) {
  const model::ClockDef* def = definition_of(unit.model(), clock);
  const auto about = record_of(unit, clock);
  if (def == nullptr || !about) return {};
  if (def->then.rfind("move:", 0) == 0) {
    Draft draft;
    draft.type = about->type;
    draft.id = about->id;
    draft.move = def->then.substr(5);
    const auto moved = unit.move_by_rule(draft);
    if (!moved && moved.error().code != error::kWrongState) return fail(moved.error());
    return {};
  }
  if (def->then != "escalate" || clock.text("ladder").empty()) return {};
  std::string person = clock.text("holder_person");
  if (person.empty() && clock.has("holder_post")) {
    if (const auto holder = holder_of_post(unit, clock.text("holder_post"))) person = holder->person;
  }
  const auto called = call(unit, *about, clock.text("ladder"), person);
  if (!called && called.error().code != error::kNotFound) return fail(called.error());
  return {};
}

// One step of one clock: warn, fall due (and run `then`), fall late.
Status fire(Unit& unit, const Due& due) {
  const auto clock = unit.find("clock", due.id);
  if (!clock || !clock->has("next_at") || to_millis(*clock->instant("next_at")) != due.next_at) return {};
  const UtcTime due_at = clock->instant("due_at").value_or(unit.now());
  const std::int64_t step = clock->integer("step") + 1;
  if (clock->state == "running" && unit.now() < due_at) {
    const auto moved = move_clock(unit, *clock, "warn", {{"step", step}, {"next_at", format_time(due_at)}});
    if (!moved) return fail(moved.error());
    return {};
  }
  if (clock->state == "running" || clock->state == "warned") {
    const auto moved = move_clock(unit, *clock, "fall_due", {{"step", step}, {"next_at", format_time(due_at + kGrace)}});
    if (!moved) return fail(moved.error());
    return run_then(unit, *moved);
  }
  const auto moved = move_clock(unit, *clock, "lapse", {{"step", step}, {"next_at", nullptr}});
  if (!moved) return fail(moved.error());
  return {};
}

// Wakes the worker when something was committed, or when its time has come.
class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    condition_.notify_all();
  }
  void wait(Millis at_most) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, at_most, [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool rung_ = false;  ///< guarded by mutex_
};

class SchedulerThread final : public Scheduler {
 public:
  SchedulerThread(record::Store& store, db::Database& database, const record::CityTime& city, const TimeSource& wall)
      : store_(store), database_(database), city_(city), wall_(wall) {
    // The store may outlive this scheduler, so the listener holds what it rings, not the scheduler.
    store_.listen([bell = bell_](const journal::Entry&, const std::vector<record::Change>&) { bell->ring(); });
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  ~SchedulerThread() override { stop(); }
  SchedulerThread(const SchedulerThread&) = delete;
  SchedulerThread& operator=(const SchedulerThread&) = delete;

  Result<int> fire_due() override {
    const std::lock_guard lock(firing_);
    int fired = 0;
    std::set<std::string> stuck;  // a clock that cannot fire is logged and must not hold up the others
    for (bool more = true; more;) {
      more = false;
      for (const std::string& ledger : record::ledgers(database_)) {
        std::vector<Due> due = due_now(ledger);
        std::erase_if(due, [&](const Due& one) { return stuck.contains(one.id); });
        if (due.empty()) continue;
        more = true;
        if (fire_together(ledger, due)) {
          fired += static_cast<int>(due.size());
        } else {
          fired += fire_singly(ledger, due, stuck);
        }
      }
    }
    return fired;
  }

  void stop() override {
    thread_.request_stop();
    bell_->ring();
    if (thread_.joinable()) thread_.join();
  }

 private:
  // What is due at once is one entry of the journal. Each clock is looked at again inside the transaction, so that a crash in between,
  // or a second holder, has no second effect.
  Status fire_together(const std::string& ledger, const std::vector<Due>& due) {
    std::string names;
    for (const Due& one : due) names += one.id + '/' + std::to_string(one.next_at) + ' ';
    record::Intent intent;
    intent.id = derived_id("clock/" + names);
    intent.kind = "clock.fire";
    intent.ledger = ledger;
    const auto outcome = store_.run(record::Viewer::system("timer"), intent, [&](Unit& unit) -> Result<json::Value> {
      for (const Due& one : due) {
        if (Status done = fire(unit, one); !done) return fail(done.error());
      }
      return json::Value(json::Object{{"fired", due.size()}});
    });
    if (!outcome) return fail(outcome.error());
    return {};
  }

  int fire_singly(const std::string& ledger, const std::vector<Due>& due, std::set<std::string>& stuck) {
    int fired = 0;
    for (const Due& one : due) {
      const Status done = fire_together(ledger, {one});
      if (done) {
        ++fired;
        continue;
      }
      log::error("clock cannot fire", {{"clock", one.id}, {"cause", error_text(done.error(), "en") + ' ' + done.error().cause}});
      stuck.insert(one.id);
    }
    return fired;
  }

  std::vector<Due> due_now(const std::string& ledger) {
    std::vector<Due> out;
    const std::int64_t now = to_millis(city_.now(ledger));
    database_.read_with([&](db::Connection& connection) {
      for (const db::Row& row : connection.query(
               "SELECT id, f_next_at FROM r_clock WHERE ledger = $1 AND f_next_at <= $2 AND deleted_at IS NULL "
               "ORDER BY f_next_at, fid LIMIT $3",
               {ledger, now, kTogether})) {
        out.push_back({row[0].text(), row[1].integer()});
      }
    });
    return out;
  }

  // Wall instant of the next firing over all ledgers, at most a second away: speeds and starts may be changed meanwhile.
  Millis until_next() {
    UtcTime next = wall_.now() + Millis{1000};
    for (const std::string& ledger : record::ledgers(database_)) {
      database_.read_with([&](db::Connection& connection) {
        const auto row = connection.one("SELECT MIN(f_next_at) FROM r_clock WHERE ledger = $1 AND deleted_at IS NULL", {ledger});
        if (row && !(*row)[0].is_null()) next = std::min(next, city_.wall_of(ledger, from_millis((*row)[0].integer())));
      });
    }
    return std::max(Millis{5}, next - wall_.now());
  }

  void work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      Millis pause{1000};
      try {
        const auto fired = fire_due();
        if (!fired) log::error("clock", {{"cause", error_text(fired.error(), "en")}});
        if (fired) pause = until_next();
      } catch (const std::exception& failure) {
        log::error("clock", {{"cause", std::string(failure.what())}});
      }
      bell_->wait(pause);
    }
  }

  record::Store& store_;
  db::Database& database_;
  const record::CityTime& city_;
  const TimeSource& wall_;
  std::mutex firing_;
  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<Scheduler> Scheduler::start(record::Store& store, db::Database& database, const record::CityTime& city,
                                            const TimeSource& wall) {
  return std::make_unique<SchedulerThread>(store, database, city, wall);
}

}  // namespace muster::clock
