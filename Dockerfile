# The portal as one image: web, worker and beat are the same image with another command (see compose.yaml).
# syntax=docker/dockerfile:1
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --requirement /tmp/requirements.txt

FROM python:${PYTHON}
# What WeasyPrint loads, and the typeface of official documents.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 fontconfig fonts-liberation \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 nghitruong \
 && useradd --uid 10001 --gid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin nghitruong
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY manage.py .env.example ./
COPY config config
COPY core core
COPY council council
COPY sessions sessions
COPY oversight oversight
COPY voters voters
COPY petitions petitions
COPY reports reports
COPY desk desk
COPY demo demo
COPY scripts scripts
COPY static static
COPY templates templates
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    EMBEDDED_ROOT=/data MEDIA_ROOT=/data/media BACKUP_ROOT=/data/backup WEB_BIND=0.0.0.0:8000
# Keys that serve this one command and stay in no layer.
RUN SECRET_KEY=build-only FIELD_KEY=YnVpbGQtb25seS1ub3QtYS1zZWNyZXQtMDAwMDAwMDA= ALLOWED_HOSTS=build.invalid \
    DATABASE_URL=postgres://none REDIS_URL=redis://none EMBEDDED_ROOT=/tmp/build \
    python manage.py collectstatic --no-input --verbosity 0 \
 && rm -rf /tmp/build \
 && mkdir -p /data/media /data/backup && chown -R nghitruong:nghitruong /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=12s --start-period=60s --retries=3 CMD ["python", "scripts/probe.py"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi:application"]
