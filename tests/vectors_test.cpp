// Every recorded case on a real directory: the list of each builder, names and order, and the rules
// that Docker rejects.

#include "support/vectors.hpp"

#include <gtest/gtest.h>

#include "support/listing.hpp"
#include "support/temp_tree.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"

namespace {

struct Recording {
  const char* file;
  std::size_t cases;
};

class RecordedVerdicts : public testing::TestWithParam<Recording> {
 protected:
  static void grow(const test::TempTree& tree, const test::Vector& vector) {
    for (const std::string& file : vector.files) {
      const std::size_t arrow = vector.links ? file.find(" -> ") : std::string::npos;
      if (arrow != std::string::npos) {
        tree.symlink(file.substr(0, arrow), file.substr(arrow + 4));
      } else if (file.back() == '/') {
        tree.directory(file);
      } else {
        tree.file(file);
      }
    }
  }

  static tare::Context open(const test::TempTree& tree, const std::string& rules,
                            tare::Dialect dialect) {
    tare::ContextOptions options;
    options.directory = tree.path();
    options.ignore_file = rules;
    options.dialect = dialect;
    return tare::Context(options);
  }
};

TEST_P(RecordedVerdicts, AreTheSame) {
  const std::vector<test::Vector> vectors = test::read_vectors(GetParam().file);
  EXPECT_EQ(vectors.size(), GetParam().cases);
  const test::TempTree tree;
  const test::TempTree beside;
  const std::string rules = beside.path("rules");
  for (const test::Vector& vector : vectors) {
    SCOPED_TRACE(vector.where);
    beside.file("rules", vector.ignore);
    if (vector.rejected) {
      EXPECT_THROW(open(tree, rules, tare::Dialect::buildkit), tare::Error);
      EXPECT_THROW(open(tree, rules, tare::Dialect::classic), tare::Error);
      continue;
    }
    grow(tree, vector);
    EXPECT_EQ(test::included(open(tree, rules, tare::Dialect::buildkit)), vector.buildkit);
    EXPECT_EQ(test::included(open(tree, rules, tare::Dialect::classic)), vector.classic);
    tree.clear();
    if (HasFailure()) FAIL() << "ignore file:\n" << vector.ignore;
  }
}

INSTANTIATE_TEST_SUITE_P(Docker, RecordedVerdicts,
                         testing::Values(Recording{"plain.jsonl", 3000},
                                         Recording{"exotic.jsonl", 1000},
                                         Recording{"corners.jsonl", 1200}),
                         [](const auto& recording) {
                           const std::string file = recording.param.file;
                           return file.substr(0, file.find('.'));
                         });

}  // namespace
