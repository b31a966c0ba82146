/** How often a property is tried: `count` in `npm test`, many times that in `npm run test:long`. */
export function runs(count: number): number {
  return count * Number(process.env.PLI_FUZZ_FACTOR ?? 1);
}
