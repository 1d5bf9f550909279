// One pass in the order of the walk. A directory is complete when the walk leaves it, and only then
// is compared with the largest so far. A parent is never smaller than what it holds, and its name
// comes first where they are equal, so that the largest directories form a tree without gaps.

#include "tare/survey.hpp"

#include <algorithm>
#include <utility>

#include "branch.hpp"
#include "extensions.hpp"
#include "name_parts.hpp"
#include "suspects.hpp"

namespace tare {
namespace {

// The largest of many, by a key and then by name.
template <typename Item>
class Largest {
 public:
  explicit Largest(std::size_t most) : most_(most) {}

  // The item is made only when it is wanted.
  template <typename Make>
  void offer(std::uint64_t key, std::string_view name, Make make) {
    if (most_ == 0) return;
    if (heap_.size() == most_) {
      const Entry& least = heap_.front();
      if (key != least.key ? key < least.key : name > least.item.name) return;
      std::pop_heap(heap_.begin(), heap_.end(), is_larger);
      heap_.pop_back();
    }
    heap_.push_back({key, make()});
    std::push_heap(heap_.begin(), heap_.end(), is_larger);
  }

  std::vector<Item> finish() {
    std::sort(heap_.begin(), heap_.end(), is_larger);
    std::vector<Item> items;
    for (Entry& entry : heap_) items.push_back(std::move(entry.item));
    return items;
  }

 private:
  struct Entry {
    std::uint64_t key;
    Item item;
  };

  static bool is_larger(const Entry& a, const Entry& b) {
    return a.key != b.key ? a.key > b.key : a.item.name < b.item.name;
  }

  std::size_t most_;
  std::vector<Entry> heap_;  // the smallest in front
};

}  // namespace

class Surveyor::State {
 public:
  State(const Context& context, const SurveyOptions& options)
      : options_(options),
        directories_(options.most),
        files_(options.most),
        extensions_(options.largest),
        suspects_(context.build_files()),
        matcher_(context.matcher()),
        tallies_(1) {}

  void include(const Entry& entry, std::uint64_t bytes) {
    const std::string_view directory =
        entry.kind == Kind::directory ? entry.name : parent_of(entry.name);
    go_to(directory);
    tallies_.back().add(entry.kind, bytes);
    if (entry.kind == Kind::file) {
      extensions_.add(entry.name.substr(directory.empty() ? 0 : directory.size() + 1), bytes);
      files_.offer(bytes, entry.name, [&] { return Survey::File{std::string(entry.name), bytes}; });
    }
    suspects_.include(entry, bytes);
  }

  Survey finish() {
    go_to("");
    Survey survey;
    survey.directories = directories_.finish();
    survey.files = files_.finish();
    survey.extensions = extensions_.finish(options_.most, survey.other_extensions);
    survey.suggestions = suspects_.finish();
    std::erase_if(survey.suggestions, [this](const Suggestion& one) { return was_declined(one); });
    return survey;
  }

 private:
  [[nodiscard]] bool was_declined(const Suggestion& suggestion) const {
    const std::vector<Comment>& comments = matcher_.ignore_file().comments();
    return !suggestion.sure &&
           std::any_of(comments.begin(), comments.end(),
                       [&](const Comment& comment) { return comment.text == suggestion.line; });
  }

  void go_to(std::string_view directory) {
    branch_.go_to(
        directory, [this](std::string_view name) { leave(name); },
        [this](std::string_view) { tallies_.emplace_back(); });
  }

  void leave(std::string_view name) {
    const Tally tally = tallies_.back();
    tallies_.pop_back();
    tallies_.back() += tally;
    if (branch_.depth() > options_.depth) return;
    const bool by_files = options_.largest == SurveyOptions::Largest::files;
    directories_.offer(by_files ? tally.files : tally.bytes, name, [&] {
      return Survey::Directory{std::string(name), tally};
    });
  }

  SurveyOptions options_;
  Largest<Survey::Directory> directories_;
  Largest<Survey::File> files_;
  Extensions extensions_;
  Suspects suspects_;
  Matcher matcher_;
  Branch branch_;
  std::vector<Tally> tallies_;  // of the context and the directories of the branch
};

Surveyor::Surveyor(const Context& context, const SurveyOptions& options)
    : state_(std::make_unique<State>(context, options)) {}

Surveyor::~Surveyor() = default;

void Surveyor::include(const Entry& entry, std::uint64_t bytes) { state_->include(entry, bytes); }

Survey Surveyor::finish() { return state_->finish(); }

}  // namespace tare
