'use client';

import { Button } from '@mantine/core';
import { IconLogin2, IconLogout2 } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/app/_components/form/button-link';
import { type FormerCode, GuestCodeForm } from '@/app/_components/form/guest-code-form';
import { signOutHere } from '@/app/_components/form/sign-in-calls';
import type { LinkView } from '@/lib/envelope/wire';
import classes from '../reader.module.css';

/** How this reader proves to be the addressee: a member signs in, a guest takes a code; somebody else is told so. */
export function ProveAddress({
  reference,
  proof,
  signedInAs,
  former,
}: {
  reference: string;
  proof: LinkView['proof'];
  signedInAs: string | null;
  former: FormerCode;
}) {
  const t = useTranslations('open.letter');
  const router = useRouter();
  return (
    <div className={classes.prove}>
      {signedInAs !== null && <p role="status">{t('other', { address: signedInAs })}</p>}
      {proof === 'code' ? (
        <>
          <p>{t(signedInAs === null ? 'codeWhy' : 'otherCode')}</p>
          <GuestCodeForm
            place={{ reference }}
            former={former}
            action={`/e/${reference}/code/form`}
            onSignedIn={() => (signedInAs === null ? router.refresh() : window.location.reload())}
          />
        </>
      ) : signedInAs === null ? (
        <>
          <p>{t('signInWhy')}</p>
          <ButtonLink
            size="lg"
            href={`/sign-in?next=${encodeURIComponent(`/e/${reference}`)}`}
            leftSection={<IconLogin2 size={22} aria-hidden />}
          >
            {t('signIn')}
          </ButtonLink>
        </>
      ) : (
        <Button
          variant="default"
          leftSection={<IconLogout2 size={20} aria-hidden />}
          onClick={() => void signOutHere()}
        >
          {t('otherSignOut')}
        </Button>
      )}
    </div>
  );
}
