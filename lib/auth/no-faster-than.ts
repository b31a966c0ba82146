/** The least time an answer takes that must not tell by its speed whether an address or a reference exists. */
export const evenAnswerMs = 300;

/** Runs the work and answers no sooner than `ms` after the start, whether it succeeds or fails. */
export async function noFasterThan<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const pause = new Promise((resolve) => setTimeout(resolve, ms));
  const [outcome] = await Promise.allSettled([work(), pause]);
  if (outcome.status === 'rejected') {
    throw outcome.reason;
  }
  return outcome.value;
}
