/** The words of the page that stands in where the layout itself failed, and with it the catalogues: in both languages. */
export const failedWithoutFrame = {
  title: 'Pli',
  languages: [
    {
      lang: 'fr',
      heading: 'Cette page n’a pas pu être affichée',
      text: 'Le service ne répond pas comme prévu. Rien de ce que vous avez scellé n’est perdu, et vos brouillons sont conservés.',
      action: 'Réessayer',
    },
    {
      lang: 'en',
      heading: 'This page could not be shown',
      text: 'The service does not answer as it should. Nothing you sealed is lost, and your drafts are kept.',
      action: 'Try again',
    },
  ],
} as const;
