#include "tare/report_html.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/temp_tree.hpp"

namespace {

using test::TempTree;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const TempTree& tree, const std::string& directory = "shop") {
  tare::ReportOptions options;
  options.tree_nodes = tare::kPageNodes;
  return to_html(tare::report(tare::Context(tree.path()), options), directory);
}

// What the element of the data holds, as a browser finds its end.
std::string data_of(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t from = page.find(begin) + begin.size();
  return page.substr(from, page.find("</script", from) - from);
}

TEST(ReportHtml, NoNameEndsTheDataOrIsTakenForMarkup) {
  const TempTree tree;
  tree.file("</script><img src=x onerror=alert(1)>", "1");
  tree.file("<!--<script>", "12");
  tree.file("a\xE2\x80\xA8\xFF&amp;", "123");
  tree.file("out", "1234");
  tree.file(".dockerignore", "out\n**/</script><b>\n");
  const std::string page = page_of(tree, "</title><script>");
  const std::string data = data_of(page);
  EXPECT_EQ(data.find_first_of("<>&"), std::string::npos);
  const auto json = nlohmann::json::parse(data);
  EXPECT_EQ(json["directory"], "</title><script>");
  EXPECT_EQ(json["rules"][1]["text"], "**/</script><b>");
  EXPECT_EQ(json["tree"].dump(),
            R"([[0,"",4,26,1,4,0,0,0,0,0,-1],[0,".dockerignore",20,-1],[0,"out",4,0],)"
            R"([0,"a\\u2028\\xff&amp;",3,-1],[0,"<!--<script>",2,-1],)"
            R"([0,"<",1,1,0,0,-1,0,0,0,0,-1],[5,"script><img src=x onerror=alert(1)>",1,-1]])");
}

TEST(ReportHtml, LoadsNothingAndIsSmall) {
  const TempTree tree;
  const std::string page = page_of(tree);
  EXPECT_LT(page.size(), 100'000u);
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
  EXPECT_THAT(page, Not(HasSubstr(" src=")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
  EXPECT_THAT(page, HasSubstr("Redistribution and use in source and binary forms"));
}

}  // namespace
