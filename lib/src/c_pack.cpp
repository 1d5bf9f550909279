#include <functional>
#include <memory>
#include <string>

#include "c_error.hpp"
#include "c_options.hpp"
#include "tare/compress.hpp"
#include "tare/oci.hpp"
#include "tare/output_file.hpp"
#include "tare/pack.hpp"

struct tare_report {
  tare::Report report;
  std::string directory;
};

namespace tare::c {
namespace {

tare_tally tally_of(const Tally& tally) {
  return {tally.files, tally.directories, tally.links, tally.specials, tally.bytes};
}

struct Free {
  void operator()(char* text) const { tare_text_free(text); }
};

void keep(tare_report** report, Report made, const char* directory) {
  if (report != nullptr) *report = new tare_report{std::move(made), directory};
}

Report pack_to(const char* directory, const tare_options& options, const Sink& sink) {
  const Context context = open(directory, options);
  if (options.compression.method == Compression::Method::none) {
    return pack(context, sink, options.pack);
  }
  Compressor compressor(sink, options.compression, options.pack.report.threads);
  Report report = pack(
      context, [&](std::span<const std::byte> bytes) { compressor.write(bytes); }, options.pack);
  compressor.finish();
  return report;
}

// What was promised in a header and could not be read is no success, although the archive has an
// end.
void keep_packed(tare_report** report, Report made, const char* directory) {
  const bool whole = made.broken_off == 0;
  keep(report, std::move(made), directory);
  if (whole) return;
  throw Error(Fault::input, directory,
              "files could not be read to the end, and zeros take the place of the rest");
}

// `report` is null while there is none.
template <typename Work>
tare_status reporting(tare_report** report, tare_error** error, const Work& work) {
  if (report != nullptr) *report = nullptr;
  return guarded(error, work);
}

}  // namespace
}  // namespace tare::c

using tare::c::completed;
using tare::c::Free;
using tare::c::reporting;

tare_status tare_report_make(const char* directory, const tare_options* options,
                             tare_report** report, tare_error** error) {
  return reporting(report, error, [&] {
    const tare_options all = completed(options);
    tare::c::keep(report, tare::report(tare::c::open(directory, all), all.pack.report), directory);
  });
}

tare_tally tare_report_context(const tare_report* report) {
  return tare::c::tally_of(report->report.context);
}

tare_tally tare_report_excluded(const tare_report* report) {
  return tare::c::tally_of(report->report.excluded);
}

uint64_t tare_report_missing(const tare_report* report) { return report->report.missing; }

tare_status tare_report_json(const tare_report* report, char** json, tare_error** error) {
  *json = nullptr;
  return tare::c::guarded(
      error, [&] { *json = tare::c::copy_of(tare::to_json(report->report, report->directory)); });
}

void tare_report_free(tare_report* report) { delete report; }

tare_status tare_pack(const char* directory, const tare_options* options, tare_write write,
                      void* data, tare_report** report, tare_error** error) {
  return reporting(report, error, [&] {
    const auto sink = [&](std::span<const std::byte> block) {
      if (write(block.data(), block.size(), data) != 0) throw tare::c::Stop();
    };
    tare::c::keep_packed(report, tare::c::pack_to(directory, completed(options), sink), directory);
  });
}

tare_status tare_pack_fd(const char* directory, const tare_options* options, int fd,
                         tare_report** report, tare_error** error) {
  return reporting(report, error, [&] {
    tare_options all = completed(options);
    all.pack.skip.push_back(tare::id_of(fd));
    const tare::Sink sink = tare::sink_to(fd, "the archive");
    tare::c::keep_packed(report, tare::c::pack_to(directory, all, sink), directory);
  });
}

tare_status tare_pack_oci(const char* directory, const tare_options* options, const char* layout,
                          char** digest, tare_report** report, tare_error** error) {
  if (digest != nullptr) *digest = nullptr;
  return reporting(report, error, [&] {
    const tare_options all = completed(options);
    const tare::OciPlace place = tare::parse_oci_place(layout);
    const tare::Context context = tare::c::open(directory, all);
    const tare::OciImage image = tare::write_oci_layout(
        context, place.directory, {all.pack, all.compression, place.name, all.platform});
    std::unique_ptr<char, Free> text;
    if (digest != nullptr) text.reset(tare::c::copy_of(image.manifest.digest));
    tare::c::keep(report, image.report, directory);
    if (digest != nullptr) *digest = text.release();
  });
}
