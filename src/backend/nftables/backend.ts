import { withBytecode } from '../../proof/nftables/bytecode.js';
import { scriptOfListing } from '../../proof/nftables/listing.js';
import { ownTable } from '../../proof/nftables/own-table.js';
import { readListed, readNftables } from '../../proof/nftables/script.js';
import { lowerNftables } from '../../target/nftables/lower.js';
import { renderNftables } from '../../target/nftables/render.js';
import { nftStats } from '../../target/nftables/stats.js';
import type { Backend } from '../backend.js';
import { legacyTables, listed, refuseOthersThanRoot } from '../listing-tools.js';
import { nftListing } from '../nft-listing.js';
import { isEnding } from './ended.js';
import { itemsIn, listingOf } from './nft-items.js';
import { seenNow } from './seen.js';
import { nftSwitching } from './switching.js';
import { nftTrial } from './trial.js';

/** Of a table that sleeps, which filters nothing, the second line says so. */
const IS_LOADED = "nft -t list table inet secgroup 2>/dev/null | sed -n 2p | grep -qv '^.flags .*dormant'";

export const nftables: Backend = {
  target: 'nftables',
  fileEnding: '.nft',
  hasKinds: false,
  shortRuns: 'addresses',
  write(ruleset, header, _, report) {
    const program = lowerNftables(ruleset, report);
    return { text: renderNftables(program, header), stats: nftStats(program) };
  },
  read: readNftables,
  kernel: {
    programs: () => [{ program: 'nft', package: 'nftables' }],
    loaderPath: '/usr/sbin/nft',
    load: (file) => ['nft', '-f', file],
    unload: () => ['nft', 'delete', 'table', 'inet', 'secgroup'],
    loadAndList: () => 'nft -f - && exec nft -j list ruleset',
    async list(machine) {
      refuseOthersThanRoot(machine);
      const { text, misleading } = withBytecode(
        await nftListing((...args) => listed(machine, 'nft', ...args), '--debug=netlink'),
        isEnding,
      );
      return listingOf(text, { misleading, others: await legacyTables(machine) });
    },
    ownPart(listing, _, fault) {
      listing.misleading?.forEach(fault);
      return ownTable(itemsIn(seenNow(listing)));
    },
    textOf: (json, fault) => scriptOfListing(json, (_line, problem) => fault(problem)),
    read: readListed,
    switching: () => nftSwitching,
    trial: nftTrial,
    boot: {
      isWhole: (file) => `[ "$(grep -c '^}$' ${file})" -ge 2 ]`,
      isLoaded: () => IS_LOADED,
      // No rule of another table lets through what ours drops.
      holds: IS_LOADED,
      ifGone: {
        // `create` fails where the table is there, and with it all that follows.
        text: (file) => `create table inet secgroup\ninclude "${file}"\n`,
        load: (file) => `/usr/sbin/nft -f ${file}`,
      },
      rescuers: ['nftables'],
      loadAnyway: (file) =>
        `{ printf 'table inet secgroup\\ndelete table inet secgroup\\n'; cat ${file}; } | nft -f -`,
      unloadAll: 'nft delete table inet secgroup',
    },
    nothing: {
      what: "table 'inet secgroup' that filters",
      suggestion: 'is it loaded in another network namespace, or by iptables (--target)?',
    },
  },
};
