import type { Services } from '../../lib/services';

/** The process died. */
export class Killed extends Error {
  override name = 'Killed';
}

/** Services of a process that dies after the last statement of its first transaction and before the commit. */
export function killedBeforeCommit(services: Services): Services {
  const { db } = services;
  const dying = async (work: (tx: unknown) => Promise<unknown>, options?: object) =>
    db.$transaction(async (tx) => {
      await work(tx);
      throw new Killed();
    }, options);
  const handler: ProxyHandler<Services['db']> = {
    get(target, name) {
      if (name === '$transaction') return dying;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  };
  return { ...services, db: new Proxy(db, handler) };
}
