#include "json_input.hpp"

#include <gmock/gmock.h>

#include <string>

#include "tare/baseline.hpp"
#include "tare/digest.hpp"
#include "tare/error.hpp"
#include "tare/report_diff.hpp"

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// Why it is not read; empty when it is.
std::string refusal(const std::string& text) {
  try {
    static_cast<void>(tare::json::parse(text));
  } catch (const tare::json::BadInput& bad) {
    return bad.what();
  }
  return {};
}

std::string nested(std::size_t depth) { return repeated("[", depth) + repeated("]", depth); }

TEST(JsonInput, IsNestedAHundredDeepAndNoMore) {
  EXPECT_EQ(refusal(nested(100)), "");
  EXPECT_EQ(refusal("\n" + nested(101)), "lists in line 2 are nested more than 100 deep");
  EXPECT_EQ(refusal(repeated(R"({"a":)", 101) + "1" + repeated("}", 101)),
            "lists in line 1 are nested more than 100 deep");
  // What stands in a text, or beside each other, is not nested.
  EXPECT_EQ(refusal("[" + repeated("[],", 200) + "[]]"), "");
  EXPECT_EQ(refusal("[\"" + repeated(R"(\"[)", 200) + "\"]"), "");
  EXPECT_EQ(refusal(R"(["\\",)" + nested(99) + "]"), "");
}

TEST(JsonInput, IsRefusedWithTheLine) {
  EXPECT_EQ(refusal(""), "line 1 is no JSON");
  EXPECT_EQ(refusal("[1,\n2,\nx]"), "line 3 is no JSON");
  EXPECT_EQ(refusal("[\"\xff\"]"), "line 1 is no JSON");
  EXPECT_EQ(refusal("[1e999]"), "a number in it is too large");
}

TEST(JsonInput, CountsTheValuesThatAreKept) {
  using tare::json::Input;
  const std::string hundred = "[" + repeated("[],", 99) + "[]]";
  EXPECT_EQ(tare::json::parse(hundred, {}, 101).size(), 100u);
  EXPECT_THROW(static_cast<void>(tare::json::parse(hundred, {}, 100)), tare::json::BadInput);
  const auto drop = [](int depth, Input::parse_event_t event, Input&) {
    return depth != 1 || event != Input::parse_event_t::array_end;
  };
  EXPECT_EQ(tare::json::parse(hundred, drop, 2).size(), 0u);
  // Keys are values, too.
  const std::string object = R"({"a": {"b": 1}})";
  EXPECT_EQ(tare::json::parse(object, {}, 5).size(), 1u);
  EXPECT_THROW(static_cast<void>(tare::json::parse(object, {}, 4)), tare::json::BadInput);
}

// Each of these went through a library that calls itself for each level.
TEST(JsonInput, OfAnyDepthIsAnErrorEverywhere) {
  for (const std::string key : {"schema", "context", "stages", "entries", "parts", "rules"}) {
    const std::string text = R"({"schema": 1, ")" + key + "\": " + nested(200'000) + "}";
    EXPECT_THROW(static_cast<void>(tare::Baseline::parse(text, "f")), tare::Error);
    EXPECT_THROW(static_cast<void>(tare::digest_of_json(text, "f")), tare::Error);
    EXPECT_THROW(static_cast<void>(tare::diff_reports(text, "f", text, "f")), tare::Error);
  }
}

TEST(JsonInput, HoldsCountsThatFilesCanHave) {
  const auto count = [](const std::string& value) -> std::string {
    const auto object = tare::json::parse("{\"n\": " + value + "}");
    try {
      return std::to_string(tare::json::count_under(object, "n"));
    } catch (const tare::json::BadInput& bad) {
      return bad.what();
    }
  };
  EXPECT_EQ(count("0"), "0");
  EXPECT_EQ(count("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(count("9223372036854775808"), "'n' is larger than any file can be");
  for (const char* value : {"-1", "1.0", "1e300", "18446744073709551616", "\"1\"", "null", "[]"}) {
    EXPECT_EQ(count(value), "'n' has to be there and a whole number") << value;
  }
}

TEST(JsonInput, OfReportsAddsUpWithoutOverflow) {
  const std::string place = R"({"path": "a", "directory": true, "bytes": 9223372036854775807})";
  const auto report = [&](const std::string& places) {
    return R"({"schema": 1, "context": {"files": 0, "bytes": 0},
      "excluded": {"files": 0, "bytes": 0, "complete": true}, "rules": [], "excluded_paths": [)" +
           places + "]}";
  };
  const tare::ReportDiff diff =
      tare::diff_reports(report(""), "a", report(place + "," + place), "b");
  ASSERT_EQ(diff.changes.size(), 1u);
  EXPECT_EQ(growth(diff.changes[0]), 9223372036854775807);
}

}  // namespace
