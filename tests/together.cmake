# The unit tests that are compiled as one source. The templates of GoogleMock are made once for each
# group then, which takes half of the time. In a group no two tests use one name for two things.
function(compile_together group)
  list(TRANSFORM ARGN APPEND _test.cpp)
  set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP ${group})
endfunction()

set_target_properties(tare-unit-tests PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
# What this warns of is between files that have nothing to do with each other.
target_compile_options(tare-unit-tests PRIVATE -Wno-shadow)

compile_together(dockerfiles build_plan dockerfile figures platform project_dockerfiles shell_words)
compile_together(rules append ignore_file redundancy run_mount scan selection sha256)
compile_together(findings finding json_input long_key secrets)
compile_together(matching image_reference matcher oracle progress trial vectors)
compile_together(contexts choice context explain narrowing stages)
compile_together(reports diff report report_html suggest survey suspects)
compile_together(lint check lint_rules lint_stages lint_tree)
compile_together(packing compress cut_archive digest oci pack)
compile_together(walking c_interface offer offered_file sandbox size_tree tree_walk)
