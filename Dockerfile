# tare without installing it; the context is mounted on /context:
#   docker build -t tare .
#   docker run --rm -v "$PWD:/context:ro" tare ls
# The image holds one file and its licenses. For CI jobs, which take a shell, and git for `tare lint`:
#   docker build --target ci -t tare:ci .
FROM debian:bookworm AS build
WORKDIR /src
# The packages are a layer of their own, which a change to the sources leaves alone.
COPY dev ./
RUN ./dev deps static
COPY CMakeLists.txt CMakePresets.json LICENSE ./
COPY packaging packaging
COPY lib lib
COPY cli cli
RUN ./dev static

FROM debian:bookworm-slim AS ci
RUN apt-get update \
  && apt-get install -y --no-install-recommends git \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/build/release/bin/tare-static /usr/local/bin/tare
COPY --from=build /src/build/release/bin/tare-static.licenses /usr/local/share/doc/tare/copyright
WORKDIR /context

FROM scratch
COPY --from=build /src/build/release/bin/tare-static /usr/local/bin/tare
COPY --from=build /src/build/release/bin/tare-static.licenses /usr/local/share/doc/tare/copyright
WORKDIR /context
ENTRYPOINT ["/usr/local/bin/tare"]
