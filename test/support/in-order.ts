import { afterEach, beforeEach } from 'vitest';

/** The tests of this describe block are the steps of one story: after one has failed, the others are skipped, not failed for it. */
export function inOrder(): void {
  let broken = false;
  beforeEach(({ skip }) => {
    if (broken) skip('an earlier step failed');
  });
  afterEach(({ task }) => {
    broken ||= task.result?.state === 'fail';
  });
}
