'use client';

import { Button, Menu, Skeleton } from '@mantine/core';
import { IconBroadcast, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { callApi } from '@/app/_components/call-api';
import { EmptyState } from '@/app/_components/empty-state';
import { Flash, type FlashMessage } from '@/app/_components/flash';
import { PageHeader } from '@/app/_components/page-header';
import { Paper } from '@/app/_components/paper';
import { useApi } from '@/app/_components/use-api';
import { useConfirm } from '@/app/_components/use-confirm';
import { useRefusalText } from '@/app/_components/use-refusal-text';
import type {
  ChangeDestinationAnswer,
  DestinationItem,
  DestinationKind,
  DestinationsAnswer,
  TestDestinationAnswer,
} from '@/lib/destinations/wire';
import { DestinationDialog } from './destination-dialog';
import { type Deed, DestinationRow } from './destination-row';
import { MadeSecret } from './made-secret';
import { useFailureText } from './use-failure-text';

const kinds = ['syslog', 'webhook', 's3'] as const satisfies readonly DestinationKind[];
type Edited = { kind: DestinationKind; item: DestinationItem | null };

/** Every destination with how it is doing; make, change, test, pause, remove. */
export function Destinations({ organisation }: { organisation: string }) {
  const t = useTranslations('destinations');
  const refusalText = useRefusalText();
  const failureText = useFailureText();
  const { data, refusal, reload } = useApi<DestinationsAnswer>('/api/audit/destinations');
  const [message, setMessage] = useState<FlashMessage>(null);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [busyId, setBusyId] = useState<string | null>(null);
  const { ask, dialog } = useConfirm();

  const saved = (made: string | null) => {
    setEdited(null);
    setSecret(made);
    setMessage({ tone: 'done', text: t('saved') });
    reload();
  };
  const call = async <T,>(
    item: DestinationItem,
    method: 'POST' | 'PATCH' | 'DELETE',
    done: (answer: T) => FlashMessage,
    body?: unknown,
  ) => {
    setBusyId(item.id);
    const path = `/api/audit/destinations/${item.id}${method === 'POST' ? '/test' : ''}`;
    const answer = await callApi<T>(method, path, body);
    setBusyId(null);
    setMessage(answer.ok ? done(answer.data) : { tone: 'refused', text: refusalText(answer.refusal) });
    reload();
  };
  const run = (item: DestinationItem, deed: Deed) => {
    const { name } = item;
    if (deed === 'edit') return setEdited({ kind: item.kind, item });
    if (deed === 'test') {
      return void call<TestDestinationAnswer>(item, 'POST', (answer) =>
        answer.arrived
          ? { tone: 'done', text: t('test.arrived', { name }) }
          : { tone: 'refused', text: t('test.failed', { name, reason: failureText(answer.failure) }) },
      );
    }
    if (deed === 'pause' || deed === 'resume') {
      const text = t(`done.${deed}`, { name });
      return void call(item, 'PATCH', () => ({ tone: 'done', text }), { paused: deed === 'pause' });
    }
    if (deed === 'renew') {
      const question = {
        title: t('renew.title'),
        text: t('renew.text'),
        action: t('do.renew'),
        grave: false,
      };
      return ask(
        question,
        () =>
          void call<ChangeDestinationAnswer>(
            item,
            'PATCH',
            (answer) => {
              setSecret(answer.secret);
              return null;
            },
            { renewSecret: true },
          ),
      );
    }
    const question = {
      title: t('remove.title', { name }),
      text: t('remove.text'),
      action: t('do.remove'),
      grave: true,
    };
    ask(
      question,
      () => void call(item, 'DELETE', () => ({ tone: 'done', text: t('done.remove', { name }) })),
    );
  };

  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead', { organisation })}
        actions={<AddMenu onChosen={(kind) => setEdited({ kind, item: null })} />}
      />
      <Flash message={message} onClose={() => setMessage(null)} />
      <Paper padded={false}>
        {data === null && !refusal && <Skeleton h={240} aria-busy />}
        {refusal && <p role="alert">{refusalText(refusal)}</p>}
        {data?.destinations.length === 0 && (
          <EmptyState
            icon={<IconBroadcast size={48} stroke={1.4} aria-hidden />}
            title={t('emptyTitle')}
            text={t('emptyText')}
          />
        )}
        {data?.destinations.map((item) => (
          <DestinationRow
            key={item.id}
            item={item}
            busy={busyId === item.id}
            onChosen={(deed) => run(item, deed)}
          />
        ))}
      </Paper>
      {edited && <DestinationDialog {...edited} onClose={() => setEdited(null)} onSaved={saved} />}
      {secret !== null && <MadeSecret secret={secret} onClose={() => setSecret(null)} />}
      {dialog}
    </>
  );
}

function AddMenu({ onChosen }: { onChosen: (kind: DestinationKind) => void }) {
  const t = useTranslations('destinations');
  return (
    <Menu position="bottom-end" shadow="md" width={300}>
      <Menu.Target>
        <Button leftSection={<IconPlus size={18} aria-hidden />}>{t('add')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => onChosen(kind)}>
            {t(`kinds.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
