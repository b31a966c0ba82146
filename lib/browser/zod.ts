import { config } from 'zod/v4/core';

/**
 * zod as browsers get it, in pages and in workers (next.config.mjs puts it in place of `zod`): it never tries whether it may compile
 * code, which our Content-Security-Policy forbids and some browsers log as an attack on every page.
 */
export * from 'zod/v4';

config({ jitless: true });
