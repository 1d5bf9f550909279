#include "lost_entries.hpp"

namespace tare {

void LostEntries::look_into(const std::string& name, const Scan::State& state, bool elsewhere,
                            Scan& scan) {
  waiting_.push_back({name, state, elsewhere});
  while (!waiting_.empty()) {
    const Directory directory = std::move(waiting_.back());
    waiting_.pop_back();
    os::Descriptor opened;
    os::Listing names;
    if (os::open_directory_below(context_.descriptor(), directory.name, opened) ||
        os::list(opened.get(), names)) {
      continue;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      look_at(directory, opened.get(), names, i, scan);
    }
  }
}

void LostEntries::look_at(const Directory& directory, int opened, const os::Listing& names,
                          std::size_t index, Scan& scan) {
  const char* base = names.name(index);
  std::string name = directory.name + '/' + base;
  const Scan::State state = scan.match(name, directory.state);
  const Verdict& verdict = state.verdict();
  FileStatus status;
  if (!names.kind(index, status.kind) && os::status(opened, base, status)) return;
  if (status.kind == Kind::directory) {
    if (verdict.excluded && !scan.may_include_below(name, state)) return;
    const bool elsewhere = directory.elsewhere && (!verdict.excluded || other_.enters(name));
    waiting_.push_back({std::move(name), state, elsewhere});
  } else if (!verdict.excluded && status.kind != Kind::socket) {
    if (status.kind == Kind::file && os::status(opened, base, status)) return;
    const std::uint64_t bytes = status.kind == Kind::file ? status.size : 0;
    found_({name, bytes, verdict.rule, directory.elsewhere});
  }
}

}  // namespace tare
