/**
 * How much a process keeps before it collects with more zeal, in MiB: old space, and each half of the young one. Without a bound Node
 * takes what the machine has (measured: 1,165 MB of web where 369 do at the same speed). Dockerfile and docker-compose.yml give the same; a test
 * holds them together.
 */
export const heapBounds = {
  web: ['--max-old-space-size=320', '--max-semi-space-size=8'],
  worker: ['--max-old-space-size=192', '--max-semi-space-size=2'],
} as const;
