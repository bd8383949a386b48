#!/bin/sh
# Firewall of host web-1 for iptables, made by secgroup 0.1.0. Do not edit: compile again.
# from examples/web-server/web-server.yaml (sha256 4436915c76216ada...)
#
# Load:    sh FILE           IPv6 switches first, then IPv4, each in one transaction.
# Unload:  sh FILE unload    What the script added goes, and the policies become ACCEPT.
#
# If anything fails, the rules and sets are put back as they were, and the exit status is 1.
set -eu
PATH="$PATH:/usr/sbin:/sbin"

# What the filter tables should hold of ours. Nothing in here is a command of this shell.
rules_ipv6() {
  cat <<'END_OF_RULES'
:INPUT DROP [0:0]
:OUTPUT DROP [0:0]
:FORWARD DROP [0:0]
:SECG-INPUT - [0:0]
:SECG-INPUT-BASE - [0:0]
:SECG-eth0-in - [0:0]
:SECG-eth0-in-tcp - [0:0]
:SECG-eth0-in-udp - [0:0]
:SECG-eth0-in-icmp - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-eth0-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i eth0 -j SECG-eth0-in
# no interface of the definition
-A SECG-INPUT -j DROP
# baseline
# neighbour discovery
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 133 -j ACCEPT
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 134 -j ACCEPT
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 135 -j ACCEPT
-A SECG-INPUT-BASE -p ipv6-icmp -m hl --hl-eq 255 --icmpv6-type 136 -j ACCEPT
# multicast listener discovery
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 130 -j ACCEPT
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 131 -j ACCEPT
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 132 -j ACCEPT
-A SECG-INPUT-BASE -s fe80::/10 -p ipv6-icmp -m hl --hl-eq 1 --icmpv6-type 143 -j ACCEPT
# DHCPv6 client
-A SECG-INPUT-BASE -d fe80::/10 -p udp --dport 546 -j ACCEPT
# ingress of eth0
-A SECG-eth0-in -p tcp -j SECG-eth0-in-tcp
-A SECG-eth0-in -p udp -j SECG-eth0-in-udp
-A SECG-eth0-in -p ipv6-icmp -j SECG-eth0-in-icmp
-A SECG-eth0-in -j SECG-INPUT-BASE
-A SECG-eth0-in -j DROP
# web ingress 4 (administration)
-A SECG-eth0-in-tcp -p tcp --dport 22 -s 2001:db8:40::/48 -j ACCEPT
# web ingress 1 (public pages)
-A SECG-eth0-in-tcp -p tcp --dport 80 -j ACCEPT
# web ingress 1 (public pages)
-A SECG-eth0-in-tcp -p tcp --dport 443 -j ACCEPT
# web ingress 2 (HTTP/3)
-A SECG-eth0-in-udp -p udp --dport 443 -j ACCEPT
# web ingress 3 (ping)
-A SECG-eth0-in-icmp -p ipv6-icmp --icmpv6-type 128 -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o eth0 -j SECG-eth0-out
# no interface of the definition
-A SECG-OUTPUT -j DROP
# egress of eth0
# web egress default
-A SECG-eth0-out -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

rules_ipv4() {
  cat <<'END_OF_RULES'
:INPUT DROP [0:0]
:OUTPUT DROP [0:0]
:FORWARD DROP [0:0]
:SECG-INPUT - [0:0]
:SECG-INPUT-BASE - [0:0]
:SECG-eth0-in - [0:0]
:SECG-eth0-in-icmp - [0:0]
:SECG-eth0-in-tcp - [0:0]
:SECG-eth0-in-udp - [0:0]
:SECG-OUTPUT - [0:0]
:SECG-eth0-out - [0:0]
:SECG-FORWARD - [0:0]
-I INPUT 1 -j SECG-INPUT
-I OUTPUT 1 -j SECG-OUTPUT
-I FORWARD 1 -j SECG-FORWARD
-A SECG-INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-INPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-INPUT -i lo -j ACCEPT
-A SECG-INPUT -i eth0 -j SECG-eth0-in
# no interface of the definition
-A SECG-INPUT -j DROP
# baseline
# DHCPv4 client
-A SECG-INPUT-BASE -d 255.255.255.255 -p udp --sport 67 --dport 68 -j ACCEPT
# DHCPv4 client
-A SECG-INPUT-BASE -s 10.0.0.0/8 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 100.64.0.0/10 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 169.254.0.0/16 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 172.16.0.0/12 -p udp --sport 67 --dport 68 -j ACCEPT
-A SECG-INPUT-BASE -s 192.168.0.0/16 -p udp --sport 67 --dport 68 -j ACCEPT
# ingress of eth0
-A SECG-eth0-in -p icmp -j SECG-eth0-in-icmp
-A SECG-eth0-in -p tcp -j SECG-eth0-in-tcp
-A SECG-eth0-in -p udp -j SECG-eth0-in-udp
-A SECG-eth0-in -j SECG-INPUT-BASE
-A SECG-eth0-in -j DROP
# web ingress 3 (ping)
-A SECG-eth0-in-icmp -p icmp --icmp-type 8 -j ACCEPT
# web ingress 4 (administration)
-A SECG-eth0-in-tcp -p tcp --dport 22 -s 203.0.113.0/24 -j ACCEPT
# web ingress 1 (public pages)
-A SECG-eth0-in-tcp -p tcp --dport 80 -j ACCEPT
# web ingress 1 (public pages)
-A SECG-eth0-in-tcp -p tcp --dport 443 -j ACCEPT
# web ingress 2 (HTTP/3)
-A SECG-eth0-in-udp -p udp --dport 443 -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SECG-OUTPUT -m conntrack --ctstate INVALID -j DROP
# loopback
-A SECG-OUTPUT -o lo -j ACCEPT
-A SECG-OUTPUT -o eth0 -j SECG-eth0-out
# no interface of the definition
-A SECG-OUTPUT -j DROP
# egress of eth0
# web egress default
-A SECG-eth0-out -j ACCEPT
# this host forwards nothing
-A SECG-FORWARD -j DROP
END_OF_RULES
}

early_ipv6() { :; }
early_ipv4() { :; }

say() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
}

