/** The two organisations of the demo: nobody here exists, and `.test` (RFC 2606) reaches nobody. */
export type DemoOrganisation = {
  name: string;
  domain: string;
  people: readonly DemoPerson[];
  /** A mailbox that several people share. */
  shared: { name: string; localPart: string; members: readonly string[] };
};
export type DemoPerson = { localPart: string; name: string; role: 'member' | 'administrator' | 'auditor' };

export const demoOrganisations: readonly DemoOrganisation[] = [
  {
    name: 'Centre hospitalier de Valmont',
    domain: 'valmont.test',
    people: [
      { localPart: 'claire.delmas', name: 'Dr Claire Delmas', role: 'member' },
      { localPart: 'antoine.roussel', name: 'Dr Antoine Roussel', role: 'member' },
      { localPart: 'nadia.benali', name: 'Nadia Benali', role: 'member' },
      { localPart: 'helene.marchand', name: 'Hélène Marchand', role: 'administrator' },
      { localPart: 'jean-marc.lefevre', name: 'Jean-Marc Lefèvre', role: 'auditor' },
    ],
    shared: {
      name: 'Secrétariat de cardiologie',
      localPart: 'secretariat.cardiologie',
      members: ['claire.delmas', 'nadia.benali'],
    },
  },
  {
    name: 'Cabinet médical des Tilleuls',
    domain: 'tilleuls.test',
    people: [
      { localPart: 'sophie.nguyen', name: 'Dr Sophie Nguyen', role: 'member' },
      { localPart: 'paul.girard', name: 'Dr Paul Girard', role: 'member' },
      { localPart: 'camille.fournier', name: 'Camille Fournier', role: 'member' },
      { localPart: 'isabelle.perrot', name: 'Isabelle Perrot', role: 'administrator' },
      { localPart: 'marc.aubry', name: 'Marc Aubry', role: 'auditor' },
    ],
    shared: {
      name: 'Secrétariat des Tilleuls',
      localPart: 'secretariat',
      members: ['sophie.nguyen', 'paul.girard', 'camille.fournier'],
    },
  },
];
