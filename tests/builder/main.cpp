// A builder on its standard input, which has to be a connection to a session:
//
//   tare-fake-builder COPY [--directory NAME] [--include PATTERN] [--exclude PATTERN] [--follow
//   PATH]
//                     [--trick NAME] [--times N]
//
// brings the directory COPY up to date N times, and prints a line each time.
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "builder/fake_builder.hpp"

namespace {

struct Arguments {
  std::string copy;
  test::Wish wish;
  test::Trick trick = test::Trick::none;
  int times = 1;
};

Arguments parse(int count, char** words) {
  Arguments arguments;
  if (count < 2 || count % 2 != 0) throw std::invalid_argument("COPY and pairs of options");
  arguments.copy = words[1];
  for (int i = 2; i < count; i += 2) {
    const std::string option = words[i];
    const std::string value = words[i + 1];
    if (option == "--directory") {
      arguments.wish.directory = value;
    } else if (option == "--include") {
      arguments.wish.include.push_back(value);
    } else if (option == "--exclude") {
      arguments.wish.exclude.push_back(value);
    } else if (option == "--follow") {
      arguments.wish.follow.push_back(value);
    } else if (option == "--trick") {
      arguments.trick = test::trick_of(value);
    } else if (option == "--times") {
      arguments.times = std::stoi(value);
    } else {
      throw std::invalid_argument("no option is called " + option);
    }
  }
  return arguments;
}

int run(const Arguments& arguments) {
  test::FakeBuilder builder(0);
  test::Copy copy(arguments.copy);
  bool complete = true;
  for (int i = 0; i < arguments.times; ++i) {
    const test::Synced synced = builder.sync(arguments.wish, copy, arguments.trick);
    std::printf("%llu entries, %llu files, %llu bytes: %s\n",
                static_cast<unsigned long long>(synced.entries),
                static_cast<unsigned long long>(synced.files),
                static_cast<unsigned long long>(synced.received),
                synced.complete ? "complete" : (synced.error + synced.message).c_str());
    complete = complete && synced.complete;
  }
  return complete ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(parse(count, words));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tare-fake-builder: %s\n", error.what());
    return 2;
  }
}
