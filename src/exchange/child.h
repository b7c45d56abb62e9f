// A program of others on a strangers' file: its own process, little memory, little time, no network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "errors/exchange.h"

namespace muster::exchange {

struct ChildLimits {
  std::uint64_t memory_bytes = 3ULL << 30;  ///< address space; GDAL's libraries alone take half a gigabyte of it
  unsigned cpu_s = 120;
  unsigned wall_s = 180;
  std::uint64_t file_bytes = 1ULL << 30;    ///< of each file that it writes
  std::size_t output_bytes = 1U << 20;      ///< of standard output and error, each
};
struct ChildResult {
  int code = 0;         ///< exit status
  std::string out;
  std::string err;
};
/// Runs a program found in PATH; its environment is empty but for PATH, LC_ALL=C.UTF-8 and `environment`; sockets are refused by a
/// seccomp filter, standard input is empty. kGisMissing when there is no such program, kGisLimit when it was ended by a limit.
[[nodiscard]] Result<ChildResult> run_child(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                                            const ChildLimits& limits = {});

}  // namespace muster::exchange
