#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "call.hpp"
#include "tare/session.hpp"

namespace tare {

/// What a session answers to a builder: files (DiffCopy), its health, and credentials.
class Services {
 public:
  /// `options` is referred to, and its callbacks are called one at a time.
  explicit Services(const SessionOptions& options) : options_(options) {}

  /// Answers one call, of whatever method. On any thread.
  void answer(Call& call) noexcept;
  /// Keeps `error` if it is the first.
  void fail(const Error& error);
  [[nodiscard]] std::optional<Error> failure() const;

 private:
  void diff_copy(Call& call);
  void transfer(Call& call, Transfer transfer, const SharedDirectory& directory);
  void credentials(Call& call);
  [[nodiscard]] const SharedDirectory* find(const std::string& name) const;
  [[nodiscard]] std::optional<Error> reason_of_end(const Call& call, const Error& error) const;

  const SessionOptions& options_;
  std::atomic<std::uint64_t> transfers_{0};
  std::mutex progress_, diagnose_, credentials_;
  mutable std::mutex mutex_;
  std::optional<Error> failure_;
};

/// Methods by their names in a call.
inline constexpr const char* kDiffCopyMethod = "/moby.filesync.v1.FileSync/DiffCopy";
inline constexpr const char* kHealthMethod = "/grpc.health.v1.Health/Check";
inline constexpr const char* kCredentialsMethod = "/moby.filesync.v1.Auth/Credentials";

}  // namespace tare
