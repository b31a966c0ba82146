import { describe } from 'vitest';
import { describeTampering } from '../support/tampering.ts';
import { withPli } from '../support/with-pli.ts';

describe('what is stored in the vault, changed behind the back of Pli, in every way', () => {
  describeTampering(withPli(), { every: true });
});
