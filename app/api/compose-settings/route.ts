import { composeSettings } from '@/lib/draft/compose-settings';
import { composeSettingsAnswer } from '@/lib/envelope/answers';
import { route } from '@/lib/http/route';

/** From which addresses the person may write, whether titles are shown, and the limits. */
export const GET = route(
  { access: 'user', scope: 'envelopes:send', answer: composeSettingsAnswer },
  ({ services, actor }) => composeSettings(services, actor),
);
