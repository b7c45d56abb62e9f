#include "geo/geos.h"
#include "geo/local.h"
#include "geo/text.h"
#include "errors/geometry.h"

namespace muster::geo {

OwnedGeos load(const Geos& geos, const Geometry& geometry) {
  const std::string wkb = to_wkb(geometry);
  GEOSWKBReader* reader = GEOSWKBReader_create_r(geos.get());
  // GEOS takes bytes as unsigned char; the cast is between character types of the same memory.
  const auto* bytes = reinterpret_cast<const unsigned char*>(wkb.data());
  GEOSGeometry* loaded = GEOSWKBReader_read_r(geos.get(), reader, bytes, wkb.size());
  GEOSWKBReader_destroy_r(geos.get(), reader);
  return own(geos, loaded);
}

OwnedGeos made_valid(const Geos& geos, OwnedGeos geometry) {
  if (!geometry || GEOSisValid_r(geos.get(), geometry.get()) == 1) return geometry;
  return own(geos, GEOSMakeValid_r(geos.get(), geometry.get()));
}

namespace {

using Owned = OwnedGeos;

Owned load_valid(const Geos& geos, const Geometry& geometry) { return made_valid(geos, load(geos, geometry)); }

/// Empty when GEOS failed or gave a kind that we do not have (a mixed collection).
Geometry store(const Geos& geos, const Owned& geometry) {
  if (!geometry) return {};
  GEOSWKBWriter* writer = GEOSWKBWriter_create_r(geos.get());
  std::size_t size = 0;
  unsigned char* bytes = GEOSWKBWriter_write_r(geos.get(), writer, geometry.get(), &size);
  GEOSWKBWriter_destroy_r(geos.get(), writer);
  if (bytes == nullptr) return {};
  Result<Geometry> stored = from_wkb({reinterpret_cast<const char*>(bytes), size});
  GEOSFree_r(geos.get(), bytes);
  return stored ? std::move(*stored) : Geometry{};
}

Position middle(const Box& box) { return {(box.west + box.east) / 2, (box.south + box.north) / 2}; }

template <class Convert>
Geometry convert(Geometry geometry, Convert one) {
  for (Part& part : geometry.parts) {
    for (Path& path : part) {
      for (Position& position : path) position = one(position);
    }
  }
  return geometry;
}

/// Runs `work` on the geometry in metres about its centre and brings the outcome back to degrees.
template <class Work>
Geometry in_metres(const Geometry& geometry, Work work) {
  if (geometry.empty()) return geometry;
  const LocalPlane plane(middle(box_of(geometry)));
  const Geometry flat = convert(geometry, [&plane](Position p) {
    const Planar metres = plane.to(p);
    return Position{metres.x, metres.y};
  });
  const Geos geos;
  const Owned loaded = load_valid(geos, flat);
  if (!loaded) return {};
  return convert(store(geos, own(geos, work(geos.get(), loaded.get()))), [&plane](Position p) {
    return plane.from({p.lon, p.lat});
  });
}

Position position_of(const Geos& geos, const Owned& point_geometry, const Geometry& of) {
  const Geometry stored = store(geos, point_geometry);
  if (stored.kind == Kind::kPoint && !stored.empty()) return stored.parts.front().front().front();
  return middle(box_of(of));
}

}  // namespace

Status check_simple(const Geometry& geometry) {
  const Geos geos;
  const Owned loaded = load(geos, geometry);
  char* reason = nullptr;
  GEOSGeometry* place = nullptr;
  if (loaded && GEOSisValidDetail_r(geos.get(), loaded.get(), 0, &reason, &place) == 1) return {};
  const Owned at = own(geos, place);
  const std::string cause = reason == nullptr ? "" : reason;
  if (reason != nullptr) GEOSFree_r(geos.get(), reason);
  return fail(error::kRingCrossesItself, "coordinates",
              {{"value", position_text(position_of(geos, at, geometry))}}, cause);
}

bool intersects(const Geometry& a, const Geometry& b) {
  if (!overlaps(box_of(a), box_of(b))) return false;
  const Geos geos;
  const Owned first = load_valid(geos, a);
  const Owned second = load_valid(geos, b);
  return first && second && GEOSIntersects_r(geos.get(), first.get(), second.get()) == 1;
}

Geometry buffer(const Geometry& geometry, double metres) {
  constexpr int kSegmentsPerQuarter = 16;
  return in_metres(geometry, [metres](GEOSContextHandle_t geos, const GEOSGeometry* flat) {
    return GEOSBuffer_r(geos, flat, metres, kSegmentsPerQuarter);
  });
}

Geometry union_of(const std::vector<Geometry>& areas) {
  std::vector<Part> parts;
  for (const Geometry& area : areas) {
    if (area.is_area()) parts.insert(parts.end(), area.parts.begin(), area.parts.end());
  }
  if (parts.empty()) return {};
  const Geos geos;
  std::vector<GEOSGeometry*> each;
  for (const Part& part : parts) {
    if (Owned valid = load_valid(geos, polygon(part))) each.push_back(valid.release());
  }
  const Owned all =
      own(geos, GEOSGeom_createCollection_r(geos.get(), GEOS_GEOMETRYCOLLECTION, each.data(),
                                            static_cast<unsigned>(each.size())));
  return all ? store(geos, own(geos, GEOSUnaryUnion_r(geos.get(), all.get()))) : Geometry{};
}

Geometry simplify(const Geometry& geometry, double tolerance_m) {
  return in_metres(geometry, [tolerance_m](GEOSContextHandle_t geos, const GEOSGeometry* flat) {
    return GEOSTopologyPreserveSimplify_r(geos, flat, tolerance_m);
  });
}

Position centroid(const Geometry& geometry) {
  const Geos geos;
  const Owned loaded = load(geos, geometry);
  return position_of(
      geos, own(geos, loaded ? GEOSGetCentroid_r(geos.get(), loaded.get()) : nullptr), geometry);
}

Position label_point(const Geometry& geometry) {
  const Geos geos;
  const Owned loaded = load_valid(geos, geometry);
  return position_of(
      geos, own(geos, loaded ? GEOSPointOnSurface_r(geos.get(), loaded.get()) : nullptr), geometry);
}

}  // namespace muster::geo
