#include "net/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "net/raw_client.h"

namespace muster::net {
namespace {

using test::get;
using test::quick_settings;
using test::RawClient;

// Keeps the open streams of a test server.
class Streams {
 public:
  Router table() {
    Router router;
    router.add({.method = Method::kGet, .pattern = "/live", .permission = "public", .handler = [this](const Request&) -> Result<Response> {
                  Response response;
                  response.content_type = "text/event-stream";
                  response.stream = [this](std::shared_ptr<EventSink> sink) { add(std::move(sink)); };
                  return response;
                }});
    return router;
  }
  std::vector<std::shared_ptr<EventSink>> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(more_.wait_for(lock, std::chrono::seconds(20), [&] { return sinks_.size() >= count; }));
    return sinks_;
  }

 private:
  void add(std::shared_ptr<EventSink> sink) {
    const std::lock_guard lock(mutex_);
    sinks_.push_back(std::move(sink));
    more_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<std::shared_ptr<EventSink>> sinks_;
};

template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(EventStream, WakesOnceUntilItIsEmptied) {
  int wakes = 0;
  EventStream stream({}, [&] { ++wakes; });
  EXPECT_TRUE(stream.send("a\n\n"));
  EXPECT_TRUE(stream.send("b\n\n"));
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(stream.take(4), "a\n\n");
  EXPECT_TRUE(stream.send("c\n\n"));
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(stream.take(100), "b\n\nc\n\n");
  EXPECT_EQ(stream.take(100), "");
  EXPECT_TRUE(stream.send("d\n\n"));
  EXPECT_EQ(wakes, 2);
}

TEST(EventStream, ClosesPastItsBoundsButGivesOutWhatItHolds) {
  EventStream by_count({.events = 2, .bytes = 1000}, [] {});
  EXPECT_TRUE(by_count.send("1"));
  EXPECT_TRUE(by_count.send("2"));
  EXPECT_FALSE(by_count.send("3"));
  EXPECT_FALSE(by_count.is_open());
  EXPECT_EQ(by_count.take(100), "12");
  EventStream by_size({.events = 100, .bytes = 10}, [] {});
  EXPECT_TRUE(by_size.send(std::string(10, 'x')));
  EXPECT_FALSE(by_size.send("y"));
}

TEST(EventStream, OutlivesItsConnection) {
  int wakes = 0;
  EventStream stream({}, [&] { ++wakes; });
  stream.detach();
  EXPECT_FALSE(stream.send("a"));
  stream.close();
  EXPECT_EQ(wakes, 0);
}

TEST(LiveStreams, TwoHundredReadersGetEveryEventInOrderWithoutAThreadEach) {
  Streams streams;
  auto settings = quick_settings();
  settings.handler_threads = 1;
  const auto server = test::start(settings, streams.table());
  std::vector<RawClient> clients;
  for (int i = 0; i < 200; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(get("/live"));
  }
  const auto sinks = streams.wait_for(200);
  std::string expected;
  for (int event = 0; event < 20; ++event) {
    const std::string text = "id: " + std::to_string(event) + "\ndata: {}\n\n";
    expected += text;
    for (const auto& sink : sinks) EXPECT_TRUE(sink->send(text));
  }
  for (auto& client : clients) {
    const auto head = client.read_response(false);
    EXPECT_EQ(head.header("Content-Type"), "text/event-stream");
    EXPECT_EQ(client.read_until("id: 19\ndata: {}\n\n"), expected);
  }
  EXPECT_EQ(server->open_connections(), 200U);
  server->stop();
  for (auto& client : clients) EXPECT_TRUE(client.closed_by_server());
  for (const auto& sink : sinks) EXPECT_FALSE(sink->send("late"));
}

TEST(LiveStreams, AReaderThatIsStuckIsClosedAndTheOthersGoOn) {
  Streams streams;
  auto settings = quick_settings();
  settings.write_timeout = Millis{200};
  settings.stream_bytes = 256U << 10;
  const auto server = test::start(settings, streams.table());
  RawClient stuck(server->port(), 4096);
  stuck.send(get("/live"));
  const auto stuck_sink = streams.wait_for(1).at(0);
  RawClient lively(server->port());
  lively.send(get("/live"));
  const auto lively_sink = streams.wait_for(2).at(1);
  const std::string event = "data: " + std::string(16U << 10, 'x') + "\n\n";
  EXPECT_TRUE(eventually([&] { return !stuck_sink->send(event); }));
  EXPECT_TRUE(eventually([&] { return server->open_connections() == 1; }));
  EXPECT_TRUE(lively_sink->send("data: still here\n\n"));
  EXPECT_THAT(lively.read_until("still here\n\n"), testing::EndsWith("data: still here\n\n"));
}

TEST(LiveStreams, AreKeptAliveByComments) {
  Streams streams;
  auto settings = quick_settings();
  settings.heartbeat = Millis{10};
  const auto server = test::start(settings, streams.table());
  RawClient client(server->port());
  client.send(get("/live"));
  EXPECT_EQ(client.read_response(false).status, 200);
  EXPECT_EQ(client.read_until("\n\n"), ": keep-alive\n\n");
  EXPECT_EQ(client.read_until("\n\n"), ": keep-alive\n\n");
}

TEST(LiveStreams, NoticeWhenTheReaderLeaves) {
  Streams streams;
  const auto server = test::start(quick_settings(), streams.table());
  {
    RawClient client(server->port());
    client.send(get("/live"));
    streams.wait_for(1);
  }
  const auto sink = streams.wait_for(1).at(0);
  EXPECT_TRUE(eventually([&] { return !sink->is_open(); }));
  EXPECT_FALSE(sink->send("data: nobody\n\n"));
}

TEST(LiveStreams, AHeadRequestOpensNone) {
  Streams streams;
  const auto server = test::start(quick_settings(), streams.table());
  RawClient client(server->port());
  client.send("HEAD /live HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read_response(false).status, 200);
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_TRUE(streams.wait_for(0).empty());
}

}  // namespace
}  // namespace muster::net
