/** Where a request came from, in tests. */
export const testClient = { address: '192.0.2.7', agent: 'vitest' };
