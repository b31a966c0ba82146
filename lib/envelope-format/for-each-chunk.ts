/** Chunks of one segment that are with WebCrypto at once: its threads stay busy, memory stays bounded. */
const chunksInFlight = 4;

/** Runs `work` for 0 to count - 1, a few at a time; the first failure ends it. */
export async function forEachChunk(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(chunksInFlight, count) }, lane));
}
