import type { z } from 'zod';
import type { Scope } from '../access/scopes';
import type { EvidenceSubject } from '../evidence/find-evidence';
import { issueEvidence } from '../evidence/issue-evidence';
import { fileResponse } from './file-response';
import { type RouteHandler, route } from './route';

/**
 * The route that answers the evidence bundle of one envelope as a file to be saved: the same for every reader, but for who may
 * call, with which scope, and what the path names.
 */
export function evidenceRoute<P extends z.ZodType>(
  spec: { access: 'user' | 'signed-in'; scope: Scope; params: P },
  subjectOf: (params: z.output<P>) => EvidenceSubject,
): RouteHandler {
  return route(
    {
      ...spec,
      answer: ['application/zip'],
      refuses: ['sealed-row-changed'],
      limit: { points: 30, seconds: 600, by: 'actor' },
    },
    async ({ services, actor, client, locale, params }) => {
      const subject = subjectOf(params as z.output<P>); // parsed by this very schema
      const { fileName, body } = await issueEvidence(services, { actor, client, locale, subject });
      return fileResponse({ fileName, mediaType: 'application/zip', body });
    },
  );
}
