#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tare/file_status.hpp"
#include "tare/output_file.hpp"

namespace tare::oci {

/// Files and directories that are removed again, unless they are to stay.
class Made {
 public:
  Made() = default;
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  ~Made();

  /// Makes the directory `path` if there is none. Throws Error (output).
  void directory(const std::string& path);
  void file(const std::string& path) { files_.push_back(path); }
  void keep() noexcept;

  [[nodiscard]] const std::vector<std::string>& directories() const noexcept {
    return directories_;
  }

 private:
  std::vector<std::string> files_;
  std::vector<std::string> directories_;
};

/// The files of an image layout that is about to get one more image.
class LayoutDirectory {
 public:
  /// Throws Error; see OciLayout.
  LayoutDirectory(const std::string& path, const std::function<void()>& interrupted);

  /// Of the directory.
  [[nodiscard]] const FileId& id() const noexcept { return id_; }
  [[nodiscard]] std::string index_path() const { return path_ + "/index.json"; }
  /// What the index says so far.
  [[nodiscard]] const std::optional<std::string>& old_index() const noexcept { return old_index_; }
  [[nodiscard]] std::vector<std::string> commits_in() const;
  [[nodiscard]] std::string made_in() const;

  void write_layer(std::span<const std::byte> bytes) { layer_.write(bytes); }
  /// Each puts a blob to its place. Throw Error (output).
  void put_layer(const std::string& digest) { put(layer_, digest); }
  void put_config(const std::string& text, const std::string& digest);
  void put_manifest(const std::string& text, const std::string& digest);
  /// Makes an image of what has been put: the last step, after which everything stays. Throws Error
  /// (output).
  void finish(const std::string& index);

 private:
  void put(OutputFile& file, const std::string& digest);

  std::string path_;
  bool is_layout_;
  std::optional<std::string> old_index_;
  Made made_;  // outlives the files, which may have names in these directories
  std::string blobs_;
  FileId id_;
  OutputFile layer_;
  OutputFile config_;
  OutputFile manifest_;
  OutputFile layout_file_;
  OutputFile index_;
};

}  // namespace tare::oci
