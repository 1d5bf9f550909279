#include "unread_part.hpp"

#include <utility>
#include <vector>

#include "os.hpp"

namespace tare {
namespace {

struct Found {
  std::string name;
  FileStatus status;
};

// What is in a directory, sorted. What cannot be looked at is told.
std::vector<Found> content_of(const Context& context, const std::string& directory,
                              const std::function<void(const Diagnostic&)>& warn) {
  const auto tell = [&](const std::string& name, std::error_code error) {
    warn({Diagnostic::Severity::warning, context.path_of(name),
          "cannot be measured; the excluded bytes are a lower bound", error});
  };
  std::vector<Found> all;
  os::Descriptor opened;
  os::Listing listing;
  std::error_code error = os::open_directory_below(context.descriptor(), directory, opened);
  if (!error) error = os::list(opened.get(), listing);
  if (error) tell(directory, error);
  listing.sort();
  for (std::size_t i = 0; i < listing.size(); ++i) {
    Found found{directory + '/' + listing.name(i), {}};
    const std::error_code failed = os::status(opened.get(), listing.name(i), found.status);
    if (failed && failed != std::errc::no_such_file_or_directory) tell(found.name, failed);
    if (!failed) all.push_back(std::move(found));
  }
  return all;
}

}  // namespace

void count_unread(const Context& context, const std::string& directory, Membership& membership,
                  StageCounts& counts, const std::function<void(const Diagnostic&)>& warn) {
  std::vector<std::string> waiting{directory};  // the next one last
  while (!waiting.empty()) {
    const std::string name = std::move(waiting.back());
    waiting.pop_back();
    std::vector<std::string> below;
    for (Found& found : content_of(context, name, warn)) {
      const std::span<const std::uint32_t> sources = membership.of(found.name, found.status.kind);
      Tally tally;
      tally.add(found.status);
      if (!sources.empty()) counts.add(sources, StageCounts::Side::excluded, tally);
      if (found.status.kind != Kind::directory) continue;
      const bool matters =
          !sources.empty() || membership.below(found.name) == Membership::Below::mixed;
      if (matters) below.push_back(std::move(found.name));
    }
    waiting.insert(waiting.end(), std::make_move_iterator(below.rbegin()),
                   std::make_move_iterator(below.rend()));
  }
}

}  // namespace tare
