import type { Page } from 'playwright-core';
import type { Visitor } from './chromium.ts';

/** Every script that the page or a worker of it was kept from compiling. */
export async function watchPolicy(visitor: Visitor): Promise<string[]> {
  const violations: string[] = [];
  await visitor.context.exposeFunction('noteViolation', (text: string) => void violations.push(text));
  await visitor.context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { noteViolation } = globalThis as unknown as { noteViolation: (text: string) => void }; // exposed above
      noteViolation(
        `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile} on ${location.pathname}`,
      );
    });
  });
  return violations;
}

/** What zod was told in each worker of the page that has it. */
export async function jitlessInWorkers(page: Page): Promise<boolean[]> {
  type WithZod = { __zod_globalConfig?: { jitless?: boolean } };
  const told = await Promise.all(
    page
      .workers()
      .map((worker) => worker.evaluate(() => (globalThis as WithZod).__zod_globalConfig?.jitless)),
  );
  return told.filter((one) => one !== undefined);
}
