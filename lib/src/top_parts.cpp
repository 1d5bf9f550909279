#include "top_parts.hpp"

#include <algorithm>

namespace tare {

void TopParts::include(const Entry& entry, std::uint64_t bytes) {
  if (entry.kind != Kind::file) return;
  const std::size_t slash = entry.name.find('/');
  if (slash == std::string_view::npos) {
    ++top_.files;
    top_.bytes += bytes;
    return;
  }
  const std::string_view directory = entry.name.substr(0, slash);
  if (directory != open_.name) {
    close(open_);
    open_ = {std::string(directory), 0, 0};
  }
  ++open_.files;
  open_.bytes += bytes;
}

void TopParts::close(const Baseline::Part& part) {
  if (part.files == 0) return;
  largest_.add({part.name, part.files, part.bytes, ""});
  if (before_ == nullptr) return;
  const auto old = std::lower_bound(
      before_->parts.begin(), before_->parts.end(), part.name,
      [](const Baseline::Part& each, const std::string& name) { return each.name < name; });
  const bool known = old != before_->parts.end() && old->name == part.name;
  const std::uint64_t bytes = known ? old->bytes : 0;
  const std::uint64_t files = known ? old->files : 0;
  if (part.bytes <= bytes) return;
  grown_.add({part.name + "/", part.files - std::min(part.files, files), part.bytes - bytes, ""});
}

void TopParts::finish() {
  close(open_);
  close(top_);
}

std::vector<Baseline::Part> TopParts::parts() const {
  std::vector<Baseline::Part> parts;
  for (const Contributor& each : largest_.all()) {
    parts.push_back({each.name, each.files, each.bytes});
  }
  std::sort(parts.begin(), parts.end(),
            [](const Baseline::Part& a, const Baseline::Part& b) { return a.name < b.name; });
  return parts;
}

}  // namespace tare
