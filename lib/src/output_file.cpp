#include "tare/output_file.hpp"

#include <boost/filesystem.hpp>
#include <optional>
#include <utility>

#include "os.hpp"
#include "tare/error.hpp"
#include "temporary_name.hpp"

namespace tare {
namespace {

namespace fs = boost::filesystem;

constexpr int kPipeBytes = 1 << 20;

[[noreturn]] void fail(const std::string& path, const char* message, std::error_code error) {
  throw Error(Fault::output, path, message, error);
}

// The file that a path leads to, so that a link keeps pointing to it. What is not there is to be
// made.
fs::path real_path(const std::string& path) {
  std::string real;
  const auto error = os::real_path(path.c_str(), real);
  if (error && !os::is_nothing(error)) fail(path, "cannot write", error);
  return error ? path : real;
}

}  // namespace

class OutputFile::State {
 public:
  State(const std::string& path, std::function<void()> interrupted)
      : path_(path), target_(real_path(path)), interrupted_(std::move(interrupted)) {
    FileStatus old;
    const auto error = os::status_at(target_.c_str(), old);
    // It might be a device, or have to be kept out of an archive.
    if (error && !os::is_nothing(error)) fail(path_, "cannot write", error);
    if (!error) {
      if (old.kind == Kind::directory) {
        throw Error(Fault::output, path_, "is a directory; name a file to write");
      }
      if (old.kind != Kind::file) {
        if (const auto failed = os::open_for_writing(target_.c_str(), file_, interrupted_)) {
          fail(path_, "cannot write", failed);
        }
        direct_ = true;
        return;
      }
      old_ = old.id;
    }
    create();
  }

  struct InDirectory {};
  State(const std::string& directory, std::function<void()> interrupted, InDirectory /*unused*/)
      : path_(directory), target_(fs::path(directory) / "."), interrupted_(std::move(interrupted)) {
    create();
  }

  ~State() {
    if (!temporary_.empty()) os::remove(temporary_.c_str());
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void write(std::span<const std::byte> bytes) {
    write_to(file_.get(), path_, bytes, interrupted_);
  }

  void commit() {
    if (const auto error = os::sync(file_.get())) fail(path_, "cannot write", error);
    if (direct_) return close();
    if (temporary_.empty()) {
      const std::string name = unused_name();
      if (const auto error = os::give_name(file_.get(), name.c_str())) {
        fail(path_, "cannot write", error);
      }
      temporary_ = name;
    }
    close();
    if (const auto error = os::rename(temporary_.c_str(), target_.c_str())) {
      fail(path_, "cannot put the new file in its place", error);
    }
    temporary_.clear();
  }

  void commit_as(const std::string& base) {
    target_ = fs::path(directory()) / base;
    commit();
  }

  [[nodiscard]] std::string commits_in() const { return direct_ ? "" : directory(); }

  [[nodiscard]] std::vector<FileId> ids() const {
    std::vector<FileId> ids{id_of(file_.get())};
    if (old_) ids.push_back(*old_);
    return ids;
  }

 private:
  [[nodiscard]] std::string directory() const {
    const fs::path parent = target_.parent_path();
    return parent.empty() ? "." : parent.string();
  }

  [[nodiscard]] std::string unused_name() const {
    return (fs::path(directory()) / fs::unique_path(std::string(kTemporaryName))).string();
  }

  void create() {
    if (os::create_unnamed(directory().c_str(), file_)) create_named();
  }

  void create_named() {
    const std::string name = unused_name();
    if (const auto error = os::create_new(name.c_str(), file_)) fail(path_, "cannot write", error);
    temporary_ = name;
  }

  void close() {
    if (const auto error = file_.close()) fail(path_, "cannot write", error);
  }

  std::string path_;  // as it was given
  fs::path target_;
  std::function<void()> interrupted_;
  os::Descriptor file_;
  std::string temporary_;  // the new file's name, while it has one that is not the target's
  std::optional<FileId> old_;
  bool direct_ = false;
};

OutputFile::OutputFile(const std::string& path, std::function<void()> interrupted)
    : state_(std::make_unique<State>(path, std::move(interrupted))) {}

OutputFile::OutputFile(std::unique_ptr<State> state) : state_(std::move(state)) {}

OutputFile OutputFile::in_directory(const std::string& directory,
                                    std::function<void()> interrupted) {
  return OutputFile(
      std::make_unique<State>(directory, std::move(interrupted), State::InDirectory{}));
}

OutputFile::~OutputFile() = default;

void OutputFile::write(std::span<const std::byte> bytes) { state_->write(bytes); }

void OutputFile::commit() { state_->commit(); }

void OutputFile::commit_as(const std::string& base) { state_->commit_as(base); }

std::string OutputFile::directory() const { return state_->commits_in(); }

std::vector<FileId> OutputFile::ids() const { return state_->ids(); }

void write_to(int fd, const std::string& name, std::span<const std::byte> bytes,
              const std::function<void()>& interrupted) {
  if (const auto error = os::write_all(fd, bytes, interrupted)) fail(name, "cannot write", error);
}

Sink sink_to(int fd, std::string name, std::function<void()> interrupted) {
  return [fd, name = std::move(name), interrupted = std::move(interrupted)](
             std::span<const std::byte> block) { write_to(fd, name, block, interrupted); };
}

FileId id_of(int fd) {
  FileStatus status;
  if (const auto error = os::status_of(fd, status)) fail("", "cannot look at the output", error);
  return status.id;
}

void widen_pipe(int fd) noexcept { os::widen_pipe(fd, kPipeBytes); }

}  // namespace tare
