#include "faults/scenarios.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "faults/scenario_tree.hpp"
#include "support/decompress.hpp"
#include "support/tar.hpp"
#include "support/temp_tree.hpp"
#include "tare/append.hpp"
#include "tare/compress.hpp"
#include "tare/digest.hpp"
#include "tare/dockerfile.hpp"
#include "tare/output_file.hpp"
#include "tare/pack.hpp"

namespace test {
namespace {

namespace fs = std::filesystem;

bool equal(const tare::Tally& a, const tare::Tally& b) {
  return a.files == b.files && a.directories == b.directories && a.links == b.links &&
         a.specials == b.specials && a.bytes == b.bytes;
}

std::string trouble_with_report(const tare::Report& got, const tare::Report& right,
                                const std::vector<tare::Diagnostic>& told, Fault fault) {
  if (!equal(got.context, right.context) && !told_of_missing(told)) {
    return fmt::format("the context has {} bytes in {} entries in the report instead of {} in {}",
                       got.context.bytes, got.context.entries(), right.context.bytes,
                       right.context.entries());
  }
  if (!got.complete) return has_warning(told, "") ? "" : "incomplete, and no warning says so";
  if (told_of_missing(told) || to_json(got, "context") == to_json(right, "context")) return "";
  // What is gone when it is to be measured is not there.
  if (fault == Fault::enoent && got.excluded.bytes <= right.excluded.bytes) return "";
  return fmt::format("{} excluded bytes in the report instead of {}, and nothing tells of it",
                     got.excluded.bytes, right.excluded.bytes);
}

bool is_refused(const std::string& bytes, bool compressed) {
  try {
    static_cast<void>(read_tar(compressed ? decompress(bytes) : bytes));
    return false;
  } catch (const std::runtime_error&) {
    return true;
  }
}

// -- pack --------------------------------------------------------------------------------------

enum class To { memory, descriptor, file };
enum class What { everything, needed };

class PackScenario : public Scenario {
 public:
  PackScenario(To to, tare::Compression::Method method, What what)
      : to_(to), method_(method), what_(what) {}
  PackScenario(const PackScenario&) = delete;
  PackScenario& operator=(const PackScenario&) = delete;
  ~PackScenario() override { close_descriptor(); }

