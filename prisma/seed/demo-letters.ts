import type { Locale } from '../../lib/access/actor';

/** A letter of the demo. Addresses and people are of demo-organisations.ts; nobody else named in it exists either. */
export type DemoLetter = {
  /** By which it is recognised when a start that was killed is begun again. */
  key: 'question' | 'answer' | 'draft-programme' | 'patient' | 'thanks' | 'appointment' | 'report';
  /** Who writes, and the mailbox's address it goes out from; a guest answers what she was sent. */
  author: string;
  byGuest?: true;
  from: string;
  to: { address: string; name: string; guest?: true };
  title: string;
  /** Which letter it answers. */
  answers?: DemoLetter['key'];
  /** Of the text. */
  paragraphs: readonly string[];
  /** Names of what lies in prisma/seed/files, and under which they travel. */
  files: readonly { file: string; name: string; mediaType: string }[];
  /** What has become of it. */
  fate: 'unread' | 'opened' | 'withdrawn';
};

const claire = { address: 'claire.delmas@valmont.test', name: 'Dr Claire Delmas' };
const paul = { address: 'paul.girard@tilleuls.test', name: 'Dr Paul Girard' };
const sophie = 'sophie.nguyen@tilleuls.test';
const desk = 'secretariat@tilleuls.test';
const cardiology = { address: 'secretariat.cardiologie@valmont.test' };
const patient = { address: 'jeanne.morel@messagerie.test', name: 'Jeanne Morel', guest: true } as const;
const pdf = { file: 'compte-rendu-echocardiographie.pdf', mediaType: 'application/pdf' };
const echo = { file: 'echocardiographie-4-cavites.png', mediaType: 'image/png' };
const ecg = { file: 'ecg-derivation-2.png', mediaType: 'image/png' };

/** In the order in which they are sent; the last one lies on top of the inbox. */
export function demoLetters(locale: Locale): readonly DemoLetter[] {
  return locale === 'en' ? english : french;
}

const common = {
  question: {
    key: 'question',
    author: claire.address,
    from: claire.address,
    to: paul,
    files: [],
    fate: 'opened',
  },
  answer: {
    key: 'answer',
    answers: 'question',
    author: paul.address,
    from: paul.address,
    to: claire,
    files: [],
    fate: 'opened',
  },
  programme: {
    key: 'draft-programme',
    author: 'antoine.roussel@valmont.test',
    from: 'antoine.roussel@valmont.test',
    to: claire,
    files: [],
    fate: 'withdrawn',
  },
  patient: {
    key: 'patient',
    author: claire.address,
    from: claire.address,
    to: patient,
    files: [],
    fate: 'opened',
  },
  thanks: {
    key: 'thanks',
    answers: 'patient',
    author: patient.address,
    byGuest: true,
    from: patient.address,
    to: claire,
    files: [],
    fate: 'unread',
  },
  appointment: {
    key: 'appointment',
    author: 'camille.fournier@tilleuls.test',
    from: desk,
    files: [],
    fate: 'unread',
  },
  report: { key: 'report', author: sophie, from: sophie, to: claire, fate: 'unread' },
} as const;

const french: readonly DemoLetter[] = [
  {
    ...common.question,
    title: 'Mme Morel : poursuite du bisoprolol ?',
    paragraphs: [
      'Cher confrère,',
      'J’ai revu Mme Jeanne Morel ce matin. Sa fréquence au repos est à 52 par minute, sans malaise ni essoufflement nouveau. Elle prend 5 mg de bisoprolol depuis six semaines.',
      'Êtes-vous d’accord pour revenir à 2,5 mg avant l’échographie ? Je la revois le 10 décembre.',
      'Bien cordialement,',
      'Claire Delmas',
    ],
  },
  {
    ...common.answer,
    title: 'Re: Mme Morel : poursuite du bisoprolol ?',
    paragraphs: [
      'Chère consœur,',
      'Oui, 2,5 mg me conviennent. Je l’ai vue lundi : tension à 13/8, pas d’œdème. Je lui prescris un contrôle de la fréquence dans quinze jours.',
      'Merci de votre suivi,',
      'Paul Girard',
    ],
  },
  {
    ...common.programme,
    title: 'Staff de cardiologie : programme de jeudi',
    paragraphs: [
      'Bonjour Claire,',
      'Voici le programme de jeudi. Je me suis trompé d’horaire : une version corrigée suivra.',
      'Antoine',
    ],
  },
  {
    ...common.patient,
    title: 'Votre consultation du 10 décembre',
    paragraphs: [
      'Madame,',
      'Votre consultation est prévue le jeudi 10 décembre à 14 h 30, au deuxième étage. Pensez à apporter votre carte Vitale et la liste de vos médicaments.',
      'Vous pouvez lire cette lettre jusqu’à la date indiquée, sur l’appareil de votre choix.',
      'Dr Claire Delmas',
    ],
  },
  {
    ...common.thanks,
    title: 'Re: Votre consultation du 10 décembre',
    paragraphs: [
      'Bonjour Docteur,',
      'C’est bien noté, je serai là. Dois-je venir à jeun ?',
      'Merci beaucoup,',
      'Jeanne Morel',
    ],
  },
  {
    ...common.appointment,
    to: { ...cardiology, name: 'Secrétariat de cardiologie' },
    title: 'Demande de rendez-vous : M. Henri Caron',
    paragraphs: [
      'Bonjour,',
      'Le Dr Girard souhaite un avis cardiologique pour M. Henri Caron, né le 2 mai 1949 : palpitations depuis un mois, électrocardiogramme normal au cabinet.',
      'Un créneau dans les trois semaines serait parfait. Il est disponible tous les matins.',
      'Merci, et bonne journée,',
      'Camille Fournier, secrétariat des Tilleuls',
    ],
  },
  {
    ...common.report,
    title: 'Mme Jeanne Morel : échocardiographie du 24 novembre',
    paragraphs: [
      'Chère Claire,',
      'Vous trouverez le compte rendu de l’échocardiographie de Mme Morel, une coupe des quatre cavités et la dérivation II de son électrocardiogramme.',
      'En deux mots : rétrécissement aortique peu serré (surface 1,6 cm², gradient moyen 13 mmHg), fraction d’éjection à 58 %. Rien d’urgent ; je propose un contrôle dans douze mois.',
      'Je reste joignable au cabinet si vous souhaitez en parler.',
      'Sophie Nguyen',
    ],
    files: [
      { ...pdf, name: 'Compte rendu échocardiographie.pdf' },
      { ...echo, name: 'Coupe quatre cavités.png' },
      { ...ecg, name: 'ECG dérivation II.png' },
    ],
  },
];

