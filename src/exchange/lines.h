// Files of a batch: lines of JSON, sealed, because rows may hold what is encrypted in the database.
#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "base/result.h"
#include "json/json.h"

namespace muster::exchange {

class LineWriter {
 public:
  /// Creates the file (0600) anew. @param key 32 bytes
  static Result<LineWriter> create(const std::string& path, std::string key);
  Status add(const json::Value& line);
  /// On the disk when this returns.
  Status finish();

 private:
  LineWriter(std::string path, std::string key) : path_(std::move(path)), key_(std::move(key)) {}
  std::string path_;
  std::string key_;
  std::ofstream out_;
  std::int64_t number_ = 0;
};

class LineReader {
 public:
  /// An absent file is an empty one.
  LineReader(const std::string& path, std::string key) : key_(std::move(key)), in_(path, std::ios::binary) {}
  /// Nothing at the end. kFileBroken for a line that was not written here, in this place.
  Result<std::optional<json::Value>> next();

  struct Position {
    std::streamoff offset = 0;
    std::int64_t number = 0;
  };
  [[nodiscard]] Position position();
  void go(const Position& position);
  bool skip();  ///< passes over a line unread; false at the end

 private:
  std::string key_;
  std::ifstream in_;
  std::int64_t number_ = 0;
};

/// DATA/imports/key, made when missing.
[[nodiscard]] Result<std::string> key_in(const std::string& folder);

}  // namespace muster::exchange
