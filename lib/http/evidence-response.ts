import type { IssuedEvidence } from '../evidence/issue-evidence';

/** A bundle as a file to be saved. */
export function evidenceResponse({ fileName, body }: IssuedEvidence): Response {
  return new Response(body, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${fileName}"`,
      'x-content-type-options': 'nosniff',
    },
  });
}
