// GEOS by RAII, for the modules that work with its geometries themselves (geo.cc, cutting of tiles).
#pragma once

#include <geos_c.h>

#include <memory>
#include <new>

#include "geo/geo.h"

namespace muster::geo {

/// One GEOS context per call: GEOS is then safe in any thread, and creating it costs less than a microsecond.
class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {
    if (handle_ == nullptr) throw std::bad_alloc();
  }
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  [[nodiscard]] GEOSContextHandle_t get() const { return handle_; }

 private:
  GEOSContextHandle_t handle_;
};

struct DestroyGeos {
  GEOSContextHandle_t handle = nullptr;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
};
using OwnedGeos = std::unique_ptr<GEOSGeometry, DestroyGeos>;

[[nodiscard]] inline OwnedGeos own(const Geos& geos, GEOSGeometry* geometry) { return OwnedGeos(geometry, DestroyGeos{geos.get()}); }

/// Null when GEOS cannot make it. The coordinates may be of any plane.
[[nodiscard]] OwnedGeos load(const Geos& geos, const Geometry& geometry);
/// As it is, or repaired where rings cross: answers about a broken outline are better than none.
[[nodiscard]] OwnedGeos made_valid(const Geos& geos, OwnedGeos geometry);

}  // namespace muster::geo
