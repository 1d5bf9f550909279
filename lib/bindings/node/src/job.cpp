#include "job.hpp"

#include <memory>
#include <system_error>
#include <thread>

#include "entries.hpp"
#include "mailbox.hpp"
#include "name_matcher.hpp"
#include "work.hpp"

namespace tare_node {
namespace {

using Options = std::unique_ptr<tare_options, void (*)(tare_options*)>;

/// Lives as long as its handle, and so as the function that wakes JavaScript, which has the handle.
class Job {
 public:
  Job(napi_env env, Kind kind, std::string directory, Options options, Wishes wishes)
      : env_(env),
        kind_(kind),
        directory_(std::move(directory)),
        options_(std::move(options)),
        wishes_(wishes),
        mailbox_(&Job::wake, this) {}
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  ~Job() { end(); }

  void start(napi_value wake);
  void hold(bool whether);
  /// Stops the work and waits for its thread.
  void end();
  Mailbox& mailbox() { return mailbox_; }

 private:
  void run();
  void answer(napi_value function, const std::string& question);
  static void wake(void* job);
  static void end_before_environment(void* job);
  static void on_wake(napi_env env, napi_value function, void* job, void* data);

  napi_env env_;
  Kind kind_;
  std::string directory_;
  Options options_;
  Wishes wishes_;
  Mailbox mailbox_;
  napi_threadsafe_function wake_ = nullptr;
  bool closed_ = false;  // wake_ is no more
  bool hooked_ = false;
  std::thread thread_;
};

void Job::start(napi_value wake) {
  const auto on_close = [](napi_env, void* data, void*) {
    static_cast<Job*>(data)->closed_ = true;
  };
  check(env_, napi_create_threadsafe_function(env_, wake, nullptr, string_of(env_, "tare"), 0, 1,
                                              this, on_close, this, on_wake, &wake_));
  // Hooks are called in reverse: the thread ends while the function is still there.
  check(env_, napi_add_env_cleanup_hook(env_, end_before_environment, this));
  hooked_ = true;
  try {
    thread_ = std::thread(&Job::run, this);
  } catch (const std::system_error& error) {
    Outcome outcome;
    outcome.failure = Failure{TARE_FAILED, error.what(), "", 0, 0};
    mailbox_.finish(std::move(outcome));
    napi_release_threadsafe_function(wake_, napi_tsfn_release);
  }
}

void Job::hold(bool whether) {
  if (closed_) return;
  check(env_, whether ? napi_ref_threadsafe_function(env_, wake_)
                      : napi_unref_threadsafe_function(env_, wake_));
}

void Job::run() {
  Outcome outcome;
  try {
    outcome = work(kind_, directory_, options_.get(), wishes_, mailbox_);
  } catch (const std::exception& error) {
    outcome.failure = Failure{TARE_FAILED, error.what(), "", 0, 0};
  }
  mailbox_.finish(std::move(outcome));
  napi_release_threadsafe_function(wake_, napi_tsfn_release);
}

void Job::end() {
  if (hooked_) napi_remove_env_cleanup_hook(env_, end_before_environment, this);
  hooked_ = false;
  mailbox_.stop();
  if (thread_.joinable()) thread_.join();
}

void Job::answer(napi_value function, const std::string& question) {
  const napi_value name = string_of(env_, question);
  napi_value result = nullptr;
  check(env_, napi_call_function(env_, name, function, 1, &name, &result));
  mailbox_.answer(truth_of(env_, result) ? TARE_SKIP : TARE_GO_ON);
}

void Job::wake(void* job) {
  napi_call_threadsafe_function(static_cast<Job*>(job)->wake_, nullptr, napi_tsfn_nonblocking);
}

void Job::end_before_environment(void* data) {
  auto* job = static_cast<Job*>(data);
  job->hooked_ = false;
  job->end();
}

// What a listener of a stream has thrown: from here Node would only warn of it.
void throw_uncaught(napi_env env) {
  bool pending = false;
  napi_value thrown = nullptr;
  napi_is_exception_pending(env, &pending);
  if (pending && napi_get_and_clear_last_exception(env, &thrown) == napi_ok) {
    napi_fatal_exception(env, thrown);
  }
}

void Job::on_wake(napi_env env, napi_value function, void* data, void*) {
  if (env == nullptr) return;  // the environment is going
  auto* job = static_cast<Job*>(data);
  job->mailbox_.seen();
  try {
    if (const auto question = job->mailbox_.question()) job->answer(function, *question);
    napi_value nothing = nullptr;
    check(env, napi_get_undefined(env, &nothing));
    check(env, napi_call_function(env, nothing, function, 0, nullptr, nullptr));
  } catch (const Pending&) {
    job->mailbox_.stop();
    throw_uncaught(env);
  }
}

Options options_of(napi_env env, napi_value settings) {
  Options options(tare_options_new(), tare_options_free);
  if (options == nullptr) throw std::bad_alloc();
  const std::uint32_t length = length_of(env, settings);
  for (std::uint32_t i = 0; i < length; ++i) {
    const napi_value setting = element_of(env, settings, i);
    const std::string name = name_of(env, element_of(env, setting, 0));
    const std::string value = name_of(env, element_of(env, setting, 1));
    tare_error* error = nullptr;
    const tare_status status = tare_options_set(options.get(), name.c_str(), value.c_str(), &error);
    if (status != TARE_OK) throw_failure(env, failure_of(status, error));
  }
  return options;
}

void use_rules(const Arguments& arguments, std::size_t index, tare_options* options) {
  napi_valuetype type = napi_null;
  check(arguments.env, napi_typeof(arguments.env, arguments.values[index], &type));
  if (type != napi_external) return;
  tare_options_rules(options, arguments.handle<NameMatcher>(index).matcher());
}

napi_value buffer_of(napi_env env, Parcel parcel) {
  napi_value buffer = nullptr;
  const auto release = [](napi_env, void* bytes, void*) { delete[] static_cast<char*>(bytes); };
  const napi_status status =
      napi_create_external_buffer(env, parcel.size, parcel.bytes.get(), release, nullptr, &buffer);
  if (status == napi_ok) {
    static_cast<void>(parcel.bytes.release());
    return buffer;
  }
  // Some runtimes have no memory of others in their buffers.
  check(env, napi_create_buffer_copy(env, parcel.size, parcel.bytes.get(), nullptr, &buffer));
  return buffer;
}

napi_value messages_of(napi_env env, const std::vector<std::string>& messages) {
  const napi_value array = array_of(env, {});
  std::uint32_t index = 0;
  for (const std::string& message : messages) {
    check(env, napi_set_element(env, array, index++, string_of(env, message)));
  }
  return array;
}

napi_value progress_of(napi_env env, const std::optional<Progress>& progress) {
  if (!progress) return null_of(env);
  return array_of(
      env, {number_of(env, static_cast<double>(progress->entries)),
            number_of(env, static_cast<double>(progress->bytes)), string_of(env, progress->name)});
}

Mailbox& mailbox_of(const Arguments& arguments) { return arguments.handle<Job>(0).mailbox(); }

}  // namespace

napi_value start(const Arguments& arguments) {
  const napi_env env = arguments.env;
  std::uint32_t kind = 0;
  check(env, napi_get_value_uint32(env, arguments.values[0], &kind));
  std::string directory = name_of(env, arguments.values[1]);
  Options options = options_of(env, arguments.values[2]);
  use_rules(arguments, 3, options.get());
  const auto wish = [&](std::uint32_t index) {
    return truth_of(env, element_of(env, arguments.values[4], index));
  };
  auto job = std::make_unique<Job>(env, static_cast<Kind>(kind), std::move(directory),
                                   std::move(options), Wishes{wish(0), wish(1), wish(2)});
  Job& started = *job;
  napi_value handle = nullptr;
  const auto release = [](napi_env, void* data, void*) { delete static_cast<Job*>(data); };
  check(env, napi_create_external(env, job.get(), release, nullptr, &handle));
  static_cast<void>(job.release());
  started.start(arguments.values[5]);
  return handle;
}

napi_value take(const Arguments& arguments) {
  const napi_env env = arguments.env;
  std::optional<Parcel> parcel = mailbox_of(arguments).take();
  if (!parcel) return null_of(env);
  if (parcel->bytes != nullptr) return buffer_of(env, std::move(*parcel));
  return entries_of(env, parcel->entries, truth_of(env, arguments.values[1]));
}

napi_value news(const Arguments& arguments) {
  const napi_env env = arguments.env;
  Mailbox& mailbox = mailbox_of(arguments);
  return array_of(
      env, {messages_of(env, mailbox.take_messages()), progress_of(env, mailbox.take_progress())});
}

napi_value outcome(const Arguments& arguments) {
  const napi_env env = arguments.env;
  Job& job = arguments.handle<Job>(0);
  const Outcome* outcome = job.mailbox().outcome();
  if (outcome == nullptr) return null_of(env);
  job.end();
  return array_of(env, {string_of(env, outcome->text),
                        outcome->failure ? error_of(env, *outcome->failure) : null_of(env)});
}

napi_value stop(const Arguments& arguments) {
  mailbox_of(arguments).stop();
  return null_of(arguments.env);
}

napi_value hold(const Arguments& arguments) {
  arguments.handle<Job>(0).hold(truth_of(arguments.env, arguments.values[1]));
  return null_of(arguments.env);
}

}  // namespace tare_node
