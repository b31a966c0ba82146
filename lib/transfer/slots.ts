/** Lets a bounded number of works run at once; the others wait in the order they came. */
export function createSlots(countMax: number): <T>(work: () => Promise<T>) => Promise<T> {
  let taken = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (taken >= countMax) await new Promise<void>((resolve) => waiting.push(resolve));
    else taken += 1;
    try {
      return await work();
    } finally {
      // The slot is handed on; it is only given back when nobody waits for it.
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    }
  };
}
