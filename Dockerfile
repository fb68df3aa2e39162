# Onrecord with its models: no network is needed at run time.
#   docker build -t onrecord .
#   docker run --rm -p 127.0.0.1:8080:8080 -v onrecord:/data onrecord
FROM python:3.12-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/onrecord
ENV PATH=/opt/onrecord/bin:$PATH
WORKDIR /src
COPY requirements-torch.txt requirements.lock ./
RUN pip install --no-deps --index-url https://download.pytorch.org/whl/cpu -r requirements-torch.txt
COPY . .
RUN pip install --constraint requirements.lock .

FROM python:3.12-slim-bookworm

RUN useradd --system --uid 10001 --home-dir /data onrecord \
    && install --directory --owner onrecord --group onrecord /data
COPY --from=build /opt/onrecord /opt/onrecord
# In a container every address is the container's own; which of them the host lets out is up to `docker run -p`.
ENV PATH=/opt/onrecord/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ONRECORD_DATA=/data \
    ONRECORD_HOST=0.0.0.0 \
    ONRECORD_PORT=8080
WORKDIR /data
VOLUME /data
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['ONRECORD_PORT'] + '/readyz', timeout=4)"]
ENTRYPOINT ["onrecord"]
CMD ["serve"]
