import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { describeGuestCode } from '@/lib/auth/describe-guest-code';
import { requestSecretOf } from '@/lib/auth/session-cookie';
import { pageActor } from '@/lib/http/page';
import { Card } from '../../_components/card';
import { LetterSignIn } from './letter-sign-in';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.letter');
  return { title: t('title') };
}

/** /sign-in/letter: "I received a letter". A guest proves the address and reaches every letter it received. */
export default async function LetterSignInPage() {
  const { services, actor } = await pageActor('anyone');
  if (actor.kind !== 'anonymous') redirect('/');
  const secret = requestSecretOf((await headers()).get('cookie'), services.config.publicUrl);
  const former = await describeGuestCode(services, secret);
  const t = await getTranslations('auth.letter');
  return (
    <Card title={t('title')} lead={t('lead')}>
      <Catalogue namespaces={['auth']}>
        <LetterSignIn former={former} />
      </Catalogue>
    </Card>
  );
}
