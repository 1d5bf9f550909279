# tare without installing it; the context is mounted on /context:
#   docker build -t tare .
#   docker run --rm -v "$PWD:/context:ro" tare ls
FROM debian:bookworm AS build
WORKDIR /src
# The packages are a layer of their own, which a change to the sources leaves alone.
COPY dev ./
RUN ./dev deps
COPY CMakeLists.txt CMakePresets.json ./
COPY lib lib
COPY cli cli
RUN ./dev build

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    libarchive13 libboost-filesystem1.74.0 libdeflate0 libfmt9 libre2-9 libssl3 libzstd1 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/build/release/bin/tare /usr/local/bin/
WORKDIR /context
ENTRYPOINT ["tare"]
