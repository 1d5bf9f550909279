#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

namespace test {

/// While it lives, the process may do what anybody may. Root may read everything.
class AsNobody {
 public:
  AsNobody() { change(kNobody); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() { change(0); }

 private:
  static constexpr uid_t kNobody = 65534;
  static void change(uid_t user) {
    if (getuid() != 0) return;
    EXPECT_EQ(seteuid(user), 0);
  }
};

}  // namespace test
