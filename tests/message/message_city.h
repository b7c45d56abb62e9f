// A city with a dike incident's first report ready to go, and a receiver on this machine that answers as the test says.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <mutex>
#include <vector>

#include "clock/clock.h"
#include "incident/incident.h"
#include "message/message.h"
#include "observation/observation.h"
#include "support/shipped_city.h"
#include "support/temp_folder.h"

namespace muster::message {

/// An HTTP server that keeps what it was sent and answers by `answer`.
class Receiver {
 public:
  using Answer = std::function<net::Response(const net::Request&)>;
  explicit Receiver(Answer answer) : answer_(std::move(answer)) {
    net::Router router;
    for (const net::Method method : {net::Method::kPost, net::Method::kGet}) {
      router.add({method, "/incoming", "public", [this](const net::Request& r) { return taken(r); }});
      router.add({method, "/incoming/{message}", "public", [this](const net::Request& r) { return taken(r); }});
    }
    net::ServerSettings settings;
    settings.port = 0;
    server_ = test_support::need(net::Server::start(settings, std::move(router), {}));
  }
  ~Receiver() { stop(); }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  void stop() {
    if (server_ != nullptr) server_->stop();
    server_.reset();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/incoming"; }
  [[nodiscard]] std::vector<net::Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  Result<net::Response> taken(const net::Request& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    return answer_(request);
  }
  Answer answer_;
  mutable std::mutex mutex_;
  std::vector<net::Request> requests_;
  std::unique_ptr<net::Server> server_;
};

class MessageCity : public testing::TestWithParam<db::Engine> {
 protected:
  MessageCity() : city(GetParam(), observation::migrations()) {
    clock::attach(*city.store);
    incident::attach(*city.store);
    attach(*city.store);
    settings.outbox = (folder.path() / "outbox").string();
    settings.tokens = (folder.path() / "peers").string();
    settings.node = "main";
    settings.first_wait = Millis{10'000};
    settings.attempts = 4;
  }
  Sender sender() { return Sender(*city.store, city.time, city.time, settings); }
  Status step(Sender& sender) { return sender.step("real"); }

  /// Boil found and received at 20:00, its first report drafted, approved and sent by hand of the officer at 20:05.
  record::Record send_first_report() {
    using test_support::need;
    boil = need(city.add(city.as("officer"), "dike_incident",
                         {{"kind", "sand_boil"}, {"stake", 718350}, {"found_at", format_time(city.time.now())}, {"received_at", format_time(city.time.now())}}));
    city.time.advance(std::chrono::minutes(5));
    const auto report = need(city.add(city.as("officer"), "report", {{"title", "荆江大堤718+350管涌险情初报"}, {"kind", "first"}, {"about", boil.id}, {"text", "管涌一处。"}}));
    need(city.move(city.as("officer"), report, "submit"));
    need(city.move(city.as("leader"), report, "approve"));
    return need(city.move(city.as("officer"), report, "send"));
  }
  record::Record message() { return city.list("message_out").front(); }
  /// The receipt of the one written first report: 市委办's.
  record::Record receipt() { return city.list("report_receipt", {{"report_kind", "eq", "first"}, {"channel", "eq", "written"}}).front(); }
  void give_address(const std::string& url) {
    record::Draft draft;
    draft.type = "body";
    draft.id = city.ids["city_committee_office"];
    draft.fields = {{"peer_url", url}};
    test_support::need(city.store->update(test_support::ShippedCity::system(), {}, draft));
  }

  test_support::ShippedCity city;
  test_support::TempFolder folder;
  Settings settings;
  record::Record boil;
};

}  // namespace muster::message
