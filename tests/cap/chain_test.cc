#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cap/cap.h"

namespace muster::cap {
namespace {

const UtcTime kStart = *parse_time("2026-07-15T08:00:00+08:00");

Message made(const char* identifier, MsgType type, int minute,
             std::vector<Reference> references = {}) {
  Message message;
  message.sender = "42100241600000";
  message.identifier = identifier;
  message.sent = When{kStart + std::chrono::minutes{minute}};
  message.msg_type = type;
  message.references = std::move(references);
  if (type != MsgType::kCancel) {
    Info info;
    info.event = "暴雨";
    message.infos = {info};
  }
  return message;
}

std::vector<std::string> names_active(const ActiveSet& set, UtcTime now) {
  std::vector<std::string> out;
  for (const Message* message : set.active(now)) out.push_back(message->identifier);
  return out;
}

using testing::ElementsAre;
using testing::IsEmpty;

const Message kAlertA = made("a", MsgType::kAlert, 0);
const Message kAlertB = made("b", MsgType::kAlert, 10);
const Message kUpdateA = made("a2", MsgType::kUpdate, 20, {reference_to(kAlertA)});
const Message kUpdateA2 =
    made("a3", MsgType::kUpdate, 30, {reference_to(kAlertA), reference_to(kUpdateA)});
const Message kCancelB = made("c", MsgType::kCancel, 40, {reference_to(kAlertB)});
const UtcTime kNow = kStart + std::chrono::hours{1};

TEST(ActiveSet, Cap12Clause321IsTheSameInEveryOrderOfArrival) {
  std::vector<const Message*> messages{&kAlertA, &kAlertB, &kUpdateA, &kUpdateA2, &kCancelB};
  std::sort(messages.begin(), messages.end());
  int orders = 0;
  do {
    ActiveSet set;
    for (const Message* message : messages) EXPECT_TRUE(set.add(*message));
    ASSERT_THAT(names_active(set, kNow), ElementsAre("a3"));
    ASSERT_EQ(set.ended_by(reference_to(kAlertA))->identifier, "a2");
    ++orders;
  } while (std::next_permutation(messages.begin(), messages.end()));
  EXPECT_EQ(orders, 120);
}

TEST(ActiveSet, TakesAMessageOnce) {
  ActiveSet set;
  EXPECT_TRUE(set.add(kAlertA));
  EXPECT_FALSE(set.add(kAlertA));
  EXPECT_THAT(names_active(set, kNow), ElementsAre("a"));
}

TEST(ActiveSet, DropsWhatHasExpired) {
  ActiveSet set;
  Message two = kAlertA;
  two.infos[0].expires = When{kStart + std::chrono::hours{2}};
  two.infos.push_back(two.infos[0]);
  two.infos[1].expires = When{kStart + std::chrono::hours{6}};
  set.add(two);
  set.add(kAlertB);  // states no expiry: 24 hours after it was sent
  EXPECT_THAT(names_active(set, kStart + std::chrono::minutes{359}), ElementsAre("a", "b"));
  EXPECT_THAT(names_active(set, kStart + std::chrono::hours{6}), ElementsAre("b"));
  EXPECT_THAT(names_active(set, kStart + std::chrono::minutes{24 * 60 + 10}), IsEmpty());
}

TEST(ActiveSet, LetsNoExerciseEndAnActualMessage) {
  ActiveSet set;
  Message exercise = made("x", MsgType::kCancel, 50, {reference_to(kAlertA)});
  exercise.status = Status::kExercise;
  set.add(kAlertA);
  set.add(exercise);
  EXPECT_THAT(names_active(set, kNow), ElementsAre("a"));
}

TEST(ActiveSet, EndsOnlyWhatHasTheSameSenderIdentifierAndSent) {
  ActiveSet set;
  Reference other = reference_to(kAlertA);
  other.sent.at += std::chrono::seconds{1};
  set.add(kAlertA);
  set.add(made("x", MsgType::kCancel, 50, {other}));
  EXPECT_THAT(names_active(set, kNow), ElementsAre("a"));
  // The same instant in another offset names the same message.
  other = reference_to(kAlertA);
  other.sent.offset_minutes = 0;
  set.add(made("y", MsgType::kCancel, 51, {other}));
  EXPECT_THAT(names_active(set, kNow), IsEmpty());
}

TEST(ActiveSet, LeavesAckAndErrorOut) {
  ActiveSet set;
  set.add(kAlertA);
  set.add(made("k", MsgType::kAck, 50, {reference_to(kAlertA)}));
  set.add(made("e", MsgType::kError, 51, {reference_to(kAlertA)}));
  EXPECT_THAT(names_active(set, kNow), ElementsAre("a"));
}

TEST(ActiveSet, KeepsTombstonesWhilePruningTheExpired) {
  ActiveSet set;
  set.add(kCancelB);
  set.prune(kStart + std::chrono::hours{24 * 30});
  set.add(kAlertB);
  EXPECT_THAT(names_active(set, kNow), IsEmpty());
  set.prune(kStart + std::chrono::hours{24 * 200});
  EXPECT_FALSE(set.ended_by(reference_to(kAlertB)));
}

}  // namespace
}  // namespace muster::cap
