/** Where programs are: those of the administrator too, which an ordinary user's PATH often lacks. */
export function labEnvironment() {
    return { PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`, LC_ALL: 'C' };
}
