import type { OpenEnvelopeAnswer } from '../../envelope/wire';
import { marksOf, titleOf } from '../../envelope-format/manifest';
import type { VerifiedEnvelope } from '../../envelope-format/verify-envelope';
import type { CheckStep, OpenedEnvelope } from './open-messages';

/** All that a page shows and prints of a letter: what its manifest says, its content, who else received it, what was checked. */
export function openedEnvelope(
  { seal, manifest }: VerifiedEnvelope,
  content: Pick<OpenedEnvelope, 'bodyHtml' | 'files'>,
  { to, cc }: Pick<OpenEnvelopeAnswer, 'to' | 'cc'>,
  steps: CheckStep[],
): OpenedEnvelope {
  return { seal, subject: titleOf(manifest), marks: marksOf(manifest), ...content, to, cc, steps };
}
