// Private to src/identity: posts and assignments as read from the records at one moment.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "db/db.h"

namespace muster::identity {

/// Days are "2020-08-10"; empty is open-ended. Both ends are inclusive.
struct Days {
  std::string from;
  std::string to;
  [[nodiscard]] bool include(const std::string& day) const {
    return (from.empty() || from <= day) && (to.empty() || day <= to);
  }
};

struct Post {
  std::string id;
  std::string title;
  std::string body;
  std::string body_name;
  std::string jurisdiction_id;
  std::string jpath;
  std::vector<std::string> names;  ///< bodies, beside `body`
  std::vector<std::string> roles;
  Days valid;
};

struct Assignment {
  std::string id;
  std::string post;
  std::string kind;
  std::string for_person;
  Days valid;
};

struct Organisation {
  std::map<std::string, Post, std::less<>> posts;
  std::map<std::string, std::vector<Assignment>, std::less<>> assignments;  ///< by person
  std::map<std::string, std::string, std::less<>> names;  ///< of persons with an assignment
};

[[nodiscard]] std::shared_ptr<const Organisation> load_organisation(db::Connection& connection);

}  // namespace muster::identity
