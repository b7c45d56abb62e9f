#include "identity/directory_load.h"

#include "base/log.h"
#include "json/json.h"

namespace muster::identity {
namespace {

// The record module's tables (docs/design/contracts.md). Persons and posts are shared by every
// ledger: they are "real".
constexpr std::string_view kPosts =
    "SELECT p.id, p.f_title, p.f_body, b.label, p.jurisdiction_id, p.jpath, p.f_names, p.f_roles, "
    "p.f_valid_from, "
    "p.f_valid_to FROM r_post p LEFT JOIN r_body b ON b.id = p.f_body AND b.deleted_at IS NULL "
    "WHERE p.deleted_at IS NULL AND p.ledger = 'real'";
constexpr std::string_view kAssignments =
    "SELECT a.f_person, a.id, a.f_post, a.f_kind, a.f_for_person, a.f_from, a.f_to, p.f_name FROM "
    "r_assignment a "
    "JOIN r_person p ON p.id = a.f_person AND p.deleted_at IS NULL AND p.ledger = 'real' "
    "WHERE a.deleted_at IS NULL AND a.ledger = 'real'";

/// A list of words as the record module stores it. What is not one gives no rights.
std::vector<std::string> words(const db::Cell& cell, const std::string& record) {
  std::vector<std::string> out;
  if (cell.is_null()) return out;
  const auto list = json::parse(cell.text());
  if (!list || !list->is_array()) {
    log::error("post_list_unreadable", {{"record", record}});
    return out;
  }
  for (const auto& word : list->as_array()) {
    if (word.is_string()) out.push_back(word.as_string());
  }
  return out;
}

}  // namespace

std::shared_ptr<const Organisation> load_organisation(db::Connection& connection) {
  auto out = std::make_shared<Organisation>();
  connection.each(kPosts, {}, [&](const db::Row& row) {
    Post post{.id = row[0].text(),
              .title = row[1].text(),
              .body = row[2].text(),
              .body_name = row[3].text(),
              .jurisdiction_id = row[4].text(),
              .jpath = row[5].text(),
              .names = words(row[6], row[0].text()),
              .roles = words(row[7], row[0].text()),
              .valid = {.from = row[8].text(), .to = row[9].text()}};
    out->posts[post.id] = std::move(post);
    return true;
  });
  connection.each(kAssignments, {}, [&](const db::Row& row) {
    const std::string person = row[0].text();
    out->assignments[person].push_back({.id = row[1].text(),
                                        .post = row[2].text(),
                                        .kind = row[3].text(),
                                        .for_person = row[4].text(),
                                        .valid = {.from = row[5].text(), .to = row[6].text()}});
    out->names[person] = row[7].text();
    return true;
  });
  return out;
}

}  // namespace muster::identity