  void prepare() override {
    bytes_.clear();
    told_.clear();
    report_.reset();
    context_opened_ = false;
    if (to_ == To::file) tree_.files().file("context/out/archive", kOld);
    if (to_ != To::descriptor) return;
    close_descriptor();
    descriptor_ = ::open(plain_path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  }

  void run(unsigned threads) override {
    const tare::Context whole(tree_.context());
    const tare::Context context = what_ == What::needed ? whole.narrowed(plan_) : whole;
    context_opened_ = true;
    tare::PackOptions options;
    options.report.threads = threads;
    options.report.diagnose = [this](const tare::Diagnostic& each) { told_.push_back(each); };
    options.source_date_epoch = 1;
    if (to_ == To::memory) return pack_to(context, options, memory());
    if (to_ == To::descriptor) {
      return pack_to(context, options, tare::sink_to(descriptor_, "the output"));
    }
    tare::OutputFile file(tree_.out() + "/archive");
    options.skip = file.ids();
    pack_to(context, options, [&](std::span<const std::byte> block) { file.write(block); });
    file.commit();
  }

  void learn() override {
    right_ = product();
    right_report_ = *report_;
  }

  std::string trouble_with_result(Fault fault) override {
    const std::string got = product();
    // A source that is not there is a good answer.
    if (what_ == What::needed && fault == Fault::enoent && !is_refused(got, is_compressed())) {
      return "";
    }
    if (got != right_) {
      if (!told_of_missing(told_)) return "another archive, and no error";
      if (is_refused(got, is_compressed())) return "no archive, and no error";
    }
    const std::string trouble = trouble_with_report(*report_, right_report_, told_, fault);
    return trouble.empty() && to_ == To::file ? tree_.trouble_in_out({"archive"}) : trouble;
  }

  std::string trouble_with_rest(const Played& played) override {
    if (to_ == To::file) {
      if (product() != kOld) return "the old file is gone";
      return tree_.trouble_in_out({"archive"});
    }
    const std::string got = product();
    if (got.empty() && !context_opened_) return "";
    if (is_refused(got, is_compressed())) return "";
    // Where nothing can be written any more, nothing can be cut.
    const bool begins = right_.compare(0, got.size(), got) == 0 && got.size() < right_.size();
    if (played.write_failed && begins) return "";
    return fmt::format("{} bytes that pass for an archive", got.size());
  }

 private:
  [[nodiscard]] tare::Sink memory() {
    return [this](std::span<const std::byte> block) {
      bytes_.append(reinterpret_cast<const char*>(block.data()), block.size());
    };
  }

  void pack_to(const tare::Context& context, tare::PackOptions& options, const tare::Sink& sink) {
    tare::Compressor compressor(sink, {method_, is_compressed() ? std::optional(1) : std::nullopt},
                                options.report.threads);
    options.complete = [&] { compressor.finish(); };
    report_ = tare::pack(
        context, [&](std::span<const std::byte> block) { compressor.write(block); }, options);
  }

  [[nodiscard]] bool is_compressed() const { return method_ != tare::Compression::Method::none; }

  [[nodiscard]] std::string plain_path() const { return tree_.files().path("plain"); }

  [[nodiscard]] std::string product() const {
    if (to_ == To::memory) return bytes_;
    return read_file(to_ == To::file ? tree_.out() + "/archive" : plain_path());
  }

  void close_descriptor() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

  const To to_;
  const tare::Compression::Method method_;
  const What what_;
  const tare::BuildPlan plan_{
      tare::Dockerfile::parse("FROM scratch\nCOPY link l?b/d*p vendor/kept.* /all\n")};
  const Tree tree_{300'000};
  int descriptor_ = -1;
  bool context_opened_ = false;
  std::string bytes_;
  std::vector<tare::Diagnostic> told_;
  std::optional<tare::Report> report_;
  std::string right_;
  tare::Report right_report_;
};

// -- report ------------------------------------------------------------------------------------

class ReportScenario : public Scenario {
 public:
  void prepare() override {
    told_.clear();
    report_.reset();
  }

  void run(unsigned threads) override {
    const tare::Context context(tree_.context());
    tare::ReportOptions options;
    options.threads = threads;
    options.diagnose = [this](const tare::Diagnostic& each) { told_.push_back(each); };
    report_ = tare::report(context, options);
  }

  void learn() override { right_ = *report_; }

  std::string trouble_with_result(Fault fault) override {
    return trouble_with_report(*report_, right_, told_, fault);
  }

  std::string trouble_with_rest(const Played& /*played*/) override { return ""; }

 private:
  const Tree tree_{300'000};
  std::vector<tare::Diagnostic> told_;
  std::optional<tare::Report> report_;
  tare::Report right_;
};

// -- digest ------------------------------------------------------------------------------------

class DigestScenario : public Scenario {
 public:
  // The cache knows most files, and has to be written again all the same.
  DigestScenario() {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));  // what is younger is not kept
    tree_.files().directory("cache");
    prepare();
    run(1);
    old_cache_ = read_file(cache());
    tree_.files().file("context/lib/cart.js", "changed");
  }

  void prepare() override {
    told_.clear();
    digest_.reset();
    tree_.files().file("context/out/saved", kOld);
    if (old_cache_.empty()) return;
    tree_.files().file("cache/digests", old_cache_);
  }

  void run(unsigned threads) override {
    tare::OutputFile saved(tree_.out() + "/saved");
    digest_ = digest(threads, saved.ids());
    const std::string text = to_json(*digest_, "context");
    saved.write(std::as_bytes(std::span(text)));
    saved.commit();
  }

  void learn() override { right_ = *digest_; }

  std::string trouble_with_result(Fault fault) override {
    if (told_of_missing(told_)) return "";
    if (digest_->context != right_.context || digest_->entries != right_.entries) {
      return "another digest, and no error";
    }
    // A source that is not there is a good answer.
    if (fault == Fault::enoent && !is_right(*digest_)) return "";
    if (!is_right(*digest_)) return "another digest of what is needed, and no error";
    if (!is_right(tare::digest_of_json(read_file(tree_.out() + "/saved"), "saved"))) {
      return "another digest was saved";
    }
    return trouble_with_cache();
  }

  std::string trouble_with_rest(const Played& /*played*/) override {
    if (read_file(tree_.out() + "/saved") != kOld) return "the old file is gone";
    return trouble_with_cache();
  }

 private:
  // The context does not hold it: one that is said to be missing could not be kept out.
  [[nodiscard]] std::string cache() const { return tree_.files().path("cache/digests"); }

  [[nodiscard]] tare::ContextDigest digest(unsigned threads,
                                           const std::vector<tare::FileId>& skip) {
    const tare::Context context(tree_.context());
    tare::DigestOptions options;
    options.keep_entries = true;
    options.threads = threads;
    options.cache = cache();
    options.skip = skip;
    options.diagnose = [this](const tare::Diagnostic& each) { told_.push_back(each); };
    return tare::digest(context, &plan_, options);
  }

  [[nodiscard]] bool is_right(const tare::ContextDigest& got) const {
    return got.context == right_.context && got.needed == right_.needed &&
           got.build == right_.build && got.entries == right_.entries;
  }

  // What is kept for the next time must not spoil it.
  [[nodiscard]] std::string trouble_with_cache() {
    if (read_file(cache()) != old_cache_) {
      told_.clear();
      if (!is_right(digest(1, {tare::OutputFile(tree_.out() + "/saved").ids()}))) {
        return "the cache leads to another digest";
      }
      if (!told_.empty() && has_warning(told_, "damaged")) return "the cache is damaged";
    }
    if (names_in(tree_.files().path("cache")).size() != 1) return "a file beside the cache";
    return tree_.trouble_in_out({"saved"});
  }

  const Tree tree_{1'100'000};  // large enough to be read beside the walk
  const tare::BuildPlan plan_{
      tare::Dockerfile::parse("FROM scratch\nCOPY lib /lib\nCOPY l*b/deep/?own /x\nCOPY . /all\n")};
  std::string old_cache_;
  std::vector<tare::Diagnostic> told_;
  std::optional<tare::ContextDigest> digest_;
  tare::ContextDigest right_;
};

// -- lines that are added ------------------------------------------------------------------------

class AppendScenario : public Scenario {
 public:
  void prepare() override { tree_.file("lines", kOld); }
  void run(unsigned /*threads*/) override { tare::append_lines(tree_.path("lines"), "one\ntwo\n"); }
  void learn() override { right_ = content(); }
  std::string trouble_with_result(Fault /*fault*/) override {
    return content() == right_ ? "" : "other lines, and no error";
  }
  std::string trouble_with_rest(const Played& /*played*/) override {
    return content() == kOld ? "" : "the file is not as it was";
  }

