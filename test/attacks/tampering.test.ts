import { describe } from 'vitest';
import { describeTampering } from '../support/tampering.ts';
import { withSharedPli } from '../support/with-pli.ts';

// each change of each object: test/long/tampering.test.ts
describe('what is stored in the vault, changed behind the back of Pli', () => {
  describeTampering(withSharedPli(), { every: false });
});
