#include "waiting.hpp"

#include <poll.h>

#include <cerrno>
#include <system_error>

#include "../signals.hpp"

namespace cli {

bool wait_for(int fd, short events, Patience patience) {
  using std::chrono::steady_clock;
  // A signal may come just before poll, which it then does not end: so poll ends now and then.
  constexpr int kTick = 200;
  const auto begin = steady_clock::now();
  while (true) {
    throw_if_interrupted();
    pollfd waiting{fd, events, 0};
    const int ready = poll(&waiting, 1, kTick);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "poll");
    }
    if (patience && steady_clock::now() - begin >= *patience) return false;
  }
}

}  // namespace cli
