import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/app/_components/form/button-link';
import { safeNext } from '@/app/_components/form/sign-in-calls';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { pageActor } from '@/lib/http/page';
import { refusedInQuery } from '@/lib/http/refused-in-query';
import { Card } from '../_components/card';
import { PasswordSignIn } from './password-sign-in';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signIn');
  return { title: t('title') };
}

/** /sign-in?next=<path> — for members; guests come by the link in their mail. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { actor } = await pageActor('anyone');
  const query = await searchParams;
  const { next } = query;
  const goOn = safeNext(typeof next === 'string' ? next : null);
  if (actor.kind === 'user') redirect(goOn);
  const t = await getTranslations('auth.signIn');
  return (
    <Card title={t('title')} lead={t(query.done === 'password' ? 'passwordSaved' : 'lead')} note={t('guest')}>
      <Catalogue namespaces={['auth']}>
        <PasswordSignIn goOn={goOn} former={refusedInQuery(query, await getLocale())} />
      </Catalogue>
      <ButtonLink href="/sign-in/letter" variant="default" fullWidth mt={18}>
        {t('letter')}
      </ButtonLink>
    </Card>
  );
}
