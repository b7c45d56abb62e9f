#include "support/postgres_cluster.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace muster::test_support {
namespace {

// Waits on its standard input, the test program's end of a pipe: when that closes, by exit or by
// crash, the server goes.
constexpr const char* kKeeper = R"sh(
folder=$1 durable=$2
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
cd /
stop() { as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder"; }
trap '' INT TERM HUP PIPE
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
{
  as "$bin/initdb" -D "$folder/data" -A trust -U postgres --locale=C.UTF-8 --encoding=UTF8 --no-sync &&
  printf '%s\n' "listen_addresses=''" "unix_socket_directories='$folder'" "fsync=$durable" \
    "full_page_writes=$durable" "shared_buffers=32MB" "max_connections=100" "log_min_messages=fatal" \
    >> "$folder/data/postgresql.conf" &&
  as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 start
} > "$folder.words" 2>&1 </dev/null || { cat "$folder.words" "$folder/log" >&2; rm -f "$folder.words"; stop; exit 1; }
rm -f "$folder.words"
echo ready >&3 2>/dev/null
exec 3>&-
cat >/dev/null
stop
)sh";

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  std::array<int, 2> ends{};
};

void become_keeper(const Pipe& life, const Pipe& ready, const std::string& folder, bool durable) {
  // Out of the test's process group: a runner that times out kills the group, and the server would
  // be left without its keeper.
  ::setsid();
  ::dup2(life.ends[0], 0);
  ::dup2(ready.ends[1], 3);  // without close-on-exec
  ::execl("/bin/sh", "sh", "-c", kKeeper, "keeper", folder.c_str(), durable ? "on" : "off",
          nullptr);
  ::_exit(127);
}

}  // namespace

PostgresCluster::PostgresCluster(bool durable) {
  // A unix socket's path has at most 107 bytes, so not below a long TMPDIR.
  std::string name = "/tmp/muster-pg-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder " + name);
  folder_ = name;
  url_ = "host=" + folder_ + " user=postgres dbname=postgres";
  const Pipe life;
  const Pipe ready;
  keeper_ = ::fork();
  if (keeper_ < 0) throw std::runtime_error("no child process");
  if (keeper_ == 0) become_keeper(life, ready, folder_, durable);
  ::close(life.ends[0]);
  ::close(ready.ends[1]);
  lifeline_ = life.ends[1];
  char byte = 0;
  const bool started = ::read(ready.ends[0], &byte, 1) == 1;
  ::close(ready.ends[0]);
  if (!started) {
    ::waitpid(keeper_, nullptr, 0);
    throw std::runtime_error("PostgreSQL did not start: the package postgresql-15 is needed");
  }
}

PostgresCluster::~PostgresCluster() {
  ::close(lifeline_);
  ::waitpid(keeper_, nullptr, 0);
}

PostgresCluster& PostgresCluster::shared(bool durable) {
  if (durable) {
    static PostgresCluster with_fsync(true);
    return with_fsync;
  }
  static PostgresCluster fast(false);
  return fast;
}

void PostgresCluster::restart() {
  const std::string command =
      "cd /; bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1); "
      "as() { if [ \"$(id -u)\" = 0 ]; then runuser -u postgres -- \"$@\"; else \"$@\"; fi; }; "
      "as \"$bin/pg_ctl\" -D " +
      folder_ + "/data -l " + folder_ + "/log -m fast -w -t 60 restart >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("PostgreSQL did not start again");
}

}  // namespace muster::test_support
