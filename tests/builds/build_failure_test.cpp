#include "cli/builders/build_failure.hpp"

#include <gmock/gmock.h>

namespace {

constexpr const char* kDockerfile =
    "FROM scratch\n"
    "COPY a /\n"
    "RUN make \\\n"
    "  all\n"
    "COPY b /\n"
    "COPY a /\n";

TEST(BuildFailure, FindsTheLineOfAStepByItsTextWhereTheNumberDoesNotFit) {
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[build 2/9] RUN make   all"), 3);
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[4/9] COPY b /"), 5);
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[1/9] COPY a /"), 0) << "there are two";
  EXPECT_EQ(cli::line_of_step(kDockerfile, "[1/9] COPY c /"), 0);
  EXPECT_EQ(cli::line_of_step(kDockerfile, "exporting to image"), 0);
}

TEST(BuildFailure, FindsTheLineOfAStepByItsNumber) {
  constexpr const char* kText =
      "ARG VERSION=1\n"
      "FROM node:20 AS build\n"
      "ENV X=1\n"
      "WORKDIR /app\n"
      "RUN npm ci && \\\n"
      "  # why\n"
      "  npm run build\n"
      "COPY . .\n"
      "COPY . .\n"
      "FROM build\n"
      "COPY a-$VERSION /\n"
      "RUN <<EOF\n"
      "RUN true\n"
      "EOF\n"
      "FROM scratch\n"
      "COPY --from=build /app /\n";
  EXPECT_EQ(cli::line_of_step(kText, "[build 1/5] FROM docker.io/library/node:20"), 2);
  EXPECT_EQ(cli::line_of_step(kText, "[build 2/5] WORKDIR /app"), 4);
  EXPECT_EQ(cli::line_of_step(kText, "[build 3/5] RUN npm ci &&   npm run build"), 5);
  EXPECT_EQ(cli::line_of_step(kText, "[build 5/5] COPY . ."), 9);
  EXPECT_EQ(cli::line_of_step(kText, "[linux/arm64 build 5/5] COPY . ."), 9);
  EXPECT_EQ(cli::line_of_step(kText, "[stage-1 1/2] COPY a-1 /"), 11);
  EXPECT_EQ(cli::line_of_step(kText, "[stage-1  2/2] RUN <<EOF (RUN true)"), 12);
  EXPECT_EQ(cli::line_of_step(kText, "[stage-2 1/1] COPY --from=build /app /"), 16);
  EXPECT_EQ(cli::line_of_step("FROM a\nRUN x # y\nRUN $x\n", "[ 3/3] RUN 1"), 3);
}

TEST(BuildFailure, TakesNoNumberThatDoesNotFit) {
  constexpr const char* kText = "FROM a AS x\nRUN $one\nCOPY a /\n";
  for (const char* step : {"[x 2/9] RUN 1", "[x 3/3] RUN 1", "[x 0/3] RUN 1", "[x 4/3] RUN 1",
                           "[y 2/3] RUN 1", "[x 99999999999999999999/3] RUN 1", "[x /] RUN 1",
                           "[] RUN 1", "[stage-0 2/3] RUN 1", "x 2/3] RUN 1", "[x 2/3] RUNNING"}) {
    EXPECT_EQ(cli::line_of_step(kText, step), 0) << step;
  }
  EXPECT_EQ(cli::line_of_step("FROM a\nNOVELTY x\nRUN make\n", "[2/2] RUN make"), 3);
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
