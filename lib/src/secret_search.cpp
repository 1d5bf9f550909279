#include "secret_search.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>
#include <utility>

#include "os.hpp"
#include "processor_count.hpp"
#include "signal_block.hpp"

// Opening a file costs far more than looking at 4 KiB of it. Files are handed over in batches, in
// the order of the walk, so that a reader opens a directory once for all that a batch has in it.
// When too many batches wait, the thread that fills them works on one itself: so the walk waits for
// the reading, and not the memory for the walk.

namespace tare {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kMostWaiting = 32;
constexpr unsigned kMostHelpers = 4;
constexpr std::size_t kBeginning = 4 << 10;
constexpr std::size_t kMostOfNamed = 64 << 10;

// Real ones before those of tests, then in the order of the walk.
bool is_before(const Secret& a, const Secret& b) {
  return std::tie(a.file.sample, a.file.order) < std::tie(b.file.sample, b.file.order);
}

unsigned helpers_for(unsigned threads) {
  if (threads == 0) threads = processor_count();
  return std::min(threads, kMostHelpers) - 1;
}

}  // namespace

// What one thread reads with.
class SecretSearch::Reader {
 public:
  explicit Reader(int root) : root_(root), buffer_(kMostOfNamed) {}

  std::error_code read(const Candidate& file, std::string_view& text) {
    os::Descriptor open;
    if (const auto error = open_file(file.name, open)) return error;
    const std::size_t most = file.line == nullptr ? kBeginning : kMostOfNamed;
    const std::size_t size = std::min<std::size_t>(file.size, most);
    std::size_t got = 0;
    if (const auto error = os::read_full(open.get(), std::span(buffer_).first(size), got)) {
      return error;
    }
    text = {reinterpret_cast<const char*>(buffer_.data()), got};
    return {};
  }

 private:
  std::error_code open_file(const std::string& name, os::Descriptor& open) {
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos) return os::open_file(root_, name.c_str(), open);
    if (!directory_ || name.compare(0, slash, directory_name_) != 0) {
      directory_.reset();
      directory_name_ = name.substr(0, slash);
      const auto error = os::open_directory_below(root_, directory_name_, directory_);
      if (error) return error;
    }
    return os::open_file(directory_.get(), name.c_str() + slash + 1, open);
  }

  int root_;
  std::vector<std::byte> buffer_;
  std::string directory_name_;
  os::Descriptor directory_;
};

SecretSearch::SecretSearch(int root, unsigned threads)
    : root_(root), most_helpers_(helpers_for(threads)) {}

SecretSearch::~SecretSearch() { stop(); }

void SecretSearch::stop() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    complete_ = true;
  }
  work_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
  helpers_.clear();
}

void SecretSearch::add(Candidate candidate) {
  batch_.push_back(std::move(candidate));
  if (batch_.size() == kBatch) hand_over();
}

void SecretSearch::hand_over() {
  Batch batch = std::exchange(batch_, {});
  if (!leave(batch)) {
    Reader reader(root_);
    work_on(reader, batch);
  } else if (helpers_.size() < most_helpers_) {
    start_helper();
  }
}

void SecretSearch::start_helper() {
  const SignalBlock block;
  try {
    helpers_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {  // as many as the system has; what waits is read in the end
    most_helpers_ = static_cast<unsigned>(helpers_.size());
  }
}

bool SecretSearch::leave(Batch& batch) {
  {
    const std::lock_guard lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
    if (waiting_.size() >= kMostWaiting || most_helpers_ == 0) return false;
    waiting_.push_back(std::move(batch));
  }
  work_.notify_one();
  return true;
}

void SecretSearch::help() {
  try {
    Reader reader(root_);
    while (true) {
      Batch batch;
      {
        std::unique_lock lock(mutex_);
        work_.wait(lock, [&] { return complete_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        batch = std::move(waiting_.front());
        waiting_.pop_front();
      }
      work_on(reader, batch);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
  }
}

void SecretSearch::work_on(Reader& reader, const Batch& batch) {
  std::vector<Secret> found;
  std::vector<Unread> unread;
  for (const Candidate& file : batch) {
    std::string_view text;
    const SecretLine* line = file.line;
    if (line == nullptr || line->proof != Proof::name) {
      if (const auto error = reader.read(file, text)) {
        unread.push_back({file, error});
        continue;
      }
    }
    std::string_view what = private_key_in(text);
    if (what.empty() && line != nullptr && shows(line->proof, line->words, text)) what = line->what;
    if (!what.empty()) found.push_back({file, what});
  }
  keep(std::move(found), std::move(unread));
}

void SecretSearch::keep(std::vector<Secret>&& found, std::vector<Unread>&& unread) {
  const std::lock_guard lock(mutex_);
  auto& secrets = result_.secrets;
  secrets.insert(secrets.end(), std::move_iterator(found.begin()), std::move_iterator(found.end()));
  if (secrets.size() > 2 * kMostKept) {
    const auto end = secrets.begin() + kMostKept;
    std::nth_element(secrets.begin(), end, secrets.end(), is_before);
    result_.more += secrets.size() - kMostKept;
    secrets.erase(end, secrets.end());
  }
  for (Unread& file : unread) {
    if (result_.unread.size() == kMostKept) {
      ++result_.more_unread;
    } else {
      result_.unread.push_back(std::move(file));
    }
  }
}

SecretSearch::Result SecretSearch::finish() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::exchange(batch_, {}));
    complete_ = true;
  }
  work_.notify_all();
  help();
  for (std::thread& helper : helpers_) helper.join();
  helpers_.clear();
  if (failure_) std::rethrow_exception(failure_);
  auto& secrets = result_.secrets;
  std::sort(secrets.begin(), secrets.end(), is_before);
  if (secrets.size() > kMostKept) {
    result_.more += secrets.size() - kMostKept;
    secrets.erase(secrets.begin() + kMostKept, secrets.end());
  }
  std::sort(result_.unread.begin(), result_.unread.end(),
            [](const Unread& a, const Unread& b) { return a.file.order < b.file.order; });
  return std::move(result_);
}

}  // namespace tare
