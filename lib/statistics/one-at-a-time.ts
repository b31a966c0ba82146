/**
 * Runs what takes long one after the other in this process, so that it never takes all connections and both processors from everybody
 * else. Who asks for what waits or runs already (the same `key`) gets its answer.
 */
export function oneAtATime(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const asked = new Map<string, Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = asked.get(key);
    if (known) return known as Promise<T>; // the same key, the same work
    const answer = last.then(work).finally(() => asked.delete(key));
    asked.set(key, answer);
    last = answer.catch(() => undefined);
    return answer;
  };
}
