# Two images from one source, both for linux/amd64 and linux/arm64.
#
#   serve   the site on a release, and nothing else; it neither fetches nor writes
#           docker build --target serve -t ogi-serve .
#           docker run --rm -p 8001:8001 -v "$PWD/data:/data:ro" ogi-serve
#   work    every command, with a browser, Chinese fonts and an office converter beside them
#           docker build --target work -t ogi-work .
#           docker run --rm -v "$PWD/data:/data" ogi-work crawl --sites /data/sites.yml
#
# Nothing runs as root. The user is 10001: what is mounted at /data must be readable (work: writable) for it.

FROM python:3.11-slim-bookworm AS base
ENV LANG=C.UTF-8 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OGI_DATA=/data \
    PATH=/opt/ogi/bin:$PATH
RUN useradd --uid 10001 --create-home ogi && install -d -o ogi -g ogi /data

# The packages of an image stand in /opt/ogi, made here so that the images hold no source and no build tool of ours.
# They are the part of the lock that the program needs at run time.
FROM base AS source
WORKDIR /src
COPY tools/locked.py tools/locked.py
COPY pyproject.toml requirements.lock ./
RUN python -m venv /opt/ogi

FROM source AS serve-packages
# What only the crawler, the reading of scans and the making of releases need is left out: it is most of the weight.
RUN python tools/locked.py --without playwright scrapy twisted protego zope-interface \
        rapidocr onnxruntime opencv-python-headless pyarrow > wanted.txt \
    && pip install --require-hashes --requirement wanted.txt
COPY README.md LICENSE LICENSE-DATA ./
COPY parsing parsing
COPY crawler crawler
COPY dataset dataset
COPY ogi ogi
RUN pip install --no-deps --no-build-isolation .

FROM source AS work-packages
RUN python tools/locked.py > wanted.txt \
    && pip install --require-hashes --requirement wanted.txt
COPY README.md LICENSE LICENSE-DATA ./
COPY parsing parsing
COPY crawler crawler
COPY dataset dataset
COPY ogi ogi
RUN pip install --no-deps --no-build-isolation .

FROM base AS work
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        chromium fontconfig fonts-noto-cjk libatomic1 libreoffice-writer-nogui libreoffice-calc-nogui tini \
    && rm -rf /var/lib/apt/lists/*
COPY --from=work-packages /opt/ogi /opt/ogi
USER 10001
WORKDIR /home/ogi
VOLUME /data
EXPOSE 8001
# A browser and an office program leave children behind, which tini buries.
ENTRYPOINT ["tini", "--", "ogi"]
CMD ["--help"]

FROM base AS serve
COPY --from=serve-packages /opt/ogi /opt/ogi
USER 10001
WORKDIR /home/ogi
EXPOSE 8001
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8001/', timeout=4)"]
ENTRYPOINT ["ogi", "serve", "--host", "0.0.0.0"]
CMD ["--port", "8001"]
