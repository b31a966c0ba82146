# One image for web, worker and migration; docker-compose.yml says which is which.
FROM node:22-bookworm-slim AS build
WORKDIR /pli
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PLI_HOST=0.0.0.0 PLI_DATA_DIR=/data
WORKDIR /pli
COPY --from=build /pli/package.json /pli/next.config.mjs ./
COPY --from=build /pli/node_modules node_modules
COPY --from=build /pli/lib/i18n lib/i18n
COPY --from=build /pli/prisma/migrations prisma/migrations
COPY --from=build /pli/public public
COPY --from=build /pli/.next .next
COPY --from=build /pli/dist dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/server.mjs"]
