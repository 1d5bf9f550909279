#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "faults/scenario_tree.hpp"
#include "faults/scenarios.hpp"
#include "tare/oci.hpp"

namespace test {
namespace {

namespace fs = std::filesystem;

class OciScenario : public Scenario {
 public:
  explicit OciScenario(bool in_old_layout) : in_old_layout_(in_old_layout) { prepare(); }

  void prepare() override {
    told_.clear();
    fs::remove_all(layout());
    if (!in_old_layout_) return;
    tree_.files().file("context/out/layout/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
    tree_.files().file("context/out/layout/index.json", kOldIndex);
    tree_.files().file("context/out/layout/blobs/sha256/old", kOld);
  }

  void run(unsigned threads) override {
    const tare::Context context(tree_.context());
    tare::OciOptions options;
    options.pack.report.threads = threads;
    options.pack.report.diagnose = [this](const tare::Diagnostic& each) { told_.push_back(each); };
    options.name = "new";
    digest_ = tare::write_oci_layout(context, layout(), options).manifest.digest;
  }

  void learn() override {
    right_digest_ = digest_;
    right_ = content();
  }

  std::string trouble_with_result(Fault /*fault*/) override {
    if (told_of_missing(told_)) return "";
    if (digest_ != right_digest_) return "another digest, and no error";
    return content() == right_ ? "" : "another layout, and no error";
  }

  std::string trouble_with_rest(const Played& /*played*/) override {
    if (!in_old_layout_) return fs::exists(layout()) ? "something of a layout" : "";
    const std::map<std::string, std::string> old{
        {"oci-layout", R"({"imageLayoutVersion":"1.0.0"})"},
        {"index.json", kOldIndex},
        {"blobs/sha256/old", kOld}};
    return content() == old ? "" : "the layout is not as it was";
  }

 private:
  static constexpr const char* kOldIndex = R"({"manifests":[],"schemaVersion":2})";

  [[nodiscard]] std::string layout() const { return tree_.out() + "/layout"; }

  [[nodiscard]] std::map<std::string, std::string> content() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(layout())) {
      if (!entry.is_regular_file()) continue;
      files[entry.path().lexically_relative(layout()).string()] = read_file(entry.path().string());
    }
    return files;
  }

  const bool in_old_layout_;
  const Tree tree_{300'000};
  std::vector<tare::Diagnostic> told_;
  std::string digest_;
  std::string right_digest_;
  std::map<std::string, std::string> right_;
};

}  // namespace

std::unique_ptr<Scenario> make_oci_scenario(bool in_old_layout) {
  return std::make_unique<OciScenario>(in_old_layout);
}

}  // namespace test
