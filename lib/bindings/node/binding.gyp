{
  "targets": [
    {
      "target_name": "tare",
      "sources": [
        "src/addon.cpp",
        "src/entries.cpp",
        "src/job.cpp",
        "src/mailbox.cpp",
        "src/matching.cpp",
        "src/name_matcher.cpp",
        "src/values.cpp",
        "src/work.cpp"
      ],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["<!@(pkg-config --cflags tare)", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "cflags_cc!": ["-fno-exceptions"],
      "libraries": ["<!@(pkg-config --libs tare)"],
      "ldflags": ["<!@(pkg-config --libs-only-L tare | sed -E 's/(^| )-L/\\1-Wl,-rpath,/g')"]
    }
  ]
}
