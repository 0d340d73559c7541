# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS deps
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --include=dev --include=optional

FROM deps AS build
COPY . .
RUN node scripts/setup.mjs build

FROM node:24-bookworm-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 OMOI_DATA_DIR=/data
# The standalone tree holds the server, its static files, the public folder and the migrations. It belongs to the
# user who runs it, because Next writes its cache into it.
COPY --from=build --chown=node:node /app/.next/standalone ./.next/standalone
COPY --from=build /app/config ./config
COPY --from=build /app/scripts/start.mjs ./scripts/start.mjs
COPY LICENSE ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "scripts/start.mjs"]
