#include <atomic>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "descriptor.hpp"
#include "tare/session.h"
#include "tare/session.hpp"

struct tare_credentials {
  std::optional<tare::RegistryCredentials> found;
};

struct tare_session {
  tare::SessionOptions options;
  bool one_file_system = false;
  std::atomic<bool> stopped{false};  // by a callback
  std::unique_ptr<tare::Session> session;
  std::vector<std::pair<std::string, std::string>> headers;
};

namespace tare::session_c {
namespace {

tare_status status_of(Fault fault) {
  switch (fault) {
    case Fault::usage:
      return TARE_USAGE;
    case Fault::input:
      return TARE_INPUT;
    case Fault::output:
      return TARE_OUTPUT;
  }
  return TARE_FAILED;
}

void put(tare_error** error, tare_status status, const char* message, const char* path,
         std::size_t line, int number) {
  if (error != nullptr) *error = tare_error_new(status, message, path, line, number);
}

tare_status put(tare_error** error, const Error& failure) {
  const tare_status status = status_of(failure.fault());
  put(error, status, failure.what(), failure.where().c_str(), failure.line(),
      failure.code().value());
  return status;
}

// Does `work`, which answers a status, and lets no exception out of it.
template <typename Work>
tare_status guarded(tare_error** error, const Work& work) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    return work();
  } catch (const Error& failure) {
    return put(error, failure);
  } catch (const std::exception& failure) {
    put(error, TARE_FAILED, failure.what(), "", 0, 0);
  } catch (...) {
    put(error, TARE_FAILED, "an unknown fault", "", 0, 0);
  }
  return TARE_FAILED;
}

// Does `work` on a session that is not open yet.
template <typename Work>
tare_status before_open(tare_session* session, tare_error** error, const Work& work) noexcept {
  return guarded(error, [&] {
    if (session->session) throw Error(Fault::usage, "session", "is open; options come before");
    work(*session);
    return TARE_OK;
  });
}

Session& opened(const tare_session& session) {
  if (!session.session) throw Error(Fault::usage, "session", "is not open: tare_session_open");
  return *session.session;
}

Error bad_value(const std::string& name, const char* value) {
  return Error(Fault::usage, name, std::string("cannot be '") + (value ? value : "") + "'");
}

template <typename Number>
Number number_of(const std::string& name, const char* value, Number least) {
  const std::string_view text = value != nullptr ? value : "";
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least) {
    throw bad_value(name, value);
  }
  return number;
}

bool switch_of(const std::string& name, const char* value) {
  const std::string_view text = value != nullptr ? value : "true";
  if (text != "true" && text != "false") throw bad_value(name, value);
  return text == "true";
}

void set(tare_session& session, const std::string& name, const char* value) {
  SessionOptions& options = session.options;
  if (name == "name") {
    options.name = value != nullptr ? value : "";
  } else if (name == "shared-key") {
    options.shared_key = value != nullptr ? value : "";
  } else if (name == "threads") {
    options.threads = number_of<unsigned>(name, value, 0);
  } else if (name == "patience") {
    options.patience = std::chrono::seconds(number_of<std::uint32_t>(name, value, 1));
  } else if (name == "one-file-system") {
    session.one_file_system = switch_of(name, value);
  } else {
    throw Error(Fault::usage, name,
                "is no option of a session; those are name, shared-key, threads, patience and "
                "one-file-system");
  }
}

void end_by_callback(tare_session& session) {
  session.stopped = true;
  session.session->stop();
}

tare_entry entry_of(const Entry& entry, const std::string& name) {
  const Rule* rule = entry.verdict.rule;
  tare_entry told{};
  told.name = name.c_str();
  told.kind = static_cast<tare_kind>(entry.kind);
  told.included = 1;
  told.verdict = {entry.verdict.excluded ? 1 : 0, rule != nullptr ? rule->line : 0,
                  rule != nullptr ? rule->original.c_str() : nullptr, entry.verdict.reach};
  if (entry.status != nullptr) {
    if (entry.kind == Kind::file) told.size = entry.status->size;
    told.mode = entry.status->mode;
    told.mtime = entry.status->mtime;
  }
  return told;
}

bool ask(tare_session& session, tare_visit choose, void* data, const Entry& entry) {
  const std::string name(entry.name);  // ends in NUL
  const tare_entry told = entry_of(entry, name);
  const int answer = choose(&told, data);
  if (answer != TARE_GO_ON && answer != TARE_SKIP) end_by_callback(session);
  return answer == TARE_GO_ON;
}

