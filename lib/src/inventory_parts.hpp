#pragma once

#include <optional>

#include "inventory_items.hpp"
#include "tare/inventory.hpp"

namespace tare {

struct Inventory::Parts {
  InventoryItems items;
  Tally total;
  std::optional<Context> context;  ///< where the contents are, for items without a digest

  void add(const InventoryItem& item);
};

}  // namespace tare
