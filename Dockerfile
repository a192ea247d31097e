# syntax=docker/dockerfile:1

# To pin the base by digest, take the digest that `docker buildx imagetools inspect python:3.12-slim` prints and write
# `python:3.12-slim@sha256:...` into both stages; the tag then only tells people which release it was.
FROM python:3.12-slim AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/auslage
# Before the sources, so that a change of code does not fetch the dependencies again.
COPY requirements.lock ./
RUN /opt/auslage/bin/python -m pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY proto ./proto
COPY service ./service
COPY training ./training
RUN /opt/auslage/bin/python -m pip install --no-deps --no-build-isolation --no-index .

FROM python:3.12-slim
RUN groupadd --system --gid 10001 auslage \
    && useradd --system --uid 10001 --gid auslage --home-dir /data --no-create-home --shell /usr/sbin/nologin auslage \
    && install --directory --owner auslage --group auslage --mode 0750 /data
COPY --from=build /opt/auslage /opt/auslage
# The root may be read-only: only /data and /tmp are written. One thread each for the wheels' own thread pools.
ENV PATH=/opt/auslage/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/tmp/numba \
    OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1 \
    AUSLAGE_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 50051
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["auslage", "health"]
ENTRYPOINT ["auslage"]
# On its own the container listens on its own loopback; compose.yaml opens it to its own network.
CMD ["serve"]
