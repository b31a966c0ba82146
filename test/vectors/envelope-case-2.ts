import type { SampleEnvelope2 } from '../support/build-envelope-2';
import type { Named } from './segment-vectors';

/** An envelope of version 2 as a reader may be given it. */
export type EnvelopeCase2 = Named<{
  envelope: Omit<SampleEnvelope2, 'batch'> & { batch: SampleEnvelope2['batch'] | null };
  senderSide?: boolean;
}>;
