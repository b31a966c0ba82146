import { defineConfig } from 'prisma/config';

// The URL is only used by `prisma migrate` while developing; the running application opens its own connection (lib/db/client.ts).
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/unset' },
});
