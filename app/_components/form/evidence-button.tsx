'use client';

import { Button } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { saveBlob } from '@/lib/browser/open/save-blob';
import { refusalOf } from './call-api';
import classes from './evidence-button.module.css';
import { useRefusalText } from './use-refusal-text';

/** Which bundle: the sender's, a recipient's by his reference, or an administrator's. */
export type EvidencePlace =
  | { as: 'sender'; envelopeId: string }
  | { as: 'recipient'; reference: string }
  | { as: 'administrator'; envelopeId: string };

/**
 * Downloads the evidence bundle of an envelope, says when it is saved or why not. `complete` adds what only this page
 * knows (the opened manifest). Needs the messages of `evidence`.
 */
export function EvidenceButton({
  place,
  sealedAt,
  complete,
  explained = false,
}: {
  place: EvidencePlace;
  /** RFC 3339: its day stands in the file's name; else today's. */
  sealedAt?: string;
  complete?: (bundle: Blob) => Promise<Blob>;
  /** Says beside the button what it gives, where there is room; else only when pointed at. */
  explained?: boolean;
}) {
  const t = useTranslations('evidence.button');
  const refusalText = useRefusalText();
  const id = useId();
  const [making, setMaking] = useState(false);
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null);
  const take = async () => {
    setMaking(true);
    setSaid(null);
    try {
      const answer = await fetchBundle(place);
      if (!answer.ok) return setSaid({ tone: 'bad', text: refusalText(await refusalOf(answer)) });
      if (answer.headers.get('content-type') !== 'application/zip') throw new Error('no bundle of ours');
      const bundle = await answer.blob();
      const whole = complete ? await complete(bundle) : bundle;
      const date = (sealedAt ?? new Date().toISOString()).slice(0, 10);
      saveBlob(whole, t('fileName', { date }));
      setSaid({ tone: 'good', text: t('saved') });
    } catch {
      setSaid({ tone: 'bad', text: t('failed') });
    } finally {
      setMaking(false);
    }
  };
  const explanation = place.as === 'administrator' ? t('explainAudit') : t('explain');
  return (
    <div className={classes.evidence}>
      <Button
        variant="default"
        size="sm"
        loading={making}
        leftSection={<IconCertificate size={18} aria-hidden />}
        {...(explained ? { 'aria-describedby': id } : { title: explanation })}
        onClick={take}
      >
        {t('label')}
      </Button>
      {explained && said === null && !making && (
        <span id={id} className={classes.said}>
          {explanation}
        </span>
      )}
      <span role="status" className={classes.said} data-tone={said?.tone}>
        {making ? t('making') : said?.text}
      </span>
    </div>
  );
}

function fetchBundle(place: EvidencePlace): Promise<Response> {
  const path = {
    sender: () => `/api/envelopes/${'envelopeId' in place ? place.envelopeId : ''}/evidence`,
    recipient: () => `/api/e/${'reference' in place ? place.reference : ''}/evidence`,
    administrator: () => `/api/audit/evidence/${'envelopeId' in place ? place.envelopeId : ''}`,
  }[place.as]();
  return fetch(path, { method: 'POST' });
}
