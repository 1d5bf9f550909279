#include "run_build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <stop_token>
#include <utility>

#include "build_display.hpp"
#include "build_request.hpp"
#include "builder.hpp"
#include "docker_config.hpp"
#include "program.hpp"
#include "signals.hpp"
#include "solve.hpp"
#include "tare/dockerfile.hpp"
#include "tare/input_file.hpp"
#include "tare/printable.hpp"
#include "tare/session.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration kFrame = 100ms;
// A builder that has been told to stop, or whose request has failed, gets that long to end.
constexpr Clock::duration kLeave = 10s;

// Tells the helpers that threads of the session wait for to end.
struct StopAtEnd {
  std::stop_source& source;
  ~StopAtEnd() { source.request_stop(); }
};

void add(TransferSum& sum, const TransferSum& more) {
  sum.requests += more.requests;
  sum.entries += more.entries;
  sum.files_requested += more.files_requested;
  sum.files_sent += more.files_sent;
  sum.bytes_sent += more.bytes_sent;
  sum.directories_read += more.directories_read;
}

TransferSum figures_of(const tare::Transfer& transfer) {
  return {1,
          transfer.entries,
          transfer.files_requested,
          transfer.files_sent,
          transfer.bytes_sent,
          transfer.directories_read};
}

// All that happens in a build, on whatever thread, goes through here to the display.
class BuildRun {
 public:
  BuildRun(const BuildCommand& command, BuildDisplay& display)
      : command_(command),
        display_(display),
        address_(builder_of(command, config_)),
        request_(build_request(command, config_, address_)) {}

  int run() {
    remember_signals();
    tare::Session session(session_options());
    Builder builder(address_);
    const std::shared_ptr<grpc::Channel> channel = builder.control();
    const StopAtEnd stop{stop_};  // before the builder, which waits for those threads
    builder.attach(session);
    try {
      return build(builder, channel, session);
    } catch (const Interrupted&) {
      end(BuildSummary::Result::cancelled);
      throw;
    } catch (const tare::Error& error) {
      const bool told = tell(error);
      end(BuildSummary::Result::failed);
      if (!told) throw;
      return exit_code(error.fault());
    } catch (...) {  // such as a reader of standard output that is gone
      end(BuildSummary::Result::failed);
      throw;
    }
  }

 private:
  int build(Builder& builder, const std::shared_ptr<grpc::Channel>& channel,
            const tare::Session& session) {
    const SolveResult result = solve(channel, session);
    if (signal_ != 0) throw Interrupted{signal_};
    if (result.kind == SolveResult::Kind::built) return finish(builder, result);
    if (const std::optional<tare::Error> failure = session.failure()) throw tare::Error(*failure);
    if (result.kind == SolveResult::Kind::failed) return fail(result);
    throw_gone(result, builder.explain_failure());
  }

  bool tell(const tare::Error& error) {
    const std::lock_guard lock(mutex_);
    return display_.tell_error(error);
  }

  void end(BuildSummary::Result result) { end(summary(result)); }

  void end(const BuildSummary& last) {
    if (std::exchange(ended_, true)) return;
    const std::lock_guard lock(mutex_);
    display_.end(last);
  }

  tare::SessionOptions session_options() {
    tare::SessionOptions options;
    options.directories = {{"context", request_.context, command_.one_file_system},
                           {"dockerfile", request_.dockerfile_directory}};
    options.threads = command_.threads;
    options.progress = [this](const tare::Transfer& transfer) {
      const std::lock_guard lock(mutex_);
      keep(transfer);
      display_.tell(transfer);
    };
    options.diagnose = [this](const tare::Diagnostic& diagnostic) {
      const std::lock_guard lock(mutex_);
      display_.tell(diagnostic);
    };
    options.credentials = [this](const std::string& host) {
      return config_.credentials(host, [&] {
        if (!stop_.stop_requested()) return;
        throw tare::Error(tare::Fault::output, host, "the build ended before its credentials came");
      });
    };
    return options;
  }

  // Figures only, since a builder may ask as often as it likes, with many patterns.
  void keep(const tare::Transfer& transfer) {
    if (!transfer.finished) {
      running_[transfer.number] = figures_of(transfer);
      return;
    }
    add(sent_, figures_of(transfer));
    running_.erase(transfer.number);
  }

