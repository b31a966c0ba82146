'use client';

import { Button, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { EmptyState } from '@/app/_components/show/empty-state';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import type { MemberItem, MembersAnswer } from '@/lib/auth/wire';
import { InviteMember } from './invite-member';
import { MembersTable } from './members-table';

/** Search, invite, and what can be done to each account. */
export function Members({ ownId, organisation }: { ownId: string; organisation: string }) {
  const t = useTranslations('settings.members');
  const refusalText = useRefusalText();
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const { data, refusal, reload } = useApi<MembersAnswer>('/api/members/search', { search: wanted });
  const [message, setMessage] = useState<FlashMessage>(null);
  const [inviting, setInviting] = useState(false);

  const done = (text: string) => {
    setMessage({ tone: 'done', text });
    reload();
  };
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead', { organisation })}
        actions={
          <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setInviting(true)}>
            {t('invite')}
          </Button>
        }
      />
      <Flash message={message} onClose={() => setMessage(null)} />
      <Flash message={refusal && { tone: 'refused', text: refusalText(refusal) }} onClose={null} />
      <InviteMember
        opened={inviting}
        onClose={() => setInviting(false)}
        onInvited={(email) => done(t('invited', { email }))}
      />
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
        {data === null && !refusal && <Skeleton h={320} aria-busy />}
        {data?.members.length === 0 && (
          <EmptyState
            icon={<IconUsers size={48} stroke={1.4} aria-hidden />}
            title={t('emptyTitle')}
            text={t('emptyText')}
          />
        )}
        {data !== null && data.members.length > 0 && (
          <MorePages
            key={wanted}
            search={wanted}
            first={data}
            ownId={ownId}
            onDone={done}
            onRefused={(text) => setMessage({ tone: 'refused', text })}
          />
        )}
      </Paper>
    </>
  );
}

function MorePages(props: {
  search: string;
  first: MembersAnswer;
  ownId: string;
  onDone: (text: string) => void;
  onRefused: (text: string) => void;
}) {
  const t = useTranslations('settings.members');
  const refusalText = useRefusalText();
  const [later, setLater] = useState<MemberItem[]>([]);
  const [cursor, setCursor] = useState(props.first.nextCursor);
  const load = async () => {
    const answer = await callApi<MembersAnswer>('POST', '/api/members/search', {
      search: props.search,
      cursor,
    });
    if (!answer.ok) return props.onRefused(refusalText(answer.refusal));
    setLater([...later, ...answer.data.members]);
    setCursor(answer.data.nextCursor);
  };
  return (
    <>
      <MembersTable members={[...props.first.members, ...later]} {...props} />
      {cursor !== null && (
        <Button variant="subtle" fullWidth onClick={() => void load()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}
