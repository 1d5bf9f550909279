#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "build_update.hpp"

namespace grpc {
class Channel;
}

namespace cli {

/// What a builder is to do.
struct SolveOrder {
  std::string session;  ///< id
  std::map<std::string, std::string> frontend_attributes;
  std::string exporter;  ///< empty: the result stays in the cache
  std::map<std::string, std::string> exporter_attributes;
  std::vector<std::string> entitlements;  ///< what steps may do besides
};

/// What came of it.
struct SolveResult {
  enum class Kind {
    built,
    failed,       ///< the builder has tried
    gone,         ///< nobody answers any more
    unsupported,  ///< whoever answers is no builder
    cancelled,    ///< by cancel()
    silent,       ///< the connection stands, and nobody answers on it
  };

  Kind kind = Kind::built;
  std::map<std::string, std::string> response;  ///< of the exporter
  std::string message;                          ///< untrusted
  std::string details;                          ///< google.rpc.Status, as bytes
};

/// How it is seen that a builder is still there, which need say nothing during a long step.
struct Liveness {
  std::chrono::milliseconds every = std::chrono::seconds(30);     ///< it is asked for its workers
  std::chrono::milliseconds patience = std::chrono::seconds(60);  ///< until it has to answer that
};

/// One build of a builder's, which is under way from the beginning.
class Solve {
 public:
  /// `tell` is called for each of the builder's updates, on another thread, one at a time.
  Solve(const std::shared_ptr<grpc::Channel>& channel, const SolveOrder& order,
        std::function<void(const BuildUpdate&)> tell, Liveness liveness = {});
  Solve(const Solve&) = delete;
  Solve& operator=(const Solve&) = delete;
  /// Cancels what is still under way.
  ~Solve();

  /// Waits that long at most. True when all is over, the updates, too.
  [[nodiscard]] bool wait(std::chrono::milliseconds most);
  /// Has the builder stop; its last updates still come, for some seconds at most.
  void cancel();
  /// After wait() has returned true.
  [[nodiscard]] const SolveResult& result() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cli
