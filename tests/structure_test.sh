#!/usr/bin/env bash
# The shape that lib/DESIGN.md promises: who may include what.
#
#   structure_test.sh ROOT
set -euo pipefail
cd "$1"
status=0

# fail_if_found MESSAGE PATTERN FILE...
fail_if_found() {
  local message=$1 pattern=$2
  shift 2
  if grep -nE "$pattern" "$@"; then
    echo "^ $message"
    status=1
  fi
}

# others_than GLOB NAME...: the sources in lib/src whose name does not begin with one of the NAMEs
sources_but() {
  local name file
  for file in lib/src/*; do
    for name in "$@"; do
      [[ ${file##*/} == "$name".* ]] && continue 2
    done
    echo "$file"
  done
}

mapfile -t public < <(find lib/include -name '*.hpp')
mapfile -t not_slow_rules < <(sources_but slow_rules)
mapfile -t not_tar_encoder < <(sources_but tar_encoder tar_reader)
mapfile -t not_sha256 < <(sources_but sha256)
mapfile -t not_gzip_stream < <(sources_but gzip_stream)
mapfile -t not_zstd_stream < <(sources_but zstd_stream)
mapfile -t not_os < <(sources_but os os_attributes list_linux list_portable child_process tar_encoder)
((${#public[@]} > 5 && ${#not_slow_rules[@]} > 10)) || { echo "where are the sources?"; exit 1; }

fail_if_found "public headers take plain standard C++ and each other only" \
  '#include (<[a-z_]*[./][^>]*>|"[^t]|"t[^a])' "${public[@]}"
fail_if_found "re2 belongs into the slow rules" '#include <re2/' "${not_slow_rules[@]}" cli/*.cpp cli/*.hpp
fail_if_found "libcrypto belongs into sha256" '#include <openssl/' "${not_sha256[@]}" cli/*.cpp cli/*.hpp
fail_if_found "libarchive belongs into the tar encoder and the tar reader" \
  '#include <archive' "${not_tar_encoder[@]}" cli/*.cpp cli/*.hpp
fail_if_found "libdeflate belongs into the gzip stream" \
  '#include <libdeflate' "${not_gzip_stream[@]}" cli/*.cpp cli/*.hpp
fail_if_found "libzstd belongs into the zstd stream" \
  '#include <(zstd|zdict)' "${not_zstd_stream[@]}" cli/*.cpp cli/*.hpp
fail_if_found "system calls belong into os.cpp, the two readers of directories, and what runs a program" \
  '#include <(sys/|unistd|fcntl|dirent|linux/)' "${not_os[@]}"
mapfile -t not_config < <(find cli -name '*.[ch]pp' ! -name 'config.cpp' ! -name 'toml.hpp')
fail_if_found "toml++ belongs into the configuration" '#include <toml' "${not_config[@]}" lib/src/*
fail_if_found "the command line uses the public interface only" '#include "(\.\./)?lib/|#include "os\.hpp' \
  cli/*.cpp cli/*.hpp

mapfile -t session < <(find lib/session \( -name '*.[ch]pp' -o -name '*.h' \) ! -path '*/http2_server.*' ! -name 'http2_callbacks.cpp')
fail_if_found "nghttp2 belongs into the server of sessions" '#include <nghttp2' "${session[@]}"
fail_if_found "sessions take no gRPC" '#include <grpc' lib/session/src/*
for header in lib/src/*.hpp; do internal+=("${header##*/}"); done
fail_if_found "sessions use the public interface only" "#include \"($(IFS='|'; echo "${internal[*]}"))\"" "${session[@]}"

# One direction: error -> ignore_file -> matcher -> context -> walk -> { tar_encoder | report } -> pack.
# A file may include what stands before it.
order=(api ascii utf8 lower_case name_parts utf8_locale sha256 printable error figures file_status go_text comment
       dockerfile refusal misspelling dockerfile_text heredoc_words dockerfile_heredoc flag_values instruction_names instruction_flags
       instruction_words instruction_checks dockerfile_instructions dockerfile_parse
       build_plan word_error budget shell_pattern shell_words platform image_reference port source_kind variables step_key
       run_mount stage_graph stage_run
       dialect ignore_file size_tree json_input json_parts finding baseline report_page expression descent
       alphabet pieces node_set automaton state_cache simulation slow_rules compiled_rules matcher scan engine
       engine_pool os os_attributes processor_count signal_block list_linux list_portable input_file link_targets narrowing context explain progress walk report stages trail trial directory batch
       branch literal_line suggest suspect_list suspects survey extensions contributors top_parts demand check
       schedule waiting_share mount skipped_part tree_reader teller largest_sizes kept_names sized_parts sizer tree_walk
       size_tree_builder accounting sink temporary_name output_file append block parcel
       archive_stream tar_encoder compressed_stream gzip_stream zstd_stream compress pack normalise pack_reader oci oci_image oci_directory oci_layout
       tar_reader varint inventory_items inventory inventory_parts context_inventory tar_inventory content diff report_diff
       membership selection stage_counts unread_part dependency_install stage_order stage_report build_graph stages_dot stage_picture stages_svg digest_cache file_hash large_files
       digest_reader digest_sets digest_plan digest digest_changes offer_index offer_reader told_file offer libraries preload
       child_process git_ignored secret_content secrets secret_search secret_walk
       regexp_leaks witness inclusion opening redundancy lost_entries
       lint lint_part lint_kinds lint_rules lint_text lint_descent lint_relations lint_root_names lint_case lint_unused
       lint_tree lint_secrets lint_suspects lint_git lint_build_files
       lint_stages
       c_error c_matcher c_entry c_options c_match c_walk c_pack c_digest)
declare -A rank
for i in "${!order[@]}"; do rank[${order[$i]}]=$i; done
for file in lib/include/tare/*.hpp lib/src/*; do
  name=${file##*/}
  name=${name%.*}
  name=${name%_json}
  name=${name%_html}
  name=${name%_sarif}
  [[ -n ${rank[$name]:-} ]] || { echo "$file: give it a place in the order"; status=1; continue; }
  while read -r included; do
    included=${included##*/}
    included=${included%.hpp}
    # What a walk, a report and a packing are stands first; these files have it made.
    [[ $file:$included == lib/src/@(report|walk|pack|lint).cpp:@(accounting|tree_walk|normalise|pack_reader|lint_*) ]] && continue
    # The page of a report shows what the stages of a build take.
    [[ $file:$included == lib/src/report_html.cpp:stages ]] && continue
    # What a survey is stands first, too.
    [[ $file:$included == lib/src/survey.cpp:extensions ]] && continue
    # What a suggestion is stands first; this file has the survey and the search for secrets made.
    [[ $file:$included == lib/src/suggest.cpp:@(survey|secret_walk) ]] && continue
    # What a build plan is stands first, too.
    [[ $file:$included == lib/src/build_plan.cpp:@(budget|platform|stage_graph|stage_run|variables) ]] && continue
    # What a matcher and a scan are stands first; these two files have the engines do it.
    [[ $file:$included == lib/src/@(matcher|scan).cpp:engine?(_pool) ]] && continue
    if ((${rank[$included]:-0} > ${rank[$name]})); then
      echo "$file includes $included, which stands behind it"
      status=1
    fi
  done < <(sed -nE 's/^#include "(.*)"/\1/p' "$file")
done
exit "$status"
