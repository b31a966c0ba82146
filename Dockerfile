# One image for web, worker and migration; docker-compose.yml says which is which.
FROM node:24-bookworm-slim AS build
WORKDIR /pli
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && node bin/pack-image.mjs image

# Only what was traced from the programs and pages: no compiler, no maps, no package that nothing imports.
FROM node:24-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PLI_HOST=0.0.0.0 PLI_DATA_DIR=/data
WORKDIR /pli
COPY --from=build /pli/image /pli
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
# The worker answers where PLI_WORKER_HEALTH_PORT says.
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s --retries=6 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PLI_WORKER_HEALTH_PORT || process.env.PLI_PORT || 3000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The bounds of lib/start/heap-bounds.ts.
CMD ["node", "--max-old-space-size=320", "--max-semi-space-size=8", "dist/server.mjs"]