const english: readonly DemoLetter[] = [
  {
    ...common.question,
    title: 'Mrs Morel: stay on bisoprolol?',
    paragraphs: [
      'Dear Paul,',
      'I saw Mrs Jeanne Morel again this morning. Her resting heart rate is 52 a minute, with no dizziness and no new shortness of breath. She has taken 5 mg of bisoprolol for six weeks.',
      'Would you agree to going back to 2.5 mg before the ultrasound? I see her again on 10 December.',
      'Kind regards,',
      'Claire Delmas',
    ],
  },
  {
    ...common.answer,
    title: 'Re: Mrs Morel: stay on bisoprolol?',
    paragraphs: [
      'Dear Claire,',
      'Yes, 2.5 mg is fine with me. I saw her on Monday: blood pressure 130/80, no oedema. I have asked for her heart rate to be checked in a fortnight.',
      'Thank you for looking after her,',
      'Paul Girard',
    ],
  },
  {
    ...common.programme,
    title: 'Cardiology meeting: Thursday’s programme',
    paragraphs: [
      'Hello Claire,',
      'Here is Thursday’s programme. I have the time wrong in it: a corrected one will follow.',
      'Antoine',
    ],
  },
  {
    ...common.patient,
    title: 'Your appointment on 10 December',
    paragraphs: [
      'Dear Mrs Morel,',
      'Your appointment is on Thursday 10 December at 2.30 pm, on the second floor. Please bring your health card and a list of your medicines.',
      'You can read this letter until the date shown, on whatever device you like.',
      'Dr Claire Delmas',
    ],
  },
  {
    ...common.thanks,
    title: 'Re: Your appointment on 10 December',
    paragraphs: [
      'Dear Dr Delmas,',
      'Noted, I will be there. Should I come without having eaten?',
      'Thank you very much,',
      'Jeanne Morel',
    ],
  },
  {
    ...common.appointment,
    to: { ...cardiology, name: 'Cardiology office' },
    title: 'Request for an appointment: Mr Henri Caron',
    paragraphs: [
      'Hello,',
      'Dr Girard would like a cardiologist’s opinion on Mr Henri Caron, born on 2 May 1949: palpitations for a month, normal ECG at the practice.',
      'Any time within three weeks would be perfect. He is free every morning.',
      'Thank you, and have a good day,',
      'Camille Fournier, Les Tilleuls',
    ],
  },
  {
    ...common.report,
    title: 'Mrs Jeanne Morel: echocardiogram of 24 November',
    paragraphs: [
      'Dear Claire,',
      'Please find the report on Mrs Morel’s echocardiogram (in French), a four-chamber view, and lead II of her ECG.',
      'In short: mild aortic stenosis (area 1.6 cm², mean gradient 13 mmHg), ejection fraction 58%. Nothing urgent; I suggest a check in twelve months.',
      'I am at the practice if you would like to talk about it.',
      'Sophie Nguyen',
    ],
    files: [
      { ...pdf, name: 'Echocardiogram report.pdf' },
      { ...echo, name: 'Four-chamber view.png' },
      { ...ecg, name: 'ECG lead II.png' },
    ],
  },
];
