import { redirect } from 'next/navigation';
import { pageActor } from '@/lib/http/page';

/** The start: everyone's own first page. Strangers are sent to sign in. */
export default async function StartPage() {
  const { actor } = await pageActor('signed-in');
  redirect(actor.kind === 'user' && actor.role === 'auditor' ? '/audit' : '/inbox');
}
