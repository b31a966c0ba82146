import enAnswer from '../../messages/en/answer.json';
import enAudit from '../../messages/en/audit.json';
import enAuth from '../../messages/en/auth.json';
import enCommand from '../../messages/en/command.json';
import enCommon from '../../messages/en/common.json';
import enCompose from '../../messages/en/compose.json';
import enContacts from '../../messages/en/contacts.json';
import enDestinations from '../../messages/en/destinations.json';
import enErrors from '../../messages/en/errors.json';
import enEvidence from '../../messages/en/evidence.json';
import enFailures from '../../messages/en/failures.json';
import enLetter from '../../messages/en/letter.json';
import enMail from '../../messages/en/mail.json';
import enNotification from '../../messages/en/notification.json';
import enOpen from '../../messages/en/open.json';
import enPrograms from '../../messages/en/programs.json';
import enSettings from '../../messages/en/settings.json';
import enStatistics from '../../messages/en/statistics.json';
import enVault from '../../messages/en/vault.json';
import frAnswer from '../../messages/fr/answer.json';
import frAudit from '../../messages/fr/audit.json';
import frAuth from '../../messages/fr/auth.json';
import frCommand from '../../messages/fr/command.json';
import frCommon from '../../messages/fr/common.json';
import frCompose from '../../messages/fr/compose.json';
import frContacts from '../../messages/fr/contacts.json';
import frDestinations from '../../messages/fr/destinations.json';
import frErrors from '../../messages/fr/errors.json';
import frEvidence from '../../messages/fr/evidence.json';
import frFailures from '../../messages/fr/failures.json';
import frLetter from '../../messages/fr/letter.json';
import frMail from '../../messages/fr/mail.json';
import frNotification from '../../messages/fr/notification.json';
import frOpen from '../../messages/fr/open.json';
import frPrograms from '../../messages/fr/programs.json';
import frSettings from '../../messages/fr/settings.json';
import frStatistics from '../../messages/fr/statistics.json';
import frVault from '../../messages/fr/vault.json';

/** Every message of Pli, by language and namespace. The French ones are the model: a test holds the English ones against them. */
export const catalogues = {
  fr: {
    answer: frAnswer,
    audit: frAudit,
    auth: frAuth,
    command: frCommand,
    common: frCommon,
    compose: frCompose,
    contacts: frContacts,
    destinations: frDestinations,
    errors: frErrors,
    evidence: frEvidence,
    failures: frFailures,
    letter: frLetter,
    mail: frMail,
    notification: frNotification,
    open: frOpen,
    programs: frPrograms,
    settings: frSettings,
    statistics: frStatistics,
    vault: frVault,
  },
  en: {
    answer: enAnswer,
    audit: enAudit,
    auth: enAuth,
    command: enCommand,
    common: enCommon,
    compose: enCompose,
    contacts: enContacts,
    destinations: enDestinations,
    errors: enErrors,
    evidence: enEvidence,
    failures: enFailures,
    letter: enLetter,
    mail: enMail,
    notification: enNotification,
    open: enOpen,
    programs: enPrograms,
    settings: enSettings,
    statistics: enStatistics,
    vault: enVault,
  },
};

export type Catalogue = (typeof catalogues)['fr'];
export type Namespace = keyof Catalogue;