 private:
  [[nodiscard]] std::string content() const { return read_file(tree_.path("lines")); }

  const TempTree tree_;
  std::string right_;
};

ScenarioKind pack_kind(const char* name, To to, tare::Compression::Method method,
                       What what = What::everything) {
  return {name, [=] { return std::make_unique<PackScenario>(to, method, what); }};
}

}  // namespace

const std::vector<ScenarioKind>& scenarios() {
  using Method = tare::Compression::Method;
  static const std::vector<ScenarioKind> kAll{
      pack_kind("PackToSink", To::memory, Method::none),
      pack_kind("PackToSinkGzip", To::memory, Method::gzip),
      pack_kind("PackToDescriptor", To::descriptor, Method::none),
      pack_kind("PackToFile", To::file, Method::none),
      pack_kind("PackToFileGzip", To::file, Method::gzip),
      pack_kind("PackNeeded", To::memory, Method::none, What::needed),
      {"Report", [] { return std::make_unique<ReportScenario>(); }},
      {"Digest", [] { return std::make_unique<DigestScenario>(); }},
      {"Offer", make_offer_scenario},
      {"OciNew", [] { return make_oci_scenario(false); }},
      {"OciOld", [] { return make_oci_scenario(true); }},
      {"Append", [] { return std::make_unique<AppendScenario>(); }},
  };
  return kAll;
}

}  // namespace test
