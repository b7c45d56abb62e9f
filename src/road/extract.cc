// Reads OpenStreetMap PBF by libosmium. Two passes: ways and relations first, because only they say
// which of the many nodes are wanted. Nothing relies on the order of objects in the file.
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <osmium/handler.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/osm.hpp>
#include <osmium/visitor.hpp>
#include <unordered_set>

#include "errors/road.h"
#include "road/profile.h"

namespace muster::road {
namespace {

using Files = std::vector<osmium::io::File>;

constexpr std::size_t kMaxNodes = 400'000'000;

/// Calls f(key, value) for each tag. libosmium's own iterator trusts the file not to hold NUL
/// inside a text and leaves its buffer otherwise.
template <class F>
void each_tag(const osmium::TagList& tags, F f) {
  const auto* begin = reinterpret_cast<const char*>(tags.data());
  std::string_view rest(begin, tags.byte_size());
  rest.remove_prefix(std::min(sizeof(osmium::memory::Item), rest.size()));
  const auto next = [&](std::string_view& out) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return false;
    out = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return true;
  };
  std::string_view key, value;
  while (next(key) && next(value)) f(key, value);
}

std::string_view value_of(const osmium::TagList& tags, std::string_view wanted) {
  std::string_view out;
  each_tag(tags, [&](std::string_view key, std::string_view value) {
    if (key == wanted && out.empty()) out = value;
  });
  return out;
}

bool is_road(const osmium::TagList& tags) {
  bool found = false;
  each_tag(tags, [&](std::string_view key, std::string_view value) {
    found = found || (key == "route" && value == "ferry") ||
            (key == "highway" && std::find(kClasses.begin(), kClasses.begin() + kFerryClass,
                                           value) != kClasses.begin() + kFerryClass);
  });
  return found;
}

Tags copy(const osmium::TagList& tags) {
  Tags out;
  each_tag(tags,
           [&](std::string_view key, std::string_view value) { out.emplace_back(key, value); });
  return out;
}

class Roads : public osmium::handler::Handler {
 public:
  explicit Roads(Extract& out) : out_(out) {}

  void way(const osmium::Way& way) {
    if (!is_road(way.tags()) || way.nodes().size() < 2 || !ways_.insert(way.id()).second) return;
    ExtractWay kept{.id = way.id(), .nodes = {}, .tags = copy(way.tags())};
    for (const osmium::NodeRef& node : way.nodes()) kept.nodes.push_back(node.ref());
    out_.ways.push_back(std::move(kept));
  }

  void relation(const osmium::Relation& relation) {
    if (value_of(relation.tags(), "type").substr(0, 11) != "restriction") return;
    if (!relations_.insert(relation.id()).second) return;
    std::vector<std::int64_t> from, to;
    ExtractRestriction base;
    base.id = relation.id();
    bool odd = false;
    for (const osmium::RelationMember& member : relation.members()) {
      const std::string_view role = member.role();
      const bool is_way = member.type() == osmium::item_type::way;
      if (role == "from" && is_way)
        from.push_back(member.ref());
      else if (role == "to" && is_way)
        to.push_back(member.ref());
      else if (role == "via" && is_way)
        base.via_ways.push_back(member.ref());
      else if (role == "via" && member.type() == osmium::item_type::node)
        base.via_node = member.ref();
      else if (role == "from" || role == "to" || role == "via")
        odd = true;
    }
    odd = odd || from.empty() || to.empty() || (base.via_node != 0) == !base.via_ways.empty();
    if (odd) {
      ++out_.odd_restrictions;
      return;
    }
    base.tags = copy(relation.tags());
    for (const std::int64_t a : from) {
      for (const std::int64_t b : to) {
        base.from_way = a;
        base.to_way = b;
        out_.restrictions.push_back(base);
      }
    }
  }

 private:
  Extract& out_;
  std::unordered_set<std::int64_t> ways_, relations_;
};

class Nodes : public osmium::handler::Handler {
 public:
  Nodes(Extract& out, std::vector<char>& found) : out_(out), found_(found) {}

