#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "branch.hpp"
#include "suspect_list.hpp"
#include "tare/report.hpp"
#include "tare/suggest.hpp"

namespace tare {

/// Finds the usual suspects among what is sent, and the lines that would leave them out. Memory
/// depends on the depth of the tree and the number of suspects only. One thread.
class Suspects : public ReportObserver {
 public:
  static constexpr std::size_t kMostPlaces = 5;

  /// `kept` is sent whatever the rules say, as Context::build_files(), and so no line saves it.
  explicit Suspects(std::vector<std::string> kept = {});

  void include(const Entry& entry, std::uint64_t bytes) override;
  /// The sure ones first, then the most bytes. To be called once, when the report is made.
  [[nodiscard]] std::vector<Suggestion> finish();

 private:
  struct Place {
    std::string name;
    bool directory = false;
    Tally tally;
  };
  // All places of one suspect.
  struct Use {
    int suspect = -1;
    Tally tally;
    std::uint64_t places = 0;
    bool below_root = false;  // some of them
    bool elsewhere = false;   // its pattern matches something that is no suspect, too
    std::vector<Place> largest;
  };
  using Uses = std::vector<Use>;
  // A place that may turn out to be none: `inside` is what it holds besides `place.tally`.
  struct Candidate {
    int suspect = -1;
    Place place;
    Uses inside;
    bool wanted = false;  // an exception asks for it
  };
  struct Level {
    std::uint64_t conditions = 0;  // met by its files
    bool candidate = false;        // it is the last of open_
    std::vector<Candidate> waiting;
  };

  void enter(std::string_view directory);
  void leave();
  void count(const Entry& entry, std::uint64_t bytes);
  void note_exception(const Entry& entry);
  void settle(Candidate candidate, bool confirmed);
  [[nodiscard]] bool is_kept(const Entry& entry) const;
  [[nodiscard]] static Use& use_of(Uses& uses, int suspect);
  static void book(Use& use, Place place);
  static void merge(Uses& into, Use use);
  static void add_suggestions(std::vector<Suggestion>& all, Use use);

  SuspectIndex index_;
  std::vector<std::string> kept_;
  Branch branch_;
  std::vector<Level> levels_;  // the context first
  std::vector<Candidate> open_;
  Uses uses_;
};

}  // namespace tare
