import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeExecutable } from './executable.js';
import { licencesOf } from './licences.js';
import { NODE, nodeFolder } from './node.js';
import { sbom } from './sbom.js';

/**
 * Makes release/secgroup_VERSION_ARCH.deb, behind `npm run build`: node build/deb.js [COMPRESSION] (xz, which takes a minute, or what
 * else dpkg-deb has). The program is an executable: Debian has no Node that is new enough.
 */

const root = path.join(import.meta.dirname, '..');
const release = path.join(root, 'release');
const work = path.join(release, 'work');
const tree = path.join(work, 'tree');
const executable = path.join(tree, 'usr/bin/secgroup');

const { version, description } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const run = (program, ...words) => execFileSync(program, words, { cwd: work, encoding: 'utf8' }).trim();

/** What the shells' own folders call a completion of secgroup. */
const COMPLETIONS = {
  bash: 'usr/share/bash-completion/completions/secgroup',
  zsh: 'usr/share/zsh/vendor-completions/_secgroup',
  fish: 'usr/share/fish/vendor_completions.d/secgroup.fish',
};

rmSync(work, { recursive: true, force: true });
mkdirSync(path.dirname(executable), { recursive: true });
const packages = await makeExecutable(path.join(work, 'program'), executable);
addPages();
addLicences();
add('usr/share/doc/secgroup/sbom.cdx.json', sbom([nodeComponent()]));
addCompletions();
const architecture = run('dpkg', '--print-architecture');
add('DEBIAN/control', control());
const file = path.join(release, `secgroup_${version}_${architecture}.deb`);
run('dpkg-deb', '--root-owner-group', `-Z${process.argv[2] ?? 'xz'}`, '--build', tree, file);
console.log(file);

function add(name, content) {
  const target = path.join(tree, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** As Debian has its pages: without the time, so that the same page is the same file. */
function addCompressed(name, file) {
  add(`${name}.gz`, gzipSync(readFileSync(file), { level: 9 }));
}

function addPages() {
  const man = path.join(root, 'dist/man/secgroup.1');
  if (existsSync(man)) addCompressed('usr/share/man/man1/secgroup.1', man);
  else console.error('dist/man/secgroup.1 is not there: the package has no man page');
  const pages = readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`);
  for (const name of ['README.md', ...pages])
    if (name.endsWith('.md')) addCompressed(`usr/share/doc/secgroup/${name}`, path.join(root, name));
  addCompressed('usr/share/doc/secgroup/changelog', path.join(root, 'CHANGELOG.md'));
}

function addLicences() {
  const own = readFileSync(path.join(root, 'LICENSE'), 'utf8');
  const node = readFileSync(path.join(nodeFolder(NODE), 'LICENSE'), 'utf8');
  const rule = `\n${'-'.repeat(72)}\n\n`;
  add('usr/share/doc/secgroup/copyright', `${own}${rule}${licencesOf(packages)}${rule}${node}`);
}

/** Node, which the executable is, as a component of CycloneDX. */
function nodeComponent() {
  const { version } = JSON.parse(readFileSync(path.join(nodeFolder(NODE), 'package.json'), 'utf8'));
  const purl = `pkg:generic/node@${version}`;
  return { 'bom-ref': purl, type: 'framework', name: 'node', version, purl };
}

function addCompletions() {
  for (const [shell, name] of Object.entries(COMPLETIONS))
    try {
      add(name, execFileSync(executable, ['completion', shell], { stdio: ['ignore', 'pipe', 'ignore'] }));
    } catch {
      console.error(`the program has no completion for ${shell}`);
    }
}

function control() {
  mkdirSync(path.join(work, 'debian'));
  writeFileSync(
    path.join(work, 'debian/control'),
    'Source: secgroup\n\nPackage: secgroup\nArchitecture: any\n',
  );
  const printed = execFileSync('dpkg-shlibdeps', ['-O', `-e${executable}`], {
    cwd: work,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const libraries = /^shlibs:Depends=(.+)$/m.exec(printed)?.[1];
  if (libraries === undefined) throw new Error('dpkg-shlibdeps names no libraries');
  return `Package: secgroup
Version: ${version}
Architecture: ${architecture}
Maintainer: The authors of secgroup <secgroup@localhost>
Installed-Size: ${Math.ceil(statSync(executable).size / 1024)}
Depends: ${libraries}
Recommends: nftables, iproute2, util-linux, perl-base
Suggests: iptables, ipset, conntrack, tcpdump
Section: net
Priority: optional
Description: ${description}
 Reads definitions of security groups (its own, and those of AWS, Terraform,
 CloudFormation, OpenStack and Ansible) and writes one script a host, proved
 to do what the definition means. Node is part of the program.
`;
}