# iptables-legacy makes a raw table by looking at it.
save() {
  case $1 in
    rules_ipv6) ip6tables-save -t filter ;;
    rules_ipv4) iptables-save -t filter ;;
    early_ipv6) no_raw ip6tables-save ip6 || ip6tables-save -t raw ;;
    early_ipv4) no_raw iptables-save ip || iptables-save -t raw ;;
  esac
}

no_raw() {
  case $("$1" -V 2>/dev/null) in *nf_tables*) false ;; *) ! grep -qsx raw "/proc/net/$2_tables_names" ;; esac
}

restore() {
  case $1 in
    *_ipv6) ip6tables-restore --noflush -w ${2-} ;;
    *_ipv4) iptables-restore --noflush -w ${2-} ;;
  esac
}

# Prints what of ours the table of $1 holds, as rules like those above.
ours() {
  { save "$1" || echo '# unreadable'; } |
    sed -n -e '/^:SECG-/p' -e '/^-A SECG-/p' -e 's/^-A \([A-Z]*\) -j SECG-\1$/-I \1 1 -j SECG-\1/p' \
      -e '/^:INPUT /p' -e '/^:OUTPUT /p' -e '/^:FORWARD /p' -e '/^# unreadable$/p'
}

readable() {
  case $1 in *'# unreadable') return 1 ;; esac
}

# Of rules as above: the names of their chains, and the built-in chains that jump to them.
outline() {
  sed -n -e 's/^:\(SECG-[^ ]*\) .*/\1/p' -e 's/^-I \([A-Z]*\) 1 -j SECG-\1$/\1/p' -e '/^# unreadable$/p'
}