tare_transfer transfer_of(const Transfer& transfer) {
  return {transfer.number,          transfer.name.c_str(), transfer.entries,
          transfer.files_requested, transfer.files_sent,   transfer.bytes_sent,
          transfer.finished ? 1 : 0};
}

std::string line_of(const Diagnostic& diagnostic) {
  const bool warning = diagnostic.severity == Diagnostic::Severity::warning;
  return (warning ? "warning: " : "note: ") + to_string(diagnostic);
}

tare_status serve(tare_session& session, int fd, tare_error** error) {
  Descriptor connection(fd);
  Session& served = opened(session);
  served.serve(connection.release());
  if (session.stopped) {
    put(error, TARE_STOPPED, "stopped by the caller", "", 0, 0);
    return TARE_STOPPED;
  }
  const std::optional<Error> failure = served.failure();
  return failure ? put(error, *failure) : TARE_OK;
}

}  // namespace
}  // namespace tare::session_c

tare_session* tare_session_new(void) {
  try {
    return new tare_session();
  } catch (...) {
    return nullptr;
  }
}

void tare_session_free(tare_session* session) { delete session; }

tare_status tare_session_share(tare_session* session, const char* name, const char* directory,
                               const char* rules, size_t size, tare_error** error) {
  return tare::session_c::before_open(session, error, [&](tare_session& to) {
    tare::SharedDirectory shared{name, directory, to.one_file_system};
    if (rules != nullptr) shared.rules.emplace(tare::IgnoreFile::parse({rules, size}));
    to.options.directories.push_back(std::move(shared));
  });
}

tare_status tare_session_set(tare_session* session, const char* name, const char* value,
                             tare_error** error) {
  return tare::session_c::before_open(
      session, error, [&](tare_session& to) { tare::session_c::set(to, name, value); });
}

tare_status tare_session_on_progress(tare_session* session, tare_transfer_progress progress,
                                     void* data, tare_error** error) {
  return tare::session_c::before_open(session, error, [&](tare_session& to) {
    to.options.progress = [&to, progress, data](const tare::Transfer& transfer) {
      const tare_transfer told = tare::session_c::transfer_of(transfer);
      if (progress(&told, data) != TARE_GO_ON) tare::session_c::end_by_callback(to);
    };
  });
}

tare_status tare_session_on_message(tare_session* session, tare_message message, void* data,
                                    tare_error** error) {
  return tare::session_c::before_open(session, error, [&](tare_session& to) {
    to.options.diagnose = [message, data](const tare::Diagnostic& diagnostic) {
      message(tare::session_c::line_of(diagnostic).c_str(), data);
    };
  });
}

tare_status tare_session_on_entry(tare_session* session, tare_visit choose, void* data,
                                  tare_error** error) {
  return tare::session_c::before_open(session, error, [&](tare_session& to) {
    to.options.choose = [&to, choose, data](const tare::Transfer&, const tare::Entry& entry) {
      return tare::session_c::ask(to, choose, data, entry);
    };
  });
}

tare_status tare_session_on_credentials(tare_session* session, tare_find_credentials find,
                                        void* data, tare_error** error) {
  return tare::session_c::before_open(session, error, [&](tare_session& to) {
    to.options.credentials = [find, data](const std::string& host) {
      tare_credentials credentials;
      find(host.c_str(), &credentials, data);
      return credentials.found;
    };
  });
}

void tare_credentials_set(tare_credentials* credentials, const char* user, const char* secret) {
  try {
    credentials->found = tare::RegistryCredentials{user, secret};
  } catch (...) {
    credentials->found.reset();  // memory ran out: the pull is anonymous
  }
}

tare_status tare_session_open(tare_session* session, tare_error** error) {
  return tare::session_c::before_open(session, error, [](tare_session& to) {
    to.session = std::make_unique<tare::Session>(to.options);
    to.headers = to.session->headers();
  });
}

const char* tare_session_id(const tare_session* session) {
  return session->session ? session->session->id().c_str() : nullptr;
}

int tare_session_header(const tare_session* session, size_t index, const char** name,
                        const char** value) {
  if (index >= session->headers.size()) return 0;
  *name = session->headers[index].first.c_str();
  *value = session->headers[index].second.c_str();
  return 1;
}

tare_status tare_session_serve(tare_session* session, int fd, tare_error** error) {
  return tare::session_c::guarded(error,
                                  [&] { return tare::session_c::serve(*session, fd, error); });
}

void tare_session_stop(tare_session* session) {
  if (session->session) session->session->stop();
}
