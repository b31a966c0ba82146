'use client';

import { Button, Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { Paper } from '@/app/_components/show/paper';
import tables from '@/app/_components/show/table.module.css';
import type { MailboxRight } from '@/lib/access/actor';
import type { MailboxMemberItem, MailboxMembersAnswer } from '@/lib/shared-mailboxes/wire';
import { AddPerson } from './add-person';
import classes from './mailbox.module.css';
import { RightsBoxes } from './rights-boxes';

/** Who may do what in a shared mailbox; each box counts at once. */
export function MailboxMembers(props: {
  id: string;
  isClosed: boolean;
  suggests: boolean;
  onDone: (text: string) => void;
  onRefused: (text: string) => void;
}) {
  const { id, isClosed } = props;
  const t = useTranslations('settings.mailboxes');
  const refusalText = useRefusalText();
  const { data, refusal, reload } = useApi<MailboxMembersAnswer>(`/api/shared-mailboxes/${id}/members`);
  const [later, setLater] = useState<{ after: string; answer: MailboxMembersAnswer } | null>(null);
  const more = later !== null && later.after === data?.nextCursor ? later.answer : null;
  const cursor = more ? more.nextCursor : (data?.nextCursor ?? null);
  const members = [...(data?.members ?? []), ...(more?.members ?? [])];

  const set = async (email: string, rights: MailboxRight[], text: string): Promise<boolean> => {
    const answer = await callApi('POST', `/api/shared-mailboxes/${id}/rights`, { email, rights });
    if (answer.ok) {
      setLater(null);
      reload();
      props.onDone(text);
    } else props.onRefused(refusalText(answer.refusal));
    return answer.ok;
  };
  const change = (member: MailboxMemberItem, rights: MailboxRight[]) =>
    void set(
      member.email,
      rights,
      t(rights.length === 0 ? 'removed' : 'changed', { name: member.displayName }),
    );
  const loadMore = async () => {
    const answer = await callApi<MailboxMembersAnswer>(
      'GET',
      `/api/shared-mailboxes/${id}/members?cursor=${cursor}`,
    );
    if (!answer.ok) return props.onRefused(refusalText(answer.refusal));
    const shown = [...(more?.members ?? []), ...answer.data.members];
    if (data?.nextCursor) setLater({ after: data.nextCursor, answer: { ...answer.data, members: shown } });
  };
  return (
    <section aria-labelledby="people">
      <h2 id="people" className={classes.people}>
        {t('people')}
      </h2>
      <p className={classes.lead}>
        {t('rightsHint')} {t('peopleLead')}
      </p>
      <Flash message={refusal && { tone: 'refused', text: refusalText(refusal) }} onClose={null} />
      <Paper padded={false}>
        {!isClosed && (
          <AddPerson
            suggests={props.suggests}
            onAdd={(email, rights) => set(email, rights, t('added', { email }))}
          />
        )}
        {data === null && !refusal && <Skeleton h={160} aria-busy />}
        {data !== null && members.length === 0 && <p className={classes.nobody}>{t('nobody')}</p>}
        {members.length > 0 && (
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t('person')}</th>
                <th scope="col">{t('people')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('remove')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {members.map((member) => (
                <tr key={member.id}>
                  <td data-main>
                    <strong>{member.displayName}</strong>
                    <div className={tables.under}>{member.email}</div>
                  </td>
                  <td>
                    <RightsBoxes
                      label={t('rightsLabel', { name: member.displayName })}
                      name={member.displayName}
                      given={member.rights}
                      disabled={isClosed}
                      onChange={(rights) => change(member, rights)}
                    />
                  </td>
                  <td data-end>
                    <Button
                      variant="subtle"
                      size="compact-md"
                      aria-label={t('removeOf', { name: member.displayName })}
                      onClick={() => change(member, [])}
                    >
                      {t('remove')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {cursor !== null && (
          <Button variant="subtle" fullWidth onClick={() => void loadMore()}>
            {t('more')}
          </Button>
        )}
      </Paper>
    </section>
  );
}
