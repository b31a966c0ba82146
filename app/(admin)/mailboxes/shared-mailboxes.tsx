'use client';

import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch, IconUsersGroup } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Flash } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { EmptyState } from '@/app/_components/show/empty-state';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import type {
  CreateSharedMailboxAnswer,
  SharedMailboxesAnswer,
  SharedMailboxItem,
} from '@/lib/shared-mailboxes/wire';
import { MailboxForm } from './mailbox-form';
import { MailboxesTable } from './mailboxes-table';

/** Search, make, and the way to each; `organisation`: whose administrator looks, null for who manages some. */
export function SharedMailboxes({
  first,
  organisation,
}: {
  first: SharedMailboxesAnswer;
  organisation: string | null;
}) {
  const t = useTranslations('settings.mailboxes');
  const refusalText = useRefusalText();
  const router = useRouter();
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const { data, refusal } = useApi<SharedMailboxesAnswer>('/api/shared-mailboxes/search', { search: wanted });
  const [making, setMaking] = useState(false);
  const shown = data ?? first;
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={organisation === null ? t('leadManager') : t('lead', { organisation })}
        actions={
          organisation !== null && (
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
              {t('create')}
            </Button>
          )
        }
      />
      <Flash message={refusal && { tone: 'refused', text: refusalText(refusal) }} onClose={null} />
      <Dialog opened={making} title={t('create')} onClose={() => setMaking(false)}>
        <MailboxForm
          fields={['name', 'address']}
          text={t('createText')}
          action={t('create')}
          onClose={() => setMaking(false)}
          send={async (typed) => {
            const answer = await callApi<CreateSharedMailboxAnswer>('POST', '/api/shared-mailboxes', typed);
            if (answer.ok) router.push(`/mailboxes/${answer.data.id}`);
            return answer;
          }}
        />
      </Dialog>
      <TextInput
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        mb="md"
        maw={420}
      />
      <Paper padded={false}>
        {shown.mailboxes.length === 0 ? (
          <EmptyState
            icon={<IconUsersGroup size={48} stroke={1.4} aria-hidden />}
            title={t('emptyTitle')}
            text={t('emptyText')}
          />
        ) : (
          <Pages key={data === null ? 'first' : wanted} search={data === null ? '' : wanted} first={shown} />
        )}
      </Paper>
    </>
  );
}

function Pages({ search, first }: { search: string; first: SharedMailboxesAnswer }) {
  const t = useTranslations('settings.mailboxes');
  const refusalText = useRefusalText();
  const [later, setLater] = useState<SharedMailboxItem[]>([]);
  const [cursor, setCursor] = useState(first.nextCursor);
  const [refused, setRefused] = useState<string | null>(null);
  const load = async () => {
    const asked = { search, cursor };
    const answer = await callApi<SharedMailboxesAnswer>('POST', '/api/shared-mailboxes/search', asked);
    if (!answer.ok) return setRefused(refusalText(answer.refusal));
    setLater([...later, ...answer.data.mailboxes]);
    setCursor(answer.data.nextCursor);
  };
  return (
    <>
      <MailboxesTable mailboxes={[...first.mailboxes, ...later]} />
      <Flash message={refused === null ? null : { tone: 'refused', text: refused }} onClose={null} mb={0} />
      {cursor !== null && (
        <Button variant="subtle" fullWidth onClick={() => void load()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}
