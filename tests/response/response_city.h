// A shipped city in which levels can be taken: the command's posts, a second section that another gauge governs.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "response/response.h"
#include "support/shipped_city.h"

namespace muster::response {

class ResponseCity : public testing::TestWithParam<db::Engine>, public test_support::ShippedCity {
 protected:
  ResponseCity();

  /// An alarm of 沙市 as the observation module raises it. @param kind stage, forecast or low
  record::Record alarm(const std::string& kind, const std::string& stage, double value, json::Object more = {});
  record::Record by_rule(const record::Record& record, const std::string& move, json::Object fields = {});
  [[nodiscard]] std::vector<record::Record> open_consultations();
  /// Convenes and decides; the drafted notice.
  record::Record decided(const record::Record& consultation, const std::string& level, const std::string& change);
  /// Checked by the director's engineer and signed by the deputy commander.
  record::Record signed_level(const std::string& level, const std::string& change = "start");
};

}  // namespace muster::response
