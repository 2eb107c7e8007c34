# JupyterLab with the kit and its Java kernel.
#   docker build -t anpvs .                          for NVIDIA GPUs; runs on the CPU where it sees none
#   docker build -t anpvs --build-arg ENGINE=cpu .   for the CPU alone
#   docker run --rm -p 127.0.0.1:8888:8888 --gpus all anpvs      prints JupyterLab's address with its token
#   docker run --rm anpvs reproduce
# Debian as of one day: the base by its digest, every package from the archive's snapshot of that day.
# BASE and DEBIAN_SNAPSHOT are changed together; an empty DEBIAN_SNAPSHOT takes what the base's own mirror has now.
ARG BASE=docker.io/library/debian:trixie-20260918-slim@sha256:a99cfc517144bc59b1978475ec53b46ecabec7e43635402ee5b77cc54cd1b20a
ARG DEBIAN_SNAPSHOT=20260918T000000Z
ARG ENGINE=cuda

# ---- what the kit needs of the system: JDK, Jupyter, fonts ----
FROM ${BASE} AS system
ARG DEBIAN_SNAPSHOT
ENV DEBIAN_FRONTEND=noninteractive
RUN set -eu; \
    if [ -n "$DEBIAN_SNAPSHOT" ]; then \
        archive=http://snapshot.debian.org/archive; \
        rm -f /etc/apt/sources.list.d/*; \
        { echo "deb [check-valid-until=no] $archive/debian/$DEBIAN_SNAPSHOT trixie main"; \
          echo "deb [check-valid-until=no] $archive/debian/$DEBIAN_SNAPSHOT trixie-updates main"; \
          echo "deb [check-valid-until=no] $archive/debian-security/$DEBIAN_SNAPSHOT trixie-security main"; \
        } >/etc/apt/sources.list; \
    fi; \
    echo 'Acquire::Retries "5";' >/etc/apt/apt.conf.d/80-retries; \
    apt-get update; \
    apt-get install -y --no-install-recommends \
        ca-certificates openjdk-21-jdk-headless tini libstdc++6 libgomp1 zlib1g \
        fontconfig fonts-dejavu-core libharfbuzz0b \
        python3-nbclient jupyter-client \
        python3-async-lru python3-jinja2 python3-jupyter-core python3-jupyter-events python3-jupyter-server \
        python3-jupyterlab-server python3-notebook-shim python3-packaging python3-rpds-py python3-tornado \
        python3-traitlets; \
    # Debian's jupyterlab depends on 600 packages (1.1 GB) of Node.js, with which extensions are built. What it
    # serves is in the package itself: only that is unpacked here, beside its Python dependencies above.
    cd /tmp; \
    apt-get download jupyterlab; \
    dpkg-deb --fsys-tarfile jupyterlab_*.deb | tar -x -C / --exclude ./usr/share/nodejs --exclude ./usr/share/doc; \
    rm jupyterlab_*.deb; \
    python3 -m compileall -q /usr/lib/python3/dist-packages/jupyterlab; \
    jupyter-lab --version; \
    # No question about news from jupyter.org, for which the page would ask that server.
    jupyter-labextension disable --level=system '@jupyterlab/apputils-extension:announcements'; \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/dpkg.log; \
    useradd --uid 1000 --gid 0 --create-home --shell /bin/bash anpvs; \
    chmod -R g=u /home/anpvs
ENV LANG=C.UTF-8 HOME=/home/anpvs

# ---- where the kit is worked on: .devcontainer ----
FROM system AS development
RUN apt-get update \
    && apt-get install -y --no-install-recommends git less openssh-client procps \
    && rm -rf /var/lib/apt/lists/*
USER 1000:0

# ---- build ----
FROM system AS build
WORKDIR /build
COPY . .
# Maven keeps itself below $HOME and its libraries below the home of root, which builds: both go to the cache.
RUN --mount=type=cache,target=/home/anpvs/.m2 \
    ./mvnw -B -ntp -Dmaven.repo.local=/home/anpvs/.m2/repository -Dmaven.test.skip=true package
# Only what a run needs, and all of it writable for group 0: so it works under any user id, too.
RUN set -eu; \
    mkdir -p /anpvs/target /anpvs/data /anpvs/cache /anpvs/out; \
    cp -r environment notebooks figures runs docs README.md LICENSE CITATION.cff /anpvs; \
    cp -r target/anpvs.jar target/anpvs-sources.jar target/lib /anpvs/target; \
    /anpvs/environment/setup --offline --prefix /usr/local; \
    chmod -R g=u /anpvs

# ---- run ----
FROM system AS run
# The engine for NVIDIA GPUs: pinned libraries from Maven Central, see environment/cuda.md for what and under which
# licences. The CPU's engine comes with the kit; the launchers take it where no GPU is visible.
ARG ENGINE
ENV ANPVS_CUDA=/opt/anpvs-cuda \
    CUDA_CACHE_PATH=/anpvs/cache \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY environment/cuda environment/cuda.json /tmp/engine/
RUN set -eu; \
    case "$ENGINE" in \
        cuda) python3 /tmp/engine/cuda ;; \
        cpu) ;; \
        *) echo "ENGINE is $ENGINE; it has to be cpu or cuda"; exit 2 ;; \
    esac; \
    rm -r /tmp/engine
COPY --from=build /usr/local/share/jupyter /usr/local/share/jupyter
COPY --from=build --chown=1000:0 /anpvs /anpvs
WORKDIR /anpvs
ENV PATH=/anpvs/environment:$PATH
USER 1000:0
VOLUME ["/anpvs/runs", "/anpvs/data", "/anpvs/cache", "/anpvs/out"]
EXPOSE 8888
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/anpvs/environment/container/healthy"]
ENTRYPOINT ["tini", "-s", "-g", "--", "/anpvs/environment/container/start"]
CMD ["lab"]
