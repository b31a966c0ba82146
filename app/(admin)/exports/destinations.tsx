'use client';

import { Skeleton } from '@mantine/core';
import { IconBroadcast, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dropdown } from '@/app/_components/dialog/dropdown';
import menu from '@/app/_components/dialog/dropdown.module.css';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { EmptyState } from '@/app/_components/show/empty-state';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import type { DestinationItem, DestinationKind, DestinationsAnswer } from '@/lib/destinations/wire';
import { DestinationDialog } from './destination-dialog';
import { DestinationRow } from './destination-row';
import classes from './exports.module.css';
import { MadeSecret } from './made-secret';
import { useDeeds } from './use-deeds';

const kinds = ['syslog', 'webhook', 's3'] as const satisfies readonly DestinationKind[];
type Edited = { kind: DestinationKind; item: DestinationItem | null };

/** Every destination with how it is doing; make, change, test, pause, remove. */
export function Destinations({ organisation }: { organisation: string }) {
  const t = useTranslations('destinations');
  const refusalText = useRefusalText();
  const { data, refusal, reload } = useApi<DestinationsAnswer>('/api/audit/destinations');
  const [message, setMessage] = useState<FlashMessage>(null);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { run, busyId, dialog } = useDeeds({ say: setMessage, onSecret: setSecret, reload });
  const saved = (made: string | null) => {
    setEdited(null);
    setSecret(made);
    setMessage({ tone: 'done', text: t('saved') });
    reload();
  };
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead', { organisation })}
        actions={<AddMenu onChosen={(kind) => setEdited({ kind, item: null })} />}
      />
      <Flash message={message} onClose={() => setMessage(null)} />
      <Flash message={refusal && { tone: 'refused', text: refusalText(refusal) }} onClose={null} />
      <Paper padded={false}>
        {data === null && !refusal && <Skeleton h={240} aria-busy />}
        {data?.destinations.length === 0 && (
          <EmptyState
            icon={<IconBroadcast size={48} stroke={1.4} aria-hidden />}
            title={t('emptyTitle')}
            text={t('emptyText')}
          />
        )}
        <ul className={classes.rows}>
          {data?.destinations.map((item) => (
            <DestinationRow
              key={item.id}
              item={item}
              busy={busyId === item.id}
              onEdit={() => setEdited({ kind: item.kind, item })}
              onChosen={(deed) => run(item, deed)}
            />
          ))}
        </ul>
      </Paper>
      {edited && <DestinationDialog {...edited} onClose={() => setEdited(null)} onSaved={saved} />}
      {secret !== null && <MadeSecret secret={secret} onClose={() => setSecret(null)} />}
      {dialog}
    </>
  );
}

function AddMenu({ onChosen }: { onChosen: (kind: DestinationKind) => void }) {
  const t = useTranslations('destinations');
  const face = (
    <>
      <IconPlus size={18} aria-hidden /> {t('add')}
    </>
  );
  return (
    <Dropdown face={face} faceClassName={classes.add ?? ''}>
      {kinds.map((kind) => (
        <button key={kind} type="button" className={menu.choice} data-plain onClick={() => onChosen(kind)}>
          <span>
            {t(`kinds.${kind}`)}
            <span className={menu.under}>{t(`kindHints.${kind}`)}</span>
          </span>
        </button>
      ))}
    </Dropdown>
  );
}
