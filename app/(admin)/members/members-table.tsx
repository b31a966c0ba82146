'use client';

import { IconCircleCheck, IconDotsVertical, IconLock, IconMail, IconUserOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dropdown } from '@/app/_components/dialog/dropdown';
import menu from '@/app/_components/dialog/dropdown.module.css';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { Moment } from '@/app/_components/show/moment';
import { StateBadge } from '@/app/_components/show/state-badge';
import tables from '@/app/_components/show/table.module.css';
import type { MemberItem } from '@/lib/auth/wire';
import { MemberDialog } from './member-dialog';

const small = { size: 14, stroke: 2, 'aria-hidden': true } as const;
const states = {
  active: { tone: 'good', icon: <IconCircleCheck {...small} /> },
  invited: { tone: 'quiet', icon: <IconMail {...small} /> },
  locked: { tone: 'bad', icon: <IconLock {...small} /> },
  closed: { tone: 'quiet', icon: <IconUserOff {...small} /> },
} as const;

type Deed = 'invitation' | 'unlock' | 'end-sessions' | 'close' | 'role';

/** What makes sense for an account as it stands; nobody closes or demotes herself. */
function deedsFor(member: MemberItem, ownId: string): Deed[] {
  if (member.state === 'closed') return [];
  return [
    ...(member.state === 'invited' ? (['invitation'] as const) : []),
    ...(member.state === 'locked' ? (['unlock'] as const) : []),
    ...(member.sessions > 0 ? (['end-sessions'] as const) : []),
    ...(member.id === ownId ? [] : (['role', 'close'] as const)),
  ];
}

/** The accounts as a table; a list of cards on a phone. */
export function MembersTable(props: {
  members: readonly MemberItem[];
  ownId: string;
  onDone: (text: string) => void;
  onRefused: (text: string) => void;
}) {
  const t = useTranslations('settings.members');
  const refusalText = useRefusalText();
  const [asked, setAsked] = useState<{ member: MemberItem; deed: 'close' | 'role' } | null>(null);

  const run = async (member: MemberItem, deed: Exclude<Deed, 'role'>) => {
    const answer = await callApi('POST', `/api/members/${member.id}/${deed}`);
    if (answer.ok) props.onDone(t(`done.${deed}`, { name: member.displayName }));
    else props.onRefused(refusalText(answer.refusal));
  };
  const start = (member: MemberItem, deed: Deed) =>
    deed === 'close' || deed === 'role' ? setAsked({ member, deed }) : void run(member, deed);

  return (
    <>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{t('member')}</th>
            <th scope="col">{t('role')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('lastSeen')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.members.map((member) => (
            <tr key={member.id}>
              <td data-main>
                <strong>{member.displayName}</strong> {member.id === props.ownId && `(${t('you')})`}
                <div className={tables.under}>{member.email}</div>
              </td>
              <td data-label={t('role')}>{t(`roles.${member.role}`)}</td>
              <td data-label={t('state')}>
                <StateBadge {...states[member.state]}>{t(`states.${member.state}`)}</StateBadge>
              </td>
              <td data-label={t('lastSeen')}>{member.lastSeenAt && <Moment value={member.lastSeenAt} />}</td>
              <td data-end>
                <DeedMenu member={member} deeds={deedsFor(member, props.ownId)} onChosen={start} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <MemberDialog
        asked={asked}
        onClose={() => setAsked(null)}
        onConfirmedClose={(member) => void run(member, 'close')}
        onRoleChanged={(member) => props.onDone(t('done.role', { name: member.displayName }))}
        onRefused={props.onRefused}
      />
    </>
  );
}

function DeedMenu(props: {
  member: MemberItem;
  deeds: Deed[];
  onChosen: (member: MemberItem, deed: Deed) => void;
}) {
  const t = useTranslations('settings.members');
  if (props.deeds.length === 0) return null;
  return (
    <Dropdown
      label={t('actionsFor', { name: props.member.displayName })}
      face={<IconDotsVertical size={18} aria-hidden />}
    >
      {props.deeds.map((deed) => (
        <button
          key={deed}
          type="button"
          className={menu.choice}
          data-plain
          data-grave={deed === 'close' || undefined}
          onClick={() => props.onChosen(props.member, deed)}
        >
          {t(`do.${deed}`)}
        </button>
      ))}
    </Dropdown>
  );
}
