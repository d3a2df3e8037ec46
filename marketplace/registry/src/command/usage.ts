export const USAGE = `Usage: citygraph-registry <command> [flags]

Works with the registry's database alone; the registry may be down.

  import <artefact file>   keep a signed graph, and put it in force as the stable one
  rollback <digest>        put a kept graph in force again (or the first characters of its digest, 8 or more)
  list                     graphs that are kept, the latest first
  verify                   read the head, its graphs, every graph set and the audit chain
  audit archive            seal the acts that are not yet, and write them into the archive now
  audit verify             read the audit's archive, and hold it against what the database noted of it
  audit keys               a JWKS of every key that has sealed it
  audit restored           say that an older backup of the database was restored on purpose: seals continue it, and it is written down
  heads restored           the same for gateways, which take nothing older than what they have: lifts the policy's number and the graph set's above it
  impact <name>=<file> …   what clients would lose by these schemas of the city's own, which plugins everybody would lose, and who asks for them;
                           with --force: ask for it, so that an administrator confirms exactly that
  keys renew               issue the keyset anew where it is due
  keys rotate <role>       a new key for graphs, policy or ledger; the old one goes on beside it for a week
  keys root                make a custodian's root key
  keys pin <public key> …  from now on keysets are in force when custodians have signed; renew and rotate propose them
  keys show <keyset>       what a proposed keyset changes, who has signed it, its digest
  keys sign <keyset>       sign it as the custodian whose folder is given
  keys apply [keyset]      put a proposed keyset in force that enough custodians have signed
  keys withdraw            take a proposed keyset back

Flags
  --database <url>         sqlite:<file>, or mysql://user:password@host:port/schema
  --database-file <file>   a file with that, so that no password is on the command line
  --key <file>             Ed25519 in PKCS #8 PEM that graphs are signed with; import, rollback, verify, heads restored; what ledgers are sealed with; audit archive
  --trust <file>           a keyset or JWKS whose keys are believed as well; import, verify; the keyset in force; keys show
  --reason <text>          why, for the audit; import, rollback, impact --force, audit restored, heads restored
  --by <name>              who, for the audit; import, rollback, impact --force, audit restored, heads restored (the user's name)
  --archive <folder>       of the audit's archive; audit
  --ledger-keys <file>     a JWKS (public-keys.json of the archive) or keyset whose seals are believed; audit, verify (left out: seals must fit)
  --memory <file>          own.audit.memoryFile, the last seal that the registry has seen; audit restored, audit archive, verify
  --policy <version>       the highest that a gateway has that has not reported since (the file in its folder says it); heads restored
  --graphs <sequence>      the same of graph sets; heads restored
  --folder <folder>        of the hub's keys, with root.pem or root-keys.json, or of a custodian's key; keys
  --threshold <number>     how many custodians must sign; keys pin (2)
  --digest <digest>        of the keyset that was looked at; keys sign
  --help

After import and rollback the stable graph is pinned: releases move it again after the mutation unpinGraphs.
Exit codes: 0 done, 1 refused or found wrong, 3 wrong command or settings.
`;
