#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "os.hpp"
#include "tree_reader.hpp"

namespace tare {

/// A part of OfferCargo::text.
struct OfferText {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

/// What a reader found out about an entry, besides its status.
struct OfferParcel {
  os::FileTimes times;
  OfferText target;                    ///< of a link
  std::uint32_t attributes_begin = 0;  ///< in OfferCargo::attributes
  std::uint32_t attributes_end = 0;
};

struct OfferCargo : Cargo {
  struct Attribute {
    OfferText name;
    OfferText value;
  };

  std::vector<OfferParcel> parcels;
  std::vector<Attribute> attributes;
  std::string text;

  [[nodiscard]] OfferText keep(std::string_view part);
  [[nodiscard]] std::string_view at(OfferText part) const {
    return std::string_view(text).substr(part.begin, part.size);
  }
  void clear() override;
  [[nodiscard]] std::size_t size() const override {
    return parcels.size() * sizeof(OfferParcel) + attributes.size() * sizeof(Attribute) +
           text.size();
  }
};

/// Looks at what a builder compares of entries, ahead of their turn.
class OfferReader : public Collector {
 public:
  void collect(int parent, const char* base, Event& event, Batch& batch) override;
  void collect_directory(int opened, int parent, const char* base, Event& event,
                         Batch& batch) override;
  [[nodiscard]] bool is_full(const Batch& batch) const override;

 private:
  void add(const FileStatus& status, const os::FileTimes& times, Event& event, Batch& batch);

  std::string target_;
  std::vector<os::Attribute> attributes_;
};

}  // namespace tare
