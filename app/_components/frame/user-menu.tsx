'use client';

import { IconHelpCircle, IconLogout, IconSettings } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dropdown } from '../dialog/dropdown';
import classes from '../dialog/dropdown.module.css';
import { Flash, type FlashMessage } from '../dialog/flash';
import { signOutHere } from '../form/sign-in-calls';
import avatar from './user-menu.module.css';

const icon = { size: 18, stroke: 1.7, 'aria-hidden': true } as const;

/** Who is signed in, and the ways out. */
export function UserMenu({ kind, name, address }: { kind: 'user' | 'guest'; name: string; address: string }) {
  const t = useTranslations('common');
  const [failed, setFailed] = useState<FlashMessage>(null);
  const leave = async () => {
    if (!(await signOutHere())) setFailed({ tone: 'refused', text: t('notSignedOut') });
  };
  return (
    <>
      <div className={avatar.failed}>
        <Flash message={failed} onClose={() => setFailed(null)} mb={0} />
      </div>
      <Dropdown
        label={t('account', { name })}
        faceClassName={avatar.avatar ?? ''}
        face={<span data-initials={initials(name)} />}
      >
        <div className={classes.head}>
          <strong>{name}</strong>
          {address !== name && address}
        </div>
        {kind === 'user' && (
          <Link prefetch={false} href="/settings" className={classes.choice}>
            <IconSettings {...icon} />
            {t('places.settings')}
          </Link>
        )}
        <Link prefetch={false} href="/help" className={classes.choice}>
          <IconHelpCircle {...icon} />
          {t('places.help')}
        </Link>
        <button type="button" className={classes.choice} onClick={() => void leave()}>
          <IconLogout {...icon} />
          {t('signOut')}
        </button>
        <Flash message={failed} onClose={() => setFailed(null)} mb={0} />
      </Dropdown>
    </>
  );
}

function initials(name: string): string {
  const words = name.replace(/^(dr|pr|mme|m\.?|mr|mrs|ms)\.?\s+/i, '').split(/[\s.@-]+/);
  return words
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? '')
    .join('');
}