  SolveResult solve(const std::shared_ptr<grpc::Channel>& channel, const tare::Session& session) {
    Solve solve(channel, solve_order(request_, address_.kind, session.id()),
                [this](const BuildUpdate& update) {
                  const std::lock_guard lock(mutex_);
                  display_.tell(steps_.take(update), steps_);
                });
    std::optional<Clock::time_point> leave;
    while (!solve.wait(std::chrono::duration_cast<std::chrono::milliseconds>(kFrame))) {
      if (signal_ == 0 && is_interrupted()) {
        solve.cancel();
        stop_.request_stop();
        leave = Clock::now() + kLeave;
      }
      if (!leave && session.failure()) leave = Clock::now() + kLeave;
      if (leave && Clock::now() > *leave) {
        solve.cancel();
        if (Clock::now() > *leave + kLeave) return {SolveResult::Kind::cancelled, {}, "", ""};
      }
      const std::lock_guard lock(mutex_);
      display_.tick();
    }
    if (signal_ == 0) is_interrupted();  // it may have come just before the end
    return solve.result();
  }

  bool is_interrupted() {
    try {
      throw_if_interrupted();
      return false;
    } catch (const Interrupted& interrupted) {
      signal_ = interrupted.signal;
      return true;
    }
  }

  int finish(Builder& builder, const SolveResult& result) {
    if (request_.push && address_.kind == BuilderAddress::Kind::dockerd) push(builder);
    BuildSummary last = summary(BuildSummary::Result::built);
    for (const char* key : {"containerimage.digest", "containerimage.config.digest"}) {
      const auto found = result.response.find(key);
      if (last.digest.empty() && found != result.response.end()) last.digest = found->second;
    }
    end(last);  // first, since both may go to one terminal
    StandardOutput output;
    if (!last.digest.empty()) output.write(tare::printable(last.digest) + "\n");
    output.flush();
    return kDone;
  }

  // A buildkitd pushes by itself.
  void push(Builder& builder) {
    for (const std::string& name : request_.names) {
      const std::string digest = builder.push(name, config_, [&](const PushStep& step) {
        const std::lock_guard lock(mutex_);
        display_.tell(name, step);
        display_.tick();
      });
      const std::lock_guard lock(mutex_);
      display_.pushed(name, digest);
    }
  }

  int fail(const SolveResult& result) {
    BuildFailure failure{result.message, steps_.failed(), places_in_details(result.details)};
    if (failure.places.empty()) add_place(failure);
    {
      const std::lock_guard lock(mutex_);
      display_.fail(failure);
    }
    end(BuildSummary::Result::failed);
    return kNo;
  }

  // For a builder that does not say where: the line that its text names, or that of the step.
  void add_place(BuildFailure& failure) const {
    SourcePlace place{request_.dockerfile, "", {}};
    try {
      place.text =
          tare::read_file(request_.dockerfile, "a Dockerfile", tare::Dockerfile::kMostBytes);
    } catch (const tare::Error&) {
      return;  // it was there before; the builder's text has to do
    }
    std::size_t line = line_in_message(failure.message);
    if (line == 0 && failure.step != nullptr) line = line_of_step(place.text, failure.step->name);
    if (line == 0) return;
    place.lines.emplace_back(line, line);
    failure.places.push_back(std::move(place));
  }

  [[noreturn]] void throw_gone(const SolveResult& result, const std::string& explanation) const {
    if (result.kind == SolveResult::Kind::silent) {
      throw tare::Error(tare::Fault::output, address_.text, "the builder does not answer");
    }
    const bool gone = result.kind != SolveResult::Kind::unsupported;
    std::string text =
        gone ? "the builder is gone, and the build with it"
             : "this does not build with BuildKit; a docker daemon does from 18.09 on";
    const std::string reason = explanation.empty() ? result.message : explanation;
    if (!reason.empty()) text += ": " + tare::printable(reason);
    throw tare::Error(tare::Fault::output, address_.text, text);
  }

  [[nodiscard]] BuildSummary summary(BuildSummary::Result result) {
    const std::lock_guard lock(mutex_);
    BuildSummary summary;
    summary.result = result;
    for (const BuildStep& step : steps_.steps()) {
      if (!step.is_instruction()) continue;
      ++summary.steps;
      summary.cached += step.cached ? 1 : 0;
    }
    summary.sent = sent_;
    for (const auto& [number, transfer] : running_) add(summary.sent, transfer);
    summary.duration = Clock::now() - begin_;
    return summary;
  }

  const BuildCommand& command_;
  BuildDisplay& display_;
  DockerConfig config_;
  BuilderAddress address_;
  BuildRequest request_;
  Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;  // of all below, and of the display
  BuildSteps steps_;
  TransferSum sent_;                              // by requests that are over
  std::map<std::uint64_t, TransferSum> running_;  // by number
  std::stop_source stop_;                         // of what the session's threads wait for
  int signal_ = 0;
  bool ended_ = false;
};

}  // namespace

int run_build(const BuildCommand& command) {
  const std::unique_ptr<BuildDisplay> display = display_for(command);
  try {
    return BuildRun(command, *display).run();
  } catch (const tare::Error& error) {
    if (!display->tell_error(error)) throw;
    return exit_code(error.fault());
  }
}

}  // namespace cli
