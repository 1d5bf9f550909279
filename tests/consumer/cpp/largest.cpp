// The largest file that a build context sends.
#include <iostream>
#include <string>
#include <tare/walk.hpp>

class Largest : public tare::Visitor {
 public:
  Next include(const tare::Entry& entry) override {
    if (entry.kind == tare::Kind::file && entry.status->size >= bytes) {
      name = entry.name;
      bytes = entry.status->size;
    }
    return Next::go_on;
  }

  std::string name;
  std::uint64_t bytes = 0;
};

int main(int count, char** words) try {
  tare::WalkOptions options;
  options.included_status = tare::StatusOf::files;
  Largest largest;
  tare::walk(count > 1 ? words[1] : ".", options, largest);
  std::cout << largest.name << ", " << largest.bytes << " bytes\n";
} catch (const tare::Error& error) {
  std::cerr << "largest: error: " << error.what() << "\n";
  return 2;
}