# Prints the transaction after which the table of $1 holds the rules that $2 prints. Its outline is $3, that of what the
# table holds $4. Every chain of ours is declared, and so emptied, and those that are not in the rules are deleted in the
# end. A jump that is there stays where it is.
transaction() {
  stale=$(printf '%s\n' $3 $3 $4 | sed -n '/^SECG-/p' | LC_ALL=C sort | uniq -u)
  hooks=$(printf '%s\n' $3 | sed '/^SECG-/d')
  table=filter present=''
  case $1 in early_*) table=raw present='-e /^:OUTPUT./d' ;; esac
  echo "*$table"
  for hook in $(printf '%s\n' $4 | sed '/^SECG-/d'); do
    case $hooks in
      *"$hook"*) present="$present -e /^-I.$hook.1/d" ;;
      *)
        printf -- '-D %s -j SECG-%s\n' "$hook" "$hook"
        [ $table = raw ] || printf ':%s ACCEPT [0:0]\n' "$hook"
        ;;
    esac
  done
  for chain in $stale; do printf ':%s - [0:0]\n' "$chain"; done
  "$2" "$1" | sed -e '/^$/d' $present
  for chain in $stale; do printf -- '-X %s\n' "$chain"; done
  printf 'COMMIT\n'
}

# Makes the table of $1 hold the rules that $2 prints of it; with --test, only tries whether it could.
switch() {
  wanted=$("$2" "$1" | outline)
  held=$(ours "$1" | outline)
  readable "$held" || return 1
  [ -z "$wanted$held" ] || transaction "$1" "$2" "$wanted" "$held" | restore "$1" "${3-}"
}

# These rules need no sets, but a script for ipset may have left some.
prepare_sets() { :; }
open_sets() { :; }
fill_sets() { :; }
undo_sets() { :; }

destroy_sets() {
  command -v ipset >/dev/null || return 0
  for set in $(ipset -n list 2>/dev/null | sed -n '/^SECG[-+=]/p'); do ipset destroy "$set"; done
}

tidy_sets() {
  destroy_sets
}

new() { "$1"; }
before() { eval "printf '%s\n' \"\$before_$1\""; }

rules='rules_ipv6 rules_ipv4' early='early_ipv6 early_ipv4' switched='' cleared=''

switch_each() {
  what=$1
  shift
  for each; do switch "$each" "$what" || return 1; done
}

try_all() {
  for each in $rules $early; do switch "$each" new --test || return 1; done
}

# Raw tables are empty meanwhile: they must not drop what the rules let in.
switch_all() {
  cleared=$early
  switch_each : $early || return 1
  for each in $rules; do
    switch "$each" new || return 1
    switched="$switched $each"
  done
  switch_each new $early
}

undo() {
  switch_each : $cleared && switch_each before $switched && undo_sets && switch_each before $cleared
}

load() {
  for each in $rules $early; do
    eval "before_$each=\$(ours $each); readable \"\$before_$each\"" || {
      say 'not loaded: what is there cannot be read'
      exit 1
    }
  done
  # A signal must not stop this half way.
  trap '' HUP INT TERM
  if prepare_sets && try_all && open_sets && switch_all && fill_sets; then
    tidy_sets || say 'the firewall is loaded, but sets that it no longer needs are still in use'
  elif undo; then
    say 'not loaded; the firewall is as it was'
    exit 1
  else
    say 'not loaded, and the firewall could not be put back as it was'
    exit 1
  fi
}

unload() {
  trap '' HUP INT TERM
  switch_each : $early $rules && destroy_sets
}

for program in ip6tables-save ip6tables-restore iptables-save iptables-restore; do
  command -v "$program" >/dev/null || { say "$program is not installed"; exit 3; }
done

case $#,${1-} in
  0,) load ;;
  1,unload) unload ;;
  *) printf 'usage: sh %s [unload]\n' "$0" >&2; exit 2 ;;
esac
