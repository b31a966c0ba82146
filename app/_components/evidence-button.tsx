'use client';

import { Button } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { saveBlob } from '@/lib/browser/open/save-blob';

/** Which bundle: the sender's, a recipient's by his reference, or an administrator's. */
export type EvidencePlace =
  | { as: 'sender'; envelopeId: string }
  | { as: 'recipient'; reference: string }
  | { as: 'administrator'; envelopeId: string };

/**
 * Downloads the evidence bundle of an envelope. `complete` adds what only this page knows (the opened manifest). Needs the
 * messages of `evidence`. For an entry of the audit: `<EvidenceButton place={{ as: 'administrator', envelopeId }} />`.
 */
export function EvidenceButton({
  place,
  sealedAt,
  complete,
  compact = false,
}: {
  place: EvidencePlace;
  /** RFC 3339: its day stands in the file's name; else today's. */
  sealedAt?: string;
  complete?: (bundle: Blob) => Promise<Blob>;
  compact?: boolean;
}) {
  const t = useTranslations('evidence.button');
  const [state, setState] = useState<'idle' | 'making' | 'saved' | 'failed'>('idle');
  const take = async () => {
    setState('making');
    try {
      const bundle = await fetchBundle(place);
      const whole = complete ? await complete(bundle) : bundle;
      const date = (sealedAt ?? new Date().toISOString()).slice(0, 10);
      saveBlob(whole, t('fileName', { date }));
      setState('saved');
    } catch {
      setState('failed');
    }
  };
  const words = { idle: '', making: t('making'), saved: t('saved'), failed: t('failed') } as const;
  return (
    <>
      <Button
        variant={compact ? 'subtle' : 'default'}
        size={compact ? 'compact-sm' : 'sm'}
        loading={state === 'making'}
        leftSection={<IconCertificate size={18} aria-hidden />}
        title={place.as === 'administrator' ? t('explainAudit') : t('explain')}
        onClick={take}
      >
        {t('label')}
      </Button>
      <span role="status" className={state === 'failed' ? undefined : 'visually-hidden'}>
        {words[state]}
      </span>
    </>
  );
}

async function fetchBundle(place: EvidencePlace): Promise<Blob> {
  const path = {
    sender: () => `/api/envelopes/${'envelopeId' in place ? place.envelopeId : ''}/evidence`,
    recipient: () => `/api/e/${'reference' in place ? place.reference : ''}/evidence`,
    administrator: () => `/api/audit/evidence/${'envelopeId' in place ? place.envelopeId : ''}`,
  }[place.as]();
  const answer = await fetch(path, { method: 'POST' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.blob();
}
