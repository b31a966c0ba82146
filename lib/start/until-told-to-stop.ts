import 'server-only';

/** Resolves when this process is told to end: SIGTERM, SIGINT, or the process that started it has died (IPC closed). */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
    if (process.connected) process.once('disconnect', () => resolve());
  });
}