  void node(const osmium::Node& node) {
    const auto at =
        std::lower_bound(out_.nodes.begin(), out_.nodes.end(), node.id(),
                         [](const auto& row, std::int64_t wanted) { return row.first < wanted; });
    if (at == out_.nodes.end() || at->first != node.id() || !node.location().valid()) return;
    char& found = found_[static_cast<std::size_t>(at - out_.nodes.begin())];
    if (found != 0) return;
    found = 1;
    at->second = {node.location().lon(), node.location().lat()};
    if (!value_of(node.tags(), "barrier").empty())
      out_.barriers.emplace_back(node.id(), copy(node.tags()));
  }

 private:
  Extract& out_;
  std::vector<char>& found_;
};

template <class Handler>
void pass(const Files& files, osmium::osm_entity_bits::type what, Handler& handler,
          const Progress& progress, const char* step) {
  for (const osmium::io::File& file : files) {
    osmium::io::Reader reader(file, what, osmium::io::read_meta::no);
    while (osmium::memory::Buffer buffer = reader.read()) {
      osmium::apply(buffer, handler);
      const std::size_t size = reader.file_size();
      if (progress && size > 0)
        progress(step, static_cast<double>(reader.offset()) / static_cast<double>(size));
    }
    reader.close();
  }
}

void want_nodes(Extract& out) {
  std::vector<std::int64_t> ids;
  for (const ExtractWay& way : out.ways) ids.insert(ids.end(), way.nodes.begin(), way.nodes.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  out.nodes.reserve(ids.size());
  for (const std::int64_t id : ids) out.nodes.emplace_back(id, geo::Position{});
}

void drop_missing(Extract& out, const std::vector<char>& found) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out.nodes.size(); ++i) {
    if (found[i] != 0) out.nodes[kept++] = out.nodes[i];
  }
  out.missing_nodes = out.nodes.size() - kept;
  out.nodes.resize(kept);
  std::sort(out.barriers.begin(), out.barriers.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
}

Result<Extract> read(const Files& files, const std::string& name, const Progress& progress) {
  Extract out;
  out.attribution = "© OpenStreetMap contributors, ODbL 1.0";
  try {
    Roads roads(out);
    pass(files, osmium::osm_entity_bits::way | osmium::osm_entity_bits::relation, roads, progress,
         "ways");
    want_nodes(out);
    if (out.nodes.size() > kMaxNodes)
      return fail(error::kRoadTooLarge, {}, {{"reason", fmt::format("{}", out.nodes.size())}});
    std::vector<char> found(out.nodes.size(), 0);
    Nodes nodes(out, found);
    pass(files, osmium::osm_entity_bits::node, nodes, progress, "nodes");
    drop_missing(out, found);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& broken) {
    return fail(error::kRoadFileBroken, {}, {{"file", name}, {"reason", broken.what()}});
  }
  if (out.ways.empty())
    return fail(error::kRoadFileEmpty, {}, {{"file", name}, {"reason", "highway=* : 0"}});
  // A file cut between two blocks reads without error; it then lacks what its ways stand on.
  if (out.missing_nodes > out.nodes.size())
    return fail(error::kRoadFileEmpty, {},
                {{"file", name},
                 {"reason", fmt::format("{}/{} node", out.missing_nodes,
                                        out.nodes.size() + out.missing_nodes)}});
  return out;
}

}  // namespace

Result<Extract> read_extract(const std::vector<std::string>& files, const Progress& progress) {
  Files opened;
  std::string names;
  for (const std::string& file : files) {
    std::error_code wrong;
    if (!std::filesystem::is_regular_file(file, wrong))
      return fail(error::kRoadFileMissing, {}, {{"file", file}});
    opened.emplace_back(file, "pbf");
    names += (names.empty() ? "" : ", ") + file;
  }
  return read(opened, names, progress);
}

Result<Extract> read_extract_bytes(std::string_view pbf, const std::string& name) {
  if (pbf.empty()) return fail(error::kRoadFileBroken, {}, {{"file", name}, {"reason", "0 B"}});
  return read({osmium::io::File(pbf.data(), pbf.size(), "pbf")}, name, {});
}

}  // namespace muster::road
