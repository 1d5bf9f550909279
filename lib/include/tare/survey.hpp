#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/report.hpp"
#include "tare/suggest.hpp"

namespace TARE_API tare {

/// What the context is made of: the largest of everything, and what it should most likely not hold.
struct Survey {
  /// A directory with all of the context below it, itself counted.
  struct Directory {
    std::string name;
    Tally tally;
  };
  struct File {
    std::string name;
    std::uint64_t bytes = 0;
  };
  /// The files with one extension: what stands behind the last dot of the base name, but `tar.gz`
  /// and its like are one. Empty for files without: nothing stands before the dot, or behind it
  /// stands what is no word of ASCII letters and digits with a letter in it.
  struct Extension {
    std::string extension;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
  };

  /// Largest first, then by name. The directories above each one are there, too.
  std::vector<Directory> directories;
  std::vector<File> files;            ///< largest first, then by name
  std::vector<Extension> extensions;  ///< largest first, then by name
  /// Files with an extension that is not among those. Where a tree has thousands of extensions,
  /// small ones are given up on the way, and one that is listed may have a few files here.
  Extension other_extensions;
  /// The sure ones first, then the most bytes. One that is not sure and stands as a comment in the
  /// ignore file is not repeated.
  std::vector<Suggestion> suggestions;
};

struct SurveyOptions {
  enum class Largest { bytes, files };

  std::size_t depth = 2;  ///< of the directories to look for; 1: those in the context itself
  std::size_t most = 10;  ///< how many of each to keep
  /// What the largest directory or extension has the most of; the largest file always is that with
  /// the most bytes.
  Largest largest = Largest::bytes;
};

/// Makes a survey while a report is made. Its memory depends on `most` and the depth of the tree,
/// not on the number of entries. One thread.
class Surveyor : public ReportObserver {
 public:
  explicit Surveyor(const Context& context, const SurveyOptions& options = {});
  ~Surveyor() override;

  void include(const Entry& entry, std::uint64_t bytes) override;
  /// To be called once, when the report is made.
  [[nodiscard]] Survey finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// The report as to_json() has it, with the survey in it.
[[nodiscard]] std::string to_json(const Report& report, const std::string& directory,
                                  const Survey& survey);

}  // namespace tare
