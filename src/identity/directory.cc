#include <algorithm>
#include <array>
#include <functional>
#include <mutex>
#include <optional>
#include <tuple>

#include "identity/access.h"
#include "identity/directory_load.h"

namespace muster::identity {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"holder", "acting", "deputy", "liaison"};

std::size_t rank(const std::string& kind) {
  const auto* found = std::find(kKinds.begin(), kKinds.end(), kind);
  return static_cast<std::size_t>(found - kKinds.begin());
}

/// One post held through one assignment.
struct Holding {
  const Assignment* assignment = nullptr;
  const Post* post = nullptr;
};

/// Best assignment first; a post held twice (holder and acting) counts once.
std::vector<Holding> holdings(const Organisation& organisation, std::string_view person,
                              UtcTime now) {
  std::vector<Holding> out;
  const auto found = organisation.assignments.find(person);
  if (found == organisation.assignments.end()) return out;
  const std::string day = format_date(city_day(now));
  for (const auto& assignment : found->second) {
    const auto post = organisation.posts.find(assignment.post);
    const bool known_kind = rank(assignment.kind) < kKinds.size();
    if (post == organisation.posts.end() || !known_kind) continue;
    if (!assignment.valid.include(day) || !post->second.valid.include(day)) continue;
    out.push_back({.assignment = &assignment, .post = &post->second});
  }
  std::sort(out.begin(), out.end(), [](const Holding& a, const Holding& b) {
    return std::make_tuple(rank(a.assignment->kind), std::cref(a.post->title),
                           std::cref(a.post->id), std::cref(a.assignment->id)) <
           std::make_tuple(rank(b.assignment->kind), std::cref(b.post->title),
                           std::cref(b.post->id), std::cref(b.assignment->id));
  });
  std::vector<Holding> once;
  for (const auto& holding : out) {
    const bool again = std::any_of(once.begin(), once.end(),
                                   [&](const Holding& h) { return h.post == holding.post; });
    if (!again) once.push_back(holding);
  }
  return once;
}

bool is_liaison(const Holding& holding) { return holding.assignment->kind == "liaison"; }

/// The first instant after the last day, or nothing.
std::string until(const Holding& holding) {
  const auto& a = holding.assignment->valid.to;
  const auto& p = holding.post->valid.to;
  const auto& last = a.empty() || (!p.empty() && p < a) ? p : a;
  const auto day = parse_date(last);
  if (last.empty() || !day) return {};
  return format_time(city_midnight(std::chrono::sys_days{*day} + std::chrono::days{1}));
}

ScopedGrant scoped(const model::Grant& grant, const Holding& holding, std::string_view role) {
  ScopedGrant out;
  out.verbs = grant.verbs;
  out.types = grant.types;
  out.self = grant.reach == "self";
  out.path = grant.reach == "own" ? holding.post->jpath : grant.reach == "city" ? "/" : "";
  out.role = role;
  out.post = holding.post->id;
  out.until = until(holding);
  return out;
}

/// A liaison answers for the leader but does not command in his place: of the post's own roles only
/// reading is left, under the liaison's name, so that no move opens by them.
std::optional<ScopedGrant> reading_only(const model::Grant& grant, const Holding& holding) {
  const bool reads =
      std::any_of(grant.verbs.begin(), grant.verbs.end(),
                  [](const std::string& verb) { return verb == "read" || verb == "*"; });
  if (!reads) return std::nullopt;
  auto out = scoped(grant, holding, kLiaisonRole);
  out.verbs = {"read"};
  return out;
}

class CachedDirectory final : public Directory {
 public:
  CachedDirectory(db::Database& database, std::shared_ptr<const model::Model> model)
      : database_(database), model_(std::move(model)) {}

  Result<Viewer> viewer(std::string_view account, std::string_view person, std::string_view post,
                        UtcTime city_now) override {
    const auto organisation = present();
    const auto name = organisation->names.find(person);
    const std::string shown =
        name == organisation->names.end() ? std::string(account) : name->second;
    const auto held = holdings(*organisation, person, city_now);
    const auto chosen = std::find_if(held.begin(), held.end(), [&](const Holding& h) {
      return post.empty() || h.post->id == post;
    });
    if (chosen == held.end()) return fail(error::kNoPost, "", {{"person", shown}});
    Viewer viewer = through(*chosen);
    viewer.actor.account = account;
    viewer.actor.person = person;
    viewer.person_name = shown;
    return viewer;
  }

  std::vector<Held> held(std::string_view person, UtcTime city_now) override {
    std::vector<Held> out;
    const auto organisation = present();
    for (const auto& holding : holdings(*organisation, person, city_now)) {
      const Post& post = *holding.post;
      out.push_back({.post = post.id,
                     .title = post.title,
                     .body = post.body,
                     .body_name = post.body_name,
                     .jurisdiction_id = post.jurisdiction_id,
                     .roles = is_liaison(holding)
                                  ? std::vector<std::string>{std::string(kLiaisonRole)}
                                  : post.roles,
                     .kind = holding.assignment->kind,
                     .for_person = leader(holding)});
    }
    return out;
  }

  void invalidate() override {
    const std::lock_guard lock(mutex_);
    organisation_.reset();
    ++generation_;
  }

 private:
  std::shared_ptr<const Organisation> present() {
    std::uint64_t generation = 0;
    {
      const std::lock_guard lock(mutex_);
      if (organisation_) return organisation_;
      generation = generation_;
    }
    auto loaded = database_.read([](db::Connection& c) { return load_organisation(c); });
    const std::lock_guard lock(mutex_);
    // What changed while it was read is not in it.
    if (generation == generation_) organisation_ = loaded;
    return loaded;
  }

  static std::string leader(const Holding& holding) {
    return is_liaison(holding) ? holding.assignment->for_person : std::string();
  }

  [[nodiscard]] Viewer through(const Holding& holding) const {
    Viewer viewer;
    const Post& post = *holding.post;
    viewer.actor.post = post.id;
    viewer.actor.for_person = leader(holding);
    viewer.home_path = post.jpath;
    for (const auto& role : post.roles) add_role(viewer, holding, role);
    if (is_liaison(holding)) {
      add_grants(viewer, holding, kLiaisonRole);
      return viewer;  // in nobody's name
    }
    if (!post.body.empty()) viewer.names.push_back(post.body);
    for (const auto& name : post.names) {
      if (name != post.body) viewer.names.push_back(name);
    }
    return viewer;
  }

  void add_role(Viewer& viewer, const Holding& holding, std::string_view role) const {
    if (!is_liaison(holding)) {
      add_grants(viewer, holding, role);
      return;
    }
    const auto found = model_->roles.find(role);
    if (found == model_->roles.end()) return;
    for (const auto& grant : found->second.grants) {
      if (auto reading = reading_only(grant, holding)) viewer.grants.push_back(std::move(*reading));
    }
  }

  void add_grants(Viewer& viewer, const Holding& holding, std::string_view role) const {
    const auto found = model_->roles.find(role);
    if (found == model_->roles.end()) return;
    for (const auto& grant : found->second.grants)
      viewer.grants.push_back(scoped(grant, holding, role));
  }

  db::Database& database_;
  const std::shared_ptr<const model::Model> model_;
  std::mutex mutex_;
  std::shared_ptr<const Organisation> organisation_;
  std::uint64_t generation_ = 0;
};

}  // namespace

std::unique_ptr<Directory> Directory::make(db::Database& city_database,
                                           std::shared_ptr<const model::Model> model) {
  return std::make_unique<CachedDirectory>(city_database, std::move(model));
}

}  // namespace muster::identity
