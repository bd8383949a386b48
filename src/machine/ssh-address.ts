/** Begins with no hyphen, so that no client takes it for an option, and has no sign that a shell knows: a configuration may hand it to one. */
const USER = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}';
const NAME = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}';
const IPV6 = '[0-9A-Fa-f:]{2,39}(?:%[A-Za-z0-9_.-]{1,32})?';

/** Where SSH leads to a machine; the address may be a name of the client's configuration. */
export const sshAddress = new RegExp(
  `^(?:(?:${USER}@)?(?:${NAME}|${IPV6})|ssh://(?:${USER}@)?(?:${NAME}|\\[${IPV6}\\])(?::[0-9]{1,5})?)$`,
);

export const SSH_ADDRESS_EXPECTED = 'expected [USER@]ADDRESS or ssh://[USER@]ADDRESS[:PORT]';
