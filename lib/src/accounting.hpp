#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "size_tree_builder.hpp"
#include "sizer.hpp"
#include "tare/report.hpp"
#include "tare/walk.hpp"

namespace tare {

/// Adds up a report while a walk goes on.
class Accounting {
 public:
  /// Has the directory `name` sized, for the place `place`.
  using SizeLater =
      std::function<void(std::string_view name, std::size_t place, const SizedDirectory* parent)>;

  /// Both stay alive while this does.
  Accounting(const Context& context, const ReportOptions& options, SizeLater size_later);

  /// The walk options that give the entries all that is needed here.
  [[nodiscard]] static WalkOptions walk_options(const ReportOptions& options);

  /// A regular file has its status.
  void include(const Entry& entry);
  void exclude(const Entry& entry, Visitor::Extent extent);
  void pass_over(const Entry& entry, Visitor::Extent extent);
  [[nodiscard]] std::uint64_t included_bytes() const noexcept { return report_.context.bytes; }
  /// The same for what was to be sized later. To be called once.
  [[nodiscard]] Report finish(const Sizes& sizes, const WalkCount& count);

 private:
  void leave_out(const Entry& entry, Visitor::Extent extent, std::size_t place);
  [[nodiscard]] std::size_t place_of(const Entry& entry);
  [[nodiscard]] std::size_t unneeded_place_of(const Entry& entry);
  [[nodiscard]] std::size_t place_of_single(const Entry& entry, const Rule* rule);
  [[nodiscard]] std::size_t new_place(Place::Kind kind, std::string_view name, const Rule* rule);
  [[nodiscard]] bool is_measured(const Entry& entry, std::size_t place);
  [[nodiscard]] RuleUse& use_of(const Rule* rule);
  void note_repetition(const Entry& entry);
  void add(const Sizes& sizes);
  void count_linked();
  void split_places();

  const Context& context_;
  const ReportOptions& options_;
  Report report_;
  std::unordered_map<std::string, std::size_t> directory_places_;
  std::unordered_map<const Rule*, std::size_t> groups_;
  std::unordered_set<FileId, FileIdHash> counted_;  // files with several names
  std::vector<LinkedFile> linked_;                  // excluded ones, to be counted in the end
  SizeLater size_later_;
  std::optional<SizeTreeBuilder> tree_;
};

}  // namespace tare
