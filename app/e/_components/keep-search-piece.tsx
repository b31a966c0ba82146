'use client';

import { useEffect } from 'react';
import type { OpenedEnvelope } from '@/lib/browser/open/open-messages';
import { writePiece } from '@/lib/browser/search-index/write-piece';
import { createApiClient } from '@/lib/transfer/api-client';
import { type ReadingSide, readingBase } from './use-reading-session';

/** So long after a letter stands there its words are filed: the letter itself comes first. */
const pauseMilliseconds = 500;

/** Files the words of a letter that a member reads for the search of her own browsers; nothing to be seen. */
export default function KeepSearchPiece({
  side,
  envelope,
  fileNames,
}: {
  side: ReadingSide;
  envelope: OpenedEnvelope;
  fileNames: readonly string[];
}) {
  const base = readingBase(side);
  useEffect(() => {
    const timer = setTimeout(() => {
      const letter = {
        title: envelope.subject,
        bodyHtml: envelope.bodyHtml,
        fileNames,
        isPersonal: envelope.marks.includes('personal'),
      };
      // away: the next reading makes it
      writePiece(createApiClient(window.location.origin), base, letter).catch(() => undefined);
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [base, envelope, fileNames]);
  return null;
}
