import { columnsForHelp } from './columns-for-help';
import { flagsForHelp } from './flags-for-help';

const connection = `Pour joindre un serveur :
  --url ADRESSE          le serveur, par exemple https://pli.example.org (ou PLI_URL)
  --token-file FICHIER   un fichier qui contient le jeton d’accès, que vous créez dans Pli sous
                         Réglages > Jetons d’accès (ou la variable PLI_TOKEN). Personne d’autre ne
                         doit pouvoir le lire (chmod 600). Un jeton n’est jamais un argument : les
                         autres utilisateurs de la machine peuvent voir ceux-ci.
  --store ADRESSE        le seul stockage, outre le serveur, où le contenu peut aller ou être lu
                         (ou PLI_STORE) ; sinon tout stockage joint par https`;

const always = `  --json                 écrire du JSON au lieu de phrases
  --lang fr|en           la langue ; sinon celle de LC_ALL, LC_MESSAGES ou LANG
  --help                 ce texte`;

/** What `pli --help` and `pli COMMAND --help` say in French. */
export const helpFr: Readonly<Record<string, string>> = {
  '': `pli scelle, envoie, ouvre et vérifie des plis.

Usage : pli COMMANDE [options]

Commandes :
  pli verify FICHIER     vérifier un dossier de preuve, un export d’audit ou une preuve ; sans réseau
  pli send FICHIER...    envoyer un pli, ou beaucoup à partir d’un tableau (--batch)
  pli open PLI           ouvrir un pli, le vérifier, enregistrer ce qu’il contient
  pli list               ce qui a été reçu ou envoyé
  pli withdraw PLI       retirer l’accès, à un destinataire ou à tous
  pli available-until PLI JOUR
                         changer jusqu’à quand il est lisible
  pli correct PLI        corriger une adresse mal saisie
  pli audit export       le journal d’audit de votre établissement, en fichier

pli COMMANDE --help explique chacune. --lang en parle anglais.

Codes de sortie :
  0  fait
  1  quelque chose n’est pas ce qui a été scellé ou consigné : ne vous y fiez pas
  2  la commande n’a pas de sens telle qu’elle est tapée
  3  le serveur a refusé, ou est injoignable
  4  un fichier de cette machine ne peut pas être lu ou écrit
  5  un envoi groupé est allé à son terme, et tous les plis ne sont pas partis
  6  un message ou un fichier est d’une version plus récente que ce que lit ce programme : cela ne dit rien contre lui
`,
  verify: `Vérifie, sans aucun réseau, que ce qu’on vous a remis est entier et inchangé.

Usage : pli verify FICHIER [options] [PIÈCE...]

FICHIER est un dossier de preuve (ZIP), un export d’audit (JSON Lines ou ZIP signé), une preuve ou un état
du journal. Avec un dossier de preuve, chaque PIÈCE est comparée aux pièces jointes scellées.

  --checkpoint FICHIER   un état du journal que vous avez gardé : le journal doit le prolonger, sans
                         rien retirer
  --key TEXTE            la clé du journal que vous connaissez (nom+empreinte+clé) ; sinon celle du
                         fichier sert, ce qui prouve que le fichier est cohérent, non qui l’a fait
  --sealing-key HEX      l’empreinte de la clé de scellement que vous connaissez
  --roots FICHIER        certificats (PEM) auxquels se fier pour l’horodatage, au lieu de ceux du fichier
  --unsigned-end         accepter un export d’avant la signature de la fin, dont la première ligne et le
                         nombre d’entrées ne sont que dits : n’importe qui a pu l’abréger
${always}

Exemple :
  pli verify preuve.zip compte-rendu.pdf --checkpoint etat-de-janvier.txt

Code de sortie 0 : tout ce que le fichier affirme a été vérifié. 1 : une vérification a échoué, et la phrase
dit laquelle, ou le fichier affirme plus qu’il ne prouve. 6 : le fichier est plus récent que ce programme.
Ce qu’un export laisse de côté est compté.
`,
  withdraw: `Retire l’accès à un pli envoyé, à un destinataire ou à tous. Ce qui a été lu ou enregistré avant ne revient pas ; la
réponse dit qui l’avait ouvert. Cela ne se défait pas : pour rendre l’accès, envoyez un nouveau pli.

Usage : pli withdraw PLI [--from ADRESSE]

PLI est son identifiant (pli list --sent). Le jeton demande la portée envelopes:send.

  --from ADRESSE         à ce destinataire seulement ; à tous sinon
${connection}
${always}
Exemple :
  pli withdraw 0193a1f0-7c3e-7b1a-9f55-2f0c5e6d7a81 --from durand@chu.example
`,
  'available-until': `Change jusqu’à quand un pli envoyé est lisible, plus tôt ou plus tard, tant que son contenu est conservé.

Usage : pli available-until PLI JOUR

JOUR est un jour (2027-01-31, jusqu’à sa fin ici) ou un instant avec son fuseau (2027-01-31T12:00:00Z), d’ici un an.
Le jeton demande la portée envelopes:send.

${connection}
${always}
Exemple :
  pli available-until 0193a1f0-7c3e-7b1a-9f55-2f0c5e6d7a81 2027-01-31
`,
  correct: `Corrige une adresse mal saisie : la bonne reçoit un lien et une notification à elle, l’ancien lien ne s’ouvre plus.

Usage : pli correct PLI --from FAUSSE --to BONNE

Le jeton demande la portée envelopes:send.

${connection}
${always}
Exemple :
  pli correct 0193a1f0-7c3e-7b1a-9f55-2f0c5e6d7a81 --from durant@chu.example --to durand@chu.example
`,
  send: `Chiffre sur cette machine, envoie, scelle.

Usage : pli send --to ADRESSE --subject TEXTE (--body TEXTE | --body-file FICHIER) [FICHIER...]
        pli send --batch TABLEAU.csv

  --to ADRESSE           destinataires ; peut être répété, ou en contenir plusieurs avec des virgules
  --cc ADRESSE, --bcc ADRESSE
  --from ADRESSE         laquelle de vos adresses envoie ; la première sinon
  --subject TEXTE
  --body TEXTE           le message, en texte simple
  --body-file FICHIER    de même depuis un fichier (HTML si le nom finit par .html ; - le lit ici)
  --batch TABLEAU        un pli par ligne ; colonnes :
${columnsForHelp('fr')}
  --expires-in-days N    jours pendant lesquels il peut être ouvert (1 à 365, normalement 90)
  --importance MOT       low, normal ou high (basse, normale, haute)
${flagsForHelp('fr')}
  --concurrency N        plis d’un envoi groupé écrits à la fois (1 à 16, normalement 4) ; ils sont scellés ensemble
  --strict               refuser ce qui n’est sinon que dit : une adresse qui a l’air d’une erreur, un fichier vide
${always}

Les fichiers que les systèmes laissent (.DS_Store, Thumbs.db, ~$...) sont laissés de côté, et c’est dit. Des fichiers de
même nom venus de plusieurs dossiers portent le nom de leur dossier.

Un envoi groupé écrit une ligne de JSON par pli, et note dans TABLEAU.csv.journal ce qu’il a fait. Tué ou coupé,
on le relance par la même commande : ce qui est parti n’est pas renvoyé. Gardez le journal avec le tableau.

${connection}
Il faut au jeton le droit envelopes:send.

Exemple :
  pli send --url https://pli.example.org --token-file ~/.jeton-pli --to durand@chu.example \\
    --subject "Résultats" --body "Voici les résultats." resultats.pdf
`,
  open: `Ouvre un pli, vérifie sceau, signature, horodatage et chaque octet, et ne garde les fichiers qu’ensuite.

Usage : pli open PLI [--out DOSSIER]

PLI est le lien d’une notification, la référence qu’il contient, ou l’identifiant que montre « pli list ».

  --out DOSSIER          où vont les fichiers ; sinon un nouveau dossier au nom du pli
  --force                remplacer les fichiers qui sont déjà là
${always}

Le message est enregistré sous message.txt : les cellules des tableaux sont séparées par des barres, 10^9 est un
exposant, ce qui a été supprimé est nommé ainsi. L’ouverture est consignée au journal d’audit, et chaque fichier enregistré aussi.

${connection}
Il faut au jeton le droit envelopes:open (et envelopes:read pour ouvrir un pli reçu par son identifiant).

Exemple :
  pli open https://pli.example.org/e/3Jx0aVb9mQeT5rLw8yZsKd2HfGnUcPiN --out recu
`,
  list: `Liste les plis, les plus récents d’abord.

Usage : pli list [--received | --sent] [--all]

  --received             ce qui est arrivé (c’est la liste normale)
  --sent                 ce qui est parti, et qui l’a ouvert
  --all                  toutes les pages ; sinon la plus récente seulement
${always}

${connection}
Il faut au jeton le droit envelopes:read.

Exemple :
  pli list --sent --all --json
`,
  'audit export': `Enregistre le journal d’audit de votre établissement. Que vous l’avez fait y est consigné à son tour.

Usage : pli audit export --out FICHIER [options]

  --out FICHIER          où il va
  --format FORMAT        jsonl (avec les preuves que « pli verify » vérifie), csv ou zip ; jsonl sinon
  --from JOUR, --to JOUR le premier et le dernier jour (2026-11-01), tous deux compris ; ou des instants
                         RFC 3339 avec décalage : à partir de, et avant
  --zone FUSEAU          celui de ces jours (Europe/Paris) ; sinon celui de cette machine
  --person ADRESSE, --envelope ID, --event NOM
  --checkpoint FICHIER   un état du journal que vous avez gardé : le fichier prouve alors que le journal
                         le prolonge
  --force                remplacer le fichier s’il est là
${always}

${connection}
Il faut au jeton le droit audit:export, et son propriétaire doit être administrateur ou auditeur.

Exemple :
  pli audit export --out novembre.zip --format zip --from 2026-11-01 --to 2026-11-30
`,
};
