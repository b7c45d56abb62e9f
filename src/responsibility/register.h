// What the net is computed from, read once in whole lists: works, terms, posts held, contact.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "responsibility/net.h"

namespace muster::responsibility {

struct Register {
  std::vector<Work> works;                                   ///< those that the viewer may see, in the order of the net
  std::map<std::string, std::vector<std::string>> due;       ///< work → roles
  std::map<std::string, std::map<std::string, std::vector<Term>>> terms;  ///< work → role → terms
  std::set<std::string> several;                             ///< roles that several may hold at once
  std::vector<std::string> roles;                            ///< columns: what the works shown ask for, in the dictionary's order
  std::vector<Class> classes;
  std::map<std::string, std::string> places;
  std::map<std::string, std::string> codes;

  [[nodiscard]] const std::vector<Term>& terms_of(const std::string& work, const std::string& role) const;
  [[nodiscard]] bool is_due(const std::string& work, const std::string& role) const;
};

/// Six statements at most plus one per type of work, however many works there are.
[[nodiscard]] Result<Register> read_register(record::Unit& unit, const record::Viewer& viewer, const Asked& asked);

/// Contact of every person at an instant. @param now the ledger's present: from then on the person's own fields count
class Contacts {
 public:
  static Result<Contacts> read(record::Unit& unit, UtcTime at, UtcTime now);
  struct State {
    Contact contact = Contact::kUnproved;
    std::optional<UtcTime> proved_at;
    std::int64_t fails = 0;
  };
  [[nodiscard]] State of(const std::string& person) const;

 private:
  ContactRule rule_;
  UtcTime at_;
  bool past_ = false;
  std::map<std::string, std::pair<std::optional<UtcTime>, std::int64_t>> known_;
};

}  // namespace muster::responsibility
