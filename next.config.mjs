import createNextIntlPlugin from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const config = {
  // Several builds may lie side by side (tests, two versions of a roll-out).
  distDir: process.env.PLI_NEXT_DIST ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // No page shows a picture that needs it, and it would fetch any path of ours for whoever asks.
  images: { unoptimized: true },
  // The API answers what it answers: no rewriting of paths with a slash at the end.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: [
    '@aws-sdk/client-s3',
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'nodemailer',
    'openpgp',
    'pdfkit',
    'pg',
    'pg-boss',
    'pino',
    'rate-limiter-flexible',
  ],
  // Nobody reads them in production, where they would cost memory in every process and most of the image.
  experimental: { turbopackSourceMaps: process.env.NODE_ENV !== 'production' },
  // One zod for page and worker in the browser, which compiles nothing: their policy forbids it.
  turbopack: { resolveAlias: { zod: { browser: './lib/browser/zod.ts' } } },
  // Types are a gate of their own (`npm run types`), so that starting Pli does not check them again.
  typescript: { ignoreBuildErrors: true },
};

export default createNextIntlPlugin({
  requestConfig: './lib/http/request-locale.ts',
  experimental: {
    // Messages are parsed when Pli is built: no page carries the parser of ICU messages.
    messages: { path: './messages', format: 'json', locales: ['fr', 'en'], precompile: true },
  },
})(config);
