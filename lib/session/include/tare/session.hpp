#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/matcher.hpp"
#include "tare/walk.hpp"

namespace TARE_API tare {

/// A directory that a builder may ask for.
struct SharedDirectory {
  std::string name;              ///< by which the builder asks: `context`, `dockerfile`
  std::string directory;         ///< its path
  bool one_file_system = false;  ///< as ContextOptions::one_file_system
  /// Rules for requests that bring no exclude patterns of their own. A builder brings those of the
  /// ignore file that it has read, so a context does not need any.
  std::optional<Matcher> rules = std::nullopt;
};

/// One request of a builder for a directory, and how far it has come.
struct Transfer {
  std::uint64_t number = 0;          ///< counts the requests of a session, from 1
  std::string name;                  ///< of the shared directory
  Request request;                   ///< what is asked for of it
  std::vector<std::string> exclude;  ///< the rules that the builder brought
  std::uint64_t entries = 0;         ///< that have been offered
  std::uint64_t files_requested = 0;
  std::uint64_t files_sent = 0;        ///< completely
  std::uint64_t bytes_sent = 0;        ///< of file contents
  std::uint64_t directories_read = 0;  ///< 0 until all is offered
  bool finished = false;               ///< it has ended, well or badly: Session::failure()
};

/// What a registry is to be told. A secret without a user is an identity token.
struct RegistryCredentials {
  std::string user;
  std::string secret;
};

struct SessionOptions {
  std::vector<SharedDirectory> directories;  ///< with different names
  /// What the builder shows; the base name of the first directory when it is empty.
  std::string name = {};
  /// The builder keeps the last copy of a directory under it and asks only for what has changed
  /// since; a digest of this machine's id and of the real path of the first directory when empty.
  std::string shared_key = {};
  /// As WalkOptions::threads, for each walk.
  unsigned threads = 0;
  /// How long a builder may take nothing of what is sent, or not answer at all, before its request
  /// ends; ten times as long once it has everything and says nothing. More than 0; a
  /// year is the most that counts.
  std::chrono::seconds patience{120};
  /// As WalkOptions::choose, for each request. On any thread, one request's questions at a time.
  std::function<bool(const Transfer&, const Entry&)> choose = {};
  /// Told some twenty times a second for each request, and once at its end. On any thread, never
  /// two calls at once.
  std::function<void(const Transfer&)> progress = {};
  /// As Visitor::diagnose. On any thread, never two calls at once.
  std::function<void(const Diagnostic&)> diagnose = {};
  /// The credentials for a registry's host; nothing for an anonymous pull. Only with this function
  /// the builder is told that it may ask at all. On any thread, never two calls at once. What it
  /// throws is told to the builder as `what()`.
  std::function<std::optional<RegistryCredentials>(const std::string& host)> credentials = {};
};

/// A BuildKit session: lets a builder ask for directories, entry by entry, over a connection.
///
/// A builder compares what it is offered with its last copy, and asks for the files that differ. No
/// file is ever sent other than it was offered: one that cannot be read, has vanished or changed
/// ends the request with an error, on the builder's side, too.
class Session {
 public:
  /// Throws Error (usage) for a directory that does not exist or cannot be used, and for options
  /// that make no sense; input for a directory that cannot be opened.
  explicit Session(SessionOptions options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  /// After serve() has returned, if it was called.
  ~Session();

  /// Of the session, random: `SolveRequest.Session`.
  [[nodiscard]] const std::string& id() const noexcept;
  /// What a builder has to be told to use the session, as HTTP headers: its id, name and key, and
  /// one header for each method that it offers.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> headers() const;

  /// Serves on a connected stream socket, which it takes over and closes, until the builder closes
  /// its end or stop() is called; no call is under way any more when it returns. To be called once,
  /// on any thread. Throws Error: usage for what is no connected stream socket, and for a second
  /// call; input when the system refuses.
  void serve(int descriptor);
  /// Ends serve(), and each request under way, within some 100 ms. On any thread, any number of
  /// times; before serve() as well, which then returns at once.
  void stop() noexcept;

  /// The first thing that ended a request with an error, if anything did: what the builder reports
  /// is its consequence. Its fault is input for what is wrong with a directory, usage for a pattern
  /// that is none, and output for what the builder does. A request that stop() ended or that the
  /// builder took back is no failure. On any thread.
  [[nodiscard]] std::optional<Error> failure() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tare
