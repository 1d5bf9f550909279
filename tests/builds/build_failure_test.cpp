#include "cli/build/build_failure.hpp"

#include <gmock/gmock.h>

namespace {

constexpr const char* kDockerfile =
    "FROM scratch\n"
    "COPY a /\n"
    "RUN make \\\n"
    "  all\n"
    "COPY b /\n"
    "COPY a /\n";

TEST(BuildFailure, FindsTheLineOfAStep) {
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[build 2/4] RUN make   all"), 3);
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[4/4] COPY b /"), 5);
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[1/4] COPY a /"), 0) << "there are two";
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[1/4] COPY c /"), 0);
  EXPECT_EQ(cli::line_of_step(kDockerfile, "exporting to image"), 0);
}

TEST(BuildFailure, FindsTheLineThatAMessageNames) {
  EXPECT_EQ(cli::line_in_message("dockerfile parse error line 3: unknown instruction: FOO"), 3);
  EXPECT_EQ(cli::line_in_message("dockerfile parse error on line 12: x"), 12);
  EXPECT_EQ(cli::line_in_message("Dockerfile:7 no"), 7);
  EXPECT_EQ(cli::line_in_message("on line 12"), 0);
  EXPECT_EQ(cli::line_in_message("Dockerfile:x"), 0);
}

TEST(BuildFailure, TakesNoDetailsThatAreNone) {
  EXPECT_THAT(cli::places_in_details(""), testing::IsEmpty());
  EXPECT_THAT(cli::places_in_details("\xff\xff\xff"), testing::IsEmpty());
  EXPECT_THAT(cli::places_in_details(std::string(1000, '\x0a')), testing::IsEmpty());
}

TEST(BuildFailure, ShowsNoLinesThatAreNotThere) {
  cli::BuildFailure failure{
      "no", nullptr, {{"Dockerfile", kDockerfile, {{100, 200}, {5, 1'000'000'000}}}}};
  const std::string text = cli::failure_text(failure, cli::Palette());
  EXPECT_EQ(text,
            "Dockerfile:100\n"
            "Dockerfile:5\n"
            "     3  RUN make \\\n"
            "     4    all\n"
            ">    5  COPY b /\n"
            ">    6  COPY a /\n"
            "tare: error: the build failed: no\n");
}

}  // namespace
