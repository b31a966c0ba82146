import { orNotFound, pageActor } from '@/lib/http/page';
import { readOrganisation } from '@/lib/organisation/read-organisation';

/** First line of a page for administrators: who looks, and at which organisation. Anyone else gets "not found". */
export async function administrationPage() {
  const { services, actor } = await pageActor('user');
  return { services, actor, organisation: await orNotFound(readOrganisation(services, actor)) };
}
