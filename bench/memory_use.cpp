#include "memory_use.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>
#include <string_view>

// The benchmarks that count memory use one thread.

namespace {

std::size_t heap_now = 0;
std::size_t heap_peak = 0;

// A line of /proc/self/status, which has kB.
std::size_t status(std::string_view field) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(field)) return std::stoul(line.substr(field.size())) * 1024;
  }
  return 0;
}

}  // namespace

void* operator new(std::size_t size) {
  void* const block = std::malloc(std::max<std::size_t>(size, 1));
  if (block == nullptr) throw std::bad_alloc();
  heap_now += malloc_usable_size(block);
  heap_peak = std::max(heap_peak, heap_now);
  return block;
}

void operator delete(void* block) noexcept {
  heap_now -= malloc_usable_size(block);
  std::free(block);
}

void operator delete(void* block, std::size_t) noexcept { operator delete(block); }

namespace tare::bench {

MemoryUse::MemoryUse() : heap_before_(heap_now), resident_before_(0) {
  heap_peak = heap_now;
  // Memory that was freed but not given back would hide what is taken now.
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5\n";  // VmHWM begins anew
  resident_before_ = status("VmRSS:");
}

std::size_t MemoryUse::heap() const { return heap_peak - heap_before_; }

std::size_t MemoryUse::resident() const {
  return std::max(status("VmHWM:"), resident_before_) - resident_before_;
}

}  // namespace tare::bench
